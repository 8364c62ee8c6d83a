"""A part of a pattern: where it lies, and how much of it there is."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_scene import RULES, START_S, Water, shapes, unit, waters
from sarex.search.local_plane import Point
from sarex.search.pattern.lay import lay
from sarex.search.pattern.searched_part import searched_part
from sarex.search.pattern.time_rule import WORKSHEET, TimeRule
from sarex.search.timed_track import PatternShape

FLYER = unit(turn_radius=400.0)


@settings(max_examples=80)
@given(shape=shapes(), rule=st.sampled_from(RULES), sea=waters(), share=st.floats(0.001, 0.999))
def test_two_parts_are_the_whole(shape: PatternShape, rule: TimeRule, sea: Water, share: float) -> None:
    laid = lay(shape, FLYER, START_S, rule, drift=sea.drift, drift_times=sea.time_s)
    begin_s, end_s = laid.track.time_s[0], laid.track.time_s[-1]
    cut_s = begin_s + share * (end_s - begin_s)
    parts = searched_part(laid, until_s=cut_s), searched_part(laid, after_s=cut_s)
    assert sum(part.track.length_m for part in parts) == pytest.approx(laid.track.length_m)
    track_m = sum(area.track_m for area in laid.swept)
    assert sum(area.track_m for part in parts for area in part.swept) == pytest.approx(track_m)
    for part in parts:
        assert all(begin_s <= area.start_s < area.end_s <= end_s for area in part.swept)
        for area in part.swept:
            assert area.area_m2 == pytest.approx(shapely.Polygon(area.corners).area, rel=0.02)
            assert 0.0 < area.area_m2 <= max(one.area_m2 for one in laid.swept) * 1.02


def test_all_of_it_is_the_pattern_itself() -> None:
    laid = lay(PatternShape("PS", Point(0.0, 0.0), 0.0, 9000.0, 1000.0, 4), FLYER, START_S, WORKSHEET)
    assert searched_part(laid) is laid
    assert searched_part(laid, after_s=START_S, until_s=laid.track.time_s[-1]) is laid


def test_half_a_ladder_is_half_of_its_area() -> None:
    shape = PatternShape("PS", Point(0.0, 0.0), 0.0, 9000.0, 1000.0, 4)
    laid = lay(shape, FLYER, START_S, WORKSHEET)
    half = searched_part(laid, until_s=START_S + 19_000.0 / FLYER.search_speed)
    assert half.swept[0].area_m2 == pytest.approx(2e7)
    assert half.swept[0].track_m == pytest.approx(19_000.0)
    east = half.swept[0].corners[:, 0]
    assert (east.min(), east.max()) == pytest.approx((-2000.0, 0.0))
