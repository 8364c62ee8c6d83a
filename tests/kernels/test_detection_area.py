"""Lines clipped by convex outlines, and effort that grows inside."""

from __future__ import annotations

import numpy as np
import pytest

from sarex.kernels.area_detection import add_area_exposure, part_inside
from sarex.kernels.relative_pieces import relative_pieces

ANGLES = np.radians(60.0 * np.arange(6))
HEXAGON = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=-1)
SQUARE = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])


@pytest.mark.parametrize(
    ("start", "end", "part"),
    [
        ((-3.0, 0.0), (3.0, 0.0), 1.0 / 3.0), ((0.0, 0.0), (4.0, 0.0), 0.25), ((0.0, 0.5), (0.0, 0.5), 1.0),
        ((0.0, 1.5), (0.0, 1.5), 0.0), ((-3.0, 1.5), (3.0, 1.5), 0.0), ((-2.0, 0.0), (0.0, 2.1), 0.0),
        ((-2.0, -2.0), (2.0, 2.0), 0.5), ((0.2, 0.2), (-0.3, 0.9), 1.0), ((2.0, 0.5), (0.5, 0.5), 1.0 / 3.0),
    ],
)  # fmt: skip
def test_part_inside_a_square(start: tuple[float, float], end: tuple[float, float], part: float) -> None:
    assert part_inside(*start, *end, SQUARE) == pytest.approx(part, abs=1e-12)


def test_part_inside_a_hexagon_is_what_sampling_says() -> None:
    rng = np.random.default_rng(4)
    for start, end in rng.uniform(-1.5, 1.5, (20, 2, 2)):
        parts = np.linspace(0.0, 1.0, 4001)[:, np.newaxis]
        places = start + parts * (end - start)
        sides = np.roll(HEXAGON, -1, axis=0) - HEXAGON
        beside = places[:, np.newaxis] - HEXAGON
        inside = (sides[:, 0] * beside[..., 1] - sides[:, 1] * beside[..., 0] >= 0.0).all(axis=1)
        assert part_inside(*start, *end, HEXAGON) == pytest.approx(inside.mean(), abs=1e-3)


def test_exposure_grows_while_inside_the_moving_outline() -> None:
    cloud_time = np.array([0.0, 100.0, 200.0])
    # Crossing in the first interval, at rest on the outline's way, gone from the sea in between, of another class.
    east = np.array([[-2.0, 2.0, 6.0], [3.0, 3.0, 3.0], [0.0, np.nan, 0.0], [-2.0, 2.0, 6.0]])
    north = np.zeros_like(east)
    cloud, kind = (east, north, np.isfinite(east)), np.array([0, 0, 0, 1], dtype=np.int16)
    pieces = relative_pieces(np.array([0.0, 100.0, 200.0]), np.array([0.0, 0.0, 4.0]), np.zeros(3),
                             np.array([True, True]), cloud_time, np.array([50.0, np.inf]))  # fmt: skip
    exposure = np.zeros((4, 2))
    add_area_exposure(pieces, SQUARE, cloud, kind, np.array([0.01, 0.0]), exposure)
    # The first particle is inside from 25 s to 75 s and then keeps ahead of the outline, which meets the second at
    # 150 s.
    assert exposure[0] == pytest.approx([0.25, 0.25])
    assert exposure[1] == pytest.approx([0.0, 0.5])
    assert exposure[2] == pytest.approx([0.0, 0.0])
    assert exposure[3] == pytest.approx([0.0, 0.0])
