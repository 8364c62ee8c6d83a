"""Where the optimiser sends units: hot spots, sides of lines, areas, land, and clear of each other."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely

from plan_scene import CENTRE, NM, cloud_at, fleet, helicopter, inside, normal, place, planned, track_of, vessel
from sarex.model.particle_cloud import ParticleCloud
from sarex.model.quantities import Position
from sarex.model.search_conditions import AgreedLine, SeaArea
from sarex.model.search_plan import SearchPlan, Transit, UnitTask
from sarex.search.local_plane import LocalPlane
from sarex.search.optimise.search_case import SearchCase

PLANE = LocalPlane(CENTRE)
HEAVY_M, LIGHT_M = (-20 * NM, 0.0), (20 * NM, 0.0)


def round_cloud(sigma_nm: float = 3.0, *, centre_m: tuple[float, float] = (0.0, 0.0)) -> ParticleCloud:
    return cloud_at(normal(1024, sigma_nm * NM, centre_m=centre_m))


def two_modes(sigma_nm: float = 1.5) -> ParticleCloud:
    """65 % about one place, 35 % about another, 40 nm apart, in mixed order."""
    places = normal(1024, sigma_nm * NM)
    second = np.random.default_rng(3).permutation(1024) < 0.35 * 1024
    return cloud_at(places + np.where(second[:, np.newaxis], LIGHT_M, HEAVY_M))


def served(plan: SearchPlan) -> list[bool]:
    return [any(inside(task, PLANE, spot) for task in plan.tasks) for spot in (HEAVY_M, LIGHT_M)]


def ways(task: UnitTask) -> list[np.ndarray]:
    """Longitude and latitude along the transits and legs, a point about every 50 m, float64 (point, 2) each."""
    lines = [
        np.array([(at.lon, at.lat) for at in (way.start, *way.via, way.end)])
        for way in (task.transit_out, task.transit_home)
        if isinstance(way, Transit)
    ]
    return [dense(line) for line in (*lines, legs(task))]


def legs(task: UnitTask) -> np.ndarray:
    return np.array([(at.lon, at.lat) for at in (task.legs[0].start, *(leg.end for leg in task.legs))])


def dense(line: np.ndarray) -> np.ndarray:
    flat = np.stack(PLANE.flat(line[:, 0], line[:, 1]), axis=1)
    parts = [
        start + (end - start) * np.linspace(0.0, 1.0, 2 + int(np.hypot(*(end - start)) / 50.0))[:, np.newaxis]
        for start, end in itertools.pairwise(flat)
    ]
    return PLANE.places(np.concatenate(parts))


def area(name: str, west: float, south: float, east: float, north: float) -> SeaArea:
    corners = ((west, south), (east, south), (east, north), (west, north))
    return SeaArea(name=name, corners=tuple(Position(*corner) for corner in corners))


def within(points: np.ndarray, box: SeaArea) -> np.ndarray:
    west, south = box.corners[0].lon, box.corners[0].lat
    east, north = box.corners[2].lon, box.corners[2].lat
    return (points[:, 0] > west) & (points[:, 0] < east) & (points[:, 1] > south) & (points[:, 1] < north)


def test_two_units_serve_both_hot_spots() -> None:
    """Though both could do more about the heavier one."""
    units = fleet(vessel("North"), vessel("South", at=place(0, -12)))
    plan = planned(SearchCase(two_modes(), units), iterations=80)
    assert served(plan) == [True, True]
    # The heavier one alone holds no more.
    assert plan.pos > 0.65


@pytest.mark.parametrize(
    ("changes", "sorties"), [({"endurance": "100 min", "sorties": 2}, 2), ({"endurance": "4 h"}, 1)]
)
def test_one_unit_serves_both_where_it_pays(changes: dict[str, object], sorties: int) -> None:
    """In two sorties, or in one that it divides: either spot is searched out before its time ends."""
    unit = helicopter(at=place(0, 8), detection={"law": "random"}, sweep_width="1 nm", **changes)
    plan = planned(SearchCase(two_modes(0.7), fleet(unit)), iterations=300)
    assert served(plan) == [True, True]
    assert plan.pos > 0.7
    assert len({task.sortie for task in plan.tasks}) == sorties
    first, last = plan.tasks[0], plan.tasks[-1]
    assert first.leave_s <= last.transit_out.start_s + 1.0
    if sorties == 2:
        assert first.transit_home is not None
        assert last.transit_out.start_s - first.transit_home.end_s >= unit.turnaround - 1.0


def test_every_nation_stays_on_its_side_of_a_line() -> None:
    """A meridian through the middle, looking north; each unit's base lies on the other side."""
    line = AgreedLine(
        name="Line", points=(Position(3.0, 59.5), Position(3.0, 60.5)), left=("Westland",), right=("Eastland",)
    )
    units = fleet(
        vessel("W1", nation="Westland", at=place(10, 5)), vessel("E1", nation="Eastland", at=place(-10, 5)),
        helicopter("W2", nation="Westland", at=place(30, 0)), helicopter("E2", nation="Eastland", at=place(-30, 0)),
        lines=[line],
    )  # fmt: skip
    plan = planned(SearchCase(round_cloud(), units), iterations=250)
    assert {task.unit.name for task in plan.tasks} == {"W1", "E1", "W2", "E2"}
    for task in plan.tasks:
        west = legs(task)[:, 0] <= 3.0
        assert (west if task.unit.nation == "Westland" else ~west).all()
    assert plan.pos > 0.3


