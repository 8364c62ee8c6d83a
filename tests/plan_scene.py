"""Cases for tests of the planner: still or drifting clouds of evenly spread particles, and units about them.

Particles are those of Sobol's sequence, so that the noise of sampling is small.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from normal_cloud import provenance
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import Position, parse_time
from sarex.model.search_plan import SearchPlan, UnitTask
from sarex.model.search_unit import SearchUnit, SearchUnits
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.optimise.search_case import PlanOptions, SearchCase
from sarex.search.optimised_plan import optimised_plan

Floats = NDArray[np.float64]
NM = 1852.0
KNOT = NM / 3600.0
CENTRE = Position(3.0, 60.0)
START = "2026-06-10T08:00Z"
"""Light from then on for more than twelve hours, at 60 N."""
START_S = parse_time(START).timestamp()


def normal(count: int, sigma_m: float, *, seed: int = 1, centre_m: tuple[float, float] = (0.0, 0.0)) -> Floats:
    """Places east and north [m], float64 (particle, 2), circular normal; `count` a power of two. In mixed order, as
    neighbours in Sobol's sequence lie in certain parts of the plane."""
    random = np.random.default_rng(seed)
    sobol = random.permutation(qmc.Sobol(2, rng=random).random(count))
    return np.asarray(ndtri(sobol) * sigma_m + np.asarray(centre_m))


def cloud_at(
    places_m: Floats, *, centre: Position = CENTRE, hours: Sequence[float] = (0.0, 24.0),
    drift_m_per_s: tuple[float, float] = (0.0, 0.0), start: str = START, keys: Sequence[str] = ("PIW-1",),
    object_class: NDArray[np.int16] | None = None, seed: int = 1,
) -> ParticleCloud:  # fmt: skip
    """Particles at places about `centre` that all drift the same way, afloat at these hours."""
    plane, times_s = LocalPlane(centre), 3600.0 * np.asarray(hours, dtype=np.float64)
    count = len(places_m)
    tracks = places_m[:, np.newaxis, :] + np.asarray(drift_m_per_s) * times_s[:, np.newaxis]
    lonlat = plane.places(tracks.reshape(-1, 2)).reshape(count, len(times_s), 2)
    return ParticleCloud(
        time_s=parse_time(start).timestamp() + times_s, lon=lonlat[..., 0], lat=lonlat[..., 1],
        status=np.full((count, len(times_s)), Status.AFLOAT, dtype=np.int8), weight=np.full(count, 1.0 / count),
        scenario=np.zeros(count, dtype=np.int16),
        object_class=np.zeros(count, dtype=np.int16) if object_class is None else object_class,
        scenario_names=("last fix",), object_keys=tuple(keys), provenance=provenance(seed=seed),
    )  # fmt: skip


def place(east_nm: float, north_nm: float, centre: Position = CENTRE) -> str:
    """A position as a units file gives it."""
    at = LocalPlane(centre).position(Point(east_nm * NM, north_nm * NM))
    return f"{at.lat:.7f} {at.lon:.7f}"


VESSEL = {
    "kind": "vessel", "at": place(0, 12), "available": START, "transit_speed": "20 kn", "search_speed": "15 kn",
    "endurance": "6 h", "sweep_width": "1 nm", "detection": {"law": "random"},
}  # fmt: skip
HELICOPTER = {
    "kind": "helicopter", "at": place(30, 0), "available": START, "transit_speed": "130 kn", "search_speed": "90 kn",
    "endurance": "90 min", "sweep_width": "0.6 nm", "detection": {"law": "inverse_cube"},
}  # fmt: skip


def vessel(name: str = "Vessel", **changes: Any) -> SearchUnit:
    return SearchUnit.model_validate({"name": name, **VESSEL, **changes})


def helicopter(name: str = "Helicopter", **changes: Any) -> SearchUnit:
    return SearchUnit.model_validate({"name": name, **HELICOPTER, **changes})


def fleet(*units: SearchUnit, **known: Any) -> SearchUnits:
    return SearchUnits(format="sarex-units/1", units=list(units), **known)


def still_clock() -> Callable[[], float]:
    return lambda: 0.0


def planned(case: SearchCase, *, iterations: int = 100, seed: int = 5, **options: Any) -> SearchPlan:
    """The plan after so many iterations, whatever time they take."""
    wanted = PlanOptions(**{"iterations": iterations, "seconds": math.inf, "seed": seed, "marginal": False, **options})
    return optimised_plan(case, wanted, clock=still_clock())


def track_of(task: UnitTask, plane: LocalPlane) -> Floats:
    """Vertices of the legs in the plane, float64 (vertex, 2) [m]."""
    return np.array([plane.point(task.legs[0].start), *(plane.point(leg.end) for leg in task.legs)])


def inside(task: UnitTask, plane: LocalPlane, at: tuple[float, float]) -> bool:
    """Whether a place is in the task's area, whose corners go round one way or the other."""
    corners = np.array([plane.point(corner) for corner in task.area.corners])
    sides, to = np.roll(corners, -1, axis=0) - corners, np.asarray(at) - corners
    across = sides[:, 0] * to[:, 1] - sides[:, 1] * to[:, 0]
    return bool((across >= 0.0).all() or (across <= 0.0).all())
