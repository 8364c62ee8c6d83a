"""A track in whatever form it came."""

from __future__ import annotations

import re

from sarex.formats.track_csv import csv_fixes
from sarex.formats.track_gpx import gpx_fixes
from sarex.formats.track_nmea import nmea_fixes
from sarex.model.errors import ResultsError
from sarex.model.search_result import Track

_NMEA_LINE = re.compile(r"^[^\n]{0,80}?[!$][A-Z]{5,6},", re.M)


def read_track(track: Track, text: str, what: str) -> Track:
    """The track with the fixes of its file: GPX, an NMEA or AIS log, or CSV, told apart by their content.
    Raises ResultsError."""
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        raise ResultsError(f"{what} is empty; give the recorded track")
    notes: tuple[str, ...] = ()
    if start.startswith("<"):
        fixes, notes = gpx_fixes(start, what, track.name)
    elif _NMEA_LINE.search(start[:5000]):
        fixes, notes = nmea_fixes(start, what, mmsi=track.mmsi, on=track.date)
    else:
        fixes = csv_fixes(start, what)
    if len(fixes) < 2:
        raise ResultsError(f"{what} holds {len(fixes)} fixes, and a track needs two; give the recorded track")
    return track.model_copy(update={"fixes": fixes, "notes": (*track.notes, *notes)})
