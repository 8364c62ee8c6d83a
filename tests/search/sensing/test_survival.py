"""Survival curves: their laws and their limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.model.errors import PlanError
from sarex.search.sensing.survival import median_survival_h, survival_chance, survival_source

WATER = st.floats(-3.0, 40.0)


@given(hours=st.lists(st.floats(0.0, 500.0), min_size=2, max_size=20), water=st.tuples(WATER, WATER))
def test_chances_fall_with_time_and_rise_with_warmth(hours: list[float], water: tuple[float, float]) -> None:
    times = np.sort(hours)
    cold, warm = (survival_chance(times, it) for it in sorted(water))
    assert ((cold >= 0.0) & (cold <= 1.0)).all()
    assert (np.diff(cold) <= 0.0).all()
    assert (cold <= warm + 1e-12).all()


def test_half_are_alive_at_the_median_and_all_at_first() -> None:
    assert survival_chance([0.0, -5.0, median_survival_h(8.0)], 8.0) == pytest.approx([1.0, 1.0, 0.5])
    assert survival_chance(np.zeros((2, 3)), 8.0).shape == (2, 3)
    assert np.isnan(survival_chance(np.nan, 8.0))


def test_the_spread_spans_the_published_range() -> None:
    """At 10 to 16 degrees people survive 1 to 6 h, as rescue services publish: nearly all beyond 1 h, few beyond 6."""
    assert survival_chance(1.0, 10.0) > 0.95
    assert survival_chance(6.0, 10.0) < 0.1
    assert survival_chance(6.0, 16.0) > 0.2


def test_warm_water_is_held_at_the_limit_of_the_formula() -> None:
    assert median_survival_h(20.0) == median_survival_h(23.09) == median_survival_h(30.0)
    assert "not valid" in survival_source(25.0)
    assert "not valid" not in survival_source(20.0)


@pytest.mark.parametrize("water", [-3.1, 41.0, float("nan")])
def test_water_that_no_sea_has_is_refused(water: float) -> None:
    with pytest.raises(PlanError, match=r"water temperature .* give that of the sea surface"):
        survival_chance(1.0, water)
