"""The two upper figures: against closed forms, and by the laws that they must keep."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import qmc

from sarex.model.errors import PlanError
from sarex.model.quantities import Position
from sarex.search.circular_normal import square_poc
from sarex.search.local_plane import LocalPlane
from sarex.search.moving_cloud import MovingCloud
from sarex.search.optimal_effort import optimal_pos
from sarex.search.upper.best_spread import Aim, EffortBudget, best_spread
from sarex.search.upper.density import local_spread_m, smoothed_cloud
from sarex.search.upper.effort_law import EFFORT_LAWS, RANDOM
from sarex.search.upper.effort_window import UnitEffortWindow
from sarex.search.upper.pos_bound import pos_bound
from sarex.search.upper.pos_ceiling import pos_ceiling

S = 9000.0
HOUR = 3600.0
PLANE = LocalPlane(Position(179.9, 60.0))


def cloud(
    count: int = 4096, *, hours: int = 2, drift: tuple[float, float] = (0.0, 0.0), spreading: float = 0.0,
    turned: float = 0.0, moved: tuple[float, float] = (0.0, 0.0), classes: int = 1,
) -> MovingCloud:  # fmt: skip
    """Particles as even as seeds in a sunflower, made normal with sd S, that drift and spread [m/s]."""
    number = np.arange(count)
    radius, angle = S * np.sqrt(-2.0 * np.log1p(-(number + 0.5) / count)), number * math.pi * (3.0 - math.sqrt(5.0))
    start = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    velocity = np.asarray(drift) + spreading * ndtri(qmc.Halton(2, rng=np.random.default_rng(1)).random(count))
    time_s = HOUR * np.arange(hours + 1.0)
    track = start[:, np.newaxis, :] + velocity[:, np.newaxis, :] * time_s[:, np.newaxis]
    cos, sin = math.cos(turned), math.sin(turned)
    east = cos * track[..., 0] - sin * track[..., 1] + moved[0]
    north = sin * track[..., 0] + cos * track[..., 1] + moved[1]
    group = (np.arange(count) // 7 % classes).astype(np.int16)
    return MovingCloud(
        PLANE, time_s, east, north, np.ones(east.shape, bool), np.full(count, 1.0 / count), group * 0, group
    )


def window(relative: float, *, start: float = 0.0, hours: float = 2.0, classes: int = 1, speed: float = 5.0, law: str = "random") -> UnitEffortWindow:  # fmt: skip  # noqa: E501
    """Effort W V T of `relative` S^2."""
    width = relative * S**2 / (speed * hours * HOUR)
    return UnitEffortWindow(start * HOUR, (start + hours) * HOUR, speed, np.full(classes, width), (law,) * classes)  # type: ignore[arg-type]


def three(moving: MovingCloud, efforts: list[UnitEffortWindow]) -> tuple[float, float, float]:
    chart = smoothed_cloud(moving, efforts)
    return (
        pos_bound(moving, efforts, "random", chart=chart).pos,
        pos_bound(moving, efforts, "inverse_cube", chart=chart).pos,
        pos_ceiling(moving, efforts, chart=chart).pos,
    )


@pytest.mark.parametrize("relative", [0.785398, 3.141593, 12.566371, 28.274334])
def test_a_still_cloud_has_stones_optimum(relative: float) -> None:
    """10 000 particles, one thousandth; the smoothing spreads effort, which Stone's smooth optimum hardly feels."""
    moving, efforts = cloud(10_000, hours=1), [window(relative, hours=1.0)]
    chart = smoothed_cloud(moving, efforts)
    assert chart is not None
    budget = EffortBudget(np.ones((1, 1)), np.array([[relative * S**2]]))
    found = best_spread(chart, budget, RANDOM, aim=Aim(gap=3e-4))
    exact = optimal_pos(relative * S**2, S, S)
    assert found.certified >= found.reached
    assert found.reached == pytest.approx(exact, rel=1e-3)
    assert found.certified == pytest.approx(exact, rel=1e-3)
    assert pos_bound(moving, efforts, "random").pos == pytest.approx(exact, rel=4e-3)


@pytest.mark.parametrize(("relative", "rectangle"), [(2.0, (0.184147, 0.2246)), (8.0, (0.451436, 0.563))])
def test_no_rectangle_passes_its_bound(relative: float, rectangle: tuple[float, float]) -> None:
    random, inverse_cube, ceiling = three(cloud(10_000), [window(relative)])
    assert rectangle[0] < random < 1.06 * rectangle[0]
    assert rectangle[1] < inverse_cube < 1.06 * rectangle[1]
    assert inverse_cube < ceiling


@pytest.mark.parametrize("area", [2.0, 8.0, 2.0 * math.pi])
def test_the_ceiling_of_a_still_cloud_is_the_densest_region(area: float) -> None:
    exact = 1.0 - math.exp(-area / (2.0 * math.pi))
    assert pos_ceiling(cloud(16_384), [window(area)]).pos == pytest.approx(exact, rel=0.01)


