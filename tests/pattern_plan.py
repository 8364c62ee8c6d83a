"""A plan by hand for tests of formats: every pattern, a moving one, turns in steps, a way round land, drones."""

from __future__ import annotations

from collections.abc import Sequence

from normal_cloud import START_S, provenance
from sarex.formats.units_yaml import parse_units
from sarex.model.detection_curve import DetectionCurve, ObjectSensing, UnitSensing
from sarex.model.geodesy import destination, distance_m
from sarex.model.quantities import Position
from sarex.model.search_pattern import PATTERN_NAMES, PatternCode
from sarex.model.search_plan import (
    DatumMotion,
    Leg,
    MarginalValue,
    OptimiserRecord,
    PlanDatum,
    SearchArea,
    SearchPlan,
    SurvivalWeighting,
    Transit,
    UnitTask,
    UnusedUnit,
    UpperFigure,
)
from sarex.model.search_unit import SearchUnit

NM = 1852.0
HOUR = 3600.0
MOTION = DatumMotion(toward_deg=60.0, speed_m_per_s=0.5)
FLEET: tuple[tuple[str, str, PatternCode], ...] = (
    ("巡視船 いず", "vessel", "PS"),
    ("경비함 3005", "vessel", "CS"),
    ("Lifeboat 17-04", "lifeboat", "SS"),
    ("Rescue 71", "helicopter", "VS"),
    ("MV Aurora", "merchant_ship", "TSR"),
    ("Patrol 5", "fixed_wing", "TSN"),
    ("Heli/2", "helicopter", "CSC"),
    ("USV 1", "uncrewed_surface_craft", "B"),
    ("Quad <7>", "drone", "PS"),
    ("Wing 9", "fixed_wing_drone", "PS"),
)
UNIT = (
    "  - {{name: '{name}', nation: JPN, kind: {kind}, at: '{lat} {lon}', available: 2026-01-30T02:00Z, "
    "transit_speed: 20 kn, search_speed: 15 kn, endurance: 10 h{more}}}"
)


def units(lon: float, lat: float) -> list[SearchUnit]:
    base = destination(Position(lon, lat), 300.0, 40 * NM)
    lines = [
        UNIT.format(name=name, kind=kind, lat=base.lat, lon=base.lon, more=", sorties: 2" if kind == "drone" else "")
        for name, kind, _ in FLEET
    ]
    return list(parse_units("format: sarex-units/1\nunits:\n" + "\n".join(lines)))


def walked(
    start: Position, moves: Sequence[tuple[str, float, float]], *, start_s: float, motion: DatumMotion | None = None
) -> tuple[Leg, ...]:
    """Legs at 15 knots from (kind, bearing, nautical miles) through the water, which goes with the motion."""
    legs: list[Leg] = []
    for kind, bearing, miles in moves:
        begin, begin_s = (legs[-1].end, legs[-1].end_s) if legs else (start, start_s)
        end = destination(begin, bearing, miles * NM)
        if motion is not None:
            end = destination(end, motion.toward_deg, motion.speed_m_per_s * miles / 15.0 * HOUR)
        legs.append(
            Leg.model_validate(
                {"kind": kind, "start": begin, "end": end, "start_s": begin_s, "end_s": begin_s + miles / 15.0 * HOUR}
            )
        )
    return tuple(legs)


def ladder(along: float, miles: float, spacing: float) -> list[tuple[str, float, float]]:
    """Three legs with cross legs to the right of the first."""
    across = along + 90.0
    run, back, step = ("search", along, miles), ("search", along + 180.0, miles), ("cross", across, spacing)
    return [run, step, back, step, run]


