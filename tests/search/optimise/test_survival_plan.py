"""Plans for people found alive: in cold water the near place first, however little of the probability it holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from plan_scene import CENTRE, START_S, cloud_at, fleet, normal, place, planned, vessel
from sarex.model.errors import PlanError
from sarex.model.search_conditions import SearchConditions
from sarex.search.local_plane import LocalPlane
from sarex.search.moving_cloud import moving_cloud
from sarex.search.optimise.alive_share import FOUND_DEAD, alive_share
from sarex.search.optimise.search_case import SearchCase
from sarex.search.sensing.survival import survival_chance

NM = 1852.0
HOUR = 3600.0
FAR_NM = 60.0
UNITS = (vessel("One", at=place(0, 0), endurance=None, on_scene="3 h"),)


def two_places(key="PIW-1", *, seed=1):
    """A third of the probability at the base, two thirds three hours of transit to the east."""
    near, far = normal(512, 1.5 * NM, seed=seed), normal(1024, 1.5 * NM, seed=seed + 7, centre_m=(FAR_NM * NM, 0.0))
    return cloud_at(np.concatenate([near, far]), keys=(key,), hours=range(0, 13), seed=seed)


def case(key="PIW-1", *, water=5.0, units=UNITS):
    conditions = SearchConditions(water_temperature=water)
    return SearchCase(two_places(key), fleet(*units, conditions=conditions), two_places(key, seed=2))


def centre_east_nm(task):
    return LocalPlane(CENTRE).point(task.area.centre).east / NM


def test_cold_water_turns_the_plan_to_the_near_place():
    plain, alive = planned(case(), iterations=40), planned(case(), iterations=40, survival=True)
    assert centre_east_nm(plain.tasks[0]) == pytest.approx(FAR_NM, abs=3.0)
    assert centre_east_nm(alive.tasks[0]) == pytest.approx(0.0, abs=3.0)
    assert alive.tasks[0].search_start_s < START_S + 0.5 * HOUR < plain.tasks[0].search_start_s - 2.0 * HOUR
    assert alive.survival is not None
    assert plain.survival is None
    assert alive.survival.pos_alive <= alive.pos < plain.pos
    # Half are alive after 2.2 h; at the far place the search begins after 3 h, where 21 % are.
    assert alive.survival.pos_alive > 1.5 * 0.22 * plain.pos
    assert any("found alive" in note for note in alive.notes)


def test_warm_water_changes_where_nobody_goes():
    assert centre_east_nm(planned(case(water=30.0), iterations=40, survival=True).tasks[0]) == pytest.approx(
        FAR_NM, abs=3.0
    )


def test_people_in_rafts_do_not_cool():
    """The plan is the same to the last digit, and all that are found are alive."""
    plain, alive = (planned(case("LIFE-RAFT-DB-10"), iterations=40, survival=on) for on in (False, True))
    assert [task.legs for task in alive.tasks] == [task.legs for task in plain.tasks]
    assert alive.survival is not None
    assert alive.survival.pos_alive == pytest.approx(plain.pos, rel=1e-9)


def test_a_search_in_vain_by_the_curve_is_planned_all_the_same():
    """The curve knows neither the person nor the clothing, so it calls off no search."""
    late = (vessel("One", at=place(0, 0), endurance=None, on_scene="3 h", available="2026-06-10T16:00Z"),)
    plain, plan = (planned(case(water=0.0, units=late), iterations=40, survival=on) for on in (False, True))
    assert plan.survival is not None
    assert plan.survival.pos_alive < 1e-3
    assert plan.pos == pytest.approx(plain.pos, rel=0.1)


def test_the_water_temperature_is_asked_for():
    told = case()
    with pytest.raises(PlanError, match="needs the water temperature"):
        planned(replace(told, units=fleet(*UNITS)), survival=True)


@pytest.mark.parametrize("temperature_c", [2.0, 8.0, 15.0])
@pytest.mark.parametrize("rate_per_h", [0.05, 0.3, 2.0])
def test_times_of_death_give_the_integral_of_survival_and_detection(temperature_c, rate_per_h):
    """The sum over times of death is the integral of S dPOD, here for detection at an even rate from the first hour."""
    cloud = moving_cloud(two_places())
    first_s, last_s = START_S + HOUR, START_S + 12.0 * HOUR
    share = alive_share(cloud, np.array([True]), temperature_c, period_s=(first_s, last_s))
    assert share is not None
    weight = share.weight(cloud).reshape(cloud.particles, -1)
    hours = (np.minimum(share.times_s, last_s) - first_s) / HOUR
    slotted = share.share * float(weight.sum(axis=0) @ -np.expm1(-rate_per_h * hours))
    fine = np.linspace(0.0, 11.0, 20_001)
    middle = (fine[1:] + fine[:-1]) / 2.0 + 1.0
    counts = FOUND_DEAD + (1.0 - FOUND_DEAD) * survival_chance(middle, temperature_c)
    exact = float(counts @ np.diff(-np.expm1(-rate_per_h * fine)))
    assert slotted == pytest.approx(exact, rel=0.05)
    assert weight.sum() == pytest.approx(1.0, abs=1e-12)


def test_rafts_count_whole_among_people_in_the_water():
    """A mixed cloud: the weight of rafts lies with those who outlive the search."""
    cloud = replace(moving_cloud(two_places()), object_class=(np.arange(1536) % 2).astype(np.int16))
    share = alive_share(cloud, np.array([True, False]), 5.0, period_s=(START_S, START_S + 12 * HOUR))
    assert share is not None
    weight = share.share * share.weight(cloud).reshape(cloud.particles, -1)
    assert np.isinf(share.times_s[-1])
    assert weight[1::2, -1] == pytest.approx(cloud.weight[1::2], rel=1e-12)
    assert weight[1::2, :-1].max() == 0.0
    assert weight[::2, :-1].min() >= 0.0
    assert alive_share(cloud, np.array([False, False]), 5.0, period_s=(START_S, START_S + HOUR)) is None