@pytest.mark.parametrize("moving", [cloud(2048, hours=3), cloud(2048, hours=3, drift=(0.5, -0.3), spreading=0.5)])
def test_halving_the_cell_changes_less_than_a_hundredth(moving: MovingCloud) -> None:
    efforts = [window(3.0, hours=3.0), window(2.0, start=1.0, hours=1.0, speed=40.0)]
    coarse, fine = (smoothed_cloud(moving, efforts, fineness=fineness) for fineness in (1, 2))
    assert coarse is not None
    assert fine is not None
    assert fine.cell_m == pytest.approx(coarse.cell_m / 1.85, rel=0.01)
    assert fine.smoothing_m == pytest.approx(coarse.smoothing_m)
    for figure in (lambda chart: pos_bound(moving, efforts, "random", chart=chart),
                   lambda chart: pos_bound(moving, efforts, "inverse_cube", chart=chart),
                   lambda chart: pos_ceiling(moving, efforts, chart=chart)):  # fmt: skip
        assert figure(fine).pos == pytest.approx(figure(coarse).pos, rel=0.01)


def test_common_drift_changes_nothing_and_slots_of_a_still_object_add_up() -> None:
    still, one = cloud(2048, hours=4), cloud(2048, hours=1)
    drifting = cloud(2048, hours=4, drift=(1.0, 2.0))
    figures = three(still, [window(5.0, hours=4.0)])
    assert three(drifting, [window(5.0, hours=4.0)]) == pytest.approx(figures, rel=1e-6)
    assert three(one, [window(5.0, hours=1.0)]) == pytest.approx(figures, rel=4e-3)


@settings(max_examples=5, deadline=None)
@given(turned=st.floats(0.0, 6.3), east=st.floats(-1e5, 1e5), north=st.floats(-1e5, 1e5))
def test_turning_and_moving_the_scene_changes_less_than_half_a_hundredth(
    turned: float, east: float, north: float
) -> None:
    efforts = [window(4.0, hours=2.0)]
    straight = three(cloud(2048, hours=2, drift=(0.4, 0.0), spreading=0.2), efforts)
    there = three(cloud(2048, hours=2, drift=(0.4, 0.0), spreading=0.2, turned=turned, moved=(east, north)), efforts)
    assert there == pytest.approx(straight, rel=0.005)


@settings(max_examples=8, deadline=None)
@given(
    efforts=st.lists(st.tuples(st.floats(0.05, 6.0), st.floats(0.0, 2.0), st.floats(0.2, 3.0)), min_size=1, max_size=3),
    more=st.floats(1.1, 3.0),
)
def test_more_effort_finds_more_and_the_figures_keep_their_order(
    efforts: list[tuple[float, float, float]], more: float
) -> None:
    moving = cloud(1024, hours=5, drift=(0.3, 0.1), spreading=0.3)
    units = [window(relative, start=start, hours=hours) for relative, start, hours in efforts]
    random, inverse_cube, ceiling = figures = three(moving, units)
    assert 0.0 < random <= inverse_cube * 1.002
    assert inverse_cube <= ceiling * 1.002 <= 1.002
    wider = [window(relative * more, start=start, hours=hours) for relative, start, hours in efforts]
    longer = [
        UnitEffortWindow(unit.start_s, unit.end_s + 0.5 * HOUR, 5.0, unit.sweep_width_m, unit.law) for unit in units
    ]
    for better in (wider, longer, [*units, window(0.5, start=1.0, hours=1.0)]):
        assert all(new >= old * 0.995 for new, old in zip(three(moving, better), figures, strict=True))
    assert three(moving, units[::-1]) == pytest.approx(figures, rel=1e-6)


def test_two_halves_are_no_more_than_one_divisible_whole() -> None:
    moving = cloud(hours=4, spreading=0.3)
    whole = three(moving, [window(4.0, hours=4.0)])
    halves = [window(2.0, start=0.0, hours=2.0), window(2.0, start=2.0, hours=2.0)]
    assert three(moving, halves) == pytest.approx(whole, rel=2e-3)
    assert three(moving, [window(2.0, hours=4.0)] * 2) == pytest.approx(whole, rel=1e-9)


def test_endless_effort_finds_everything_afloat() -> None:
    moving = cloud(1024, hours=3)
    adrift = moving.afloat.copy()
    adrift[:256] = False
    lost = MovingCloud(
        PLANE, moving.time_s, np.where(adrift, moving.east, np.nan), np.where(adrift, moving.north, np.nan), adrift,
        moving.weight, moving.scenario, moving.object_class,
    )  # fmt: skip
    assert three(moving, [window(5000.0)]) == pytest.approx((1.0, 1.0, 1.0), abs=2e-3)
    assert three(lost, [window(5000.0)]) == pytest.approx((0.75, 0.75, 0.75), abs=2e-3)


def test_a_moving_plan_is_below_the_sum_of_single_periods() -> None:
    moving = cloud(hours=4, spreading=0.4)
    periods = [window(1.0, start=hour, hours=1.0) for hour in range(4)]
    singles = [pos_bound(moving, [one], "random").pos for one in periods]
    together = pos_bound(moving, periods, "random").pos
    assert max(singles) < together <= sum(singles)


