"""The first plan: what holds for every cloud and every fleet."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from normal_cloud import NM, START_S, normal_cloud, normal_offsets, provenance, scattered
from sarex.formats.units_yaml import parse_units
from sarex.model.geodesy import bearing_deg, destination, distance_m
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import Position
from sarex.model.search_plan import SearchPlan, UnitTask
from sarex.model.search_unit import SearchUnit
from sarex.search.detection import InverseCube, RandomSearch
from sarex.search.local_plane import LocalPlane
from sarex.search.worksheet_plan import WorksheetOptions, worksheet_plan

HOUR = 3600.0
VESSEL = {
    "kind": "vessel", "available": "2026-01-30T02:00Z", "transit_speed": "20 kn", "search_speed": "15 kn",
    "endurance": "10 h", "sweep_width": "2 nm",
}  # fmt: skip
HELICOPTER = {
    "kind": "helicopter", "available": "2026-01-30T04:00Z", "transit_speed": "130 kn", "search_speed": "90 kn",
    "endurance": "3 h", "sweep_width": "1.35 nm",
}  # fmt: skip


def unit(name: str, at: Position, entry: dict[str, str], **changes: str) -> SearchUnit:
    lines = {"name": name, "at": f'"{at.lat:.7f} {at.lon:.7f}"', **entry, **changes}
    text = "\n    ".join(f"{key}: {value}" for key, value in lines.items() if value)
    return parse_units(f"format: sarex-units/1\nunits:\n  - {text}")[0]


def fleet(centre: Position) -> list[SearchUnit]:
    return [
        unit("PV One", destination(centre, 20.0, 35 * NM), VESSEL),
        unit(
            "PV Two", destination(centre, 200.0, 25 * NM), VESSEL, available="2026-01-30T05:00Z", search_speed="12 kn"
        ),
        unit("Rescue 71", destination(centre, 100.0, 80 * NM), HELICOPTER),
    ]


CENTRE = Position(3.0, 60.0)


def check_task(task: UnitTask) -> None:
    """What must hold for every task, measured on the sphere and not in the plan's own plane."""
    search = [leg for leg in task.legs if leg.kind == "search"]
    cross = [leg for leg in task.legs if leg.kind == "cross"]
    assert len(cross) == len(search) - 1
    assert task.legs[0].start == task.csp == task.transit_out.end
    for earlier, later in itertools.pairwise(task.legs):
        assert earlier.end == later.start
        assert earlier.end_s == later.start_s
    speed = task.unit.search_speed
    for leg in task.legs:
        assert distance_m(leg.start, leg.end) == pytest.approx(speed * (leg.end_s - leg.start_s), rel=1e-6)
    for leg in cross:
        assert distance_m(leg.start, leg.end) == pytest.approx(task.spacing_m, rel=1e-3)
    on_scene_s = task.leave_s - task.search_start_s
    # The track is 85 % of the time on scene at search speed, less the spacing that the ends are drawn in; up to a
    # minute may be left over.
    track_m = task.track_length_m + task.spacing_m
    assert 0.85 * speed * (on_scene_s - 61.0) * 0.999 <= track_m <= 0.85 * speed * (on_scene_s + 1.0) * 1.001
    assert task.search_end_s <= task.leave_s
    assert task.area.area_m2 == pytest.approx((task.track_length_m + task.spacing_m) * task.spacing_m, rel=2e-3)
    assert task.spacing_m >= task.unit.spacing_m_min
    assert task.coverage == pytest.approx(task.unit.sweep_width / task.spacing_m)
    assert task.pos == pytest.approx(task.poc * task.pod)
    plane = LocalPlane(task.area.centre)
    corners = np.array([plane.point(corner) for corner in task.area.corners])
    edges = np.roll(corners, -1, axis=0) - corners
    normals = np.stack([-edges[:, 1], edges[:, 0]], axis=1) / np.hypot(*edges.T)[:, None]
    for leg in task.legs:
        for end in (leg.start, leg.end):
            inside = ((np.array(plane.point(end)) - corners) * normals).sum(axis=1)
            assert inside.min() == pytest.approx(task.spacing_m / 2.0, rel=2e-3)
    check_times(task)


