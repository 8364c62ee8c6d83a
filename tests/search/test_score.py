"""The score: POS from exposures, by unit, scenario, object and hour, and who can be found when."""

from __future__ import annotations

import math

import numba
import numpy as np
import pytest

from sarex.kernels import pass_detection as passes
from sarex.kernels.rate_detection import EXPOSURE_MAX
from sarex.model.detection_curve import DetectionCurve
from sarex.model.errors import PlanError
from sarex.search.score import UnitSearch, exposure, exposure_by_time, pos, pos_by_time, score
from sarex.search.sensing_table import rate_m2, sensing_table
from sarex.search.success import after_empty_search
from sarex.search.timed_track import LaidPattern, TimedTrack
from search_scene import CURVES, START_S, W, ladder, laid, moving, sensing, still, swept_box, track

UNSEEN = DetectionCurve(law="inverse_cube", sweep_width_m=0.0)


def searched(law: str = "inverse_cube") -> LaidPattern:
    path = track(ladder(6, 8e3, W), speed=8.0)
    return laid(path, (swept_box(4.5e3, 3e3, path),))


def places(count: int = 300, seed: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.0, 3e3, (count, 2))


def test_pos_of_equal_particles() -> None:
    """V19."""
    weight, found = np.full(3, 1.0 / 3.0), np.array([0.2, 0.6, 0.4])
    assert pos(weight, [-np.log1p(-found)]) == pytest.approx(0.40)
    assert pos(weight, []) == 0.0
    twice = float(weight @ (1.0 - (1.0 - found) ** 2))
    assert pos(weight, [-np.log1p(-found)] * 2) == pytest.approx(twice)


def test_an_empty_search_of_one_cell() -> None:
    """V20: by simulation, a box that is searched to POD 0.78, and a particle of weight 0.6 in it."""
    path = track([[-1e3, 0.0], [1e3, 0.0]])
    search = laid(path, (swept_box(1e3, 1e3, path, effort_m=-math.log(0.22) * 4e6 / W),))
    weight = np.array([0.6, 0.4])
    found = exposure(search, sensing(CURVES["random"]), 10.0, still([[0.0, 500.0], [9e3, 0.0]], weight=weight))
    assert pos(weight, [found]) == pytest.approx(0.468)
    assert after_empty_search(weight, -np.expm1(-found)) == pytest.approx([0.248120, 0.751880], abs=1e-6)


