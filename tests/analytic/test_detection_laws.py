"""Detection laws by simulation against their closed forms (V5, V9, V10), and what relative motion must not change."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sarex.model.detection_curve import DetectionCurve, LawName
from sarex.model.quantities import NAUTICAL_MILE_M
from sarex.search.score import exposure, pos
from sarex.search.sensing_table import rate_m2
from sarex.search.timed_track import LaidPattern, SweptArea, TimedTrack
from search_scene import CURVES, START_S, W, box, carried, cut, ladder, laid, moving, sensing, still, swept_box, track

V9 = {
    0.25: (0.25, 0.245969, 0.221199), 0.5: (0.5, 0.469116, 0.393469), 0.75: (0.75, 0.652775, 0.527633),
    1.0: (1.0, 0.789909, 0.632121), 1.25: (1.0, 0.882802, 0.713495), 1.5: (1.0, 0.939888, 0.776870),
    2.0: (1.0, 0.987811, 0.864665), 2.5: (1.0, 0.998271, 0.917915), 3.0: (1.0, 0.999830, 0.950213),
}  # fmt: skip
SPEED = 100.0
HALF_LEG_M = 4e5
"""So long that what a leg's ends lack is below 1e-5."""


def beside(norths: NDArray[np.float64], curve: DetectionCurve, *, leg_north_m: float = 0.0) -> NDArray[np.float64]:
    """Exposure to one long leg of particles in line abeam of its middle."""
    path = track([[-HALF_LEG_M, leg_north_m], [HALF_LEG_M, leg_north_m]], speed=SPEED)
    return exposure(laid(path), sensing(curve), SPEED, still(np.stack([0.0 * norths, norths], axis=-1), hours=3))


def middles(low: float, high: float, count: int) -> NDArray[np.float64]:
    return low + (np.arange(count) + 0.5) * (high - low) / count


def parallel_pod(curve: DetectionCurve, spacing_m: float, *, reach_m: float, count: int = 2000) -> float:
    """POD of long parallel tracks, by adding the exposures at all distances of one leg from one strip."""
    tracks = math.ceil(reach_m / spacing_m)
    places = middles(-spacing_m / 2.0, spacing_m / 2.0, count)
    far = (places + spacing_m * np.arange(-tracks, tracks + 1)[:, np.newaxis]).ravel()
    total = beside(far, curve).reshape(2 * tracks + 1, count).sum(axis=0)
    return float(-np.expm1(-total).mean())


@pytest.mark.parametrize("coverage", V9)
def test_parallel_tracks_give_the_published_curves(coverage: float) -> None:
    definite, inverse_cube, exponential = V9[coverage]
    spacing = W / coverage
    assert parallel_pod(CURVES["definite"], spacing, reach_m=W) == pytest.approx(definite, abs=1e-3)
    assert parallel_pod(CURVES["inverse_cube"], spacing, reach_m=300.0 * spacing, count=100) == pytest.approx(
        inverse_cube, abs=2e-4
    )
    path = track([[-5e3, 0.0], [5e3, 0.0]])
    search = laid(path, (swept_box(5e3, 2e3, path, effort_m=coverage * 4e7 / W),))
    found = exposure(search, sensing(CURVES["random"]), SPEED, still([[3e3, -1e3], [0.0, 2.1e3]]))
    assert -np.expm1(-found) == pytest.approx([exponential, 0.0], abs=1e-6)


def test_five_tracks_one_sweep_width_apart() -> None:
    places = middles(-2.0 * W, 2.0 * W, 4000)
    total = sum(beside(places, CURVES["inverse_cube"], leg_north_m=n * W) for n in range(-2, 3))
    assert -np.expm1(-np.asarray(total)).mean() == pytest.approx(0.772241, abs=1e-5)


def test_lateral_range_curve_of_the_inverse_cube() -> None:
    found = -np.expm1(-beside(np.array([0.5, 1.0]) * W, CURVES["inverse_cube"]))
    assert found == pytest.approx([0.272623, 0.076494], abs=1e-5)
    inside = -np.expm1(-beside(middles(0.0, 0.5 * W, 4000), CURVES["inverse_cube"])).mean()
    assert inside == pytest.approx(0.697560, abs=1e-5)


