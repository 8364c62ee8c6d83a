"""The optimal search factor against tables computed independently, and the published fits against both."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.model.errors import PlanError
from sarex.search.circular_normal import PROBABLE_ERROR_SIGMAS, square_poc, strip_poc
from sarex.search.detection import DetectionLaw, InverseCube, RandomSearch
from sarex.search.search_factor import Shape, optimal_search_factor, published_search_factor

# Zr: random search fs, POS, C, published fit; inverse cube fs, POS, C, published fit. Square over a circular normal.
POINT = {
    0.25: (0.51096, 0.04360, 0.2394, 0.5027, 0.40520, 0.04931, 0.3807, 0.4021),
    0.5: (0.60812, 0.07936, 0.3380, 0.6008, 0.51052, 0.09248, 0.4796, 0.5071),
    1.0: (0.72399, 0.13931, 0.4770, 0.7179, 0.64322, 0.16742, 0.6043, 0.6396),
    2.0: (0.86229, 0.23309, 0.6724, 0.8579, 0.81040, 0.28750, 0.7613, 0.8067),
    4.0: (1.02760, 0.36640, 0.9470, 1.0252, 1.02104, 0.45779, 0.9592, 1.0174),
    8.0: (1.22548, 0.53293, 1.3317, 1.2251, 1.28643, 0.65882, 1.2085, 1.2831),
    16.0: (1.46274, 0.70809, 1.8695, 1.4639, 1.62080, 0.84031, 1.5226, 1.6183),
    32.0: (1.74762, 0.85513, 2.6194, 1.7494, 2.04209, 0.95218, 1.9184, 2.0410),
    64.0: (2.08992, 0.94751, 3.6632, 2.0905, 2.57287, 0.99266, 2.4170, 2.5741),
}
# Zr: random search fs, POS, published fit; inverse cube fs, POS, published fit.
LINE = {
    1.0: (0.8202, 0.3039, 0.8204, 0.7295, 0.37167, 0.7284),
    2.0: (1.0371, 0.48133, 1.0392, 1.0317, 0.60147, 1.0310),
    4.0: (1.3138, 0.6865, 1.3164, 1.4591, 0.83575, 1.4592),
    8.0: (1.6679, 0.86407, 1.6675, 2.0635, 0.96999, 2.0654),
}


def pos(factor: float, effort: float, law: DetectionLaw, shape: Shape) -> float:
    if shape == "line":
        return strip_poc(factor, 1.0) * law.pod(effort / (2.0 * factor))
    return square_poc(factor, 1.0) * law.pod(effort / (4.0 * factor**2))


@pytest.mark.parametrize("effort", POINT)
def test_the_point_table(effort: float) -> None:
    row = POINT[effort]
    for law, conditions, (factor, success, coverage, fit) in (
        (RandomSearch(), "normal", row[:4]),
        (InverseCube(), "ideal", row[4:]),
    ):
        found = optimal_search_factor(effort, law)
        assert found == pytest.approx(factor, abs=1e-5)
        assert pos(found, effort, law, "point") == pytest.approx(success, abs=1e-5)
        assert effort / (4.0 * found**2) == pytest.approx(coverage, abs=1e-4)
        assert published_search_factor(effort, conditions) == pytest.approx(fit, abs=1e-4)
        assert published_search_factor(effort, conditions) == pytest.approx(found, rel=0.02)


@pytest.mark.parametrize("effort", LINE)
def test_the_line_table(effort: float) -> None:
    row = LINE[effort]
    for law, conditions, (factor, success, fit) in (
        (RandomSearch(), "normal", row[:3]),
        (InverseCube(), "ideal", row[3:]),
    ):
        found = optimal_search_factor(effort, law, "line")
        assert found == pytest.approx(factor, abs=1e-4)
        assert pos(found, effort, law, "line") == pytest.approx(success, abs=1e-4)
        assert published_search_factor(effort, conditions, "line") == pytest.approx(fit, abs=1e-4)


@pytest.mark.parametrize(("effort", "half_side", "success"), [(2.0, 0.934928, 0.184147), (8.0, 1.327850, 0.451436)])
def test_the_best_single_square_in_sigmas(effort: float, half_side: float, success: float) -> None:
    """Effort and half-side in units of the standard deviation."""
    factor = optimal_search_factor(effort / PROBABLE_ERROR_SIGMAS**2, RandomSearch())
    assert factor * PROBABLE_ERROR_SIGMAS == pytest.approx(half_side, abs=1e-6)
    assert pos(factor, effort / PROBABLE_ERROR_SIGMAS**2, RandomSearch(), "point") == pytest.approx(success, abs=1e-6)


@given(
    effort=st.floats(1e-6, 1e6),
    law=st.sampled_from([RandomSearch(), InverseCube()]),
    shape=st.sampled_from(["point", "line"]),
    other=st.floats(0.5, 2.0),
)
def test_no_other_factor_is_better(effort: float, law: DetectionLaw, shape: Shape, other: float) -> None:
    best = optimal_search_factor(effort, law, shape)
    assert pos(best, effort, law, shape) >= pos(best * other, effort, law, shape) * (1.0 - 1e-9)


@given(effort=st.floats(1e-8, 1e8), law=st.sampled_from([RandomSearch(), InverseCube()]))
def test_more_effort_goes_further_out(effort: float, law: DetectionLaw) -> None:
    assert optimal_search_factor(effort * 1.5, law) > optimal_search_factor(effort, law)


@pytest.mark.parametrize("effort", [0.0, -1.0, 1e12, math.inf, math.nan])
def test_effort_out_of_all_proportion_is_refused(effort: float) -> None:
    with pytest.raises(PlanError, match="relative effort Zr"):
        optimal_search_factor(effort, RandomSearch())
