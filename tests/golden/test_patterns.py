"""V18: published numbers of search patterns. [Addendum2004] [NSS2000]"""

from __future__ import annotations

import math

import numpy as np
import pytest

from pattern_scene import KNOT, NM, START_S, runs, unit, vertices
from sarex.search.local_plane import Point
from sarex.search.pattern.convex_outline import polygon_area_m2
from sarex.search.pattern.coordinated import ship_speed_m_per_s, spacing_for_ship_m
from sarex.search.pattern.expanding_square import leg_multiples
from sarex.search.pattern.lay import lay
from sarex.search.pattern.time_rule import WORKSHEET, track_budget_m
from sarex.search.timed_track import PatternShape, Piece

DATUM = Point(3000.0, -2000.0)


def test_sector_has_nine_legs_and_comes_back_to_the_datum_after_each_three() -> None:
    laid = lay(PatternShape("VS", DATUM, 70.0, 5 * NM, NM, 9), unit(), START_S, WORKSHEET)
    path = vertices(laid)
    assert laid.track.length_m == pytest.approx(9 * 5 * NM)
    back = [leg for leg in range(10) if math.dist(path[leg], DATUM) < 1e-6]
    assert back == [0, 3, 6, 9]
    away = [math.dist(path[leg], DATUM) for leg in (1, 2, 4, 5, 7, 8)]
    assert away == pytest.approx([5 * NM] * 6)
    assert laid.swept[0].area_m2 == pytest.approx(math.pi * (5 * NM) ** 2)
    assert polygon_area_m2(laid.swept[0].corners) == pytest.approx(math.pi * (5 * NM) ** 2)


@pytest.mark.parametrize("right", [True, False])
def test_sector_turns_are_all_120_degrees_one_way_and_the_second_round_begins_30_degrees_on(right: bool) -> None:
    shape = PatternShape("VS", DATUM, 70.0, 5 * NM, NM, 18, turns_right=right)
    steps = np.subtract(*runs(lay(shape, unit(), START_S, WORKSHEET))[::-1])
    course = np.degrees(np.arctan2(steps[:, 0], steps[:, 1]))
    turns = (np.diff(course) * (1.0 if right else -1.0) + 1.0) % 360.0 - 1.0
    one_round = [120, 120, 0, 120, 120, 0, 120, 120]
    assert turns == pytest.approx([*one_round, 30, *one_round], abs=1e-6)
    assert course[0] % 360.0 == pytest.approx(70.0)


def test_expanding_square_legs_and_their_times() -> None:
    assert leg_multiples(8).tolist() == [1, 1, 2, 2, 3, 3, 4, 4]
    laid = lay(PatternShape("SS", DATUM, 0.0, 0.0, 3 * NM, 8), unit(10.0, kind="vessel"), START_S, WORKSHEET)
    minutes = np.diff(laid.track.time_s) / 60.0
    assert minutes == pytest.approx([18, 18, 36, 36, 54, 54, 72, 72])
    steps = np.diff(vertices(laid), axis=0) / (3 * NM)
    north_first_then_right = [(0, 1), (1, 0), (0, -2), (-2, 0), (0, 3), (3, 0), (0, -4), (-4, 0)]
    assert steps == pytest.approx(np.array(north_first_then_right, float), abs=1e-9)
    assert (laid.track.piece == Piece.SEARCH).all()


def test_ship_speed_of_the_coordinated_pattern() -> None:
    assert ship_speed_m_per_s(20 * NM, 2 * NM, 180 * KNOT) / KNOT == pytest.approx(16.364, abs=5e-4)
    assert spacing_for_ship_m(20 * NM, 180 * KNOT * 2 / 22, 180 * KNOT) == pytest.approx(2 * NM)


def test_turn_diameter_of_an_aircraft() -> None:
    assert 2.0 * unit(190.0, kind="fixed_wing").turn_radius_m == pytest.approx(2.0 * NM)


def test_track_of_the_worksheet_is_085_v_t() -> None:
    assert track_budget_m(unit(100.0), 2 * 3600.0, WORKSHEET) == pytest.approx(170.0 * NM)
