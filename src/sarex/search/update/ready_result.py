"""From what was reported to what can be applied: tracks checked, what the unit could see worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.detection_curve import ObjectSensing, UnitSensing
from sarex.model.errors import ResultsError
from sarex.model.leeway_class import LeewayClass
from sarex.model.particle_cloud import ParticleCloud
from sarex.model.planned_search import PlannedSearch
from sarex.model.quantities import Position, format_time
from sarex.model.reported_results import ReportedResults
from sarex.model.search_result import Debris, FlownSearch, MarkerBuoy, SearchResult, Sighting, Track
from sarex.model.search_unit import SearchUnit
from sarex.model.searched_path import Fix
from sarex.model.sensor import DetectionSetting
from sarex.ports import ForcingSource
from sarex.search.cloud_moment import position_of, unit_vectors
from sarex.search.sensing.lateral_curve import given_curve
from sarex.search.sensing.scene_view import scene_view
from sarex.search.sensing.unit_sensing import unit_sensing
from sarex.search.update.empty_search import flown_search, planned_search
from sarex.search.update.flown_track import SPEED_M_PER_S_MAX, flown_track, thinned
from sarex.search.update.marker_buoy import SPEED_M_PER_S_MAX as DRIFT_SPEED_M_PER_S_MAX
from sarex.search.update.search_means import SearchMeans, given_sensing

Floats = NDArray[np.float64]
TAIL_WIND_M_PER_S: Final = 30.0
"""Aircraft go over the ground faster than through the air, by a storm at most; surface craft by a tidal race."""
TIDE_M_PER_S: Final = 5.0
_THIN_M: Final = 20.0


@dataclass(frozen=True)
class Scene:
    """What tells the weather of a search: forcing, and the user's own classes. Both may be empty."""

    sources: Sequence[ForcingSource] = ()
    own_classes: tuple[LeewayClass, ...] = ()


def ready_result(
    result: SearchResult | Sighting | Debris | MarkerBuoy, reported: ReportedResults, cloud: ParticleCloud, scene: Scene
) -> FlownSearch | Sighting | Debris | MarkerBuoy:
    """The result made ready for this cloud. Raises ResultsError, and PlanError where a unit's sweep width needs a
    weather that nothing tells."""
    if isinstance(result, MarkerBuoy):
        return _ready_buoy(result)
    if not isinstance(result, SearchResult):
        return result
    if result.name in reported.planned:
        planned = reported.planned[result.name]
        fixes = _part_flown(result, planned)
        means = _planned_means(result, planned, cloud)
        return planned_search(result, means, cloud, path=planned.path, fixes=fixes)
    assert result.track is not None
    return flown_search(result, result.track, _means(result, reported, cloud, scene), cloud)


def _ready_buoy(buoy: MarkerBuoy) -> MarkerBuoy:
    """The buoy with a track that is cleaned, so that the cloud's record stays small."""
    flown = flown_track(buoy.track, f"result {buoy.name!r}", speed_max=DRIFT_SPEED_M_PER_S_MAX)
    return buoy.model_copy(update={"track": Track(fixes=thinned(flown, _THIN_M).fixes, notes=flown.notes)})


def _means(result: SearchResult, reported: ReportedResults, cloud: ParticleCloud, scene: Scene) -> SearchMeans:
    """What the unit of a flown track could see."""
    unit = None if result.unit is None else _unit(result, reported)
    speed = result.search_speed if unit is None else (result.search_speed or unit.search_speed)
    speed_max = SPEED_M_PER_S_MAX
    if unit is not None:
        extra = TAIL_WIND_M_PER_S if unit.airborne else TIDE_M_PER_S
        speed_max = 1.2 * max(unit.search_speed, unit.transit_speed) + extra
    if result.sweep_width is not None:
        return SearchMeans(result.unit or "", given_sensing(result, cloud.object_keys), speed, speed_max)
    assert unit is not None
    assert reported.units is not None
    assert result.track is not None
    if result.detection is not None:
        unit = unit.model_copy(update={"detection": result.detection})
    fixes = np.array(result.track.fixes)
    view = scene_view(
        scene.sources,
        _middle(fixes[:, 1], fixes[:, 2]),
        float(fixes[:, 0].min()),
        float(fixes[:, 0].max()),
        conditions=reported.units.conditions,
        own=scene.own_classes,
    )
    sensing = unit_sensing(unit, cloud.object_keys, reported.units.conditions, view)
    return SearchMeans(unit.name, sensing, speed, speed_max)