def check_times(task: UnitTask) -> None:
    out = task.transit_out
    assert out.start == task.unit.at
    assert out.start_s >= task.unit.available.timestamp() - 1e-3 or task.search_start_s == pytest.approx(START_S)
    assert out.end_s - out.start_s == pytest.approx(distance_m(out.start, out.end) / task.unit.transit_speed, abs=1e-3)
    assert out.end_s == pytest.approx(task.search_start_s)
    assert task.transit_home is not None
    assert task.transit_home.start == task.legs[-1].end
    assert task.unit.endurance is not None
    assert task.transit_home.end_s - out.start_s <= task.unit.endurance + 1.0


def overlaps(one: UnitTask, other: UnitTask) -> bool:
    """Whether two areas share more than a sliver, by points spread over the first."""
    plane = LocalPlane(one.area.centre)
    shapes = [np.array([plane.point(corner) for corner in task.area.corners]) for task in (one, other)]
    steps = np.linspace(0.01, 0.99, 25)
    grid = [
        shapes[0][0] + a * (shapes[0][1] - shapes[0][0]) + b * (shapes[0][3] - shapes[0][0])
        for a in steps
        for b in steps
    ]
    edges = np.roll(shapes[1], -1, axis=0) - shapes[1]
    normals = np.stack([-edges[:, 1], edges[:, 0]], axis=1) / np.hypot(*edges.T)[:, None]
    depth = np.einsum("pej,ej->pe", np.array(grid)[:, None, :] - shapes[1][None], normals)
    return bool((depth.min(axis=1) > 5.0).any())


@st.composite
def cases(draw: st.DrawFn) -> tuple[ParticleCloud, list[SearchUnit]]:
    lon, lat = draw(st.sampled_from([(3.0, 60.0), (179.98, -42.0), (-179.9, 75.0), (130.0, 34.5), (-20.0, 0.0)]))
    sigmas = draw(st.tuples(st.floats(1.0, 12.0), st.floats(1.0, 12.0)))
    cloud = normal_cloud(
        1500, sigmas_nm=sigmas, bearing_deg=draw(st.floats(0.0, 180.0)), lon=lon, lat=lat,
        drift=(draw(st.floats(0.0, 2.0)), draw(st.floats(0.0, 360.0))), seed=draw(st.integers(0, 50)),
    )  # fmt: skip
    centre = Position(lon, lat)
    units = []
    for index in range(draw(st.integers(1, 4))):
        at = destination(centre, draw(st.floats(0.0, 360.0)), draw(st.floats(0.0, 60.0)) * NM)
        entry = draw(st.sampled_from([VESSEL, HELICOPTER]))
        available = f"2026-01-30T0{draw(st.integers(0, 9))}:30Z"
        units.append(unit(f"unit {index}", at, entry, available=available))
    return cloud, units


@given(case=cases())
# Without shrinking, which would make hundreds of plans.
@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_what_holds_for_every_plan(case: tuple[ParticleCloud, list[SearchUnit]]) -> None:
    cloud, units = case
    plan = worksheet_plan(cloud, units)
    assert [task.unit.name for task in plan.tasks] + [one.unit.name for one in plan.unused] == [
        one.name for one in units if one.name in {task.unit.name for task in plan.tasks}
    ] + [one.unit.name for one in plan.unused]
    assert len(plan.tasks) + len(plan.unused) == len(units)
    for task in plan.tasks:
        check_task(task)
    for one, other in itertools.combinations(plan.tasks, 2):
        assert not overlaps(one, other)
    sheet = plan.datums[0].worksheet
    assert sheet is not None
    assert sum(task.area.area_m2 for task in plan.tasks) == pytest.approx(plan.datums[0].area_m2)
    if all(task.spacing_m > task.unit.spacing_m_min for task in plan.tasks):
        assert plan.datums[0].area_m2 == pytest.approx(sheet.area_m2, rel=1e-9)
        assert {round(task.coverage, 9) for task in plan.tasks} == {round(sheet.coverage, 9)}
    assert sum(task.effort_share for task in plan.tasks) == pytest.approx(1.0)
    assert 0.0 <= plan.pos <= sum(task.pos for task in plan.tasks) + 1e-12
    assert plan.pos <= 1.0


