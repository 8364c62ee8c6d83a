"""Empty searches: from the reported track to the exposure of each particle."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from normal_cloud import NM, START_S, scattered
from pattern_scene import KNOT
from pattern_scene import unit as search_unit
from sarex.formats.units_yaml import parse_units_file
from sarex.model.errors import ResultsError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.planned_search import PlannedSearch
from sarex.model.quantities import Position
from sarex.model.reported_results import ReportedResults
from sarex.model.search_result import FlownSearch, SearchResult
from sarex.model.searched_path import SearchedPath
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.pattern.lay import Drift, lay
from sarex.search.pattern.task_track import searched_path
from sarex.search.pattern.time_rule import WORKSHEET
from sarex.search.timed_track import PatternShape
from sarex.search.update.empty_search import laid_track, search_told
from sarex.search.update.ready_result import Scene, ready_result

CENTRE = Position(3.0, 60.0)
SPEED = 20.0
LEGS, LENGTH_M, SPACING_M = 6, 5.0 * NM, NM


def corners(legs: int = LEGS, motion: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
    """Time since the start, east and north of the ends of a ladder's legs, half a spacing inside of legs x length."""
    points = []
    for leg in range(legs):
        side = (LENGTH_M - SPACING_M) / 2.0 * (1.0 if leg % 2 else -1.0)
        points += [((leg + 0.5) * SPACING_M, side), ((leg + 0.5) * SPACING_M, -side)]
    time_s = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T)) / SPEED])
    return np.column_stack([time_s, np.array(points) + time_s[:, np.newaxis] * np.array(motion)])


def fixes(ends: np.ndarray, step_s: float | None = 30.0, lon: float = CENTRE.lon) -> list[list[float]]:
    """A fix every `step_s` along the way, from one hour into the case on; None for the corners alone."""
    time_s = ends[:, 0] if step_s is None else np.unique(np.append(np.arange(0, ends[-1, 0], step_s), ends[:, 0]))
    places = LocalPlane(Position(lon, CENTRE.lat)).places(
        np.stack([np.interp(time_s, ends[:, 0], ends[:, axis]) for axis in (1, 2)], axis=-1)
    )
    return [[START_S + 3600.0 + float(t), float(x), float(y)] for t, (x, y) in zip(time_s, places, strict=True)]


def result(fixes_: object = None, **change: object) -> SearchResult:
    told = {"name": "one", "kind": "search", "track": {"fixes": fixes_}, "sweep_width": "1 nm", **change}
    return SearchResult.model_validate(told)


def ready(told: SearchResult, cloud: ParticleCloud, **reported: object) -> FlownSearch:
    made = ready_result(told, ReportedResults((told,), **reported), cloud, Scene())
    assert isinstance(made, FlownSearch)
    return made


def still(points_nm: list[tuple[float, float]], lon: float = CENTRE.lon, hours: int = 8) -> ParticleCloud:
    return scattered(np.array(points_nm) * NM, lon=lon, lat=CENTRE.lat, hours=hours)


def path_of(drift: Drift | None = None) -> SearchedPath:
    """The ladder of `corners` as a planner lays it, from one hour into the case on."""
    unit = search_unit(SPEED / KNOT)
    shape = PatternShape(
        "PS", Point(LEGS * SPACING_M / 2.0, 0.0), 0.0, LENGTH_M - SPACING_M, SPACING_M, LEGS, begins_left=True
    )  # fmt: skip
    return searched_path(lay(shape, unit, START_S + 3600.0, WORKSHEET, drift=drift), LocalPlane(CENTRE))


INSIDE = [(3.0, 0.0), (0.1, 2.4), (5.9, -2.4), (1.0, -1.0)]
OUTSIDE = [(-0.1, 0.0), (6.1, 0.0), (3.0, 2.6), (30.0, 0.0)]