@pytest.mark.parametrize("a0", [-1.3, 3.0, 12.0])
def test_many_logistic_tracks_find_what_the_formula_does(a0: float) -> None:
    """To a ten-millionth, though each pass is read from cubics: the error of a pass times their number."""
    curve = DetectionCurve(law="logistic", sweep_width_m=W, a0=a0, a1=-6.0, range_m=30.0 * NAUTICAL_MILE_M)
    places, tracks = middles(-W / 2.0, W / 2.0, 500), W / 5.0 * np.arange(-50, 51)
    total = sum(beside(places, curve, leg_north_m=track) for track in tracks)
    away_nm = np.abs(places - tracks[:, np.newaxis]) / NAUTICAL_MILE_M
    expected = np.logaddexp(0.0, a0 - 6.0 * away_nm).sum(axis=0)
    assert -np.expm1(-np.asarray(total)) == pytest.approx(-np.expm1(-expected), abs=1e-7)


@pytest.mark.parametrize("spacing_m", [100.0, 170.0, 280.0, 400.0])
def test_m_beta_tracks_mix_as_published(spacing_m: float) -> None:
    curve = DetectionCurve(law="m_beta", sweep_width_m=196.0, beta=0.7, range_m=140.0)
    n, part = divmod(280.0 / spacing_m, 1.0)
    expected = part * (1.0 - 0.3 ** (n + 1)) + (1.0 - part) * (1.0 - 0.3**n)
    assert parallel_pod(curve, spacing_m, reach_m=300.0) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("curve", "width_m"),
    [
        (DetectionCurve(law="logistic", sweep_width_m=1.0, a0=3.0, a1=-6.097175), 1.000 * NAUTICAL_MILE_M),
        (DetectionCurve(law="logistic", sweep_width_m=1.0, a0=0.0, a1=-2.772589), 0.500 * NAUTICAL_MILE_M),
        (DetectionCurve(law="logistic", sweep_width_m=1.0, a0=-1.304359, a1=-0.779469), 0.616 * NAUTICAL_MILE_M),
        (CURVES["definite"], W),
        (CURVES["definite"].model_copy(update={"side": "left"}), W),
        (CURVES["definite"].model_copy(update={"inner_m": 300.0}), W),
        (CURVES["m_beta"], W),
        (CURVES["inverse_cube"], W),
        (CURVES["inverse_cube"].model_copy(update={"side": "right"}), W),
        (CURVES["inverse_cube"].model_copy(update={"inner_m": 200.0}), W),
        (CURVES["inverse_cube"].model_copy(update={"inner_m": 2000.0, "side": "left"}), W),
        (CURVES["table"], 2.0 * (400.0 * 0.75 + 500.0 * 0.35 + 300.0 * 0.05)),
    ],
    ids=lambda value: f"{value.law} {value.side} {value.inner_m:.0f}" if isinstance(value, DetectionCurve) else "",
)  # fmt: skip
def test_what_a_long_leg_finds_is_the_sweep_width(curve: DetectionCurve, width_m: float) -> None:
    """Integral over lateral range of the simulated POD; 40 nm out, and the tail of the inverse cube by its formula."""
    reach = 40.0 * NAUTICAL_MILE_M
    # Steps that shrink towards the track resolve what happens near it.
    edges = reach * np.linspace(0.0, 1.0, 20_001) ** 2
    places = 0.5 * (edges[1:] + edges[:-1])
    places = np.concatenate([-places[::-1], places])
    found = -np.expm1(-beside(places, curve))
    width = float(found @ np.concatenate([np.diff(edges)[::-1], np.diff(edges)]))
    if curve.law == "inverse_cube":
        width += 2.0 * rate_m2(curve) / reach * (2.0 if curve.side == "both" else 1.0)
    assert width == pytest.approx(width_m, rel=1e-3)