def test_one_vessel_over_a_round_cloud_does_as_well_as_the_worksheet_says() -> None:
    plan = worksheet_plan(normal_cloud(20_000, sigmas_nm=(5, 5)), fleet(CENTRE)[:1])
    sheet = plan.datums[0].worksheet
    assert sheet is not None
    assert plan.datums[0].kind == "point"
    assert plan.datums[0].total_probable_error_m == pytest.approx(math.hypot(1.17741 * 5.0, 0.1) * NM, rel=0.01)
    assert distance_m(plan.datums[0].at, CENTRE) < 0.1 * NM
    assert plan.pos == pytest.approx(sheet.pos, abs=0.01)
    assert plan.tasks[0].effort_share == 1.0
    assert plan.tasks[0].coverage == pytest.approx(sheet.coverage)
    assert plan.law == RandomSearch().name


def test_the_area_follows_the_axes_of_the_cloud() -> None:
    plan = worksheet_plan(normal_cloud(20_000, sigmas_nm=(12, 4), bearing_deg=35.0), fleet(CENTRE)[:1])
    area = plan.tasks[0].area
    assert area.bearing_deg == pytest.approx(35.0, abs=2.0)
    assert area.length_m / area.width_m == pytest.approx(3.0, rel=0.25)
    first = plan.tasks[0].legs[0]
    assert bearing_deg(first.start, first.end) % 180.0 == pytest.approx(35.0, abs=2.5)
    assert plan.pos == pytest.approx(plan.pos_worksheet, abs=0.02)


def test_legs_follow_the_drift_over_a_round_cloud() -> None:
    plan = worksheet_plan(normal_cloud(20_000, sigmas_nm=(6, 6), drift=(1.0, 70.0)), fleet(CENTRE)[:1])
    first = plan.tasks[0].legs[0]
    assert bearing_deg(first.start, first.end) % 180.0 == pytest.approx(70.0, abs=2.0)


def test_each_area_lies_about_the_datum_of_its_own_time() -> None:
    cloud = normal_cloud(6000, sigmas_nm=(5, 5), drift=(2.0, 90.0))
    early = unit("early", destination(CENTRE, 0.0, 20 * NM), VESSEL, available="2026-01-30T00:30Z", endurance="6 h")
    late = unit("late", destination(CENTRE, 180.0, 20 * NM), VESSEL, available="2026-01-30T12:30Z", endurance="6 h")
    plan = worksheet_plan(cloud, [early, late])
    first, last = plan.tasks
    assert last.datum_time_s - first.datum_time_s > 11 * HOUR
    for task in plan.tasks:
        assert task.datum_time_s == pytest.approx((task.search_start_s + task.leave_s) / 2.0)
        expected = destination(CENTRE, 90.0, 2.0 * NM * (task.datum_time_s - START_S) / HOUR)
        assert distance_m(task.datum, expected) < 0.2 * NM
    moved = distance_m(first.datum, last.datum)
    assert moved == pytest.approx(2.0 * NM * (last.datum_time_s - first.datum_time_s) / HOUR, rel=0.01)
    # Drift and legs are both to the east: the later area is displaced by what the datum moved.
    assert distance_m(first.area.centre, last.area.centre) > 0.9 * moved
    assert plan.pos > 0.9 * plan.pos_worksheet


def test_the_csp_is_the_corner_nearest_to_the_unit() -> None:
    plan = worksheet_plan(normal_cloud(4000, sigmas_nm=(8, 4), bearing_deg=60.0), fleet(CENTRE))
    for task in plan.tasks:
        nearest = min(task.area.corners, key=lambda corner: distance_m(corner, task.unit.at))
        assert distance_m(task.csp, nearest) == pytest.approx(task.spacing_m / math.sqrt(2.0), rel=1e-3)


