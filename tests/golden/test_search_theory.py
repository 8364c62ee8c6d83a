"""Published closed forms of search theory. [Koopman1946] [Frost2001]"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from sarex.model.geodesy import bearing_deg, distance_m
from sarex.model.quantities import KNOT_M_PER_S, NAUTICAL_MILE_M, parse_position
from sarex.search.circular_normal import circle_poc, diverging_poc, square_poc, strip_poc
from sarex.search.datum import ManualLeeway, drift_error_m, drifted_datum, velocity
from sarex.search.detection import InverseCube, RandomSearch
from sarex.search.optimal_effort import optimal_coverage, optimal_pos
from sarex.search.score import pos
from sarex.search.search_factor import optimal_search_factor
from sarex.search.success import after_empty_search, success

PROBABLE_ERROR = 1.1774100225154747


@pytest.mark.parametrize(
    ("effort", "chance"),
    [
        (0.7853981634, 0.090204010), (3.1415926536, 0.264241118), (12.5663706144, 0.593994150),
        (28.2743338823, 0.800851727), (50.2654824574, 0.908421806), (78.5398163397, 0.959572318),
    ],
)  # fmt: skip
def test_stone_optimum_of_divisible_effort(effort: float, chance: float) -> None:
    assert optimal_pos(effort, 1.0, 1.0) == pytest.approx(chance, abs=1e-9)
    assert optimal_pos(6.0 * effort, 2.0, 3.0) == pytest.approx(chance, abs=1e-9)


@pytest.mark.parametrize(
    ("relative", "chance"), [(1, 0.143489), (2, 0.241975), (4, 0.383263), (8, 0.560218), (16, 0.743455)]
)
def test_stone_optimum_by_relative_effort(relative: float, chance: float) -> None:
    assert optimal_pos(relative * PROBABLE_ERROR**2, 1.0, 1.0) == pytest.approx(chance, abs=1e-6)


def test_the_optimal_effort_density_adds_up_and_leaves_the_posterior_flat() -> None:
    effort, sigmas = 40.0, (1.0, 2.0)
    axis_x, axis_y = np.linspace(-8, 8, 801), np.linspace(-16, 16, 801)
    x, y = np.meshgrid(axis_x, axis_y)
    density = optimal_coverage(x, y, effort, *sigmas)
    cell = (axis_x[1] - axis_x[0]) * (axis_y[1] - axis_y[0])
    assert density.sum() * cell == pytest.approx(effort, rel=1e-4)
    normal = np.exp(-0.5 * (x**2 + (y / 2.0) ** 2)) / (4.0 * math.pi)
    assert (normal * (1 - np.exp(-density))).sum() * cell == pytest.approx(optimal_pos(effort, *sigmas), abs=1e-4)
    left = (normal * np.exp(-density))[density > 0]
    assert np.ptp(left) < 1e-12


POD = {
    0.25: (0.245969, 0.221199), 0.5: (0.469116, 0.393469), 0.75: (0.652775, 0.527633), 1.0: (0.789909, 0.632121),
    1.25: (0.882802, 0.713495), 1.5: (0.939888, 0.776870), 2.0: (0.987811, 0.864665), 2.5: (0.998271, 0.917915),
    3.0: (0.999830, 0.950213),
}  # fmt: skip


@pytest.mark.parametrize("coverage", POD)
def test_pod_curves(coverage: float) -> None:
    assert (InverseCube().pod(coverage), RandomSearch().pod(coverage)) == pytest.approx(POD[coverage], abs=1e-6)


@pytest.mark.parametrize("law", [InverseCube(), RandomSearch()])
@pytest.mark.parametrize("coverage", [0.01, 0.7, 1.0, 3.0, 5.0])
def test_elasticity_is_the_slope_of_the_pod_curve_on_log_paper(
    law: InverseCube | RandomSearch, coverage: float
) -> None:
    step = 1e-5
    slope = (math.log(law.pod(coverage * (1 + step))) - math.log(law.pod(coverage * (1 - step)))) / (2 * step)
    assert math.exp(law.log_elasticity(coverage)) == pytest.approx(slope, abs=1e-6)
    assert law.log_elasticity(0.0) == 0.0


def test_the_inverse_cube_lateral_range_curve() -> None:
    law = InverseCube()
    assert 2.0 * quad(law.lateral_range_pod, 0.0, math.inf, args=(1.0,))[0] == pytest.approx(1.0, abs=1e-6)
    assert law.lateral_range_pod(0.0, 1.0) == 1.0
    assert law.lateral_range_pod(0.5, 1.0) == pytest.approx(0.272623, abs=1e-6)
    assert law.lateral_range_pod(1.0, 1.0) == pytest.approx(0.076494, abs=1e-6)
    assert 2.0 * quad(law.lateral_range_pod, 0.0, 0.5, args=(1.0,))[0] == pytest.approx(0.697560, abs=1e-6)


@pytest.mark.parametrize(("tracks", "mean", "within"), [(5, 0.772241, 1e-5), (401, 0.789909, 3e-4)])
def test_parallel_tracks_at_coverage_one(tracks: int, mean: float, within: float) -> None:
    """Mean POD between the outer of five tracks, and in the middle of very many."""
    law = InverseCube()
    inner = 4 if tracks == 5 else 1
    x = (np.arange(400) + 0.5) / 400 * inner - inner / 2.0
    lanes = np.arange(tracks) - (tracks - 1) / 2.0
    missed = np.ones_like(x)
    for lane in lanes:
        missed *= [1.0 - law.lateral_range_pod(float(distance), 1.0) for distance in np.abs(x - lane)]
    assert (1.0 - missed).mean() == pytest.approx(mean, abs=within)


def test_koopman_squares() -> None:
    radii = [math.sqrt(math.pi * (2 * k - 1)) / (2 * PROBABLE_ERROR) for k in range(1, 7)]
    assert radii == pytest.approx([0.752692, 1.303701, 1.683070, 1.991435, 2.258076, 2.496396], abs=1e-6)
    assert square_poc(radii[0], 1.0) == pytest.approx(0.390006, abs=1e-6)
    assert square_poc(radii[0], 1.0) * InverseCube().pod(1.0) == pytest.approx(0.308069, abs=1e-6)
    assert square_poc(1.1, 1.0) == pytest.approx(0.647593, abs=1e-6)
    assert square_poc(1.1, 1.0) * InverseCube().pod(1.0) == pytest.approx(0.511540, abs=1e-6)
    assert square_poc(1.6, 1.0) == pytest.approx(0.884381, abs=1e-6)


PRINTED = (1.09, 1.59, 2.02, 2.40, 2.74)


def successive_pos(law: InverseCube | RandomSearch, before: tuple[float, ...], effort: float, radius: float) -> float:
    """POS of a square of this half-side, in E, after squares searched at coverage 1 that found nothing."""
    edges = np.unique([0.0, *before, radius])
    rings = np.diff([square_poc(float(edge), 1.0) for edge in edges])
    left = (1.0 - law.pod(1.0)) ** np.array([sum(earlier >= edge for earlier in before) for edge in edges[1:]])
    pod = np.where(edges[1:] <= radius, law.pod(effort / (4.0 * radius**2)), 0.0)
    return success(rings * left, pod)


@pytest.mark.parametrize("number", range(5))
def test_the_printed_successive_squares_lose_next_to_nothing(number: int) -> None:
    """V7 prints 1.09, 1.59, 2.02, 2.40 and 2.74 E as the best squares at coverage 1 after failures, without saying
    best by what. For the effort of each, our best is within 2.5 % of its size and brings less than 0.3 % more POS."""
    law, radius = InverseCube(), PRINTED[number]
    sizes = radius * np.linspace(0.8, 1.2, 401)
    found = [successive_pos(law, PRINTED[:number], 4.0 * radius**2, float(size)) for size in sizes]
    assert sizes[int(np.argmax(found))] == pytest.approx(radius, rel=0.025)
    assert successive_pos(law, PRINTED[:number], 4.0 * radius**2, radius) > 0.997 * max(found)


@pytest.mark.parametrize(("law", "first"), [(InverseCube(), 1.0645), (RandomSearch(), 1.0568)])
def test_our_first_square_at_coverage_one(law: InverseCube | RandomSearch, first: float) -> None:
    """Best for its own effort, 4 R2, to the four decimals: the print has 1.09, and by no law that we know is it that.
    Nor by the least effort until found (0.79), nor by the most POS for a given sum of efforts (POS falls by the same
    factor at each edge, and the print's does not)."""
    assert optimal_search_factor(4.0 * first**2, law) == pytest.approx(first, abs=5e-5)


@pytest.mark.parametrize(
    ("law", "each", "together"),
    [
        (InverseCube(), (0.51154, 0.29451, 0.12420, 0.04444, 0.01487), 0.98956),
        (RandomSearch(), (0.40936, 0.30027, 0.16034, 0.07367, 0.03153), 0.97517),
    ],
)
def test_the_classical_series_of_safety_factors(
    law: InverseCube | RandomSearch, each: tuple[float, ...], together: float
) -> None:
    """Squares of 1.1, 1.6, 2.0, 2.3 and 2.5 E, coverage 1 each, after one another and all empty so far."""
    factors = (1.1, 1.6, 2.0, 2.3, 2.5)
    inside = [square_poc(factor, 1.0) for factor in factors]
    rings = np.diff([0.0, *inside])
    found = []
    for search in range(5):
        pod = np.where(np.arange(5) <= search, law.pod(1.0), 0.0)
        found.append(success(rings, pod))
        rings = rings * (1.0 - pod)
    assert found == pytest.approx(each, abs=1e-5)
    assert sum(found) == pytest.approx(together, abs=2e-5)


def test_three_unknown_currents_for_a_day() -> None:
    """0.519615 kn and 12.4708 nm; half of the objects drift less far off than that."""
    assert drift_error_m([0.3] * 3, 1.0) == pytest.approx(0.519615, abs=1e-6)
    error = drift_error_m([0.3] * 3, 24.0)
    assert error == pytest.approx(12.4708, abs=1e-4)
    rng = np.random.default_rng(7)
    offset = rng.standard_normal((200_000, 3, 2)).sum(axis=1) * 0.3 / PROBABLE_ERROR * 24.0
    assert (np.hypot(*offset.T) < error).mean() == pytest.approx(0.5, abs=0.005)
    assert circle_poc(error, error) == pytest.approx(0.5, abs=1e-12)


def test_a_person_adrift_for_an_hour_by_another_program() -> None:
    """V17: what the Danish EPD prints, to the rounding of its own earth: drift 4.775445 nm towards 45.780, datum 61
    03.328N 050 52.939W. Its radius, 2.532634 nm, adds the errors up as they are; Sarex adds them as squares."""
    start = parse_position("61N 51W")
    drift = drifted_datum(
        ManualLeeway(0.011, 0.068 * KNOT_M_PER_S, 30.0), velocity(15.0 * KNOT_M_PER_S, 210.0),
        [velocity(5.0 * KNOT_M_PER_S, 45.0)], duration_s=3600.0, errors_m_per_s=[0.3 * KNOT_M_PER_S],
    )  # fmt: skip
    centre, left, right = drift.positions(start)
    drift_nm = drift.centre.speed * 3600.0 / NAUTICAL_MILE_M
    assert drift_nm == pytest.approx(4.775445, abs=2e-4)
    assert bearing_deg(start, centre) == pytest.approx(45.780, abs=0.06)
    assert distance_m(centre, parse_position("61 03.328N 050 52.939W")) < 0.02 * NAUTICAL_MILE_M
    assert 1.0 + 0.1 + 0.3 * drift_nm == pytest.approx(2.532634, abs=1e-4)
    assert distance_m(left, right) == pytest.approx(drift.distance_m, rel=1e-4)


def test_beacons_that_fail_together_or_apart() -> None:
    """V23: two beacons of 0.8 x 0.9 each, independent by a quarter, else both or none: POD 0.7704."""
    heard = -math.log1p(-0.8 * 0.9)
    assert pos(np.array([0.25, 0.75]), [np.array([heard, heard]), np.array([heard, 0.0])]) == pytest.approx(0.7704)


def test_bayes_after_an_empty_search() -> None:
    poc, pod = np.array([0.6, 0.4]), np.array([0.78, 0.0])
    assert after_empty_search(poc, pod) == pytest.approx([0.248120, 0.751880], abs=1e-6)
    assert success(poc, pod) == pytest.approx(0.468)
    assert success(np.array([0.5, 0.5]), np.array([0.78, 0.0])) == pytest.approx(0.39)


def test_two_datums_in_one_area_hold_what_two_normals_hold() -> None:
    radius, distance, error = 1.3, 2.2, 0.9
    deviates = np.random.default_rng(3).standard_normal((400_000, 2)) * error / PROBABLE_ERROR
    deviates[::2, 0] += distance
    x, y = deviates.T
    inside = (np.abs(y) < radius) & (x > -radius) & (x < distance + radius)
    assert diverging_poc(radius, distance, error) == pytest.approx(inside.mean(), abs=0.003)
    assert diverging_poc(radius, 0.0, error) == pytest.approx(square_poc(radius, error))
    assert strip_poc(0.0, 0.0) == 0.0
    assert strip_poc(1.0, 0.0) == 1.0
