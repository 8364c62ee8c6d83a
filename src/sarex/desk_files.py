"""A folder to work in, with the kept files of a case under names that programs understand."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from sarex.model.errors import SarexError

if TYPE_CHECKING:
    from sarex.adapters.blob_store import BlobStore

BLOBS: Final = "files"
SCRATCH: Final = "scratch"
SUFFIXES: Final = frozenset({".nc", ".nc4", ".cdf", ".grb", ".grb2", ".grib", ".grib2", ".yaml", ".yml"})
TRACK_SUFFIXES: Final = frozenset({".gpx", ".csv", ".nmea", ".log", ".txt", ".ais"})
STEM_LENGTH_MAX: Final = 60


@dataclass(frozen=True)
class WorkFolder:
    """path  : empty at first, gone afterwards
    blobs : of the node
    """

    path: Path
    blobs: BlobStore

    def put(self, name: str, sha256: str) -> Path:
        """A kept file under a plain name of ours."""
        place = self.path / name
        place.parent.mkdir(exist_ok=True)
        kept = self.blobs.path(sha256)
        try:
            os.link(kept, place)
        except OSError:
            shutil.copyfile(kept, place)
        return place

    def forcing(self, sources: Sequence[Mapping[str, Any]]) -> list[str]:
        """Kept sources, each `{name, sha256}`, in their order, under names that outputs may show."""
        return [
            str(self.put(f"{number}/{plain_name(str(source['name']), SUFFIXES)}", str(source["sha256"])))
            for number, source in enumerate(sources, 1)
        ]


def plain_name(name: str, suffixes: frozenset[str]) -> str:
    """A file name that resembles this one: letters, digits and lines only, so that no path can be in it.

    >>> plain_name("../../etc/Wind Montag.NC", SUFFIXES)
    'Wind_Montag.nc'
    """
    told = PurePath(name.replace("\\\\", "/"))
    suffix = told.suffix.lower() if told.suffix.lower() in suffixes else ""
    stem = re.sub(r"[^A-Za-z0-9-]+", "_", told.stem if suffix else told.name).strip("_-")[:STEM_LENGTH_MAX]
    return f"{stem or 'file'}{suffix}"


@contextmanager
def work_folder(data: Path) -> Iterator[WorkFolder]:
    """A folder in the scratch room of a node's data folder. What is said of a file in it is said without the folder."""
    from sarex.adapters.blob_store import BlobStore

    room = data / SCRATCH
    room.mkdir(exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=room, ignore_cleanup_errors=True) as path:
        try:
            yield WorkFolder(Path(path), BlobStore(data / BLOBS))
        except SarexError as error:
            told = re.sub(re.escape(path) + r"[/\\\\](\d+[/\\\\])?", "", str(error))
            if told == str(error):
                raise
            raise type(error)(told) from None


def clear_scratch(data: Path) -> None:
    """Remove what killed workers left behind."""
    shutil.rmtree(data / SCRATCH, ignore_errors=True)