def figures(plan: SearchPlan) -> list[float]:
    return [
        plan.pos,
        plan.pos_worksheet,
        plan.area_m2,
        *(task.pos for task in sorted(plan.tasks, key=lambda task: task.unit.name)),
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3)))[1:])
def test_the_order_of_units_changes_nothing(order: Sequence[int]) -> None:
    cloud, units = normal_cloud(2000, sigmas_nm=(8, 4), drift=(1.0, 30.0)), fleet(CENTRE)
    shuffled = worksheet_plan(cloud, [units[index] for index in order])
    assert figures(shuffled) == figures(worksheet_plan(cloud, units))
    assert [task.unit.name for task in shuffled.tasks] == [units[index].name for index in order]


def turned(offsets: NDArray[np.float64], centre: Position, turn: float) -> tuple[ParticleCloud, list[SearchUnit]]:
    angle = math.radians(turn)
    matrix = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    cloud = scattered(offsets @ matrix.T, lon=centre.lon, lat=centre.lat, drift=(1.0, (50.0 + turn) % 360.0))
    units = [
        unit("a", destination(centre, 20.0 + turn, 35 * NM), VESSEL),
        unit("b", destination(centre, 200.0 + turn, 25 * NM), HELICOPTER),
    ]
    return cloud, units


@pytest.mark.parametrize("turn", [0.0, 37.0, 90.0, 161.0, 270.0])
@pytest.mark.parametrize(("lon", "lat"), [(3.0, 60.0), (179.99, 60.0), (-100.0, -60.0), (3.0, 0.0)])
def test_a_turned_or_moved_case_has_a_turned_or_moved_plan(turn: float, lon: float, lat: float) -> None:
    offsets = normal_offsets(3000, [8 * NM, 4 * NM], bearing_deg=25.0)
    here = worksheet_plan(*turned(offsets, CENTRE, 0.0))
    there = worksheet_plan(*turned(offsets, Position(lon, lat), turn))
    assert figures(there) == pytest.approx(figures(here), rel=0.01)
    for one, other in zip(here.tasks, there.tasks, strict=True):
        swing = (other.area.bearing_deg - one.area.bearing_deg - turn + 90.0) % 180.0 - 90.0
        assert abs(swing) < 1.5


def test_ideal_conditions_use_the_other_law() -> None:
    cloud, units = normal_cloud(4000, sigmas_nm=(6, 6)), fleet(CENTRE)[:1]
    normal, ideal = worksheet_plan(cloud, units), worksheet_plan(cloud, units, WorksheetOptions(conditions="ideal"))
    assert ideal.law == InverseCube().name
    assert ideal.pos > normal.pos
    assert ideal.tasks[0].pod == pytest.approx(InverseCube().pod(ideal.tasks[0].coverage))


def test_the_factor_may_be_published_or_given() -> None:
    cloud, units = normal_cloud(4000, sigmas_nm=(6, 6)), fleet(CENTRE)[:1]
    given_plan = worksheet_plan(cloud, units, WorksheetOptions(factor_source="given", search_factor=1.1))
    published = worksheet_plan(cloud, units, WorksheetOptions(factor_source="published"))
    sheets = [plan.datums[0].worksheet for plan in (given_plan, published)]
    assert sheets[0] is not None
    assert sheets[0].search_factor == 1.1
    assert sheets[1] is not None
    assert sheets[1].search_factor == pytest.approx(0.7179 * sheets[1].relative_effort ** 0.2570)
    again = worksheet_plan(cloud, units, WorksheetOptions(earlier_relative_effort=3.0))
    assert again.area_m2 > published.area_m2


def test_a_minimum_spacing_is_kept_and_the_area_grows() -> None:
    cloud = normal_cloud(4000, sigmas_nm=(1, 1))
    plan = worksheet_plan(cloud, [unit("Orion", destination(CENTRE, 90.0, 30 * NM), VESSEL, minimum_spacing="1.5 nm")])
    task, sheet = plan.tasks[0], plan.datums[0].worksheet
    assert sheet is not None
    assert sheet.units[0].spacing_m < 1.5 * NM
    assert task.spacing_m == 1.5 * NM
    assert plan.area_m2 > sheet.area_m2
    assert "minimum of 1.5 nm" in task.reason
    assert task.pod == pytest.approx(RandomSearch().pod(2.0 / 1.5))


