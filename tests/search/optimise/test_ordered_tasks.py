"""Tasks that a coordinator orders are laid as told and scored like others, or refused in one line."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import shapely

from plan_scene import CENTRE, NM, START, START_S, cloud_at, fleet, helicopter, normal, place, planned, track_of, vessel
from sarex.model.errors import PlanError
from sarex.model.search_plan import SearchPlan, UnitTask
from sarex.model.task_order import TaskOrders
from sarex.search.local_plane import LocalPlane
from sarex.search.optimise.search_case import SearchCase
from sarex.search.pattern.task_track import laid_of_task

HOUR = 3600.0
PLANE = LocalPlane(CENTRE)
AREA = {"centre": place(0, 0), "bearing": 90, "length": "8 nm", "width": "4 nm", "spacing": "1 nm"}
ONE = vessel("One", at=place(0, 12))
TWO = vessel("Two", at=place(0, -12))
ALONG = [place(0, -4), place(0, 4)]


def orders(*told: dict[str, Any]) -> tuple[Any, ...]:
    if not told:
        return ()
    return tuple(TaskOrders.model_validate({"format": "sarex-tasks/1", "tasks": list(told)}).tasks)


def case(units: Any, *told: dict[str, Any], places: Any = None, land: Any = None, **cloud: Any) -> SearchCase:
    spread = normal(1024, 3 * NM) if places is None else places
    clouds = [cloud_at(spread, seed=seed, **cloud) for seed in (1, 2)]
    return SearchCase(clouds[0], units, clouds[1], land=land, orders=orders(*told))


def task(plan: SearchPlan, name: str) -> UnitTask:
    return next(one for one in plan.tasks if one.unit.name == name)


def middles(one: UnitTask, plane: LocalPlane = PLANE) -> list[tuple[float, float, float]]:
    """Time and place half way along each search leg."""
    found = []
    for leg in one.legs:
        if leg.kind == "search":
            ends = np.array([plane.point(leg.start), plane.point(leg.end)])
            found.append(((leg.start_s + leg.end_s) / 2.0, *ends.mean(axis=0).tolist()))
    return found


def test_a_parallel_sweep_lies_as_told_and_the_rest_is_sought_round_it() -> None:
    told = {
        "unit": "One",
        "pattern": "PS",
        "start": "2026-06-10T10:00Z",
        "csp": place(5, -3),
        "why": "as agreed",
        **AREA,
    }
    plan = planned(case(fleet(ONE, TWO), told), iterations=60)
    one, two = task(plan, "One"), task(plan, "Two")
    # Four legs of 7 nm, half a spacing inside, from the corner in the south-east to the one in the north-east.
    corners = track_of(one, PLANE) / NM
    expected = [(3.5, -1.5), (-3.5, -1.5), (-3.5, -0.5), (3.5, -0.5), (3.5, 0.5), (-3.5, 0.5), (-3.5, 1.5), (3.5, 1.5)]
    assert corners == pytest.approx(np.array(expected), abs=2e-3)
    assert one.search_start_s == START_S + 2.0 * HOUR
    assert one.search_end_s - one.search_start_s == pytest.approx(31.0 / 15.0 * HOUR, rel=1e-4)
    assert one.leave_s - one.search_start_s == pytest.approx(31.0 / 15.0 / 0.85 * HOUR, rel=1e-4)
    assert "Ordered of One (as agreed): from 2026-06-10 10:00Z a parallel sweep" in one.reason
    gap_m = shapely.Polygon(laid_of_task(one, PLANE).outline).distance(
        shapely.Polygon(laid_of_task(two, PLANE).outline)
    )
    apart_s = max(one.search_start_s, two.search_start_s) - min(one.leave_s, two.leave_s)
    assert gap_m > 0.1 * NM - 1.0 or apart_s >= 0.0
    assert max(one.pos, two.pos) < plan.pos <= one.pos + two.pos


def test_a_track_line_finds_the_strip_that_it_sees() -> None:
    """Of a circular normal, a definite range of W / 2 beside a line through its middle holds erf(W / (2 s sqrt 2))."""
    unit = vessel("One", at=place(0, -12), sweep_width="2 nm", detection={"law": "definite"}, endurance="9 h")
    told = {"unit": "One", "pattern": "TSN", "route": [place(0, -12), place(0, 12)]}
    plan = planned(case(fleet(unit), told, places=normal(4096, 2 * NM)), iterations=0)
    assert plan.pos == pytest.approx(math.erf(1.0 / (2.0 * math.sqrt(2.0))), abs=0.01)
    assert (plan.tasks[0].pattern, plan.tasks[0].pattern_name) == ("TSN", "track line, non-return")
    assert plan.tasks[0].spacing_m == pytest.approx(2 * NM)
    assert plan.optimiser is not None
    assert plan.optimiser.iterations == 0


@pytest.mark.parametrize("begin", ["start", "end"])
def test_out_and_back_beside_a_route(begin: str) -> None:
    told = {"unit": "One", "pattern": "TSR", "route": ALONG, "spacing": "1 nm", "begin": begin}
    one = planned(case(fleet(ONE), told), iterations=0).tasks[0]
    end = 4.0 if begin == "end" else -4.0
    side = -0.5 if begin == "start" else 0.5  # the left side of the route first, seen along it, whichever end
    corners = track_of(one, PLANE) / NM
    assert corners[:, 1] == pytest.approx([end, -end, -end, end], abs=2e-3)
    assert np.abs(corners[:, 0]) == pytest.approx([0.5] * 4, abs=2e-3)
    assert abs(corners[0, 0] - side) < 2e-3 or begin == "end"


def test_square_and_sector_are_as_told() -> None:
    square = {"unit": "One", "pattern": "SS", "centre": place(0, 0), "bearing": 0, "length": "4 nm", "spacing": "1 nm"}
    sector = {"unit": "Two", "pattern": "VS", "centre": place(20, 0), "bearing": 0, "radius": "3 nm", "turn": "left"}
    plan = planned(case(fleet(ONE, TWO), square, sector), iterations=0)
    legs_nm = [np.hypot(*np.diff(track_of(task(plan, name), PLANE), axis=0).T) / NM for name in ("One", "Two")]
    assert legs_nm[0] == pytest.approx([1, 1, 2, 2, 3, 3, 3], abs=2e-3)
    assert legs_nm[1] == pytest.approx([3.0] * 9, abs=5e-3)
    assert track_of(task(plan, "Two"), PLANE)[2, 0] < 20 * NM


def test_an_aircraft_passes_over_the_ship_on_every_leg() -> None:
    told = {"unit": "Jet", "pattern": "CSC", "with": "One", "centre": place(0, 0), "bearing": 0, "length": "12 nm",
            "width": "6 nm"}  # fmt: skip
    plan = planned(case(fleet(helicopter("Jet"), ONE), told), iterations=0)
    jet, ship = task(plan, "Jet"), task(plan, "One")
    # Legs and cross legs of 6 nm in all at 90 kn for each spacing of the ship at 15 kn.
    assert jet.spacing_m == pytest.approx(NM)
    assert (jet.pattern, ship.pattern) == ("CSC", "TSN")
    assert jet.search_start_s == ship.search_start_s
    assert ship.unit.search_speed == pytest.approx(ONE.search_speed)
    track, run = track_of(ship, PLANE), ship.legs[0]
    passes = middles(jet)
    assert len(passes) == 12
    for time_s, east, north in passes:
        share = (time_s - run.start_s) / (run.end_s - run.start_s)
        assert 0.0 <= share <= 1.0
        assert math.dist(track[0] + share * (track[1] - track[0]), (east, north)) < 5.0
    assert any("passes over One" in note for note in jet.notes)


def test_a_closer_spacing_slows_the_ship() -> None:
    told = {"unit": "Jet", "pattern": "CSC", "with": "One", "centre": place(0, 0), "bearing": 0, "length": "6 nm",
            "width": "6 nm", "spacing": "0.5 nm"}  # fmt: skip
    ship = task(planned(case(fleet(helicopter("Jet"), ONE), told), iterations=0), "One")
    assert ship.unit.search_speed == pytest.approx(0.5 * 90.0 / 6.0 * NM / HOUR)


BARRIER = {
    "unit": "One", "pattern": "B", "line": [place(-2, 0), place(2, 0)], "from": "2026-06-10T10:00Z",
    "until": "2026-06-10T14:00Z",
}  # fmt: skip


@pytest.mark.parametrize("stream", [{}, {"stream": {"toward": 0, "speed": "2 kn"}}])
def test_a_barrier_stays_on_its_line_and_lets_nothing_through(stream: dict[str, Any]) -> None:
    """What drifts over the middle of the line while it is kept is seen, as the strips join in the water."""
    speed = 2.0 * NM / HOUR
    random = np.random.default_rng(3)
    east, hours = random.uniform(-1.4, 1.4, 512) * NM, random.uniform(2.6, 5.0, 512)
    places = np.stack([east, -speed * hours * HOUR], axis=-1)
    unit = vessel("One", at=place(0, 12), sweep_width="0.8 nm", detection={"law": "definite"}, endurance="10 h")
    found = case(fleet(unit), {**BARRIER, **stream}, places=places, drift_m_per_s=(0.0, speed), hours=range(13))
    plan = planned(found, iterations=0)
    one = plan.tasks[0]
    for _, at_east, at_north in middles(one):
        assert math.hypot(at_east, at_north) < 10.0
    assert one.search_start_s == START_S + 2.0 * HOUR
    cycle_s = 4.0 / 15.0 / (1.0 - 2.0 / 15.0) * HOUR
    assert START_S + 6.0 * HOUR - cycle_s < one.search_end_s <= START_S + 6.0 * HOUR == one.leave_s
    assert one.spacing_m == pytest.approx(speed * cycle_s, rel=1e-3)
    assert one.spacing_m < 0.8 * NM
    assert one.motion is not None
    assert plan.pos > 0.995


def test_a_barrier_pays_where_the_unit_is_bound_to_a_strip() -> None:
    """As docs/planner.md says: on the open sea areas find more, in a strip across the stream the barrier does."""
    speed = 3.0 * NM / HOUR
    moving = {"places": normal(1024, 3 * NM, centre_m=(0, -9 * NM)), "drift_m_per_s": (0.0, speed), "hours": range(13)}
    corners = [place(-3, -1.5), place(3, -1.5), place(3, 1.5), place(-3, 1.5)]
    strip = {"areas": [{"name": "strait", "corners": corners}]}
    told = {"unit": "One", "pattern": "B", "line": [place(-2.5, 0), place(2.5, 0)], "from": "2026-06-10T08:45Z",
            "until": "2026-06-10T15:15Z"}  # fmt: skip
    unit = {"at": place(0, 12), "endurance": "8 h", "detection": {"law": "inverse_cube"}}
    bound = fleet(vessel("One", allowed=["strait"], **unit), **strip)
    barrier = planned(case(bound, told, **moving), iterations=0).pos
    assert barrier > planned(case(bound, **moving), iterations=200).pos + 0.1
    assert barrier < planned(case(fleet(vessel("One", **unit)), **moving), iterations=200).pos - 0.05


def test_tasks_follow_each_other_in_one_sortie_or_after_a_turnaround() -> None:
    first = {"unit": "One", "pattern": "TSN", "route": ALONG}
    for sortie in (1, 2):
        unit = vessel("One", at=place(0, 6), sorties=2, endurance="5 h")
        second = {"unit": "One", "pattern": "TSN", "route": [place(3, 4), place(3, -4)], "sortie": sortie}
        one, other = planned(case(fleet(unit), first, second), iterations=0).tasks
        assert (one.sortie, other.sortie) == (1, sortie)
        if sortie == 1:
            assert one.transit_home is None
            assert other.transit_out.start_s == pytest.approx(one.leave_s)
            assert other.transit_out.distance_m == pytest.approx(3 * NM, rel=1e-3)
        else:
            assert one.transit_home is not None
            assert other.transit_out.start_s == pytest.approx(one.transit_home.end_s + HOUR)
        assert other.transit_home is not None


def test_legs_go_with_the_water_where_the_order_says_so() -> None:
    told = {"unit": "One", "pattern": "TSN", "route": ALONG, "moving": True}
    still, moved = (
        planned(case(fleet(ONE), {**told, "moving": moving}, drift_m_per_s=(0.5, 0.0)), iterations=0).tasks[0]
        for moving in (False, True)
    )
    assert still.motion is None
    assert moved.motion is not None
    assert moved.motion.toward_deg == pytest.approx(90.0, abs=0.1)
    took_s = moved.search_end_s - moved.search_start_s
    assert track_of(moved, PLANE)[-1, 0] - track_of(still, PLANE)[-1, 0] == pytest.approx(0.5 * took_s, rel=1e-3)


LINE = {"unit": "One", "pattern": "TSN", "route": ALONG}
AGREED = [{"name": "agreed", "points": [place(0, -30), place(0, 30)], "left": ["A"], "right": ["B"]}]
REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "land": (LINE, {"land": lambda _lon, lat: lat > 60.05, "at": place(0, -12)}, "the legs of 'One' meet land at 60 0"),
    "line": ({**LINE, "route": [place(2, -4), place(2, 4)]}, {"lines": AGREED, "nation": "A"},
             "meet the other side of an agreed line"),
    "too early": ({**LINE, "start": START}, {}, "it begins 2026-06-10 08:00Z, but 'One' can be there only from"),
    "endurance": (LINE, {"endurance": "90 min"}, "longer than its endurance allows; make it smaller"),
    "until": (LINE, {"until": "2026-06-10T09:00Z"}, "longer than its `until` allows"),
    "drift ends": ({**LINE, "start": "2026-06-11T07:50Z"}, {}, "longer than the end of the drift allows"),
    "dark": ({**LINE, "start": "2026-01-29T16:15Z"}, {"sweep_width": None, "available": "2026-01-29T12:00Z"},
             "'One' sees nothing from 2026-01-29 16:"),
    "spacing": ({"unit": "One", "pattern": "PS", **AREA, "spacing": "0.2 nm"}, {},
                "spacing of 370 m is below the unit's minimum of 0.50 nm"),
    "sortie": (LINE | {"sortie": 1}, {"search_speed": "0 kn"}, "its search speed is 0"),
    "barrier in still water": (BARRIER, {}, "a barrier needs a stream slower than the unit's 7.7 m/s"),
    "barrier along the stream": ({**BARRIER, "stream": {"toward": 90, "speed": "2 kn"}}, {}, "90 deg off square"),
    "barrier too short": ({**BARRIER, "until": "2026-06-10T10:10Z", "stream": {"toward": 0, "speed": "1 kn"}}, {},
                          "one leg of 4.0 nm at 15.0 kn does not end by `until`"),
    "even lines": ({**LINE, "lines": 2, "spacing": "1 nm"}, {}, "pattern TSN .*an odd number of lines, not 2"),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_carried_out_is_refused_in_one_line(why: str) -> None:
    told, changes, said = REFUSED[why]
    changes, scene = dict(changes), {}
    known = {"lines": changes.pop("lines")} if "lines" in changes else {}
    if "land" in changes:
        scene["land"] = changes.pop("land")
    if "sweep_width" in changes:
        known["conditions"] = {"wind": "10 kn"}
        scene["start"] = changes["available"]
    with pytest.raises(PlanError, match=said) as caught:
        planned(case(fleet(vessel("One", **changes), **known), told, **scene), iterations=0)
    assert "ordered of 'One' cannot be carried out" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_ship_that_is_too_slow_for_the_aircraft() -> None:
    told = {"unit": "Jet", "pattern": "CSC", "with": "One", "centre": place(0, 0), "bearing": 0, "length": "12 nm",
            "width": "6 nm", "spacing": "2 nm"}  # fmt: skip
    with pytest.raises(PlanError, match=r"would have to make 30.0 kn .* give a spacing of 1.00 nm or less"):
        planned(case(fleet(helicopter("Jet"), ONE), told), iterations=0)


def test_orders_that_meet_are_refused_unless_one_follows_the_other() -> None:
    other = {"unit": "Two", "pattern": "TSN", "route": [place(-3, 0), place(3, 0)]}
    with pytest.raises(PlanError, match="tasks of 'One' and 'Two' come nearer than their separation of 185 m"):
        planned(case(fleet(ONE, TWO), LINE, other), iterations=0)
    later = {**other, "start": "2026-06-10T12:00Z"}
    assert len(planned(case(fleet(ONE, TWO), LINE, later), iterations=0).tasks) == 2
