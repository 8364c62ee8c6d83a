"""How good a search is: every particle against every unit, moving against moving."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sarex.kernels.area_detection import add_area_exposure
from sarex.kernels.rate_detection import EXPOSURE_MAX, add_rate_exposure
from sarex.kernels.relative_pieces import relative_pieces
from sarex.model.detection_curve import UnitSensing
from sarex.model.errors import PlanError
from sarex.search.moving_cloud import MovingCloud
from sarex.search.sensing_table import SensingTable, sensing_table
from sarex.search.timed_track import LaidPattern, SweptArea

Floats = NDArray[np.float64]


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
    track, paths = laid.track, (cloud.east, cloud.north, cloud.afloat)
    if table.rate_m2.any():
        pieces = relative_pieces(track.time_s, track.east, track.north, track.sensing, cloud.time_s, times_s)
        add_rate_exposure(
            pieces, paths, cloud.object_class, table.rate_m2 * search_speed, table.side, table.inner_m, total,
        )  # fmt: skip
    if table.effort_m.any():
        for swept in laid.swept:
            _add_swept(swept, table, cloud, times_s, total)
    if len(times_s) > 1:
        np.cumsum(total, axis=1, out=total)
    return np.minimum(total, EXPOSURE_MAX, out=total)


def _add_swept(swept: SweptArea, table: SensingTable, cloud: MovingCloud, times_s: Floats, total: Floats) -> None:
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
