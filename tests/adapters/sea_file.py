"""Small NetCDF files for tests, written the way models write them."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np

HOURS_SINCE = "hours since 2026-01-30 00:00:00"
START_S = 1769731200.0
"""2026-01-30 00:00 UTC."""


def east_north(lon, lat, hour=0.0):
    """A field that is linear in longitude, latitude and time, [m/s] as east + i north."""
    return (0.3 + 0.002 * lon - 0.004 * lat + 0.01 * hour) + 1j * (-0.2 + 0.003 * lon + 0.001 * lat)


class SeaFile:
    """Writes dimensions and variables one by one."""

    def __init__(self, path: Path, format: str = "NETCDF4", **attributes):
        self.path = path
        self._dataset = netCDF4.Dataset(path, "w", format=format)
        self._dataset.setncatts(attributes)

    def dims(self, **sizes):
        for name, size in sizes.items():
            self._dataset.createDimension(name, size)
        return self

    def add(self, name, dims, values, *, dtype=None, fill_value=None, raw=False, **attributes):
        values = np.asarray(values)
        for dim, size in zip(dims, values.shape, strict=True):
            if dim not in self._dataset.dimensions:
                self._dataset.createDimension(dim, size)
        variable = self._dataset.createVariable(name, dtype or values.dtype, dims, fill_value=fill_value)
        variable.set_auto_maskandscale(not raw)
        variable.setncatts(attributes)
        variable[...] = values
        return self

    def done(self) -> Path:
        self._dataset.close()
        return self.path


def plain_sea(path, *, lon=None, lat=None, hours=(0, 1, 2, 3), names=("uo", "vo"), standard=None, units="m s-1",
              scale=1.0, dims=("time", "lat", "lon"), file=None, long_name=None, extra=None, **attributes):  # fmt: skip
    """A file on longitudes and latitudes with the analytic current, and what the test changes of it."""
    lon = np.arange(128.0, 132.1, 0.25) if lon is None else lon
    lat = np.arange(33.0, 36.1, 0.25) if lat is None else lat
    sea = file or SeaFile(path, **attributes)
    sea.add("time", ("time",), np.array(hours, float), units=HOURS_SINCE, standard_name="time")
    sea.add("lat", ("lat",), lat, units="degrees_north", standard_name="latitude")
    sea.add("lon", ("lon",), lon, units="degrees_east", standard_name="longitude")
    mesh = np.meshgrid(lon, lat)
    vectors = np.array([east_north(*mesh, hour) for hour in hours]) / scale
    known = ("time", "lat", "lon")
    order = [known.index(dim) for dim in dims if dim in known]
    for at, (name, part) in enumerate(zip(names, (vectors.real, vectors.imag), strict=True)):
        said = {} if standard is None else {"standard_name": standard[at]}
        said |= {} if units is None else {"units": units}
        said |= {} if long_name is None else {"long_name": long_name[at]}
        values = np.transpose(part, order).astype(np.float32)
        sizes = iter(values.shape)
        values = values.reshape([next(sizes) if dim in known else 1 for dim in dims])
        sea.add(name, dims, values, **said, **(extra or {}))
    return sea