@pytest.mark.parametrize("lon", [3.0, 179.98])
@pytest.mark.parametrize("step_s", [30.0, None])
def test_a_ladder_is_known_by_its_outline_and_coverage(lon, step_s):
    """random: POD 1 - exp(-W L / A) in its rectangle, which is half a spacing wider than its track, and 0 outside."""
    cloud = still(INSIDE + OUTSIDE, lon=lon)
    search = ready(result(track={"fixes": fixes(corners(), step_s, lon), "gap": "1 h"}), cloud)
    track_m = LEGS * LENGTH_M - SPACING_M
    told = search_told(search, cloud)
    np.testing.assert_allclose(told.row[:4], NM * track_m / (LEGS * SPACING_M * LENGTH_M), rtol=2e-3)
    np.testing.assert_array_equal(told.row[4:], 0.0)
    assert told.law == "random over the outline of the track, 30.0 square nm, coverage 0.97"
    assert len(search.stretches[0]) == 2 * LEGS
    assert search.search_speed == pytest.approx(SPEED, rel=1e-3)


def test_a_single_leg_sweeps_one_sweep_width():
    cloud = still([(0.5, 0.0), (0.5, 2.4), (0.5, -2.6), (1.1, 0.0)])
    row = search_told(ready(result(fixes(corners(1))), cloud), cloud).row
    # 4 nm long, half a width longer at both ends.
    np.testing.assert_allclose(row, [0.8, 0.8, 0.0, 0.0], rtol=2e-3)


def test_the_inverse_cube_law_goes_by_the_track_itself():
    """Far along a straight track each particle is exposed by W2 / (4 pi x2)."""
    cloud = still([(0.5, 0.0), (1.5, 0.0), (2.5, 0.0)])
    ends = np.array([[0.0, 0.0, -40 * NM], [80 * NM / SPEED, 0.0, 40 * NM]])
    track = {"fixes": fixes(ends), "gap": "1 h"}
    search = ready(result(track=track, detection={"law": "inverse_cube"}), cloud)
    told = search_told(search, cloud)
    np.testing.assert_allclose(told.row, 1.0 / (4.0 * np.pi * np.array([0.5, 1.5, 2.5]) ** 2), rtol=5e-3)
    assert told.law == "inverse cube along the track"


def test_what_was_flown_in_a_gap_does_not_count():
    cloud = still([(0.5, 0.0), (5.5, 0.0), (3.0, 0.0)])
    whole = fixes(corners())
    leg_s = (LENGTH_M - SPACING_M) / SPEED + SPACING_M / SPEED
    missing = [fix for fix in whole if not leg_s * 2 < fix[0] - START_S - 3600.0 < leg_s * 4]
    search = ready(result(missing), cloud)
    assert len(search.stretches) == 2
    assert "1 gaps of more than 10 min" in " ".join(search.notes)
    row = search_told(search, cloud).row
    assert row[0] > 0.5
    assert row[1] > 0.5
    assert row[2] == 0.0
    laid = laid_track(search, LocalPlane(CENTRE))
    assert laid.track.sensing.tolist().count(False) == 1


@pytest.mark.parametrize("flown", [1.0, 0.5])
def test_a_planned_pattern_that_moved_with_its_datum_is_known_in_the_moving_water(flown):
    """Particles that drift with the datum see the ladder as if all lay still."""
    motion = (0.5, -0.3)
    lonely = scattered(np.array([(3.0, 0.0), (0.5, 2.0), (5.5, 0.0), (-0.6, 0.0)]) * NM, lon=3.0, lat=60.0,
                       hours=8)  # fmt: skip
    lon, lat = lonely.lon.copy(), lonely.lat.copy()
    plane = LocalPlane(CENTRE)
    for hour in range(9):
        start = np.stack(plane.flat(lonely.lon[:, 0], lonely.lat[:, 0]), axis=-1)
        moved = plane.places(start + (hour - 1) * 3600.0 * np.array(motion))
        lon[:, hour], lat[:, hour] = moved[:, 0], moved[:, 1]
    cloud = replace(lonely, lon=lon, lat=lat)
    flow = np.array(motion)
    planned = PlannedSearch(
        "PV One", path_of(drift=lambda times: np.outer(times - START_S, flow)), SPEED, (), NM, "random"
    )  # fmt: skip
    told = SearchResult.model_validate({"name": "one", "kind": "search", "plan": "p", "unit": "PV One", "flown": flown})
    search = ready(told, cloud, planned={"one": planned})
    row = search_told(search, cloud).row
    assert row[0] == pytest.approx(0.97, rel=0.05) if flown == 1.0 else row[0] > 0.3
    assert 0.8 < row[1] < 1.0
    assert (row[2] > 0.5) == (flown == 1.0)
    assert row[3] == 0.0


