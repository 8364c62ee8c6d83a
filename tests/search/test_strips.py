"""Strips side by side: areas, legs and that they never overlap."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.search.local_plane import Point, direction
from sarex.search.strips import Strip, StripWish, lay_strips, legs_of


@st.composite
def wishes(draw: st.DrawFn) -> list[StripWish]:
    shifts = st.floats(-20_000.0, 20_000.0)
    found = []
    for index in range(draw(st.integers(1, 6))):
        spacing = draw(st.floats(100.0, 5000.0))
        found.append(
            StripWish(
                name=f"unit {index}",
                track_m=spacing * draw(st.floats(1.2, 300.0)),
                spacing_m=spacing,
                leg_m_min=0.0,
                shift=Point(draw(shifts), draw(shifts)),
                home=Point(draw(shifts), draw(shifts)),
                pod=0.5,
            )
        )
    return found


def laid(found: list[StripWish], aspect: float, bearing: float) -> list[Strip]:
    area = sum(wish.area_m2 for wish in found)
    return lay_strips(found, (area * aspect) ** 0.5, Point(1000.0, -500.0), direction(bearing))


@given(found=wishes(), aspect=st.floats(0.2, 8.0), bearing=st.floats(0.0, 180.0))
def test_each_strip_is_track_times_spacing_with_whole_legs(
    found: list[StripWish], aspect: float, bearing: float
) -> None:
    strips = laid(found, aspect, bearing)
    assert sorted(strip.wish.name for strip in strips) == sorted(wish.name for wish in found)
    for strip in strips:
        assert strip.legs >= 1
        assert strip.area.width_m == pytest.approx(strip.legs * strip.wish.spacing_m)
        assert strip.area.length_m * strip.legs == pytest.approx(strip.wish.track_m)
        assert strip.area.width_m >= strip.wish.spacing_m * (1 - 1e-9)
        assert strip.area.length_m >= strip.area.width_m * (1 - 1e-9) or strip.legs == 1
    assert sum(strip.area.length_m * strip.area.width_m for strip in strips) == pytest.approx(
        sum(wish.area_m2 for wish in found)
    )


@given(found=wishes(), aspect=st.floats(0.2, 8.0), bearing=st.floats(0.0, 180.0))
def test_strips_touch_but_never_overlap_though_the_datum_moves(
    found: list[StripWish], aspect: float, bearing: float
) -> None:
    strips = laid(found, aspect, bearing)
    across = strips[0].area.along.left
    for place in ("area", "met"):
        spans = sorted(
            (centre - strip.area.width_m / 2.0, centre + strip.area.width_m / 2.0)
            for strip in strips
            for centre in (getattr(strip, place).centre.along(across),)
        )
        gaps = [later[0] - earlier[1] for earlier, later in itertools.pairwise(spans)]
        assert min(gaps, default=0.0) >= -1e-5
        if place == "area":
            assert max(gaps, default=0.0) <= 1e-5


def test_legs_are_no_shorter_than_a_unit_can_use() -> None:
    wish = StripWish("one", 20_000.0, 500.0, 4500.0, Point(0, 0), Point(0, 0), 0.5)
    assert legs_of(wish, 3000.0) == 4
    assert wish.fits
    assert not StripWish("one", 20_000.0, 500.0, 20_000.0, Point(0, 0), Point(0, 0), 0.5).fits
    assert not StripWish("one", 400.0, 500.0, 0.0, Point(0, 0), Point(0, 0), 0.5).fits