def test_forbidden_areas_are_neither_searched_nor_crossed_and_allowed_ones_not_left() -> None:
    """The vessel's base is on the far side of the forbidden area."""
    barred, own = area("Range", 2.93, 59.9, 3.02, 60.1), area("Own", 3.0, 59.95, 3.3, 60.2)
    units = fleet(
        vessel("Barred", at=place(-15, 0), forbidden=("Range",)), helicopter("Kept in", allowed=("Own",)),
        areas=[barred, own],
    )  # fmt: skip
    plan = planned(SearchCase(round_cloud(), units))
    assert {task.unit.name for task in plan.tasks} == {"Barred", "Kept in"}
    for task in plan.tasks:
        if task.unit.name == "Kept in":
            assert within(dense(legs(task)), own).all()
        else:
            assert not any(within(way, barred).any() for way in ways(task))


def test_no_ship_crosses_land_and_aircraft_do() -> None:
    """One island between base and cloud, and one in the middle of the cloud."""
    between, middle = area("Between", 2.8, 60.1, 3.2, 60.13), area("Middle", 2.98, 59.99, 3.02, 60.01)

    def land(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        points = np.stack([np.ravel(lon), np.ravel(lat)], axis=1)
        return (within(points, between) | within(points, middle)).reshape(np.shape(lon))

    units = fleet(vessel(at=place(0, 15)), helicopter(at=place(0, 40)))
    plan = planned(SearchCase(round_cloud(), units, land=land))
    ship = [task for task in plan.tasks if task.unit.name == "Vessel"]
    air = [task for task in plan.tasks if task.unit.name == "Helicopter"]
    assert not any(land(*way.T).any() for task in ship for way in ways(task))
    assert ship[0].transit_out.via
    assert any(land(*way.T).any() for task in air for way in ways(task))


def at_time(task: UnitTask, times_s: np.ndarray) -> np.ndarray:
    ends_s = np.array([task.legs[0].start_s, *(leg.end_s for leg in task.legs)])
    track = track_of(task, PLANE)
    return np.stack([np.interp(times_s, ends_s, track[:, axis]) for axis in (0, 1)], axis=1)


def apart_m(one: UnitTask, other: UnitTask) -> float:
    """Between their areas; infinite where they are not there at the same time."""
    if max(one.search_start_s, other.search_start_s) >= min(one.leave_s, other.leave_s):
        return float("inf")
    outlines = [shapely.Polygon([PLANE.point(corner) for corner in task.area.corners]) for task in (one, other)]
    return float(outlines[0].distance(outlines[1]))


def test_units_in_the_same_medium_keep_apart_at_all_times() -> None:
    wide = {"separation": "2 nm"}
    units = fleet(
        vessel("V1", **wide), vessel("V2", at=place(8, -8)), vessel("V3", at=place(-8, -8)),
        helicopter("H1", height="500 ft", **wide), helicopter("H2", height="700 ft"),
    )  # fmt: skip
    plan = planned(SearchCase(round_cloud(2.0), units), iterations=150)
    pairs = [
        (one, other)
        for one, other in itertools.combinations(plan.tasks, 2)
        if one.unit.airborne == other.unit.airborne and one.unit.name != other.unit.name
    ]
    assert pairs
    for one, other in pairs:
        needed_m = max(one.unit.separation, other.unit.separation)
        assert apart_m(one, other) >= needed_m - 1.0
        first, last = max(one.search_start_s, other.search_start_s), min(one.search_end_s, other.search_end_s)
        if last > first:
            times_s = np.linspace(first, last, 400)
            assert np.hypot(*(at_time(one, times_s) - at_time(other, times_s)).T).min() >= needed_m - 1.0


def test_aircraft_at_different_heights_may_search_above_one_another() -> None:
    low, high = helicopter("Low", height="500 ft"), helicopter("High", height="1500 ft", at=place(-30, 0))
    plan = planned(SearchCase(round_cloud(1.5), fleet(low, high)))
    ones, others = ([task for task in plan.tasks if task.unit.name == name] for name in ("Low", "High"))
    assert min(apart_m(one, other) for one, other in itertools.product(ones, others)) < 1.0
    level = planned(SearchCase(round_cloud(1.5), fleet(low, high.model_copy(update={"height": low.height}))))
    assert plan.pos > level.pos
