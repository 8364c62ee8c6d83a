"""The whole forecast on small seas in memory: what comes out, what is refused, what the reader is told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sarex.adapters.hand_table import open_hand_table
from sarex.adapters.memory_coast import MemoryCoast
from sarex.adapters.memory_source import MemorySource, memory_field
from sarex.drift.forecast import ForecastOptions, forecast, leeway_classes_of
from sarex.model.errors import CoastError, ForcingGapError, IncidentError, ObjectError
from sarex.model.forcing_window import Box
from sarex.model.geodesy import wgs84
from sarex.model.incident import Incident
from sarex.model.particle_cloud import ParticleCloud, Status

HOUR = 3600.0
MIDNIGHT = 1447632000.0  # 2015-11-16T00:00Z
NORTH_SEA = Box(0.0, 58.0, 8.0, 63.0)
FIX = {"name": "fix", "kind": "position", "at": "60 30.0N 004 00.0E", "time": "2015-11-16T06:00Z"}
GAPS = ForecastOptions(allow_gaps=True)


def incident(*scenarios: dict[str, Any], object_: Any = "PIW-1", **drift: Any) -> Incident:
    return Incident.model_validate(
        {
            "format": "sarex-incident/1",
            "name": "case",
            "object": object_,
            "scenarios": list(scenarios) or [FIX],
            "drift": {
                "until": "2015-11-16T12:00Z", "particles": 200, "noise": "none", "shoreline": "none", **drift,
            },
        }
    )  # fmt: skip


def sea(
    wind: Any = (0.0, 0.0), current: Any = (0.0, 0.0), *, first_h: float = 0, last_h: float = 36,
    box: Box = NORTH_SEA, missing: tuple[int, ...] = (), notes: tuple[str, ...] = (),
) -> MemorySource:  # fmt: skip
    times = [MIDNIGHT + hour * HOUR for hour in np.arange(first_h, last_h + 1) if hour not in missing]
    fields = [
        memory_field("wind", wind, box, times, bridge_s_max=2 * HOUR),
        memory_field("current", current, box, times, bridge_s_max=2 * HOUR, notes=notes, synthetic=True),
    ]
    return MemorySource("sea.nc", tuple(fields), sha256="5ea")


def at_end(cloud: ParticleCloud) -> tuple[np.ndarray, np.ndarray]:
    return cloud.lon[:, -1], cloud.lat[:, -1]


def test_calm_wind_and_slack_water_leave_everything_where_it_was():
    cloud = forecast(incident(), [sea()], None)
    assert cloud.time_s[-1] == MIDNIGHT + 12 * HOUR
    assert (cloud.status[:, -1] == Status.AFLOAT).all()
    assert set(at_end(cloud)[0]) == {4.0}
    assert set(at_end(cloud)[1]) == {60.5}
    assert cloud.weight.sum() == pytest.approx(1.0, abs=1e-12)


def test_a_current_carries_everything_with_it():
    cloud = forecast(incident(), [sea(current=(0.5, 0.0))], None)
    lon, lat = at_end(cloud)
    azimuth, _, distance = wgs84().inv(4.0, 60.5, lon[0], lat[0])
    assert distance == pytest.approx(0.5 * 6 * HOUR, abs=1.0)
    assert azimuth % 360 == pytest.approx(90.0, abs=0.1)


def test_half_of_the_particles_drift_on_each_side_of_the_wind():
    cloud = forecast(incident(), [sea(wind=(0.0, 10.0))], None)
    lon, lat = at_end(cloud)
    assert (lat > 60.5).all()
    assert np.sum(lon > 4.0) == np.sum(lon < 4.0) == 100


def test_the_record_is_complete():
    cloud = forecast(incident(seed=3), [sea(notes=("daily means: tides and inertial motion are gone",))], None)
    record = cloud.provenance
    assert json.loads(record.incident)["drift"]["seed"] == 3
    assert (record.seed, record.synthetic, record.coast, record.exercise) == (3, True, "", False)
    assert {(use.name, use.quantity, use.sha256, use.served) for use in record.sources} == {
        ("sea.nc", "wind", "5ea", 1.0), ("sea.nc", "current", "5ea", 1.0),
    }  # fmt: skip
    assert "no coast was used: particles drift over land" in record.notes
    assert "current in sea.nc: daily means: tides and inertial motion are gone" in record.notes
    assert cloud.scenario_names == ("fix",)
    assert cloud.object_keys == ("PIW-1",)


def test_before_its_birth_a_particle_is_under_way_and_nowhere():
    later = {**FIX, "name": "later", "time": "2015-11-16T09:00Z", "at": "61N 5E"}
    cloud = forecast(incident(FIX, later), [sea()], None)
    before = cloud.time_index(MIDNIGHT + 8 * HOUR)
    waiting = cloud.scenario == 1
    assert (cloud.status[waiting, before] == Status.UNDER_WAY).all()
    assert np.isnan(cloud.lon[waiting, before]).all()
    assert (cloud.status[~waiting, before] == Status.AFLOAT).all()
    assert (cloud.status[:, -1] == Status.AFLOAT).all()
    assert cloud.share(Status.UNDER_WAY, before) == pytest.approx(0.5)


def test_backward_finds_where_it_came_from():
    case = incident(until="2015-11-16T01:00Z", direction="backward")
    cloud = forecast(case, [sea(current=(0.5, 0.0))], None)
    assert (np.diff(cloud.time_s) > 0).all()
    assert cloud.time_s[0] == MIDNIGHT + HOUR
    distance = wgs84().inv(4.0, 60.5, cloud.lon[0, 0], cloud.lat[0, 0])[2]
    assert cloud.lon[0, 0] < 4.0
    assert distance == pytest.approx(0.5 * 5 * HOUR, abs=1.0)


def test_the_same_seed_gives_the_same_cloud_and_another_one_another():
    case = {"noise": "drifters-2020", "seed": 4}
    one, again, other = (
        forecast(incident({**FIX, "position_error": "1 nm"}, **drift), [sea(wind=(5.0, 5.0))], None, options=options)
        for drift, options in (
            (case, ForecastOptions(threads=1)),
            (case, ForecastOptions(threads=2)),
            ({**case, "seed": 5}, ForecastOptions()),
        )
    )  # fmt: skip
    assert np.array_equal(one.lon, again.lon)
    assert np.array_equal(one.lat, again.lat)
    assert not np.array_equal(one.lon, other.lon)


def test_across_the_date_line():
    fix = {**FIX, "at": "17 00.0S 179 59.0E", "position_error": "2 nm"}
    fiji = sea(current=(1.0, 0.0), box=Box(178.0, -20.0, 183.0, -15.0))
    cloud = forecast(incident(fix), [fiji], None)
    lon, _ = at_end(cloud)
    assert ((lon > -180.0) & (lon < -179.6)).all()
    assert (cloud.status[:, -1] == Status.AFLOAT).all()


def test_particles_of_all_members_on_both_sides():
    current = np.zeros((2, 37, 3, 3, 2), dtype=np.float32)
    current[0, ..., 1], current[1, ..., 1] = 0.5, -0.5
    cloud = forecast(incident(), [sea(wind=(10.0, 0.0), current=current)], None)
    lat = at_end(cloud)[1]
    # Four groups of fifty: two members times two sides of an east-going wind.
    places, numbers = np.unique(np.round(lat, 9), return_counts=True)
    assert len(places) == 4
    assert numbers.tolist() == [50, 50, 50, 50]


def test_no_current_at_all_is_refused():
    wind = MemorySource("wind.nc", (sea().fields[0],))
    with pytest.raises(ForcingGapError, match=r"no current was given \(wind.nc\)"):
        forecast(incident(), [wind], None, options=GAPS)
    with pytest.raises(ForcingGapError, match="no wind was given"):
        forecast(incident(), [], None)
    with pytest.raises(ForcingGapError, match="no Stokes drift was given"):
        forecast(incident(stokes="add"), [sea()], None)


def test_a_forecast_that_ends_too_early_is_refused_or_ends_the_particles():
    short = sea(last_h=9)
    with pytest.raises(ForcingGapError, match="no wind from 2015-11-16 09:00Z until 2015-11-16 12:00Z"):
        forecast(incident(), [short], None)
    cloud = forecast(incident(), [short], None, options=GAPS)
    assert (cloud.status[:, -1] == Status.LEFT_FORCING).all()
    assert np.isnan(cloud.lon[:, -1]).all()
    assert (cloud.status[:, cloud.time_index(MIDNIGHT + 8 * HOUR)] == Status.AFLOAT).all()
    assert any(
        note.startswith("100 % of the probability left the forcing (--allow-gaps)") for note in cloud.provenance.notes
    )


def test_a_gap_in_time_is_refused_where_the_run_meets_it():
    with pytest.raises(ForcingGapError, match="no wind from 2015-11-16 07:00Z until 2015-11-16 10:00Z"):
        forecast(incident(), [sea(missing=(8, 9))], None)
    cloud = forecast(incident(), [sea(missing=(1, 2, 3, 15, 16, 17))], None)
    assert (cloud.status[:, -1] == Status.AFLOAT).all()


def test_two_sources_fill_each_others_gap():
    cloud = forecast(incident(), [sea(missing=(8, 9)), sea(first_h=6, last_h=11)], None)
    assert (cloud.status[:, -1] == Status.AFLOAT).all()


def test_seeds_outside_the_area_are_refused():
    with pytest.raises(
        ForcingGapError, match=r"no wind at the start of 100 % .* 60 30.000N 009 00.000E at 2015-11-16 06"
    ):
        forecast(incident({**FIX, "at": "60 30.0N 009 00.0E"}), [sea()], None)
    far = {**FIX, "at": "30S 100W"}
    with pytest.raises(
        ForcingGapError, match=r"sea.nc holds wind from 58 .* run begins about .*load wind for that area"
    ):
        forecast(incident(far), [sea()], None)


def test_a_sea_without_data_at_the_start_is_refused():
    current = np.zeros((9, 9, 2), dtype=np.float32)
    current[:, 4:] = np.nan
    with pytest.raises(ForcingGapError, match=r"no current at the start of 100 %"):
        forecast(incident(), [sea(current=current)], None)


def test_one_per_cent_may_leave_the_forcing_and_no_more():
    edge = Box(0.0, 58.0, 4.2, 63.0)
    leaving = sea(current=(0.5, 0.0), box=edge)
    message = (
        r"^100 % of the probability left the forcing \(1 % is allowed\), the first between .*, at the east edge of"
    )
    with pytest.raises(ForcingGapError, match=message):
        forecast(incident(until="2015-11-17T06:00Z"), [leaving], None)
    likely, unlikely = {**FIX, "weight": 0.993, "at": "60N 1E"}, {**FIX, "name": "edge", "weight": 0.007}
    cloud = forecast(incident(likely, unlikely, until="2015-11-17T06:00Z"), [leaving], None)
    assert cloud.share(Status.LEFT_FORCING, -1) == pytest.approx(0.007)
    assert any(
        note.startswith("0.7 % of the probability left the forcing, the first between")
        for note in cloud.provenance.notes
    )


EAST_COAST = MemoryCoast(lambda lon, _: (lon >= 4.0) & (lon < 7.0), "a straight coast")


def test_seeds_near_the_sea_are_moved_there_and_counted():
    cloud = forecast(incident({**FIX, "at": "60 30.0N 004 00.5E"}, shoreline="stick"), [sea()], EAST_COAST)
    assert "200 of 200 start positions lay on land and were moved to the nearest sea" in cloud.provenance.notes
    assert cloud.provenance.coast == "a straight coast"
    assert (at_end(cloud)[0] < 4.0).all()
    assert (at_end(cloud)[0] > 3.99).all()


def test_seeds_further_inland_are_refused():
    inland = incident({**FIX, "at": "60 30.0N 005 00.0E"}, shoreline="stick")
    with pytest.raises(
        CoastError,
        match=r"200 of 200 start positions lie more than 2.0 nm inland, one of them at 60 30.000N 005 00.000E; "
        r"nearer .* `shoreline: none`$",
    ):
        forecast(inland, [sea()], EAST_COAST)
    ashore = {
        "name": "trip", "kind": "voyage", "speed": "8 kn",
        "route": [{"at": "60N 3E", "time": "2015-11-16T06:00Z"}, {"at": "60N 5E"}],
    }  # fmt: skip
    with pytest.raises(CoastError, match="inland"):
        forecast(incident(ashore, until="2015-11-17T06:00Z", shoreline="stick"), [sea()], EAST_COAST)


def test_the_tail_of_an_error_inland_is_moved_and_counted_apart():
    near = incident({**FIX, "at": "60 30.0N 003 56.0E", "position_error": "2 nm"}, particles=2000, shoreline="stick")
    cloud = forecast(near, [sea()], EAST_COAST)
    moved, strays = (int(note.split()[0]) for note in cloud.provenance.notes if note.split()[0].isdigit())
    assert 200 < moved < 300  # a normal cut at three deviations, 1.16 of them off a straight coast: 12 %
    assert 5 < strays < 40  # beyond 2.34 deviations: 1 %
    assert any("more than 2.0 nm inland; check the position" in note for note in cloud.provenance.notes)


def test_a_shoreline_needs_a_coast():
    with pytest.raises(CoastError, match="`shoreline: slip` needs a coast"):
        forecast(incident(shoreline="slip"), [sea()], None)


def test_the_coast_holds_what_drifts_onto_it():
    cloud = forecast(
        incident({**FIX, "at": "60 30N 003 55E"}, shoreline="stick"), [sea(current=(0.5, 0.0))], EAST_COAST
    )
    assert (cloud.status[:, -1] == Status.STRANDED).all()
    assert at_end(cloud)[0] == pytest.approx(np.full(200, 4.0), abs=1e-4)


def test_several_objects_keep_their_weights():
    objects = [{"object": "PIW-1", "weight": 3}, {"object": "LIFE-RAFT-DB-10", "weight": 1}]
    cloud = forecast(incident(object_=objects), [sea(wind=(8.0, 0.0))], None)
    assert cloud.object_keys == ("PIW-1", "LIFE-RAFT-DB-10")
    assert cloud.weight[cloud.object_class == 1].sum() == pytest.approx(0.25)
    raft = at_end(cloud)[0][cloud.object_class == 1]
    assert raft.min() > at_end(cloud)[0][cloud.object_class == 0].max()


def test_objects_are_known_and_named_once():
    with pytest.raises(ObjectError, match="'zeppelin' is no leeway class"):
        forecast(incident(object_="zeppelin"), [sea()], None)
    with pytest.raises(IncidentError, match="object PIW-4 is listed 2 times; give it once"):
        leeway_classes_of(incident(object_=[{"object": "PIW-4"}, {"object": "survival suit"}]))


def test_progress_is_told_and_never_goes_back():
    told: list[tuple[float, str]] = []
    forecast(incident(), [sea()], None, progress=lambda share, stage: told.append((share, stage)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] <= shares[-1] <= 1.0
    assert told[0][1] == "placing the particles"


def test_a_hand_table_serves_everywhere_and_for_ever(tmp_path):
    table = tmp_path / "hand.yaml"
    table.write_text(
        "wind: [{time: 2015-11-16T08:00Z, from: 270, speed: 0 kn}]\n"
        "current: [{time: 2015-11-16T08:00Z, toward: 90, speed: 1 m/s}]\n"
    )
    fix = {**FIX, "at": "17 00.0S 179 59.0E"}
    cloud = forecast(incident(fix), [open_hand_table(table, "hand.yaml")], None)
    lon, lat = at_end(cloud)
    assert wgs84().inv(179 + 59 / 60, -17.0, lon[0], lat[0])[2] == pytest.approx(6 * HOUR, abs=1.0)
    assert cloud.provenance.sources[0].name == "hand.yaml"


def test_births_before_the_forcing_begins_are_a_gap():
    early = incident({**FIX, "time": "2015-11-16T00:30Z", "time_error": "30 min"})
    with pytest.raises(ForcingGapError, match=r"no wind from 2015-11-15 23:\d\d.* until 2015-11-16 00:00Z"):
        forecast(early, [sea()], None)


def test_a_few_seeds_without_data_end_at_once_and_are_told():
    current = np.zeros((9, 9, 2), dtype=np.float32)
    current[:, 7:] = np.nan
    likely, unlikely = {**FIX, "weight": 0.995}, {**FIX, "name": "edge", "weight": 0.005, "at": "60 30N 7E"}
    cloud = forecast(incident(likely, unlikely), [sea(current=current)], None)
    assert (cloud.status[cloud.scenario == 1, -1] == Status.LEFT_FORCING).all()
    assert cloud.share(Status.LEFT_FORCING, -1) == pytest.approx(0.005)
    assert (
        "0.5 % of the probability left the forcing, the first between 2015-11-16 06:00Z and 2015-11-16 07:00Z near "
        "60 30.000N 007 00.000E, where current has no data"
    ) in cloud.provenance.notes


def test_values_from_filled_cells_are_told_with_their_distance():
    wind, current = sea(current=(0.1, 0.0)).fields
    filled = replace(current, filled=np.ones_like(current.filled))
    cloud = forecast(
        incident(), [MemorySource("sea.nc", (wind, filled))], None, options=ForecastOptions(coast_fill_m=5e3)
    )
    assert (
        "100 % of the current values from sea.nc lay on sea without data and took the nearest value within 2.7 nm"
        in cloud.provenance.notes
    )


def test_stokes_drift_is_added_where_asked_and_warns():
    wind, current = sea().fields
    stokes = memory_field("stokes", (0.2, 0.0), NORTH_SEA, [MIDNIGHT, MIDNIGHT + 36 * HOUR])
    source = MemorySource("sea.nc", (wind, current, stokes))
    still, added = (forecast(incident(stokes=choice), [source], None) for choice in ("none", "add"))
    assert set(at_end(still)[0]) == {4.0}
    assert wgs84().inv(4.0, 60.5, at_end(added)[0][0], at_end(added)[1][0])[2] == pytest.approx(0.2 * 6 * HOUR, abs=1.0)
    assert any("count twice" in note for note in added.provenance.notes)