def test_a_strong_unit_held_at_its_spacing_does_not_push_the_others_out() -> None:
    cloud = normal_cloud(4000, sigmas_nm=(8, 4), bearing_deg=30.0)
    plane = unit(
        "Plane", destination(CENTRE, 90.0, 60 * NM), HELICOPTER, kind="fixed_wing", search_speed="150 kn",
        endurance="6 h", sweep_width="1 nm",
    )  # fmt: skip
    plan, without = worksheet_plan(cloud, [*fleet(CENTRE), plane]), worksheet_plan(cloud, fleet(CENTRE))
    assert plan.pos > 0.95 * without.pos
    assert min(task.poc for task in plan.tasks) > 0.015
    held = next(task for task in plan.tasks if task.unit.name == "Plane")
    assert held.spacing_m == NM
    assert "minimum of 1.0 nm" in held.reason


def two_sides(apart_nm: float, sigma_nm: float = 2.0, share: float = 0.5) -> ParticleCloud:
    offsets = normal_offsets(6000, [sigma_nm * NM, sigma_nm * NM], seed=9)
    offsets[: int(6000 * share), 1] += apart_nm * NM
    offsets[:, 1] -= apart_nm * NM / 2.0
    return scattered(offsets, lon=CENTRE.lon, lat=CENTRE.lat)


def test_datums_that_diverge_a_little_share_one_area() -> None:
    plan = worksheet_plan(two_sides(8.0), fleet(CENTRE)[:1])
    sheet = plan.datums[0].worksheet
    assert sheet is not None
    assert plan.datums[0].kind == "leeway_divergence"
    assert sheet.separation_ratio == pytest.approx(8.0 / (1.17741 * 2.0), rel=0.06)
    assert len(plan.datums[0].points) == 2
    assert distance_m(*plan.datums[0].points) == pytest.approx(8.0 * NM, rel=0.04)
    assert (
        plan.tasks[0].area.bearing_deg % 180.0 == pytest.approx(0.0, abs=3.0) or plan.tasks[0].area.bearing_deg > 177.0
    )
    assert plan.pos == pytest.approx(sheet.pos, abs=0.05)
    assert any("to either side of downwind" in note for note in plan.notes)


def test_datums_that_diverge_widely_get_an_area_each() -> None:
    plan = worksheet_plan(two_sides(30.0), fleet(CENTRE))
    assert len(plan.datums) == 2
    assert [datum.share for datum in plan.datums] == pytest.approx([0.5, 0.5], abs=0.01)
    for datum in plan.datums:
        assert datum.worksheet is not None
        assert datum.total_probable_error_m == pytest.approx(1.17741 * 2.0 * NM, rel=0.06)
    norths = sorted(task.area.centre.lat for task in plan.tasks)
    assert norths[0] < CENTRE.lat - 0.2
    assert norths[-1] > CENTRE.lat + 0.2
    for one, other in itertools.combinations(plan.tasks, 2):
        assert not overlaps(one, other)
    assert plan.pos == pytest.approx(plan.pos_worksheet, abs=0.06)


def test_one_unit_goes_to_the_likelier_of_two_places() -> None:
    cloud = two_sides(30.0, share=0.7)
    cloud = replace(cloud, scenario=(np.arange(6000) >= 4200).astype(np.int16), scenario_names=("radio call", "flare"))
    plan = worksheet_plan(cloud, fleet(CENTRE)[1:2])
    assert plan.tasks[0].area.centre.lat > CENTRE.lat + 0.2
    assert [datum.worksheet is None for datum in plan.datums].count(True) == 1
    assert any("gets no unit" in note for note in plan.notes)
    assert any("radio call and flare" in note or "flare and radio call" in note for note in plan.notes)


