"""What a run sees beyond W x length, against areas that are known or integrated by other means."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from sarex.model.detection_curve import DetectionCurve
from sarex.search.local_plane import LocalPlane, Position
from sarex.search.moving_cloud import MovingCloud
from sarex.search.score import exposure
from sarex.search.upper.density import SmoothedCloud, smoothed_cloud
from sarex.search.upper.effort_window import UnitEffortWindow
from sarex.search.upper.end_cap import ceiling_law, end_cap_m2, range_moment_m2
from sarex.search.upper.pos_ceiling import swept_track_m
from search_scene import W, laid, sensing, still, track

NM = 1852.0


def test_a_sure_sensor_sees_two_half_discs_more() -> None:
    assert end_cap_m2(DetectionCurve(law="definite", sweep_width_m=8.0)) == pytest.approx(math.pi * 16.0)
    assert end_cap_m2(DetectionCurve(law="m_beta", sweep_width_m=8.0, beta=0.5, range_m=8.0)) == pytest.approx(
        0.5 * math.pi * 64.0
    )
    assert end_cap_m2(DetectionCurve(law="m_beta", sweep_width_m=8.0, beta=0.5)) == pytest.approx(32.0 * math.pi)


@pytest.mark.parametrize(("side", "seen"), [("left", 0.75), ("right", 0.5)])
def test_a_one_sided_sensor_sees_no_more_than_is_claimed(side: str, seen: float) -> None:
    """The area of a definite range W to one side, simulated: a quarter disc at either end, and one more where the track
    turns away from it by 90 degrees. Turned towards it, it sees a square of W twice."""
    curve = DetectionCurve(law="definite", sweep_width_m=W, side=side)
    middles = np.arange(-5980.0, 5000.0, 40.0)
    grid = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    path = laid(track([(-3000.0, 0.0), (0.0, 0.0), (0.0, -3000.0)], speed=5.0))
    found_m2 = float(-np.expm1(-exposure(path, sensing(curve), 5.0, still(grid, hours=1))).sum()) * 40.0**2
    assert found_m2 == pytest.approx(6000.0 * W + seen * math.pi * W**2 - (W**2 if side == "right" else 0.0), rel=0.005)
    effort = UnitEffortWindow(
        0.0, 1200.0, 5.0, np.array([W]), (ceiling_law(curve),), turning_rad=math.pi / 2.0,
        end_cap_m2=np.array([end_cap_m2(curve)]),
    )  # fmt: skip
    assert found_m2 <= W * float(swept_track_m(effort, chart()).sum())


def test_caps_to_one_side_are_half_of_those_of_twice_the_width() -> None:
    one = DetectionCurve(law="inverse_cube", sweep_width_m=W, side="left")
    both = DetectionCurve(law="inverse_cube", sweep_width_m=2.0 * W)
    assert end_cap_m2(one) == pytest.approx(end_cap_m2(both) / 2.0) == pytest.approx(W**2 / 2.0)
    assert ceiling_law(one) == "inverse_cube"


def test_area_laws_and_blind_sensors_have_no_caps() -> None:
    assert end_cap_m2(DetectionCurve(law="random", sweep_width_m=8.0)) == 0.0
    assert end_cap_m2(DetectionCurve(law="logistic", sweep_width_m=0.0)) == 0.0


def test_a_table_is_integrated_piece_by_piece() -> None:
    table = ((0.0, 0.9), (100.0, 0.6), (300.0, 0.0))
    ranges, chances = np.array(table).T
    for inner in (0.0, 150.0):
        curve = DetectionCurve(law="table", sweep_width_m=1.0, table=table, inner_m=inner)
        exact = quad(lambda r: np.interp(r, ranges, chances) * r, inner, 300.0, points=[max(inner, 100.0)])[0]
        assert range_moment_m2(curve) == pytest.approx(exact, rel=1e-9)


def test_the_logistic_curve_of_the_field_trials() -> None:
    curve = DetectionCurve(law="logistic", sweep_width_m=NM, a0=3.0, a1=-6.097175)
    exact = quad(lambda r: r / (1.0 + math.exp(-3.0 + 6.097175 * r)), 0.0, 12.0)[0]
    assert range_moment_m2(curve) == pytest.approx(exact * NM**2, rel=1e-8)


def test_a_long_inverse_cube_run_sees_a_quarter_of_its_squared_width_more() -> None:
    """Area seen by a segment, integrated in rings about one end where it lies beside or beyond the half line."""

    def beyond(angle: float) -> float:
        """Sum over rings of f(a) + f(b) - f(a + b), f(c) = 1 - exp(-c / r^2)."""
        one, other = (1.0 / (8.0 * math.pi * (1.0 + sign * math.cos(angle))) for sign in (1.0, -1.0))

        def ring(log_r: float) -> float:
            squared = math.exp(2.0 * log_r)
            return squared * (math.expm1(-one / squared) * math.expm1(-other / squared))

        return float(quad(ring, -15.0, 12.0, limit=400)[0])

    one_end = 2.0 * quad(beyond, 1e-6, math.pi / 2.0, limit=200)[0]
    cap = end_cap_m2(DetectionCurve(law="inverse_cube", sweep_width_m=1.0))
    assert 2.0 * one_end == pytest.approx(cap, rel=1e-4)


def chart(spreading: float = 0.0, drift: float = 0.0) -> SmoothedCloud:
    random = np.random.default_rng(4)
    time_s = 3600.0 * np.arange(5.0)
    start, velocity = random.normal(0.0, 5000.0, (2, 400, 1)), spreading * random.normal(0.0, 1.0, (2, 400, 1))
    velocity -= velocity.mean(axis=1, keepdims=True)
    velocity[0] += drift
    east, north = start + velocity * time_s
    whole = np.zeros(400, dtype=np.int16)
    cloud = MovingCloud(
        LocalPlane(Position(0.0, 60.0)), time_s, east, north, np.ones(east.shape, bool), np.full(400, 1 / 400), whole,
        whole,
    )  # fmt: skip
    made = smoothed_cloud(cloud, [UnitEffortWindow(0.0, 4 * 3600.0, 5.0, np.ones(1), ("random",))])
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("law", "caps"),
    [("random", [0, 0, 0, 0]), ("definite", [math.pi / 4, 0, 0, 0]), ("inverse_cube", [0.25] * 4),
     ("table", [math.pi / 8, 0, 0, math.pi / 8])],
)  # fmt: skip
def test_caps_lie_where_a_run_begins_and_ends(law: str, caps: list[float]) -> None:
    effort = UnitEffortWindow(0.0, 4 * 3600.0, 5.0, np.array([1000.0]), (law,))  # type: ignore[arg-type]
    assert swept_track_m(effort, chart()) == pytest.approx(18_000.0 + 1000.0 * np.array(caps))
    shorter = UnitEffortWindow(1800.0, 3600.0, 5.0, np.array([1000.0]), (law,))  # type: ignore[arg-type]
    assert swept_track_m(shorter, chart())[0] == pytest.approx(9000.0 + 1000.0 * (caps[0] + (caps[3] if law == "table" else 0)))  # fmt: skip  # noqa: E501


def test_relative_motion_turns_and_given_caps_add_track() -> None:
    moving = chart(spreading=0.3, drift=0.7)
    assert moving.drift_m_per_s == pytest.approx(0.7)
    assert moving.apart_m_per_s == pytest.approx(0.3 * math.sqrt(2.0), rel=0.08)
    plain = UnitEffortWindow(0.0, 4 * 3600.0, 5.0, np.array([1000.0]), ("random",))
    ground = UnitEffortWindow(0.0, 4 * 3600.0, 5.0, np.array([1000.0]), ("random",), over_ground=True)
    assert swept_track_m(plain, moving) == pytest.approx(3600.0 * (5.0 + moving.apart_m_per_s))
    assert swept_track_m(ground, moving) == pytest.approx(3600.0 * (5.7 + moving.apart_m_per_s))
    turning = UnitEffortWindow(
        0.0, 4 * 3600.0, 5.0, np.array([1000.0]), ("m_beta",), turning_rad=8.0 * math.pi, end_cap_m2=np.array([4e5])
    )
    assert swept_track_m(turning, chart()) == pytest.approx([18_600.0, 18_400.0, 18_400.0, 18_600.0])