@pytest.mark.parametrize("law", CURVES)
def test_exposure_by_time_grows_to_the_whole(law: str) -> None:
    cloud, search, seen = still(places()), searched(), sensing(CURVES[law])  # type: ignore[index]
    whole = exposure(search, seen, 8.0, cloud)
    start, end = float(search.track.time_s[0]), float(search.track.time_s[-1])
    times = np.array([start - 10.0, start, start + 0.37 * (end - start), cloud.time_s[1], end, end + 10.0])
    reached = exposure_by_time(search, seen, 8.0, cloud, times_s=np.sort(times))
    assert (np.diff(reached, axis=1) >= 0.0).all()
    assert not reached[:, :2].any()
    np.testing.assert_allclose(reached[:, -1], whole, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(reached[:, -2], whole, rtol=1e-9, atol=1e-12)
    part = exposure_by_time(search, seen, 8.0, cloud, times_s=np.sort(times)[:3])
    np.testing.assert_array_equal(part, reached[:, :3])


def test_half_of_an_area_level_search_is_done_at_half_time() -> None:
    search, seen = searched(), sensing(CURVES["random"])
    start, end = search.swept[0].start_s, search.swept[0].end_s
    reached = exposure_by_time(search, seen, 8.0, still([[0.0, 0.0]]), times_s=np.array([0.5 * (start + end), end]))
    coverage = W * search.track.length_m / search.swept[0].area_m2
    assert reached[0] == pytest.approx([0.5 * coverage, coverage], rel=1e-6)


def test_each_object_class_has_its_own_law() -> None:
    kinds = np.arange(300, dtype=np.int16) % 4
    order = ("random", "definite", "inverse_cube")
    cloud, search = still(places(), object_class=kinds), searched()
    mixed = exposure(search, sensing(*(CURVES[law] for law in order), UNSEEN), 8.0, cloud)  # type: ignore[index]
    for kind, law in enumerate(order):
        alone = exposure(search, sensing(CURVES[law]), 8.0, still(places()))  # type: ignore[index]
        np.testing.assert_array_equal(mixed[kinds == kind], alone[kinds == kind])
        assert alone.any()
    assert not mixed[kinds == 3].any()


def test_a_cloud_with_unknown_classes_is_refused() -> None:
    cloud = still(places(3), object_class=np.array([0, 1, 0], dtype=np.int16))
    with pytest.raises(PlanError, match="class 1, but the unit's sensing knows 1 classes"):
        exposure(searched(), sensing(CURVES["random"]), 8.0, cloud)


def test_particles_are_found_only_while_afloat_at_both_ends() -> None:
    """One leg in each of three hours, past particles that are missing at one output time or another."""
    times = START_S + np.array([600.0, 1800.0, 4200.0, 5400.0, 7800.0, 9000.0])
    east = np.array([-5e3, 5e3, 5e3, -5e3, -5e3, 5e3])
    looks = np.array([True, False, True, False, True])
    search = laid(TimedTrack(times, east, np.zeros(6), np.ones(5, np.int8), looks))
    tracks = np.repeat(np.array([[[0.0, 300.0]]]), 4, axis=1).repeat(4, axis=0)
    tracks[1, 1] = tracks[2, 2] = np.nan
    tracks[3, 3] = np.nan
    found = exposure(search, sensing(CURVES["m_beta"]), 8.0, moving(tracks)) / -math.log(0.3)
    assert found == pytest.approx([3.0, 1.0, 1.0, 2.0])
    rate = exposure(search, sensing(CURVES["inverse_cube"]), 25.0 / 3.0, moving(tracks))
    assert rate / (W**2 / (4.0 * math.pi * 300.0**2)) == pytest.approx([3.0, 1.0, 1.0, 2.0], rel=3e-3)


def test_searches_before_or_after_the_cloud_find_nothing() -> None:
    cloud = still(places(5), hours=2)
    for start in (START_S - 1e5, START_S + 1e5):
        path = track([[-5e3, 0.0], [5e3, 0.0]], start_s=start)
        for law in CURVES:
            search = laid(path, (swept_box(4e3, 4e3, path),))
            assert not exposure(search, sensing(CURVES[law]), 8.0, cloud).any()


def test_empty_tracks_and_clouds() -> None:
    nothing = TimedTrack(np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0, np.int8), np.zeros(0, np.bool_))
    for law in CURVES:
        assert not exposure(laid(nothing), sensing(CURVES[law]), 8.0, still(places(5))).any()
        assert exposure(searched(), sensing(CURVES[law]), 8.0, still(np.zeros((0, 2)))).shape == (0,)


def test_two_units_score() -> None:
    kinds = np.array([0, 0, 1, 1], dtype=np.int16)
    scenario = np.array([0, 2, 2, 0], dtype=np.int16)
    weight = np.array([0.4, 0.3, 0.2, 0.1])
    spots = [[0.0, 100.0], [0.0, 5e4], [100.0, 9e4], [0.0, 9e4]]
    cloud = still(spots, weight=weight, object_class=kinds, scenario=scenario)
    sensed = sensing_table(sensing(CURVES["m_beta"], CURVES["definite"]))
    near = laid(track([[-5e3, 0.0], [5e3, 0.0]], start_s=START_S + 600.0))
    north = laid(track([[-5e3, 5e4], [5e3, 5e4]], start_s=START_S + 7500.0))
    far = laid(track([[-5e3, 9e4], [95.0, 9e4]], start_s=START_S + 11000.0))
    searches = [
        UnitSearch("A", near, sensed, 10.0),
        UnitSearch("B", north, sensed, 10.0),
        UnitSearch("A", far, sensed, 10.0),
    ]
    result = score(searches, cloud)
    assert result.pos == pytest.approx(0.7 * 0.7 + 0.3)
    assert dict(result.by_unit) == pytest.approx({"A": 0.7 * 0.4 + 0.3, "B": 0.7 * 0.3})
    assert result.by_scenario[[0, 2]] == pytest.approx([(0.28 + 0.1) / 0.5, (0.21 + 0.2) / 0.5])
    assert math.isnan(result.by_scenario[1])
    assert result.by_object == pytest.approx([0.7, 1.0])
    hours, reached = np.array(result.by_hour).T
    assert ((hours - START_S) / 3600.0).tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert reached == pytest.approx([0.0, 0.28, 0.28, 0.49, 0.79])
    early = score(searches, cloud, np.array([START_S + 1800.0]))
    assert early.pos == pytest.approx(result.pos)
    assert early.by_hour[0][1] == pytest.approx(0.28)
    assert score([], cloud).pos == 0.0
    assert score([], cloud).by_hour == ()


