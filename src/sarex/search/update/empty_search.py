"""A search that found nothing: how surely it would have found each particle."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from sarex.model.errors import ResultsError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import KNOT_M_PER_S, NAUTICAL_MILE_M, Position, format_duration, format_length
from sarex.model.search_result import FlownSearch, SearchResult, Track
from sarex.model.searched_path import Fix, SearchedPath
from sarex.search.cloud_moment import CloudPath
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.moving_cloud import moving_cloud
from sarex.search.pattern.searched_part import searched_part
from sarex.search.pattern.task_track import laid_of_path
from sarex.search.score import exposure
from sarex.search.timed_track import LaidPattern, PatternShape, Piece, SweptArea, TimedTrack
from sarex.search.update.flown_track import FlownTrack, flown_track, gap_notes, stretches, thinned, within_period
from sarex.search.update.search_means import SearchMeans
from sarex.search.update.told import Told

Floats = NDArray[np.float64]

THIN_SHARE: Final = 0.02
"""Of the sweep width: thinning that moves a track less changes no detection."""
THIN_M: Final = (5.0, 50.0)
OUTSIDE_M: Final = 100.0 * NAUTICAL_MILE_M
"""A track that stays further than this from every particle belongs to another case."""
_LOOKS: Final = 25


def flown_search(result: SearchResult, track: Track, means: SearchMeans, cloud: ParticleCloud) -> FlownSearch:
    """The search with its track checked against the case and made ready to be scored. Raises ResultsError."""
    what = f"result {result.name!r}"
    width_m = _width_m(means, what)
    flown = flown_track(track, what, speed_max=means.speed_max)
    flown = within_period(flown, float(cloud.time_s[0]), float(cloud.time_s[-1]), what)
    parts = stretches(flown, track.gap)
    if not parts:
        raise ResultsError(
            f"{what}: no two fixes of its track lie within {format_duration(track.gap)}, so nothing counts as "
            "searched; give `gap` in the track, as long as the recorder's interval"
        )
    _check_place(flown, cloud, what)
    thin = [thinned(part, min(max(THIN_SHARE * width_m, THIN_M[0]), THIN_M[1])) for part in parts]
    before, after = (sum(part.time_s.size for part in many) for many in (parts, thin))
    notes = (*flown.notes, *gap_notes(flown, track.gap))
    if after < before:
        notes += (f"{before} fixes thinned to {after} that keep the track in its place",)
    return FlownSearch(
        name=result.name, unit=means.unit, stretches=tuple(part.fixes for part in thin), sensing=means.sensing,
        search_speed=_speed(means, parts, what), notes=notes,
    )  # fmt: skip


def planned_search(
    result: SearchResult, means: SearchMeans, cloud: ParticleCloud, *, path: SearchedPath, fixes: tuple[Fix, ...]
) -> FlownSearch:
    """The search of a planned pattern, as it was laid, as far as these fixes go. Raises ResultsError."""
    what = f"result {result.name!r}"
    _width_m(means, what)
    assert means.search_speed is not None, "a plan says at which speed it is to be searched"
    plane = LocalPlane(Position(*fixes[0][1:]))
    time_s, east, north = _flat(fixes, plane).T
    whole = FlownTrack(plane, time_s, east, north, ())
    inside = within_period(whole, float(cloud.time_s[0]), float(cloud.time_s[-1]), what)
    _check_place(inside, cloud, what)
    return FlownSearch(
        name=result.name, unit=means.unit, stretches=(fixes if inside is whole else inside.fixes,),
        sensing=means.sensing, search_speed=means.search_speed, path=path, notes=inside.notes,
    )  # fmt: skip


def _width_m(means: SearchMeans, what: str) -> float:
    """The largest sweep width, above 0. Raises ResultsError."""
    width_m = means.sensing.sweep_width_m_max
    if width_m <= 0.0:
        why = "; ".join(dict.fromkeys(note for one in means.sensing.objects for note in one.notes))
        raise ResultsError(
            f"{what}: its sweep width is 0 for every object{f' ({why})' if why else ''}, so the search says "
            "nothing; leave it out, or give the `sweep_width` that it had"
        )
    return width_m


def _speed(means: SearchMeans, parts: list[FlownTrack], what: str) -> float:
    if means.search_speed is not None and means.search_speed > 0.0:
        return means.search_speed
    length = sum(float((part.speeds * np.diff(part.time_s)).sum()) for part in parts)
    speed = length / sum(float(part.time_s[-1] - part.time_s[0]) for part in parts)
    if speed < 0.1 * KNOT_M_PER_S:
        raise ResultsError(f"{what}: its track hardly moves; give the `search_speed` that the sweep width holds for")
    return speed


def _check_place(track: FlownTrack, cloud: ParticleCloud, what: str) -> None:
    """The track must come near the case at some time. Raises ResultsError."""
    path, nearest = CloudPath(cloud), math.inf
    for time_s in np.linspace(track.time_s[0], track.time_s[-1], _LOOKS):
        moment = path.moment(float(time_s))
        if not moment.afloat.any():
            continue
        east, north = track.plane.flat(moment.lon, moment.lat)
        here = (np.interp(time_s, track.time_s, values) for values in (track.east, track.north))
        nearest = min(nearest, float(np.nanmin(np.hypot(east - next(here), north - next(here)))))
    if math.isinf(nearest):
        ashore = float(cloud.weight[(cloud.status == Status.STRANDED).any(axis=1)].sum())
        raise ResultsError(
            f"{what}: no particle was afloat during this search ({ashore:.0%} stranded by the end), so it says "
            "nothing of the sea; leave it out, or check its times"
        )
    if nearest > OUTSIDE_M:
        raise ResultsError(
            f"{what}: its track stays {format_length(nearest, 0)} or more away from every particle, outside the case; "
            "check its positions (latitude first, hemispheres) and its clock, or give the track of this case"
        )


def search_told(search: FlownSearch, cloud: ParticleCloud) -> Told:
    """The exposure of every particle to the search, -ln(1 - POD), scored as plans are: each particle against the track,
    in relative motion. `random` knows areas alone: the outline of the track, half its spacing wider.

    cloud : its weights count for nothing here, so that results may come in any order
    Raises PlanError.
    """
    even = moving_cloud(replace(cloud, weight=np.full(cloud.particles, 1.0 / cloud.particles)))
    laid = laid_track(search, even.plane)
    row = np.asarray(exposure(laid, search.sensing, search.search_speed, even), dtype=np.float64)
    laws = dict.fromkeys(one.curve.law for one in search.sensing.objects if one.curve.sweep_width_m > 0.0)
    texts = [_law_text(law, laid, search) for law in laws]
    return Told(row, "; ".join(texts), search.notes)


def _law_text(law: str, laid: LaidPattern, search: FlownSearch) -> str:
    if law != "random":
        return f"{law.replace('_', ' ')} along the track"
    area = sum(swept.area_m2 for swept in laid.swept)
    effort = search.sensing.sweep_width_m_max * sum(swept.track_m for swept in laid.swept)
    return (
        f"random over the outline of the track, {area / NAUTICAL_MILE_M**2:.1f} square nm, coverage {effort / area:.2f}"
    )


def laid_track(search: FlownSearch, plane: LocalPlane) -> LaidPattern:
    """The flown track as a pattern in the plane: sensing along every stretch, not in between. Of a planned pattern, the
    part of it that was flown."""
    if search.path is not None:
        return searched_part(laid_of_path(search.path, plane), until_s=search.period_s[1])
    parts = [_flat(stretch, plane) for stretch in search.stretches]
    whole = np.concatenate(parts)
    between = np.cumsum([len(part) for part in parts])[:-1] - 1
    sensing = np.ones(len(whole) - 1, dtype=np.bool_)
    sensing[between] = False
    piece = np.where(sensing, Piece.SEARCH, Piece.TRANSIT).astype(np.int8)
    time_s, east, north = (np.ascontiguousarray(whole[:, axis]) for axis in range(3))
    track = TimedTrack(time_s, east, north, piece, sensing)
    width_m = search.sensing.sweep_width_m_max
    swept = tuple(_swept(part, width_m) for part in parts)
    outline = shapely.MultiPoint(np.concatenate([area.corners for area in swept])).convex_hull
    shape = PatternShape("PS", Point(*whole[:, 1:].mean(axis=0)), 0.0, 0.0, width_m, 1)
    return LaidPattern(shape, track, swept, _corners(outline), moving=False)


def _flat(stretch: tuple[Fix, ...], plane: LocalPlane) -> Floats:
    """Time, east and north of each fix, float64 (fix, 3)."""
    fixes = np.array(stretch)
    east, north = plane.flat(fixes[:, 1], fixes[:, 2])
    return np.stack([fixes[:, 0], east, north], axis=-1)


def _swept(part: Floats, width_m: float) -> SweptArea:
    """The outline of one stretch, half a spacing wider."""
    start_s, end_s = float(part[0, 0]), float(part[-1, 0])
    hull = shapely.MultiPoint(part[:, 1:]).convex_hull
    track_m = float(np.hypot(*np.diff(part[:, 1:], axis=0).T).sum())
    outline = hull.buffer(_spacing(hull, track_m, width_m) / 2.0, join_style="mitre", cap_style="square")
    still = np.array([[start_s, 0.0, 0.0]])
    return SweptArea(_corners(outline), still, start_s, end_s, track_m, float(outline.area))


def _spacing(hull: shapely.Geometry, track_m: float, width_m: float) -> float:
    """Between the legs of a track that fills its convex outline: area / (length - half the perimeter), which is exact
    for a ladder whose legs end half a spacing inside. A track with hardly any width sweeps one sweep width."""
    around = shapely.minimum_rotated_rectangle(hull)
    short_m = 0.0
    if around.geom_type == "Polygon":
        corners = np.array(around.exterior.coords)
        short_m = float(np.hypot(*(corners[1:3] - corners[0:2]).T).min())
    if short_m < width_m:
        return width_m
    turns_m = track_m - hull.length / 2.0
    return min(hull.area / turns_m, short_m) if turns_m > 0.0 else short_m


def _corners(outline: shapely.Geometry) -> Floats:
    """Anticlockwise, float64 (corner, 2)."""
    return np.array(shapely.geometry.polygon.orient(outline).exterior.coords)[:-1]