@pytest.mark.parametrize(
    ("effort", "half_side", "best", "stone"),
    [(2.0, 0.934928, 0.184147, 0.190448), (8.0, 1.327850, 0.451436, 0.473701)],
)
def test_random_search_of_the_best_square_on_a_circular_normal(
    effort: float, half_side: float, best: float, stone: float
) -> None:
    """V5: as it lies, and drifting with its cloud."""
    sigma, cells = 5e3, 60
    edges = half_side * np.arange(-5 * cells, 5 * cells + 1) / cells
    mass = np.diff([math.erf(edge / math.sqrt(2.0)) / 2.0 for edge in edges])
    east, north = (axis.ravel() * sigma for axis in np.meshgrid(*[0.5 * (edges[1:] + edges[:-1])] * 2))
    places, weight = np.stack([east, north], axis=-1), np.outer(mass, mass).ravel()
    path = track([[-5e3, 0.0], [5e3, 0.0]], start_s=START_S + 1234.0)
    swept = swept_box(half_side * sigma, half_side * sigma, path, effort_m=effort * sigma**2 / W)
    cloud = still(places, hours=2, weight=weight)
    found = pos(weight, [exposure(laid(path, (swept,)), sensing(CURVES["random"]), SPEED, cloud)])
    assert found == pytest.approx(best, abs=1e-6)
    assert found < stone
    shift = np.array([[swept.start_s, 0.0, 0.0], [START_S + 7200.0, 1.5 * (5966.0), 0.5 * 5966.0]])
    begin = np.array([1.5, 0.5]) * 1234.0
    drifting = SweptArea(swept.corners + begin, shift, swept.start_s, swept.end_s, swept.track_m, swept.area_m2)
    hour = 3600.0 * np.arange(3)[:, np.newaxis] * np.array([1.5, 0.5])
    cloud = moving(places[:, np.newaxis] + hour, weight=weight)
    found = pos(weight, [exposure(laid(path, (drifting,)), sensing(CURVES["random"]), SPEED, cloud)])
    assert found == pytest.approx(best, abs=2e-5), "a border cell may be in or out by rounding for a moment"


def drifting_tracks(seed: int, count: int = 150, hours: int = 5) -> NDArray[np.float64]:
    """(particle, time, 2): scattered over 12 km, each with its own hourly kinks."""
    rng = np.random.default_rng(seed)
    start = rng.uniform(-6e3, 6e3, (count, 1, 2))
    return start + np.concatenate(
        [np.zeros((count, 1, 2)), np.cumsum(rng.normal(0.0, 900.0, (count, hours, 2)), axis=1)], 1
    )


def zigzag(seed: int, legs: int = 7) -> TimedTrack:
    return track(np.random.default_rng(seed).uniform(-6e3, 6e3, (legs + 1, 2)), speed=6.0)


def everything(path: TimedTrack) -> LaidPattern:
    return laid(path, (swept_box(4e3, 3e3, path),))


BY_PATH = ["inverse_cube", "definite", "m_beta", "logistic", "table", "one-sided", "annular"]
LAWS = pytest.mark.parametrize("law", ["random", *BY_PATH])


def curve_of(law: LawName | str) -> DetectionCurve:
    if law == "one-sided":
        return CURVES["inverse_cube"].model_copy(update={"side": "left"})
    if law == "annular":
        return CURVES["definite"].model_copy(update={"inner_m": 300.0, "side": "right"})
    return CURVES[law]  # type: ignore[index]


def pos_of(search: LaidPattern, law: str, tracks: NDArray[np.float64], *, speed: float = 6.0) -> NDArray[np.float64]:
    return -np.expm1(-exposure(search, sensing(curve_of(law)), speed, moving(tracks)))


@pytest.mark.parametrize("law", BY_PATH)
@given(
    seed=st.integers(0, 10_000),
    cuts=st.lists(st.tuples(st.integers(0, 6), st.floats(0.0, 1.0)), min_size=1, max_size=8),
)
@settings(max_examples=20, deadline=None)
def test_cutting_legs_and_turning_by_nothing_changes_nothing(
    law: str, seed: int, cuts: list[tuple[int, float]]
) -> None:
    """POS, and every particle's own chance."""
    tracks, path = drifting_tracks(seed), zigzag(seed)
    whole = pos_of(everything(path), law, tracks)
    assert whole.max() > 0.0
    for leg, part in cuts:
        path = cut(path, leg, part)
    pieces = pos_of(everything(path), law, tracks)
    assert abs(pieces.mean() - whole.mean()) < 1e-9
    assert np.abs(pieces - whole).max() < 1e-7


@LAWS
def test_more_output_times_on_the_same_paths_change_nothing(law: str) -> None:
    tracks, search = drifting_tracks(3), everything(zigzag(3))
    hours = np.arange(0.0, 5.01, 0.25)
    finer = np.stack([[np.interp(hours, np.arange(6.0), one[:, axis]) for axis in (0, 1)] for one in tracks])
    finely = exposure(search, sensing(curve_of(law)), 6.0, moving(np.moveaxis(finer, 1, 2), hours=hours.tolist()))
    assert -np.expm1(-finely) == pytest.approx(pos_of(search, law, tracks), abs=1e-8)


