"""Out, search and home in the time that a unit has."""

from __future__ import annotations

from datetime import timedelta

import pytest

from normal_cloud import NM, START_S
from sarex.formats.units_yaml import parse_units
from sarex.model.geodesy import destination
from sarex.model.search_unit import SearchUnit
from sarex.search.sortie import Refusal, Sortie, sortie, unfit

HOUR = 3600.0


def unit(**changes: str) -> SearchUnit:
    entry = {
        "name": "PV One", "kind": "vessel", "at": '"60 00N 003 30E"', "available": "2026-01-30T02:00Z",
        "transit_speed": "20 kn", "search_speed": "15 kn", "endurance": "10 h", "sweep_width": "2 nm", **changes,
    }  # fmt: skip
    lines = "".join(f"\n    {key}: {value}" for key, value in entry.items() if value)
    return parse_units(f"format: sarex-units/1\nunits:\n  -{lines[4:]}")[0]


def go(one: SearchUnit, *, out_nm: float = 20.0, home_nm: float = 40.0, hours: float = 24.0) -> Sortie | Refusal:
    return sortie(
        one, destination(one.at, 90.0, out_nm * NM), destination(one.at, 0.0, home_nm * NM),
        cloud_start_s=START_S, cloud_end_s=START_S + hours * HOUR,
    )  # fmt: skip


def sent(found: Sortie | Refusal) -> Sortie:
    assert isinstance(found, Sortie), found
    return found


def test_endurance_covers_the_way_out_and_home() -> None:
    found = sent(go(unit()))
    assert found.depart_s == pytest.approx(START_S + 2 * HOUR)
    assert found.start_s == pytest.approx(START_S + 3 * HOUR)
    assert found.on_scene_s == pytest.approx(7 * HOUR)
    assert found.middle_s == pytest.approx(START_S + 6.5 * HOUR)
    assert found.leave_s == pytest.approx(START_S + 10 * HOUR)
    assert found.limit == "its endurance"


def test_no_way_home_where_none_is_needed() -> None:
    found = sent(go(unit(return_to_base="false")))
    assert found.on_scene_s == pytest.approx(9 * HOUR)
    assert found.home_m == 0.0


def test_time_on_scene_may_be_given() -> None:
    found = sent(go(unit(endurance="", on_scene="4 h")))
    assert found.on_scene_s == pytest.approx(4 * HOUR)
    assert found.limit == "its time on scene"


@pytest.mark.parametrize(
    ("changes", "hours", "limit", "on_scene_h"),
    [({"until": "2026-01-30T08:00Z"}, 24.0, "its `until`", 5.0), ({}, 5.5, "the end of the drift", 2.5)],
)
def test_other_limits(changes: dict[str, str], hours: float, limit: str, on_scene_h: float) -> None:
    found = sent(go(unit(**changes), hours=hours))
    assert (found.limit, found.on_scene_s) == (limit, pytest.approx(on_scene_h * HOUR))


def test_it_does_not_leave_so_early_that_it_would_wait() -> None:
    found = sent(go(unit(available="2026-01-29T02:00Z")))
    assert found.start_s == pytest.approx(START_S)
    assert found.depart_s == pytest.approx(START_S - HOUR)
    assert found.on_scene_s == pytest.approx(7 * HOUR)


@pytest.mark.parametrize(
    ("changes", "legs", "words"),
    [
        ({"available": "2026-01-31T00:00Z"}, {}, "let the drift run longer"),
        ({}, {"out_nm": 1000.0}, "the drift ends 2026-01-31 00:00Z"),
        ({"until": "2026-01-30T02:30Z"}, {}, "but must stop 2026-01-30 02:30Z"),
        (
            {"endurance": "2 h 59 min"},
            {},
            "its endurance of 2 h 59 min is used up by the way (1 h out and 2 h home, 20 nm at 20.0 kn)",
        ),
        ({"endurance": "3 h"}, {}, "with less than a minute left before its endurance calls it away"),
        ({"endurance": "30 min", "return_to_base": "false"}, {}, "used up by the way (1 h out, 20 nm"),
    ],
)
def test_a_plain_reason_why_not(changes: dict[str, str], legs: dict[str, float], words: str) -> None:
    found = go(unit(**changes), **legs)
    assert isinstance(found, Refusal)
    assert words in found.reason


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sweep_width": "0"}, "sweep width is 0"),
        ({"search_speed": "0 kn"}, "search speed is 0"),
        ({"transit_speed": "0"}, "transit speed is 0"),
        ({"endurance": "0"}, "endurance is 0"),
        ({"endurance": "", "on_scene": "0"}, "endurance is 0"),
    ],
)
def test_units_that_can_search_nowhere(changes: dict[str, str], words: str) -> None:
    found = unfit(unit(**changes))
    assert found is not None
    assert words in found.reason


def test_a_whole_unit_is_fit() -> None:
    assert unfit(unit()) is None
    assert unit().available + timedelta(hours=1) > unit().available
