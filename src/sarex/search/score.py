"""How good a search is: every particle against every unit, moving against moving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.kernels.area_detection import add_area_exposure
from sarex.kernels.pass_detection import add_pass_exposure
from sarex.kernels.rate_detection import EXPOSURE_MAX, add_rate_exposure
from sarex.kernels.relative_pieces import relative_pieces
from sarex.model.detection_curve import UnitSensing
from sarex.model.errors import PlanError
from sarex.search.moving_cloud import MovingCloud
from sarex.search.sensing_table import SensingTable, sensing_table
from sarex.search.timed_track import LaidPattern, SweptArea

__all__ = [
    "Score", "SensingTable", "UnitSearch", "exposure", "exposure_by_time", "pos", "pos_by_time", "score",
    "sensing_table",
]  # fmt: skip
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class UnitSearch:
    """One pattern of one unit. Several with the same name are the sorties of one unit.

    search_speed : for which the sweep widths hold [m/s]
    """

    name: str
    laid: LaidPattern
    sensing: SensingTable
    search_speed: float


@dataclass(frozen=True)
class Score:
    """How good the searches are together.

    pos         : chance that any of them finds the object
    by_unit     : (name, POS if this unit searched alone), in the order of the searches
    by_scenario : float64 (scenario,), POS if this scenario is the true one; NaN where it has no weight
    by_object   : float64 (kind,), POS if the object is of this class; NaN where it has no weight
    by_hour     : (time_s, POS reached by then)
    """

    pos: float
    by_unit: tuple[tuple[str, float], ...]
    by_scenario: Floats
    by_object: Floats
    by_hour: tuple[tuple[float, float], ...]


def score(searches: Sequence[UnitSearch], cloud: MovingCloud, times_s: Floats | None = None) -> Score:
    """Simulate the searches on the cloud.

    times_s : for `by_hour`, float64, ascending; the default is the cloud's output times from the last one before the
              search to the first one after it
    """
    times = _hours(searches, cloud) if times_s is None else np.asarray(times_s, dtype=np.float64)
    reached = np.zeros((cloud.particles, len(times) + 1))
    by_unit: dict[str, Floats] = {}
    for search in searches:
        # One column more, for all that comes after the last of the times.
        own = exposure_by_time(
            search.laid, search.sensing, search.search_speed, cloud, times_s=np.append(times, np.inf)
        )
        reached += own
        by_unit[search.name] = by_unit.get(search.name, 0.0) + own[:, -1]
    found = -np.expm1(-reached[:, -1])
    return Score(
        pos=float(cloud.weight @ found),
        by_unit=tuple((name, pos(cloud.weight, [own])) for name, own in by_unit.items()),
        by_scenario=_conditional(cloud.weight, found, cloud.scenario),
        by_object=_conditional(cloud.weight, found, cloud.object_class),
        by_hour=tuple(zip(times.tolist(), pos_by_time(cloud.weight, reached[:, :-1]).tolist(), strict=True)),
    )


def _hours(searches: Sequence[UnitSearch], cloud: MovingCloud) -> Floats:
    if not searches:
        return cloud.time_s[:0]
    first = min(float(search.laid.track.time_s[0]) for search in searches)
    last = max(float(search.laid.track.time_s[-1]) for search in searches)
    begin = max(int(np.searchsorted(cloud.time_s, first, side="right")) - 1, 0)
    return cloud.time_s[begin : int(np.searchsorted(cloud.time_s, last)) + 1]


def _conditional(weight: Floats, found: Floats, kind: NDArray[np.int16]) -> Floats:
    total, part = np.bincount(kind, weight), np.bincount(kind, weight * found)
    return np.asarray(np.divide(part, total, out=np.full(len(total), np.nan), where=total > 0.0))


def exposure(laid: LaidPattern, sensing: UnitSensing | SensingTable, search_speed: float, cloud: MovingCloud) -> Floats:
    """What one pattern of one unit does for each particle: -ln(1 - POD), float64 (particle,), at most 50.

    search_speed : for which the sweep widths hold [m/s]
    Exposures of units that look independently add up. Pass a `sensing_table` where this is asked for often.
    Raises PlanError where the sensing does not know all object classes of the cloud.
    """
    return exposure_by_time(laid, sensing, search_speed, cloud, times_s=np.array([np.inf]))[:, 0]


def exposure_by_time(
    laid: LaidPattern, sensing: UnitSensing | SensingTable, search_speed: float, cloud: MovingCloud, *, times_s: Floats
) -> Floats:
    """`exposure` reached by each of these times, float64 (particle, time).

    times_s : float64, ascending, seconds since 1970-01-01 UTC
    """
    table = sensing if isinstance(sensing, SensingTable) else sensing_table(sensing)
    if cloud.particles and int(cloud.object_class.max()) >= table.kinds:
        raise PlanError(
            f"the cloud holds object class {int(cloud.object_class.max())}, but the unit's sensing knows "
            f"{table.kinds} classes; make the sensing for this cloud's object_keys"
        )
    total = np.zeros((cloud.particles, len(times_s)))
    track, paths, kind = laid.track, (cloud.east, cloud.north, cloud.afloat), cloud.object_class
    by_rate, by_pass = table.rate_m2.any(), table.curves.any()
    if by_rate or by_pass:
        pieces = relative_pieces(track.time_s, track.east, track.north, track.sensing, cloud.time_s, times_s)
        if by_rate:
            add_rate_exposure(pieces, paths, kind, table.rate_m2 * search_speed, table.side, table.inner_m, total)
        if by_pass:
            add_pass_exposure(pieces, paths, kind, table.curves, table.table, total)
    if table.effort_m.any():
        for swept in laid.swept:
            _add_swept(swept, table, cloud, times_s=times_s, total=total)
    if len(times_s) > 1:
        np.cumsum(total, axis=1, out=total)
    return np.minimum(total, EXPOSURE_MAX, out=total)


def _add_swept(swept: SweptArea, table: SensingTable, cloud: MovingCloud, *, times_s: Floats, total: Floats) -> None:
    if not swept.end_s > swept.start_s or not swept.area_m2 > 0.0:
        return
    bends = swept.shifts[:, 0]
    moments = np.concatenate([[swept.start_s], bends[(bends > swept.start_s) & (bends < swept.end_s)], [swept.end_s]])
    east, north = (np.interp(moments, bends, swept.shifts[:, axis]) for axis in (1, 2))
    looking = np.ones(len(moments) - 1, dtype=np.bool_)
    pieces = relative_pieces(moments, east, north, looking, cloud.time_s, times_s)
    rate = table.effort_m * (swept.track_m / (swept.end_s - swept.start_s) / swept.area_m2)
    add_area_exposure(pieces, swept.corners, (cloud.east, cloud.north, cloud.afloat), cloud.object_class, rate, total)


def pos(weight: Floats, exposures: Sequence[Floats]) -> float:
    """Chance that any of several independent searches finds the object.

    weight, exposures : float64 (particle,), each
    """
    if not exposures:
        return 0.0
    return float(weight @ -np.expm1(-np.sum(exposures, axis=0)))


def pos_by_time(weight: Floats, reached: Floats) -> Floats:
    """POS reached by each time, float64 (time,).

    reached : float64 (particle, time), sum of `exposure_by_time` over the units
    """
    return np.asarray(weight @ -np.expm1(-reached), dtype=np.float64)