@pytest.mark.parametrize("pieces", [2, 5, 10, 40])
def test_the_trap_of_closest_approach(pieces: int) -> None:
    """One leg at C = 0.25 finds 0.23 of its strip; multiplying over its parts would find 0.27 to 0.77."""
    places = middles(-2.0 * W, 2.0 * W, 500)
    cloud = still(np.stack([middles(-9e3, 9e3, 500)[np.random.default_rng(1).permutation(500)], places], axis=-1))
    path = whole = track([[-1e4, 0.0], [1e4, 0.0]])
    for part in range(pieces - 1):
        path = cut(path, part, 1.0 / (pieces - part))
    found = [
        pos(cloud.weight, [exposure(laid(one), sensing(CURVES["inverse_cube"]), 10.0, cloud)]) for one in (whole, path)
    ]
    assert found[0] == pytest.approx(0.23, abs=0.01)
    assert found[1] == pytest.approx(found[0], abs=1e-9)
    looked = [
        pos(cloud.weight, [exposure(laid(one), sensing(CURVES["logistic"]), 10.0, cloud)]) for one in (whole, path)
    ]
    assert looked[1] == pytest.approx(looked[0], abs=1e-9)


def moved_area(area: SweptArea, east: float, north: float) -> SweptArea:
    """The area carried at this velocity [m/s] about START_S."""
    begin = area.start_s - START_S
    seconds = area.end_s - area.start_s
    shifts = np.array([[area.start_s, 0.0, 0.0], [area.end_s, east * seconds, north * seconds]])
    corners = area.corners + begin * np.array([east, north])
    return SweptArea(corners, shifts, area.start_s, area.end_s, area.track_m, area.area_m2)


@LAWS
def test_a_velocity_given_to_all_changes_nothing(law: str) -> None:
    tracks, path = drifting_tracks(5), zigzag(5)
    velocity = np.array([0.9, -1.4])
    search = everything(path)
    carried_path = carried(path, lambda seconds, places: places + seconds[:, np.newaxis] * velocity)
    carried_search = laid(carried_path, (moved_area(search.swept[0], *velocity),))
    hours = 3600.0 * np.arange(tracks.shape[1])[:, np.newaxis] * velocity
    assert pos_of(carried_search, law, tracks + hours) == pytest.approx(pos_of(search, law, tracks), abs=1e-6)


@LAWS
@pytest.mark.parametrize("turn_deg", [30.0, 90.0, 217.0])
def test_turning_and_moving_the_whole_changes_nothing(law: str, turn_deg: float) -> None:
    tracks, path = drifting_tracks(6), zigzag(6)
    turn = math.radians(turn_deg)
    spin = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    away = np.array([25e3, -70e3])
    area = swept_box(4e3, 3e3, path)
    turned_area = SweptArea(
        box(4e3, 3e3) @ spin + away, area.shifts, area.start_s, area.end_s, area.track_m, area.area_m2
    )
    search = laid(carried(path, lambda _, places: places @ spin + away), (turned_area,))
    assert pos_of(search, law, tracks @ spin + away) == pytest.approx(pos_of(everything(path), law, tracks), abs=1e-8)


@pytest.mark.parametrize("law", ["inverse_cube", "definite", "m_beta", "logistic"])
def test_a_ladder_finds_what_its_twelve_legs_do(law: str) -> None:
    """Amid its area, where cross legs are out of sight."""
    path = track(ladder(12, 60e3, W), speed=20.0)
    north = middles(-2.0 * W, 2.0 * W, 400)
    away = np.abs(north - W * (np.arange(12) - 5.5)[:, np.newaxis])
    chance = {
        "inverse_cube": -np.expm1(-(W**2) / (4.0 * math.pi * away**2)),
        "definite": 1.0 * (away <= W / 2.0),
        "m_beta": 0.7 * (away <= W / 1.4),
        "logistic": 1.0 / (1.0 + np.exp(5.0 * away / NAUTICAL_MILE_M - 2.0)),
    }[law]
    cloud = still(np.stack([np.linspace(-2e3, 2e3, 400), north], axis=-1), hours=15)
    found = -np.expm1(-exposure(laid(path), sensing(curve_of(law)), 20.0, cloud))
    assert found == pytest.approx(1.0 - np.prod(1.0 - chance, axis=0), abs=1e-3)
