"""The coverage rule before the run and the one per cent after it: what, where, the rule and the way out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sarex.adapters.memory_source import MemorySource, memory_field
from sarex.drift.departure import check_departure, departure_text, first_departure, narrowed
from sarex.drift.forcing_rule import ForcingNeed, check_given, check_period, check_seeds
from sarex.drift.particles import Particles
from sarex.drift.run_record import noise_text, run_record
from sarex.model.coverage import Coverage
from sarex.model.errors import ForcingGapError
from sarex.model.forcing_window import Box, Quantity
from sarex.model.incident import NOISE_PRESETS, Incident, Noise
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.provenance import Provenance, SourceUse

HOUR = 3600.0
NORTH_SEA = Box(2.0, 58.0, 8.0, 62.0)
MIDNIGHT = 1447632000.0  # 2015-11-16T00:00Z


def held(
    quantity: Quantity, first_h: float, last_h: float, *, name: str = "sea.nc", box: Box = NORTH_SEA,
    missing: tuple[int, ...] = (), notes: tuple[str, ...] = (), synthetic: bool = False,
) -> Coverage:  # fmt: skip
    times = [MIDNIGHT + hour * HOUR for hour in np.arange(first_h, last_h + 1) if hour not in missing]
    field = memory_field(quantity, (0.1, 0.0), box, times, bridge_s_max=2 * HOUR, notes=notes, synthetic=synthetic)
    (coverage,) = MemorySource(name, (field,), sha256=f"hash of {name}").coverage
    return coverage


def need(*quantities: Quantity, first_h: float = 0, last_h: float = 24) -> ForcingNeed:
    return ForcingNeed(quantities, MIDNIGHT + first_h * HOUR, MIDNIGHT + last_h * HOUR, Box(3.0, 59.0, 5.0, 61.0))


def test_a_quantity_that_no_source_holds_is_named():
    with pytest.raises(ForcingGapError, match=r"^no current was given \(sea.nc\), .*; add a file or a hand table"):
        check_given(need("wind", "current"), [held("wind", 0, 24)])
    deep = held("wind", 0, 24, notes=("not used: uo, vo have no level at the surface along depth",))
    with pytest.raises(ForcingGapError, match=r"^no current was given \(sea.nc; not used: uo, vo have no level at the"):
        check_given(need("wind", "current"), [deep])
    with pytest.raises(ForcingGapError, match=r"^no wind was given \(no source at all\)"):
        check_given(need("wind"), [])
    with pytest.raises(ForcingGapError, match=r"^no Stokes drift was given .* or set `stokes: none`$"):
        check_given(need("wind", "stokes"), [held("wind", 0, 24)])


def test_sources_hold_the_period_together():
    check_period(need("wind"), [held("wind", 0, 24)])
    check_period(need("wind"), [held("wind", 12, 30), held("wind", -5, 12)])
    check_period(need("wind"), [held("wind", 0, 24, missing=(5, 6, 7)), held("wind", 3, 9)])


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (0, 18, r"no wind from 2015-11-16 18:00Z until 2015-11-17 00:00Z, and the run needs it from 2015-11-16 00:00Z "
                r"until 2015-11-17 00:00Z; sea.nc holds it from 2015-11-16 00:00Z until 2015-11-16 18:00Z: load .* "
                r"change `until`, or run with --allow-gaps$"),
        (3, 24, r"no wind from 2015-11-16 00:00Z until 2015-11-16 03:00Z,"),
        (30, 40, r"no wind from 2015-11-16 00:00Z until 2015-11-17 00:00Z,"),
        (-9, -2, r"no wind from 2015-11-16 00:00Z until 2015-11-17 00:00Z,"),
    ],
)  # fmt: skip
def test_a_period_that_is_not_held_is_named(first, last, message):
    with pytest.raises(ForcingGapError, match=message):
        check_period(need("wind"), [held("wind", first, last)])


def test_a_gap_in_the_middle_is_named():
    message = r"^no current from 2015-11-16 04:00Z until 2015-11-16 08:00Z \(the first of 2 gaps\), .* with gaps:"
    with pytest.raises(ForcingGapError, match=message):
        check_period(need("current"), [held("current", 0, 24, missing=(5, 6, 7, 15, 16, 17))])


def test_a_bridged_gap_and_a_gap_outside_the_run_are_no_gap():
    check_period(need("current"), [held("current", -12, 24, missing=(5, -8, -7, -6, -5))])


def test_a_source_elsewhere_does_not_hold_the_period():
    pacific = held("wind", 0, 24, name="pacific.nc", box=Box(150.0, 10.0, 190.0, 40.0))
    with pytest.raises(ForcingGapError, match=r"no wind from 2015-11-16 18:00Z"):
        check_period(need("wind"), [held("wind", 0, 18), pacific])
    with pytest.raises(
        ForcingGapError,
        match=r"^pacific.nc holds wind from 10 00.000N 150 00.000E to 40 00.000N 170 00.000W and the run begins about "
        r"60 00.000N 004 00.000E; load wind for that area$",
    ):
        check_period(need("wind"), [pacific])


def particles(number: int) -> Particles:
    zeros = np.zeros(number)
    ids = np.arange(number)
    return Particles(
        particle_id=ids, lon=np.full(number, 1.5), lat=np.full(number, 60.25), birth_s=np.full(number, MIDNIGHT),
        weight=np.full(number, 1.0 / number), scenario=zeros.astype(np.int16), object_class=zeros.astype(np.int16),
        member=ids.astype(np.int32), side=(ids % 2).astype(np.int8), downwind_deviate=zeros, crosswind_deviate=zeros,
    )  # fmt: skip


def test_one_per_cent_of_the_seeds_may_lack_forcing_and_no_more():
    uncovered = np.arange(1000) < 10
    check_seeds("current", particles(1000), uncovered, [held("current", 0, 24)], coast_fill_m=10_000.0)
    with pytest.raises(
        ForcingGapError,
        match=r"no current at the start of 1.1 % of the probability \(1 % is allowed\), such as at "
        r"60 15.000N 001 30.000E at 2015-11-16 00:00Z; sea.nc holds current from "
        r"58 00.000N 002 00.000E to 62 00.000N 008 00.000E, and sea "
        r"without data takes the nearest value within 5.4 nm: load current .* --coast-fill larger, or run with --allow",
    ):
        check_seeds("current", particles(1000), np.arange(1000) < 11, [held("current", 0, 24)], coast_fill_m=10_000.0)


def cloud(lon: np.ndarray, status: np.ndarray) -> ParticleCloud:
    number, times = lon.shape
    some = particles(number)
    provenance = Provenance(
        sarex_version="0", incident="", incident_sha256="", seed=0, noise="", sources=(), coast=""
    )  # fmt: skip
    return ParticleCloud(
        time_s=MIDNIGHT + HOUR * np.arange(times), lon=lon, lat=np.where(np.isnan(lon), np.nan, 60.0),
        status=status.astype(np.int8), weight=some.weight, scenario=some.scenario, object_class=some.object_class,
        scenario_names=("one",), object_keys=("PIW-1",), provenance=provenance,
    )  # fmt: skip


def leaving(number: int, gone: int) -> ParticleCloud:
    """All afloat at 7.9 E for two hours; then the first `gone` leave."""
    lon = np.full((number, 4), 7.9)
    status = np.full((number, 4), int(Status.AFLOAT))
    lon[:gone, 2:], status[:gone, 2:] = np.nan, Status.LEFT_FORCING
    return cloud(lon, status)


def test_nobody_left_is_no_departure():
    assert first_departure(leaving(100, 0), particles(100), ("wind", "current"), backward=False) is None


def test_the_first_departure_is_told_with_its_edge():
    first = first_departure(leaving(200, 3), particles(200), ("wind", "current"), backward=False)
    assert first is not None
    assert first.share == pytest.approx(0.015)
    coverages = [held("wind", 0, 24, box=Box(0, 50, 20, 70), name="air.nc"), held("current", 0, 24)]
    with pytest.raises(
        ForcingGapError,
        match=r"^1.5 % of the probability left the forcing \(1 % is allowed\), the first between 2015-11-16 01:00Z and "
        r"2015-11-16 02:00Z near 60 00.000N 007 54.000E, at the east edge of current in sea.nc; load .*--allow-gaps$",
    ):
        check_departure(first, coverages)


def test_one_per_cent_may_leave():
    first = first_departure(leaving(100, 1), particles(100), ("wind", "current"), backward=False)
    assert first is not None
    check_departure(first, [held("wind", 0, 24), held("current", 0, 24)])


def test_a_departure_at_birth_is_told_from_the_seed():
    status = np.full((4, 3), int(Status.LEFT_FORCING))
    first = first_departure(cloud(np.full((4, 3), np.nan), status), particles(4), ("wind", "current"), backward=False)
    assert first is not None
    assert (first.place.lon, first.place.lat) == (1.5, 60.25)
    assert "at 2015-11-16 00:00Z near 60 15.000N" in departure_text(
        replace(first, quantities=("current",)), [held("current", 0, 24)]
    )


def test_a_departure_backward_is_read_from_the_end():
    lon = np.full((1, 4), 5.0)
    status = np.full((1, 4), int(Status.AFLOAT))
    lon[0, :2], status[0, :2] = np.nan, Status.LEFT_FORCING
    first = first_departure(cloud(lon, status), particles(1), ("current",), backward=True)
    assert first is not None
    assert (first.early_s, first.late_s) == (MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR)
    assert first.place.lon == 5.0


def test_a_departure_far_from_any_edge_is_a_hole_and_in_a_gap_is_a_gap():
    middle = leaving(10, 1)
    lon = np.where(np.isnan(middle.lon), np.nan, 5.0)
    first = first_departure(cloud(lon, middle.status), particles(10), ("wind", "current"), backward=False)
    assert first is not None
    assert departure_text(replace(first, quantities=("current",)), [held("current", 0, 24)]).endswith(
        "where current has no data"
    )
    gap = [held("current", 0, 24, missing=(2, 3, 4))]
    assert departure_text(replace(first, quantities=("current",)), gap).endswith("when no source holds current")


def test_the_missing_quantity_is_found_by_looking_around():
    first = first_departure(leaving(10, 1), particles(10), ("wind", "current"), backward=False)
    assert first is not None

    def served_by(quantity: Quantity, lon: np.ndarray, lat: np.ndarray, time_s: np.ndarray) -> np.ndarray:
        here = (lon < 8.0) | (quantity == "wind")
        assert lon.shape == lat.shape == time_s.shape
        return np.where(here, 0, -1)

    assert narrowed(first, served_by).quantities == ("current",)
    assert narrowed(first, lambda _quantity, lon, _lat, _time_s: np.zeros(lon.size, dtype=np.int64)) == first


def incident(**drift: object) -> Incident:
    return Incident.model_validate(
        {
            "format": "sarex-incident/1",
            "name": "case",
            "exercise": True,
            "object": "PIW-1",
            "scenarios": [{"name": "fix", "kind": "position", "at": "60N 4E", "time": "2015-11-16T06:00Z"}],
            "drift": {"until": "2015-11-17T06:00Z", "seed": 9, **drift},
        }
    )


def test_the_record_of_a_run_holds_what_it_takes_to_make_it_again():
    coverages = [
        held("wind", 0, 24, notes=("WARNING: constant everywhere", "level taken: 10 m")),
        held("current", 0, 24, notes=("daily means: tides and inertial motion are gone",), synthetic=True),
    ]
    uses = (SourceUse(name="sea.nc", quantity="current", served=1.0, filled=0.25, hours=()),)
    record = run_record(incident(), coverages, uses, period_s=(0.0, 0.0), coast="a coast", notes=["first"])
    assert record.notes == (
        "first",
        "wind in sea.nc: WARNING: constant everywhere",
        "current in sea.nc: daily means: tides and inertial motion are gone",
    )
    assert (record.seed, record.coast, record.synthetic, record.exercise) == (9, "a coast", True, True)
    assert record.noise == "drifters-2020: current 0.3 m/s, half-life 7 h"
    assert '"shoreline":"stick"' in record.incident
    assert len(record.incident_sha256) == 64
    assert record.sources == uses
    assert (
        run_record(incident(seed=10), coverages, uses, period_s=(0.0, 0.0), coast="", notes=[]).incident_sha256
        != record.incident_sha256
    )


def test_stokes_drift_warns_of_double_counting():
    coverages = [held("wind", 0, 24), held("current", 0, 24), held("stokes", 0, 24)]
    assert not run_record(incident(), coverages, (), period_s=(0.0, 0.0), coast="", notes=[]).notes
    (note,) = run_record(incident(stokes="add"), coverages, (), period_s=(0.0, 0.0), coast="", notes=[]).notes
    assert "count twice" in note
    assert "utotal" in note


def test_noise_is_told_in_figures():
    assert noise_text(NOISE_PRESETS["none"]) == "none: no random motion"
    assert noise_text(Noise(current_sd="0 m/s")) == "own: no velocity error"  # deviation and jibing go on
    assert noise_text(NOISE_PRESETS["sarops-low"]).startswith(
        "sarops-low: current 0.103 m/s, half-life 4 h 24 min; wind"
    )
    own = Noise.model_validate({"diffusivity": "10 m2/s"})
    assert noise_text(own) == "own: diffusivity 10 m2/s"


def test_the_recorded_incident_can_be_read_and_run_again():
    period = {"from": "2015-11-16T06:00Z", "until": "2015-11-16T08:00Z"}
    scenarios = [
        {"name": "area", "kind": "area", "polygon": ["1S 1W", "0N 1E", "1N 0E"], **period},
        {"name": "voyage", "kind": "voyage", "speed": "8 kn", "distress": period,
         "route": [{"at": "60 10.0N 3E", "time": "2015-11-16T06:00Z"}, {"at": "61N 3E"}]},
        {"name": "flare", "kind": "bearing", "at": "60N 3E", "time": "2015-11-16T06:00Z", "bearing": "045",
         "range": "3 nm"},
        {"name": "line", "kind": "datum_line", "line": ["60N 3E", "61N 3E"], "time": "2015-11-16T06:00Z"},
    ]  # fmt: skip
    case = incident(noise="sarops-low", step="10 min")
    case = Incident.model_validate({**case.model_dump(mode="json", by_alias=True), "scenarios": scenarios})
    record = run_record(case, [], (), period_s=(0.0, 0.0), coast="", notes=[])
    assert Incident.model_validate_json(record.incident) == case