def moves_of(pattern: PatternCode, kind: str) -> list[tuple[str, float, float]]:
    if kind == "fixed_wing_drone":  # its half circles stand as short runs
        arc = [("turn", 20.0 + 30.0 * step, 0.2) for step in range(6)]
        return [("search", 0.0, 5.0), *arc, ("search", 180.0, 5.0)]
    if pattern == "SS":
        return [("search", 45.0 + 90.0 * turn, 1.0 + turn // 2) for turn in range(5)]
    if pattern == "VS":
        return [("search", 120.0 * leg, 4.0) for leg in range(9)]
    if pattern in ("TSR", "TSN"):
        there = [("search", 100.0, 9.0), ("search", 130.0, 7.0)]
        home = [("cross", 220.0, 1.0), ("search", 310.0, 7.0), ("search", 280.0, 9.0)]
        return [*there, *(home if pattern == "TSR" else [])]
    return ladder(20.0, 8.0, 1.0)


def hull(legs: Sequence[Leg]) -> tuple[Position, ...]:
    """A square about all leg ends, or of the barrier five corners: not every area has four."""
    points = [legs[0].start, *(leg.end for leg in legs)]
    lon0 = points[0].lon
    shifts = [(point.lon - lon0 + 180.0) % 360.0 - 180.0 for point in points]
    west, east = lon0 + min(shifts) - 0.02, lon0 + max(shifts) + 0.02
    south, north = min(point.lat for point in points) - 0.02, max(point.lat for point in points) + 0.02
    corners = [(west, south), (east, south), (east, north), ((west + east) / 2, north + 0.02), (west, north)]
    return tuple(Position((lon + 180.0) % 360.0 - 180.0, lat) for lon, lat in corners)


def sensing(kind: str) -> UnitSensing:
    camera = kind.endswith("drone")
    law = "logistic" if camera else "inverse_cube"
    curve = DetectionCurve.model_validate(
        {"law": law, "sweep_width_m": 300.0 if camera else 1852.0, "source": "table of the test"}
    )
    return UnitSensing(
        objects=(
            ObjectSensing(object_key="PIW-1", sensor="camera" if camera else "visual", curve=curve),
            ObjectSensing(object_key="LIFE-RAFT-NB-1", sensor="visual", curve=curve, notes=("dark after 08:10Z",)),
        )
    )


def task_of(unit: SearchUnit, pattern: PatternCode, centre: Position, nth: int) -> UnitTask:
    start_s = START_S + 22.0 * HOUR
    start = destination(centre, 36.0 * nth, (3.0 + 14.0 * (nth > 0)) * NM)
    motion = MOTION if pattern in ("SS", "VS") else None
    legs = walked(start, moves_of(pattern, unit.kind), start_s=start_s, motion=motion)
    corners = hull(legs)
    via = (destination(unit.at, 60.0, 10 * NM),) if pattern == "CS" else ()
    length_m = sum(distance_m(leg.start, leg.end) for leg in legs)
    home = None if pattern == "TSN" else Transit(
        start=legs[-1].end, end=unit.at, start_s=start_s + 3 * HOUR, end_s=start_s + 5 * HOUR, distance_m=40 * NM,
        via=via,
    )  # fmt: skip
    return UnitTask(
        unit=unit, pattern=pattern, pattern_name=PATTERN_NAMES[pattern],
        area=SearchArea(centre=start, length_m=9 * NM, width_m=3 * NM, bearing_deg=20.0, corners=corners,
                        covered_m2=20 * NM**2 if pattern == "VS" else None),
        timing="timed", motion=motion, sensing=sensing(unit.kind), spacing_m=NM, csp=start,
        creep_deg=110.0 if pattern in ("PS", "CS", "CSC") else None,
        legs=legs, track_length_m=length_m,
        transit_out=Transit(start=unit.at, end=start, start_s=start_s - 2 * HOUR, end_s=start_s, distance_m=40 * NM,
                            via=via),
        transit_home=home, search_start_s=start_s, search_end_s=legs[-1].end_s, leave_s=start_s + 3 * HOUR,
        datum=centre, datum_time_s=start_s + 1.5 * HOUR, effort_share=0.1, coverage=1.0, pod=0.8, poc=0.1, pos=0.08,
        reason=f"It holds {10 + nth} % of the probability & lies nearest <to it>.", notes=("moon set 23:40Z",),
    )  # fmt: skip


def pattern_plan(*, lon: float = 129.6, lat: float = 34.6, marked: bool = True) -> SearchPlan:
    """Eleven tasks of ten units over midnight; the small drone is sent twice. Its first leg may cross 180 degrees."""
    centre = Position(lon, lat)
    fleet = units(lon, lat)
    tasks = [
        task_of(unit, pattern, centre, nth)
        for nth, (unit, (_, _, pattern)) in enumerate(zip(fleet, FLEET, strict=True))
    ]
    quad = next(task for task in tasks if task.unit.kind == "drone")
    tasks.append(quad.model_copy(update={"sortie": 2}))
    spare = fleet[0].model_copy(update={"name": "Far away"})
    return SearchPlan(
        name="Test & case", search_object="PIW-1 or LIFE-RAFT-NB-1", method="optimised",
        reference_time_s=START_S + 23.0 * HOUR,
        datums=(PlanDatum(name="Datum", kind="point", at=centre, points=(centre,), share=0.9,
                          total_probable_error_m=5 * NM, worksheet=None, area_m2=1e8),),
        law="inverse cube or logistic", conditions="own for each unit", pos=0.6149,
        bound=UpperFigure(pos=0.66, law="inverse_cube", cell_m=400.0, smoothing_m=900.0),
        ceiling=UpperFigure(pos=0.74, law="any", cell_m=400.0, smoothing_m=900.0),
        pos_by_scenario=(("last call", 0.7), ("on the way", 0.5)),
        pos_by_object=(("PIW-1", 0.55), ("LIFE-RAFT-NB-1", 0.7)),
        pos_by_hour=((START_S + 23 * HOUR, 0.3), (START_S + 24 * HOUR, 0.61)),
        marginal=(MarginalValue(change="one more helicopter", pos_gain=0.031),),
        optimiser=OptimiserRecord(seed=7, iterations=420, seconds=9.6, stopped_by="no gain", particles=1000,
                                  pos_fitted=0.63, second_seed=8),
        survival=SurvivalWeighting(water_temperature_c=12.0, pos_alive=0.52, source="test curve"),
        afloat=0.9, stranded=0.05, left_forcing=0.03, under_way=0.02, tasks=tuple(tasks),
        unused=(UnusedUnit(unit=spare, unused_reason="its endurance is used up by the way"),), notes=("one note",),
        provenance=provenance(exercise=marked, synthetic=marked),
    )  # fmt: skip