def test_pos_by_time_ends_at_pos() -> None:
    cloud, search, seen = still(places()), searched(), sensing(CURVES["inverse_cube"])
    times = np.linspace(search.track.time_s[0], search.track.time_s[-1], 5)
    reached = pos_by_time(cloud.weight, exposure_by_time(search, seen, 8.0, cloud, times_s=times))
    assert reached[0] == 0.0
    assert reached[-1] == pytest.approx(pos(cloud.weight, [exposure(search, seen, 8.0, cloud)]), rel=1e-9)


@pytest.mark.parametrize("law", CURVES)
def test_threads_change_nothing(law: str) -> None:
    """On many threads, on one, and in parts that are too small for threads."""
    cloud, search, seen = still(places(20_000), hours=3), searched(), sensing(CURVES[law])  # type: ignore[index]
    if law == "random":
        # So many moments that they are work for threads too.
        cloud = still(places(20_000), hours=12)
        search = laid(search.track, (swept_box(4.5e3, 3e3, track([[0.0, 0.0], [4e5, 0.0]])),))
    shared = exposure(search, seen, 8.0, cloud)
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        np.testing.assert_array_equal(exposure(search, seen, 8.0, cloud), shared)
    finally:
        numba.set_num_threads(before)
    for first in (0, 64, 7_777):
        part = cloud.chosen(np.arange(first, first + 500))
        np.testing.assert_array_equal(exposure(search, seen, 8.0, part), shared[first : first + 500])


def test_a_wider_sweep_never_finds_less() -> None:
    cloud, search = still(places()), searched()
    for law in CURVES:
        last = np.zeros(cloud.particles)
        for width in (200.0, 700.0, 1500.0):
            wide = {"range_m": width / 1.4, "sweep_width_m": width, "a0": width / 500.0}
            found = exposure(search, sensing(CURVES[law].model_copy(update=wide)), 8.0, cloud)
            if law != "table":
                assert (found >= last - 1e-12).all()
            last = found


@pytest.mark.parametrize(("a1", "a2"), [(0.0, 0.0), (0.3, 0.0), (-2.0, 0.1)])
def test_a_logistic_curve_without_end_is_refused(a1: float, a2: float) -> None:
    curve = DetectionCurve(law="logistic", sweep_width_m=W, a0=0.0, a1=a1, a2=a2)
    with pytest.raises(PlanError, match="give the `range` where it is cut"):
        sensing_table(sensing(curve))
    assert sensing_table(sensing(curve.model_copy(update={"range_m": 5e4}))).curves.any()


def test_a_logistic_curve_with_a_square_term_is_followed_until_it_is_nothing() -> None:
    curve = DetectionCurve(law="logistic", sweep_width_m=W, a0=1.0, a1=0.5, a2=-2.0)
    table = sensing_table(sensing(curve))
    end_nm = table.curves[0, 2] / 1852.0
    assert 1.0 / (1.0 + math.exp(-(1.0 + 0.5 * end_nm - 2.0 * end_nm**2))) == pytest.approx(7.58e-10, rel=1e-3)
    assert sensing_table(sensing(curve.model_copy(update={"range_m": 900.0}))).curves[0, 2] == 900.0
    assert sensing_table(sensing(curve.model_copy(update={"range_m": 5e4}))).curves[0, 2] == table.curves[0, 2]


def test_a_certain_pass_is_all_that_a_float_can_tell() -> None:
    for curve in (CURVES["definite"], CURVES["m_beta"].model_copy(update={"beta": 1.0})):
        assert sensing_table(sensing(curve)).curves[0, passes.GAIN] == EXPOSURE_MAX


def test_a_table_needs_two_entries() -> None:
    with pytest.raises(PlanError, match="at least two"):
        sensing_table(sensing(DetectionCurve(law="table", sweep_width_m=W, table=((0.0, 1.0),))))


def test_the_rate_of_a_blind_centre_grows_from_the_plain_one() -> None:
    plain = CURVES["inverse_cube"]
    assert rate_m2(plain) == pytest.approx(W**2 / (8.0 * math.pi))
    blind = [rate_m2(plain.model_copy(update={"inner_m": inner})) for inner in (1.0, 100.0, 500.0, 2000.0)]
    assert blind[0] == pytest.approx(rate_m2(plain), rel=1e-2)
    assert (np.diff(blind) > 0.0).all()
