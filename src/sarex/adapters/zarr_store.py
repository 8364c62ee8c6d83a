"""Zarr stores, whose two editions xarray tells apart."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from sarex.adapters.stored_file import StoredFile, StoredVariable, local_reader, opened
from sarex.model.errors import ForcingError


def open_zarr_store(path: Path, name: str) -> StoredFile:
    """The variables of a Zarr folder as stored. Raises ForcingError."""
    if not any((path / mark).is_file() for mark in (".zgroup", ".zmetadata", "zarr.json")):
        raise ForcingError(f"{path} is a folder but no Zarr store; name the NetCDF or GRIB file in it")
    consolidated = (path / ".zmetadata").is_file()
    dataset = opened(
        lambda: xr.open_zarr(
            path, decode_cf=False, chunks=None, consolidated=consolidated, create_default_indexes=False
        ),
        name,
        "it is no whole Zarr store; copy it again",
    )
    variables = {
        str(key): StoredVariable(
            str(key), tuple(str(dim) for dim in variable.dims), variable.shape, variable.attrs,
            local_reader(dataset, name, str(key)),
        )
        for key, variable in dataset.variables.items()
    }  # fmt: skip
    return StoredFile(name, variables, dict(dataset.attrs))