def test_a_planned_pattern_is_cut_at_a_time():
    planned = PlannedSearch("PV One", path_of(), SPEED, (), NM, "inverse_cube")
    told = {"name": "one", "kind": "search", "plan": "p", "unit": "PV One", "until": "2026-01-30T01:10Z"}
    search = ready(SearchResult.model_validate(told), still(INSIDE), planned={"one": planned})
    assert search.period_s == (START_S + 3600.0, START_S + 4200.0)
    assert search.sensing.objects[0].curve.law == "inverse_cube"
    early = SearchResult.model_validate({**told, "until": "2026-01-30T00:59Z"})
    with pytest.raises(ResultsError, match="before 'PV One' began to search"):
        ready(early, still(INSIDE), planned={"one": planned})


def test_each_object_is_seen_as_well_as_it_is_told():
    cloud = replace(still(INSIDE), object_class=np.array([0, 1, 0, 1], dtype=np.int16), object_keys=("PIW-1", "BOAT"))
    row = search_told(
        ready(result(fixes(corners()), sweep_width={"PIW-1": "0.1 nm", "BOAT": "2 nm"}), cloud), cloud
    ).row
    np.testing.assert_allclose(row / row[0], [1.0, 20.0, 1.0, 20.0], rtol=1e-9)
    with pytest.raises(ResultsError, match="no sweep width for 'BOAT'"):
        ready(result(fixes(corners()), sweep_width={"PIW-1": "0.1 nm"}), cloud)
    with pytest.raises(ResultsError, match="'RAFT', which is none of the case's"):
        ready(result(fixes(corners()), sweep_width={"RAFT": "0.1 nm", "*": "1 nm"}), cloud)


def test_a_search_elsewhere_or_of_nothing_is_refused():
    cloud = still(INSIDE)
    with pytest.raises(ResultsError, match="outside the case; check its positions"):
        ready(result(fixes(corners(), lon=9.0)), cloud)
    with pytest.raises(ResultsError, match="its sweep width is 0"):
        ready(result(fixes(corners()), sweep_width=0), cloud)
    with pytest.raises(ResultsError, match="lies outside the case"):
        ready(result([[fix[0] - 86400.0, *fix[1:]] for fix in fixes(corners())]), cloud)
    with pytest.raises(ResultsError, match="give `gap` in the track"):
        ready(result(track={"fixes": fixes(corners())[::40]}), cloud)
    ashore = replace(cloud, status=np.full_like(cloud.status, Status.STRANDED))
    with pytest.raises(ResultsError, match="no particle was afloat"):
        ready(result(fixes(corners())), ashore)
    with pytest.raises(ResultsError, match="name the units file"):
        ready(result(fixes(corners()), sweep_width=None, unit="PV One"), cloud)


UNITS = """
format: sarex-units/1
conditions: {visibility: 10 nm, wind: 10 kn}
units:
  - {name: Rescue 71, kind: helicopter, at: "60 17N 005 13E", available: 2026-01-30T00:00Z, transit_speed: 130 kn,
     search_speed: 60 kn, endurance: 4 h}
"""


def test_a_unit_of_the_units_file_sees_by_the_tables_and_the_conditions():
    units = parse_units_file(UNITS)
    day = {"fixes": [[fix[0] + 10 * 3600.0, *fix[1:]] for fix in fixes(corners())]}
    cloud = replace(still(INSIDE, hours=24), object_keys=("LIFE-RAFT-DB-10",))
    told = result(track=day, sweep_width=None, unit="Rescue 71")
    search = ready(told, cloud, units=units)
    (entry,) = search.sensing.objects
    assert entry.curve.sweep_width_m > 0.5 * NM
    assert search.search_speed == pytest.approx(60 * NM / 3600)
    night = result(fixes(corners()), sweep_width=None, unit="Rescue 71")
    with pytest.raises(ResultsError, match=r"its sweep width is 0 for every object \(.*dark"):
        ready(night, cloud, units=units)
    with pytest.raises(ResultsError, match="has no unit 'PV One'"):
        ready(result(track=day, sweep_width=None, unit="PV One"), cloud, units=units)
