"""Units, shapes and drifting water for tests of patterns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from sarex.model.search_unit import SearchUnit
from sarex.search.local_plane import Point
from sarex.search.pattern.time_rule import TIMED, WORKSHEET
from sarex.search.timed_track import LaidPattern, PatternShape, Piece

Floats = NDArray[np.float64]
NM = 1852.0
KNOT = NM / 3600.0
START_S = 1_769_731_200.0
RULES = (WORKSHEET, TIMED)


def unit(search_kn: float = 90.0, *, kind: str = "helicopter", turn_radius: float | None = None) -> SearchUnit:
    told = {
        "name": "Rescue 71", "kind": kind, "at": "60 00N 003 00E", "available": "2026-01-30T00:00Z",
        "transit_speed": "130 kn", "search_speed": f"{search_kn:.12f} kn", "endurance": "4 h",
        "turn_radius": None if turn_radius is None else f"{turn_radius:.9f} m",
    }  # fmt: skip
    return SearchUnit.model_validate(told)


@dataclass(frozen=True)
class Water:
    """Moves straight between hours; speeds to 3 m/s either way."""

    time_s: Floats
    moved: Floats

    def drift(self, time_s: Floats) -> Floats:
        return np.stack([np.interp(time_s, self.time_s, self.moved[:, axis]) for axis in (0, 1)], axis=-1)


def water(velocities: Floats, start_s: float = START_S - 7200.0) -> Water:
    moved = np.concatenate([np.zeros((1, 2)), np.cumsum(velocities * 3600.0, axis=0)])
    return Water(start_s + 3600.0 * np.arange(len(velocities) + 1), moved)


@st.composite
def waters(draw: st.DrawFn) -> Water:
    speeds = st.floats(-3.0, 3.0)
    hours = draw(st.lists(st.tuples(speeds, speeds), min_size=12, max_size=12))
    return water(np.array(hours))


@st.composite
def ladders(draw: st.DrawFn) -> PatternShape:
    spacing_m = draw(st.floats(50.0, 5000.0))
    return PatternShape(
        draw(st.sampled_from(["PS", "CS", "CSC"])),
        Point(draw(st.floats(-1e5, 1e5)), draw(st.floats(-1e5, 1e5))),
        draw(st.floats(0.0, 360.0)),
        spacing_m * draw(st.floats(0.3, 30.0)),
        spacing_m,
        draw(st.integers(1, 12)),
        begins_ahead=draw(st.booleans()),
        begins_left=draw(st.booleans()),
    )


@st.composite
def routes(draw: st.DrawFn) -> tuple[Point, ...]:
    """Bends of less than 120 degrees, runs long enough for lines beside them."""
    at, course = Point(draw(st.floats(-1e5, 1e5)), 0.0), draw(st.floats(0.0, 360.0))
    points = [at]
    for _ in range(draw(st.integers(1, 4))):
        step = draw(st.floats(15_000.0, 60_000.0))
        at = Point(at.east + step * np.sin(np.radians(course)), at.north + step * np.cos(np.radians(course)))
        points.append(at)
        course += draw(st.floats(-120.0, 120.0))
    return tuple(points)


@st.composite
def shapes(draw: st.DrawFn) -> PatternShape:
    """Of every pattern that may lie still."""
    spacing_m, along_deg = draw(st.floats(500.0, 4000.0)), draw(st.floats(0.0, 360.0))
    right = draw(st.booleans())
    centre = Point(draw(st.floats(-1e5, 1e5)), draw(st.floats(-1e5, 1e5)))
    code = draw(st.sampled_from(["ladder", "SS", "VS", "TSR", "TSN"]))
    if code == "ladder":
        return draw(ladders())
    if code == "SS":
        return PatternShape("SS", centre, along_deg, 0.0, spacing_m, draw(st.integers(1, 12)), turns_right=right)
    if code == "VS":
        radius_m = draw(st.floats(2000.0, 20_000.0))
        return PatternShape(
            "VS", centre, along_deg, radius_m, spacing_m, draw(st.sampled_from([9, 18])), turns_right=right
        )
    legs = draw(st.sampled_from([2, 4] if code == "TSR" else [1, 3]))
    return PatternShape(
        "TSR" if code == "TSR" else "TSN", centre, 0.0, 0.0, spacing_m, legs, begins_left=right,
        begins_ahead=draw(st.booleans()), route=draw(routes()),
    )  # fmt: skip


def vertices(laid: LaidPattern) -> Floats:
    return np.stack([laid.track.east, laid.track.north], axis=-1)


def runs(laid: LaidPattern, piece: Piece = Piece.SEARCH) -> tuple[Floats, Floats]:
    """Starts and ends of the pieces of a kind."""
    path, chosen = vertices(laid), laid.track.piece == piece
    return path[:-1][chosen], path[1:][chosen]


def away_m(points: Floats, starts: Floats, ends: Floats) -> Floats:
    """Distance of each point from the nearest of the runs."""
    steps = ends - starts
    offsets = points[:, np.newaxis] - starts
    part = np.clip((offsets * steps).sum(-1) / np.maximum((steps**2).sum(-1), 1e-30), 0.0, 1.0)
    return np.hypot(*np.moveaxis(offsets - part[..., np.newaxis] * steps, -1, 0)).min(axis=1)


def inside(corners: Floats, points: Floats, slack_m: float = 1e-6) -> NDArray[np.bool_]:
    """Whether points lie in a convex outline that runs anticlockwise, by its edges."""
    edges = np.roll(corners, -1, axis=0) - corners
    offsets = points[:, np.newaxis] - corners
    lengths = np.maximum(np.hypot(edges[:, 0], edges[:, 1]), 1e-12)
    return np.asarray(
        ((edges[:, 0] * offsets[..., 1] - edges[:, 1] * offsets[..., 0]) / lengths >= -slack_m).all(axis=1)
    )


def flown_m(laid: LaidPattern, speed: float) -> float:
    return float(laid.track.time_s[-1] - laid.track.time_s[0]) * speed
