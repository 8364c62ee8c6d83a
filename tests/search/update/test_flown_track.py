"""Recorded tracks: what is cleaned, what is refused, and what is said of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from normal_cloud import START_S
from sarex.model.errors import ResultsError
from sarex.model.quantities import Position
from sarex.model.search_result import Track
from sarex.search.local_plane import LocalPlane
from sarex.search.update.flown_track import FlownTrack, flown_track, gap_notes, stretches, thinned, within_period

WHAT = "result 'one'"


def straight(count: int = 61, *, lon: float = 3.0, speed: float = 5.0, step_s: float = 60.0) -> Track:
    """Eastward from 60 N at a steady speed, a fix a minute."""
    time_s = START_S + step_s * np.arange(count)
    east = speed * step_s * np.arange(count)
    places = LocalPlane(Position(lon, 60.0)).places(np.stack([east, np.zeros(count)], axis=-1))
    return Track(fixes=tuple((float(t), float(x), float(y)) for t, (x, y) in zip(time_s, places, strict=True)))


def changed(track: Track, **fixes: tuple[float, float, float]) -> Track:
    """Some fixes (`fix_7`) with other time, lon or lat added."""
    made = [list(fix) for fix in track.fixes]
    for name, add in fixes.items():
        number = int(name.removeprefix("fix_"))
        made[number] = [old + more for old, more in zip(made[number], add, strict=True)]
    return track.model_copy(update={"fixes": tuple(tuple(fix) for fix in made)})


@pytest.mark.parametrize("lon", [3.0, 179.99])
def test_a_clean_track_stays_as_it_is(lon):
    track = flown_track(straight(lon=lon), WHAT)
    assert track.notes == ()
    np.testing.assert_allclose(track.speeds, 5.0, rtol=1e-6)
    assert np.hypot(np.diff(track.east), np.diff(track.north)).sum() == pytest.approx(5.0 * 3600.0, rel=1e-6)
    assert all(-180.0 <= fix[1] < 180.0 for fix in track.fixes)


def test_late_fixes_are_put_in_order_and_doubles_left_out():
    given_fixes = list(straight().fixes)
    given_fixes[10], given_fixes[11] = given_fixes[11], given_fixes[10]
    given_fixes.insert(20, given_fixes[20])
    track = flown_track(straight().model_copy(update={"fixes": tuple(given_fixes)}), WHAT)
    assert track.notes == (
        "1 fixes came late and were put in order",
        "1 fixes with the time of the one before were left out",
    )
    np.testing.assert_allclose(track.speeds, 5.0, rtol=1e-6)


def test_a_clock_that_jumps_back_is_refused():
    set_back = {f"fix_{number}": (-3600.0, 0.0, 0.0) for number in range(40, 61)}
    with pytest.raises(ResultsError, match=r"result 'one': the clock of its track jumps back by 59 min at fix 41 .*"
                                           r"clock_behind"):  # fmt: skip
        flown_track(changed(straight(), **set_back), WHAT)


def test_a_clock_that_stands_still_is_refused():
    still = straight().model_copy(update={"fixes": tuple((START_S, *fix[1:]) for fix in straight().fixes)})
    with pytest.raises(ResultsError, match="same time"):
        flown_track(still, WHAT)


def test_a_wild_fix_is_left_out_and_many_are_refused():
    track = flown_track(changed(straight(), fix_30=(0.0, 0.0, 0.5), fix_60=(0.0, 1.0, 0.0)), WHAT, speed_max=15.0)
    assert track.notes == ("2 wild fixes were left out",)
    assert track.time_s.size == 59
    assert track.speeds.max() == pytest.approx(5.0, rel=1e-6)
    wild = {f"fix_{number}": (0.0, 0.0, 0.5) for number in range(5, 55, 3)}
    with pytest.raises(ResultsError, match=r"kn, more than the 29\.2 kn that it can do; two craft in one file"):
        flown_track(changed(straight(), **wild), WHAT, speed_max=15.0)
    elsewhere = {f"fix_{number}": (0.0, 0.0, 0.5) for number in range(30, 61)}
    with pytest.raises(ResultsError, match=r"to 60 29\.9\d\dN 003 09\.677E in 60 s"):
        flown_track(changed(straight(), **elsewhere), WHAT, speed_max=15.0)


def test_the_clock_is_set_right_and_a_part_is_taken():
    told = Track.model_validate({
        "fixes": [list(fix) for fix in straight().fixes], "clock_ahead": "9 h",
        "from": "2026-01-29T15:10Z", "until": "2026-01-29T15:20Z",
    })  # fmt: skip
    track = flown_track(told, WHAT)
    assert track.time_s[[0, -1]].tolist() == [START_S - 9 * 3600 + 600, START_S - 9 * 3600 + 1200]
    with pytest.raises(ResultsError, match="0 of 61 fixes"):
        flown_track(told.model_copy(update={"clock_ahead": 0.0}), WHAT)


def test_gaps_split_the_track_and_a_jump_ahead_is_told():
    ahead = {f"fix_{number}": (3600.0, 0.0, 0.0) for number in range(40, 61)}
    track = flown_track(changed(straight(), **ahead), WHAT)
    parts = stretches(track, 600.0)
    assert [part.time_s.size for part in parts] == [40, 21]
    said = " ".join(gap_notes(track, 600.0))
    assert "1 gaps of more than 10 min (1 h 1 min in all" in said
    assert "its clock jumped ahead" in said
    assert gap_notes(track, 7200.0) == ()
    missing = straight().model_copy(update={"fixes": straight().fixes[:20] + straight().fixes[45:]})
    assert "clock" not in " ".join(gap_notes(flown_track(missing, WHAT), 600.0))


def test_only_the_part_in_the_time_of_the_case_counts():
    track = within_period(flown_track(straight(), WHAT), START_S + 630.0, START_S + 1e6, WHAT)
    assert track.time_s[0] == START_S + 630.0
    assert track.notes == ("only 2026-01-30 00:10:30Z to 2026-01-30 01:00Z of it lies within the cloud's time",)
    np.testing.assert_allclose(track.speeds, 5.0, rtol=1e-6)
    with pytest.raises(ResultsError, match="lies outside the case"):
        within_period(flown_track(straight(), WHAT), START_S + 3600.0, START_S + 1e6, WHAT)


@given(st.integers(0, 10_000), st.sampled_from([10.0, 50.0, 200.0]))
def test_thinning_keeps_the_track_in_its_place_at_every_moment(seed, tolerance_m):
    random = np.random.default_rng(seed)
    count = int(random.integers(2, 200))
    time_s = np.cumsum(random.uniform(1.0, 100.0, count))
    walk = np.cumsum(random.normal(0.0, 40.0, (2, count)), axis=1)
    track = FlownTrack(LocalPlane(Position(0.0, 0.0)), time_s, walk[0], walk[1], ())
    thin = thinned(track, tolerance_m)
    assert set(thin.time_s) <= set(time_s)
    miss = np.hypot(
        *(np.interp(time_s, thin.time_s, getattr(thin, axis)) - getattr(track, axis) for axis in ("east", "north"))
    )
    assert miss.max() <= tolerance_m + 1e-9


def test_a_straight_run_needs_two_fixes():
    assert thinned(flown_track(straight(), WHAT), 5.0).time_s.size == 2