def _middle(lon: Floats, lat: Floats) -> Position:
    return position_of(unit_vectors(lon, lat).sum(axis=0))


def _unit(result: SearchResult, reported: ReportedResults) -> SearchUnit | None:
    """The unit by its name; None where no units file is named and the result itself says what could be seen."""
    if reported.units is None:
        if result.sweep_width is not None:
            return None
        raise ResultsError(
            f"result {result.name!r}: unit {result.unit!r} is known from no file; name the units file as `units` at "
            "the top, or give a `sweep_width`"
        )
    found = next((unit for unit in reported.units.units if unit.name == result.unit), None)
    if found is None:
        there = ", ".join(repr(unit.name) for unit in reported.units.units)
        raise ResultsError(
            f"result {result.name!r}: the units file has no unit {result.unit!r} (there: {there}); correct the name"
        )
    return found


def _planned_means(result: SearchResult, planned: PlannedSearch, cloud: ParticleCloud) -> SearchMeans:
    if result.sweep_width is not None:
        sensing = given_sensing(result, cloud.object_keys)
    else:
        sensing = _planned_sensing(result, planned, cloud)
    return SearchMeans(planned.unit, sensing, result.search_speed or planned.search_speed, SPEED_M_PER_S_MAX)


def _planned_sensing(result: SearchResult, planned: PlannedSearch, cloud: ParticleCloud) -> UnitSensing:
    """The plan's own sensing, in the cloud's order of object classes."""
    if planned.sensing:
        known = {one.object_key: one for one in planned.sensing}
        missing = [key for key in cloud.object_keys if key not in known]
        if missing:
            raise ResultsError(
                f"result {result.name!r}: the plan says nothing of {missing[0]!r}, which the object may be; give "
                "`sweep_width`, or the plan of this case"
            )
        return UnitSensing(objects=tuple(known[key] for key in cloud.object_keys))
    if planned.sweep_width_m is None:
        raise ResultsError(
            f"result {result.name!r}: the plan knows no sweep width of {planned.unit!r}; give it as `sweep_width`"
        )
    curve = given_curve(result.detection or DetectionSetting(law=planned.law), planned.sweep_width_m)
    return UnitSensing(
        objects=tuple(ObjectSensing(object_key=key, sensor="as planned", curve=curve) for key in cloud.object_keys)
    )


def _part_flown(result: SearchResult, planned: PlannedSearch) -> tuple[Fix, ...]:
    """The fixes of the task until it was broken off: at a share of its length, at a time, or both. Raises
    ResultsError."""
    fixes = np.array(planned.path.fixes)
    end_s = _time_of_share(fixes, result.flown)
    if result.until is not None:
        end_s = min(end_s, result.until.timestamp())
    if end_s <= fixes[0, 0]:
        raise ResultsError(
            f"result {result.name!r}: `until` {format_time(end_s)} is before {planned.unit!r} "
            f"began to search {format_time(fixes[0, 0])}; correct it, or leave the result out"
        )
    return _cut(planned.path.fixes, fixes, end_s)


def _time_of_share(fixes: Floats, share: float) -> float:
    """When this share of the length was flown."""
    vectors = unit_vectors(fixes[:, 1], fixes[:, 2])
    steps = np.linalg.norm(np.diff(vectors, axis=0), axis=1)
    done = np.concatenate([[0.0], np.cumsum(steps)])
    return float(np.interp(share * done[-1], done, fixes[:, 0]))


def _cut(planned: tuple[Fix, ...], fixes: Floats, end_s: float) -> tuple[Fix, ...]:
    """Until this time; the last piece ends on its straight line."""
    if end_s >= fixes[-1, 0]:
        return planned
    after = int(np.searchsorted(fixes[:, 0], end_s, side="right"))
    part = (end_s - fixes[after - 1, 0]) / (fixes[after, 0] - fixes[after - 1, 0])
    first, last = unit_vectors(fixes[after - 1 : after + 1, 1], fixes[after - 1 : after + 1, 2])
    place = position_of(first + part * (last - first))
    kept = planned[:after]
    return (*kept, (end_s, place.lon, place.lat)) if end_s > kept[-1][0] else kept