def test_classes_are_found_by_their_own_width() -> None:
    """Half of the weight is of a class that the unit cannot see: the other half is Stone's problem at full effort."""
    both, effort = cloud(8192, classes=2), window(6.0, classes=2)
    blind = UnitEffortWindow(0.0, 2 * HOUR, 5.0, effort.sweep_width_m * np.array([1.0, 0.0]), ("random", "random"))
    assert pos_bound(both, [blind], "random").pos == pytest.approx(optimal_pos(6.0, 1.0, 1.0) / 2.0, rel=0.01)
    assert pos_bound(both, [effort], "random").pos == pytest.approx(optimal_pos(6.0, 1.0, 1.0), rel=0.01)
    other = UnitEffortWindow(0.0, 2 * HOUR, 5.0, blind.sweep_width_m[::-1].copy(), ("random", "random"))
    each = pos_bound(both, [blind, other], "random").pos
    assert each == pytest.approx(optimal_pos(6.0, 1.0, 1.0), rel=0.01)


def test_nothing_to_search_with_or_for_gives_nothing() -> None:
    moving = cloud(256)
    assert three(moving, []) == (0.0, 0.0, 0.0)
    assert three(moving, [window(0.0)]) == (0.0, 0.0, 0.0)
    assert three(moving, [window(4.0, start=50.0)]) == (0.0, 0.0, 0.0)
    with pytest.raises(PlanError, match="knows 1 object classes but the cloud has 2"):
        pos_bound(cloud(256, classes=2), [window(1.0)], "random")
    with pytest.raises(PlanError, match="must be 0 or more"):
        window(-1.0)
    with pytest.raises(PlanError, match="1 sweep widths and 2 laws"):
        UnitEffortWindow(0.0, 1.0, 5.0, np.ones(1), ("random", "definite"))


def test_a_large_cloud_is_drawn_from_by_weight() -> None:
    large, effort = cloud(65_536), window(8.0)
    chart = smoothed_cloud(large, [effort])
    assert chart is not None
    assert chart.weight.size <= 20_000
    assert chart.weight.sum() == pytest.approx(1.0)
    assert pos_bound(large, [effort], "random", chart=chart).pos == pytest.approx(optimal_pos(8.0, 1.0, 1.0), rel=0.01)


def test_slots_are_joined_but_never_across_a_gap() -> None:
    moving = cloud(256, hours=48)
    chart = smoothed_cloud(moving, [window(1.0, start=1.5, hours=30.0), window(1.0, start=40.0, hours=8.0)])
    assert chart is not None
    assert chart.slots <= 17
    assert (chart.start_s[0], chart.end_s[-1]) == (1.5 * HOUR, 48.0 * HOUR)
    assert not ((chart.start_s < 31.5 * HOUR) & (chart.end_s > 40.0 * HOUR)).any()
    assert (chart.end_s - chart.start_s).sum() == pytest.approx(38.0 * HOUR)


def test_the_smoothing_follows_the_finest_part_of_the_cloud() -> None:
    deviates = ndtri(qmc.Halton(2, rng=np.random.default_rng(2)).random(8192)) * S
    even = np.full(8192, 1.0 / 8192)
    assert local_spread_m(*deviates.T, even) == pytest.approx(0.5 * S * 8192 ** (-1.0 / 6.0), rel=0.15)
    apart = deviates * 0.1 + np.where(np.arange(8192)[:, np.newaxis] % 2, 50.0 * S, 0.0)
    assert local_spread_m(*apart.T, even) < 0.02 * S * 1.5
    assert local_spread_m(np.zeros(9), np.zeros(9), np.ones(9)) == 50.0
    assert local_spread_m(np.zeros(1), np.zeros(1), np.ones(1)) == 50.0


@pytest.mark.parametrize("law", EFFORT_LAWS.values(), ids=lambda law: law.name)
def test_laws_are_concave_and_know_their_slope(law: object) -> None:
    coverage = np.linspace(0.0, 4.0, 401)
    slope = np.gradient(law.pod(coverage), coverage)  # type: ignore[attr-defined]
    assert slope[1:-1] == pytest.approx(law.slope(coverage)[1:-1], abs=1e-4)  # type: ignore[attr-defined]
    assert (np.diff(law.slope(coverage)) <= 0.0).all()  # type: ignore[attr-defined]
    back = law.coverage_at(-np.log(law.slope(coverage)))  # type: ignore[attr-defined]
    assert back == pytest.approx(coverage, abs=1e-6)


def test_the_square_of_the_manual_is_below_the_bound() -> None:
    """Koopman's first square at coverage one, inverse cube: its effort is its own area."""
    half = 0.752692
    effort = window((2.0 * half * 1.17741) ** 2)
    found = square_poc(half, 1.0) * 0.789909
    assert found < pos_bound(cloud(), [effort], "inverse_cube").pos
