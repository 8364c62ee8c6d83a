"""Tracks from GPX 1.0 and 1.1, as plotters, phones and chart programs write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element

from sarex.model.errors import QuantityError, ResultsError
from sarex.model.quantities import parse_time, wrap_longitude
from sarex.model.search_result import FIXES_MAX
from sarex.model.searched_path import Fix

_NAMES_SHOWN: Final = 8


def gpx_fixes(text: str, what: str, name: str | None = None) -> tuple[tuple[Fix, ...], tuple[str, ...]]:
    """The fixes of the track in a GPX text, in the order of the file, and what was left out.

    name : of the track to take where there are several. Its segments follow each other.
    Raises ResultsError: no GPX, no track, several and none named, no times.
    """
    tracks = [element for element in _root(text, what) if _tag(element) == "trk"]
    track = _chosen(tracks, what, name)
    points = [point for segment in track if _tag(segment) == "trkseg" for point in segment if _tag(point) == "trkpt"]
    if len(points) > FIXES_MAX:
        raise ResultsError(f"{what} holds {len(points):,} fixes, and {FIXES_MAX:,} are the most; cut it")
    fixes = [fix for point in points if (fix := _fix(point, what)) is not None]
    untimed = len(points) - len(fixes)
    if points and not fixes:
        raise ResultsError(
            f"{what}: its points have no times, so nobody knows when they were searched; export the recorded track "
            "with times, or give the planned pattern as `plan` with the part `flown`"
        )
    return tuple(fixes), (f"{untimed} points without a time were left out",) if untimed else ()


def _root(text: str, what: str) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except ParseError as fault:
        raise ResultsError(f"{what} is no XML ({fault}), so it is no GPX; export the track again") from None
    except DefusedXmlException:
        raise ResultsError(
            f"{what} declares entities or a document type, which a GPX file has no use for; export the track again"
        ) from None
    if _tag(root) != "gpx":
        raise ResultsError(f"{what} is XML but no GPX (it begins with <{_tag(root)}>); export the track as GPX")
    return root


def _tag(element: Element) -> str:
    """Without its namespace: GPX 1.0, 1.1 and none are read alike."""
    return str(element.tag).rpartition("}")[2]


def _text(element: Element, tag: str) -> str:
    return next((str(child.text or "").strip() for child in element if _tag(child) == tag), "")


def _chosen(tracks: list[Element], what: str, name: str | None) -> Element:
    names = [_text(track, "name") for track in tracks]
    shown = ", ".join(repr(one) for one in names[:_NAMES_SHOWN]) or "none"
    if not tracks:
        raise ResultsError(
            f"{what} has no track (a route or waypoints alone are a plan, not what was flown); export the recorded "
            "track"
        )
    if name is not None:
        found = [track for track, called in zip(tracks, names, strict=True) if called == name]
        if len(found) != 1:
            raise ResultsError(f"{what} has {len(found)} tracks named {name!r} (there: {shown}); correct the `name`")
        return found[0]
    if len(tracks) > 1:
        raise ResultsError(f"{what} has {len(tracks)} tracks ({shown}); say which with `name`")
    return tracks[0]


def _fix(point: Element, what: str) -> Fix | None:
    """None for a point without a time."""
    when = _text(point, "time")
    if not when:
        return None
    try:
        lon, lat = float(point.attrib["lon"]), float(point.attrib["lat"])
        if not (abs(lat) <= 90.0 and abs(lon) <= 360.0):
            raise ValueError(f"position {lat:g} {lon:g} is not on the Earth")
        return _instant(when).timestamp(), wrap_longitude(lon), lat
    except (KeyError, ValueError, QuantityError) as fault:
        raise ResultsError(f"{what}: a track point cannot be read ({fault}); export the track again") from None


def _instant(when: str) -> datetime:
    """GPX times are UTC by its rule; some programs leave the Z out."""
    if len(when) == 19:
        return datetime.fromisoformat(when).replace(tzinfo=UTC)
    return parse_time(when)
