"""When units search, and what is said of those that cannot."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from plan_scene import CENTRE, NM, START_S, cloud_at, fleet, helicopter, normal, place, planned, vessel
from sarex.model.errors import PlanError
from sarex.model.particle_cloud import Status
from sarex.model.search_conditions import SearchConditions
from sarex.search.optimise.search_case import SearchCase

NIGHT = "2026-01-29T20:00Z"
RAFT = "LIFE-RAFT-DB-10"
EYES = {"sweep_width": None, "detection": {"law": "automatic"}}
WEATHER = {"wind": "10 kn"}
CLOUD = cloud_at(normal(1024, 3.0 * NM))
WINTER = cloud_at(normal(1024, 3.0 * NM), hours=range(19), start=NIGHT, keys=(RAFT,))


def said(*units: object, cloud: object = CLOUD, **known: object) -> str:
    with pytest.raises(PlanError) as caught:
        planned(SearchCase(cloud, fleet(*units, **known)), iterations=20)  # type: ignore[arg-type]
    text = str(caught.value)
    assert "\n" not in text
    return text


def conditions(**more: object) -> SearchConditions:
    return SearchConditions.model_validate(WEATHER | more)


def civil_dawn_s(noon: datetime) -> float:
    """When the sun rises to 6 degrees below the horizon, by the usual short series, good to half a minute."""
    days = (noon - datetime(2000, 1, 1, 12, tzinfo=UTC)).total_seconds() / 86400.0
    anomaly = math.radians(357.528 + 0.9856003 * days)
    longitude = math.radians(280.460 + 0.9856474 * days + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439)
    declination = math.asin(math.sin(tilt) * math.sin(longitude))
    ascension = math.atan2(math.cos(tilt) * math.sin(longitude), math.cos(longitude))
    lat = math.radians(CENTRE.lat)
    angle = math.acos((math.sin(math.radians(-6.0)) - math.sin(lat) * math.sin(declination))
                      / (math.cos(lat) * math.cos(declination)))  # fmt: skip
    mean_deg = (280.460 + 0.9856474 * days) % 360.0
    equation_deg = (mean_deg - math.degrees(ascension) + 180.0) % 360.0 - 180.0
    offset_deg = -CENTRE.lon - equation_deg - math.degrees(angle)
    return noon.timestamp() + offset_deg * 240.0


def test_eyes_in_the_dark_are_refused_with_the_first_light() -> None:
    unit = vessel(available=NIGHT, until="2026-01-30T03:00Z", **EYES)
    text = said(unit, cloud=WINTER, conditions=conditions())
    assert "first light 2026-01-30 07:" in text
    assert "send a night sensor" in text


def test_a_search_over_dawn_begins_at_civil_twilight() -> None:
    """Ready in the evening, with nine hours of endurance: it waits in port."""
    unit = vessel(available=NIGHT, endurance="9 h", **EYES)
    plan = planned(SearchCase(WINTER, fleet(unit, conditions=conditions())), iterations=20)
    (task,) = plan.tasks
    dawn_s = civil_dawn_s(datetime(2026, 1, 30, 12, tzinfo=UTC))
    assert task.search_start_s == pytest.approx(dawn_s, abs=120.0)
    assert task.transit_out.end_s == task.search_start_s
    assert task.leave_s - task.transit_out.start_s <= 9.0 * 3600.0


@pytest.mark.parametrize(
    ("changes", "lit"),
    [(EYES, True), ({**EYES, "sensors": ({"sensor": "radar", "sure_range": "1 nm"},)}, False)],
    ids=["lit", "radar"],
)
def test_what_is_lit_or_seen_by_radar_is_searched_for_at_night(changes: dict[str, object], lit: bool) -> None:
    unit = vessel(available=NIGHT, until="2026-01-30T03:00Z", **changes)
    plan = planned(SearchCase(WINTER, fleet(unit, conditions=conditions(lit=lit))), iterations=20)
    (task,) = plan.tasks
    assert task.leave_s <= unit.until.timestamp()  # type: ignore[union-attr]
    assert plan.pos > 0.05


def test_the_unused_say_why() -> None:
    """Every unit of the file is either tasked or unused, with its reason."""
    blind = "its sweep width is 0|the width given for Blind is 0"
    units = [
        vessel("Fit"), vessel("Blind", sweep_width="0 nm"), vessel("Still", search_speed="0 kn"),
        vessel("Spent", endurance="0 h"), vessel("Late", available="2026-06-11T09:00Z"),
        vessel("Far", at=place(0, 200), endurance="4 h"), vessel("Short", endurance="40 min"),
    ]  # fmt: skip
    plan = planned(SearchCase(CLOUD, fleet(*units)))
    assert {task.unit.name for task in plan.tasks} == {"Fit"}
    reasons = {one.unit.name: one.unused_reason for one in plan.unused}
    assert set(reasons) == {"Blind", "Still", "Spent", "Late", "Far", "Short"}
    for name, words in (
        ("Blind", blind), ("Still", "search speed is 0"), ("Spent", "endurance is 0"),
        ("Late", "available from 2026-06-11 09:00Z, but the search must end 2026-06-11 08:00Z"),
        ("Far", "more endurance or a nearer base"), ("Short", "more endurance or a nearer base"),
    ):  # fmt: skip
        assert any(word in reasons[name] for word in words.split("|")), reasons[name]


@pytest.mark.parametrize(("miles", "endurance"), [(200, "4 h"), (15, "1.2 h"), (12, "1 h")])
def test_endurance_that_the_way_uses_up_is_said(miles: float, endurance: str) -> None:
    text = said(vessel(at=place(0, miles), endurance=endurance, transit_speed="20 kn"))
    assert "a nearer base, more endurance" in text


def test_a_window_that_ends_before_the_drift_begins_is_said() -> None:
    text = said(vessel(available="2026-06-09T00:00Z", until="2026-06-09T06:00Z"))
    assert "no unit can be used (Vessel: " in text
    assert "must stop 2026-06-09 06:00Z, but nothing is adrift before 2026-06-10 08:00Z; set its `until` later" in text


def test_a_person_in_the_water_is_not_seen_from_3000_ft() -> None:
    unit = helicopter("Aircraft", kind="fixed_wing", height="3000 ft", search_speed="150 kn", **EYES)
    text = said(unit, conditions=conditions())
    assert "no unit can be used (Aircraft: " in text
    assert "do not see a person in the water from 3000 ft; 300 ft would show it" in text


def test_without_particles_afloat_there_is_nothing_to_search() -> None:
    ashore = replace(CLOUD, status=np.full(CLOUD.status.shape, Status.STRANDED, dtype=np.int8))
    assert "search the shore" in said(vessel(), cloud=ashore)


def test_ships_find_no_water_where_all_is_land() -> None:
    def land(lon: np.ndarray, _lat: np.ndarray) -> np.ndarray:
        return np.ones(np.shape(lon), dtype=np.bool_)

    with pytest.raises(PlanError, match=r"no unit can be used \(Vessel: .*land"):
        planned(SearchCase(CLOUD, fleet(vessel()), land=land))
    assert planned(SearchCase(CLOUD, fleet(helicopter()), land=land), iterations=20).tasks


def test_a_plan_begins_no_earlier_than_the_drift() -> None:
    plan = planned(SearchCase(CLOUD, fleet(vessel(available="2026-06-10T00:00Z"))), iterations=20)
    assert plan.tasks[0].search_start_s == pytest.approx(START_S)