def test_an_even_line_is_a_line_datum() -> None:
    rng = np.random.default_rng(2)
    offsets = np.stack([rng.uniform(-25, 25, 5000) * NM, rng.normal(0, 1.5, 5000) * NM], axis=1)
    plan = worksheet_plan(scattered(offsets, lon=3.0, lat=60.0), fleet(CENTRE))
    datum = plan.datums[0]
    assert datum.kind == "line"
    assert datum.worksheet is not None
    assert datum.worksheet.line_length_m == pytest.approx((50.0 + 2 * 1.17741 * 1.5) * NM, rel=0.03)
    assert distance_m(*datum.points) == pytest.approx(50.0 * NM, rel=0.03)
    assert plan.pos == pytest.approx(datum.worksheet.pos, abs=0.08)


def test_scenarios_far_apart_are_said_to_share_one_datum() -> None:
    cloud = normal_cloud(4000, sigmas_nm=(9, 3))
    east = cloud.lon[:, 0] > 3.0
    cloud = replace(cloud, scenario=east.astype(np.int16), scenario_names=("west", "east"))
    plan = worksheet_plan(cloud, fleet(CENTRE))
    assert any("one datum for all scenarios, between west and east" in note for note in plan.notes)


def test_what_is_not_afloat_is_not_searched_but_counted() -> None:
    cloud = normal_cloud(4000, sigmas_nm=(5, 5))
    status = cloud.status.copy()
    status[::4], status[1::4] = Status.STRANDED, Status.LEFT_FORCING
    lon = cloud.lon.copy()
    lon[1::4] = np.nan
    plan = worksheet_plan(replace(cloud, status=status, lon=lon), fleet(CENTRE)[:1])
    assert (plan.afloat, plan.stranded, plan.left_forcing) == pytest.approx((0.5, 0.25, 0.25))
    assert plan.pos < 0.5
    assert plan.pos == pytest.approx(0.5 * plan.pos_worksheet, abs=0.02)
    assert any("25% of the probability has stranded" in note and "search the shore" in note for note in plan.notes)
    assert any("25% of the probability has left the wind" in note for note in plan.notes)


def test_legs_over_land_are_told() -> None:
    cloud = normal_cloud(2000, sigmas_nm=(5, 5))
    dry = worksheet_plan(cloud, fleet(CENTRE), WorksheetOptions(land=lambda lon, _lat: lon > 3.05))
    wet = worksheet_plan(cloud, fleet(CENTRE), WorksheetOptions(land=lambda lon, _lat: lon > 30.0))
    assert any("cross land" in note for task in dry.tasks for note in task.notes)
    assert any("cross land" in note for note in dry.notes)
    assert not any("cross land" in note for note in wet.notes)


def test_the_plan_across_midnight_and_the_end_of_the_drift() -> None:
    night = unit("night", destination(CENTRE, 0.0, 30 * NM), VESSEL, available="2026-01-30T19:00Z")
    plan = worksheet_plan(normal_cloud(2000, sigmas_nm=(5, 5)), [night])
    assert plan.tasks[0].leave_s == pytest.approx(START_S + 24 * HOUR)
    assert any("the drift ends while night could still search" in note.lower() for note in plan.notes)
    check_task(plan.tasks[0])
    longer = worksheet_plan(normal_cloud(2000, sigmas_nm=(5, 5), hours=48), [night])
    assert longer.tasks[0].leave_s > START_S + 25 * HOUR


def test_marks_and_names_come_with_the_cloud() -> None:
    cloud = replace(normal_cloud(500), provenance=provenance(exercise=True, synthetic=True))
    plan = worksheet_plan(cloud, fleet(CENTRE)[:1])
    assert plan.exercise
    assert plan.synthetic
    assert (plan.name, plan.search_object) == ("Test case", "PIW-1")


def test_at_the_pole() -> None:
    cloud = normal_cloud(1000, sigmas_nm=(5, 3), lon=0.0, lat=89.95)
    ice = unit("Ice", Position(90.0, 89.5), VESSEL)
    plan = worksheet_plan(cloud, [ice])
    check_task(plan.tasks[0])
    assert plan.pos == pytest.approx(plan.pos_worksheet, abs=0.03)
