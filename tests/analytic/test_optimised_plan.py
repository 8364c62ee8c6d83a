"""One unit over a circular normal that lies still: the optimiser against the best square in closed form."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from plan_scene import CENTRE, KNOT, cloud_at, fleet, helicopter, normal, place, planned
from sarex.model.quantities import Position
from sarex.model.search_plan import SearchPlan
from sarex.search.optimise.search_case import SearchCase

S = 10_000.0
W = S / 25.0
SPEED_KN = 90.0
PARTICLES = {
    ("random", 2.0): (8192, 16384), ("random", 8.0): (4096, 4096),
    ("inverse_cube", 2.0): (16384, 32768), ("inverse_cube", 8.0): (4096, 16384),
}  # fmt: skip
"""To fit and to score: chance of single particles near a leg is what is left of the noise."""
ITERATIONS = {"random": 300, "inverse_cube": 600}
POD: dict[str, Callable[[float], float]] = {
    "random": lambda coverage: -math.expm1(-coverage),
    "inverse_cube": lambda coverage: math.erf(math.sqrt(math.pi) / 2.0 * coverage),
}


def stone(relative: float) -> float:
    """The optimum of divisible effort Z = relative x S^2, random search [Frost2001]."""
    height = math.sqrt(relative / math.pi)
    return 1.0 - (1.0 + height) * math.exp(-height)


def best_square(relative: float, law: str) -> float:
    """Largest POC x POD of a square that is searched evenly with this effort."""

    def missed(half: float) -> float:
        return 1.0 - math.erf(half / math.sqrt(2.0)) ** 2 * POD[law](relative / (4.0 * half**2))

    return 1.0 - float(minimize_scalar(missed, bounds=(0.3, 4.0), method="bounded", options={"xatol": 1e-10}).fun)


@functools.cache
def plan(law: str, relative: float, turned_deg: float = 0.0, centre: Position = CENTRE) -> SearchPlan:
    """By one unit that begins at the datum and need not return, so that only its effort counts."""
    cos, sin = math.cos(math.radians(turned_deg)), math.sin(math.radians(turned_deg))
    turn = np.array([[cos, sin], [-sin, cos]])
    fitted, scored = (
        cloud_at(normal(count, S, seed=seed) @ turn, centre=centre, hours=(0.0, 48.0), seed=seed)
        for count, seed in zip(PARTICLES[law, relative], (1, 2), strict=True)
    )
    stay_s = relative * S**2 / (W * SPEED_KN * KNOT) / 0.85
    unit = helicopter(
        at=place(0, 0, centre), endurance=None, on_scene=f"{stay_s} s", return_to_base=False, sweep_width=f"{W} m",
        minimum_spacing="10 m", detection={"law": law}, search_speed=f"{SPEED_KN} kn", transit_speed="9000 kn",
        patterns=("PS", "CS"),
    )  # fmt: skip
    return planned(SearchCase(fitted, fleet(unit), scored), iterations=ITERATIONS[law])


def test_the_closed_forms_are_those_that_are_printed() -> None:
    """V4, V5 and section 10."""
    assert [stone(relative) for relative in (2.0, 8.0)] == pytest.approx([0.190448, 0.473701], abs=1e-6)
    assert [best_square(relative, "random") for relative in (2.0, 8.0)] == pytest.approx([0.184147, 0.451436], abs=1e-6)
    assert [best_square(relative, "inverse_cube") for relative in (2.0, 8.0)] == pytest.approx(
        [0.224600, 0.562876], abs=1e-6
    )


@pytest.mark.parametrize("relative", [2.0, 8.0])
def test_random_search_reaches_the_best_square_and_never_stone(relative: float) -> None:
    found = plan("random", relative)
    assert found.pos >= 0.99 * best_square(relative, "random")
    assert found.pos <= stone(relative)
    assert found.bound is not None
    assert found.bound.law == "random"
    assert found.bound.pos == pytest.approx(stone(relative), rel=0.01)


@pytest.mark.parametrize("relative", [2.0, 8.0])
def test_inverse_cube_reaches_its_own_best_square(relative: float) -> None:
    found = plan("inverse_cube", relative)
    assert found.pos >= 0.99 * best_square(relative, "inverse_cube")
    assert found.bound is not None
    assert found.ceiling is not None
    assert found.bound.law == "inverse_cube"
    assert found.pos < found.bound.pos < found.ceiling.pos


@pytest.mark.parametrize("law", POD)
@pytest.mark.parametrize(
    ("turned_deg", "centre"), [(35.0, CENTRE), (0.0, Position(-179.95, -40.0))], ids=["turned", "moved"]
)
def test_rotation_and_translation_change_nothing(law: str, turned_deg: float, centre: Position) -> None:
    """Moved across the equator onto the 180th meridian."""
    assert plan(law, 2.0, turned_deg, centre).pos == pytest.approx(plan(law, 2.0).pos, rel=0.005)
