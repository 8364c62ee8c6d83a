"""The incident file: what it means, and one plain line for everything that can be wrong in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from sarex.formats.incident_yaml import SCENARIO_KINDS, incident_schema, parse_incident
from sarex.formats.yaml_text import load_yaml
from sarex.model.errors import IncidentError
from sarex.model.incident import NOISE_PRESETS, Incident, PositionScenario, VoyageScenario, distress_period

EXAMPLES = Path(__file__).parents[2] / "examples"
INCIDENTS = sorted(path for path in EXAMPLES.glob("*.yaml") if "sarex-incident" in path.read_text(encoding="utf-8"))
GOOD = (EXAMPLES / "position.yaml").read_text(encoding="utf-8")


def test_the_example_means_what_it_says():
    incident = parse_incident(GOOD)
    fix, voyage = incident.scenarios
    assert isinstance(fix, PositionScenario)
    assert isinstance(voyage, VoyageScenario)
    assert (fix.at.lat, fix.at.lon, fix.position_error, fix.time_error) == (60.5, 4.0, 3704.0, 1800.0)
    assert voyage.speed == pytest.approx(8 * 1852 / 3600)
    assert [found.object for found in incident.objects] == ["LIFE-RAFT-DB-10"]
    drift = incident.drift
    assert (drift.step, drift.output, drift.particles, drift.seed, drift.jibing) == (600.0, 3600.0, 10000, 7, 0.04)
    assert drift.until == datetime(2015, 11, 17, 6, tzinfo=UTC)
    assert drift.noise == NOISE_PRESETS["drifters-2020"]
    assert (drift.noise.current_sd, drift.noise.current_half_life, drift.noise.wind_sd) == (0.30, 25200.0, 0.0)
    assert distress_period(fix) == (
        datetime(2015, 11, 16, 4, 30, tzinfo=UTC),
        datetime(2015, 11, 16, 7, 30, tzinfo=UTC),
    )


def test_sarops_presets_carry_the_published_figures():
    low, high = NOISE_PRESETS["sarops-low"], NOISE_PRESETS["sarops-high"]
    assert low.wind_sd == pytest.approx(1.02889, abs=1e-5)
    assert low.current_sd == pytest.approx(0.102889, abs=1e-6)
    assert (high.wind_sd, high.current_sd) == (pytest.approx(low.wind_sd / 2), pytest.approx(low.current_sd / 2))
    assert (low.wind_half_life, low.current_half_life) == (3600.0, 15840.0)


def test_there_is_an_example_of_every_kind():
    kinds = {
        scenario.kind for path in INCIDENTS for scenario in parse_incident(path.read_text(encoding="utf-8")).scenarios
    }
    assert kinds == set(SCENARIO_KINDS)


@pytest.mark.parametrize("path", INCIDENTS, ids=lambda path: path.stem)
def test_examples_read_fit_the_schema_and_survive_being_written(path):
    text = path.read_text(encoding="utf-8")
    incident = parse_incident(text)
    assert Incident.model_validate_json(incident.model_dump_json()) == incident
    jsonschema.validate(load_yaml(text, path.name, IncidentError), incident_schema())


def test_a_voyage_ends_when_its_speed_brings_it_to_the_last_point():
    voyage = parse_incident(GOOD).scenarios[1]
    first, last = distress_period(voyage)
    assert first == datetime(2015, 11, 16, 4, tzinfo=UTC)
    assert (last - first).total_seconds() == pytest.approx(21202.9, abs=1.0)  # 87 260 m at 8 kn


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("format: sarex-incident/1", "format: sarex-incident/9", "format 'sarex-incident/9' is not known"),
        ("name: Life raft", "nam: Life raft", "key 'nam' is not known; did you mean `name`"),
        ("position_error: 2 nm", "position_error: 2", r"scenarios\[0\].position_error: length 2 has no unit.*`2 nm`"),
        ("position_error: 2 nm", "position_error: -2 nm", r"below zero"),
        ("position_error: 2 nm", "position_error: 2000 nm", r"scenarios\[0\].position_error: 2000 nm is no error"),
        ("track_error: 1 nm", "track_error: 1e300 m", r"scenarios\[1\].track_error: .* is no error of a position"),
        ("position_error: 2 nm", "position_eror: 2 nm", r"scenarios\[0\]: key 'position_eror'.*`position_error`"),
        ('"60 30.0N 004 00.0E"', '"004 00.0E 60 30.0N"', r"scenarios\[0\].at: .*latitude first"),
        ('"60 30.0N 004 00.0E"', "60.5", r"scenarios\[0\].at: 60.5 is no position"),
        ("time: 2015-11-16T06:00Z", "time: 2015-11-16T06:00", r"scenarios\[0\].time: time .* has no zone"),
        ("time: 2015-11-16T06:00Z", "time: 2015-11-16 06:00:00", r"scenarios\[0\].time: time .* has no zone"),
        ("weight: 0.7", "weight: 0", r"scenarios\[0\].weight: 0 cannot be used"),
        ("weight: 0.7", "weight: .nan", r"scenarios\[0\].weight: .* cannot be used"),
        ("kind: position", "kind: place", r"scenarios\[0\]: kind 'place' is not known; give one of 'position'"),
        ("    kind: position\n", "", r"scenarios\[0\]: `kind` is missing"),
        ("name: overdue", "name: last fix", "name 'last fix' is used twice"),
        ("particles: 10000", "particles: 0", r"drift.particles: 0 cannot be used: it should be greater"),
        ("particles: 10000", "particles: true", r"drift.particles: `true` is no number"),
        ("weight: 0.7", "weight: true", r"scenarios\[0\].weight: `true` is no number"),
        ("particles: 10000", "particles: many", r"drift.particles: 'many' cannot be used"),
        ("particles: 10000", "particles: 99999999999", r"drift.particles: .* less than or equal to 20000000"),
        ("step: 10 min", "step: 0", "must be 1 s or more"),
        ("output: 1 h", "output: 25 min", "no multiple of `step`"),
        ("until: 2015-11-17T06:00Z", "until: 2015-11-15T06:00Z", "before scenario 'last fix' begins 2015-11-16 04:30Z"),
        ("until: 2015-11-17T06:00Z", "until: 2105-11-17T06:00Z", "90 years apart, and 5 are the most"),
        ("time: 2015-11-16T06:00Z", "time: 0001-01-01T00:00Z", "'last fix' reaches beyond the years 1 to 9999"),
        ("time: 2015-11-16T06:00Z", "time: 0001-01-01T00:00+09:00", r"scenarios\[0\].time: .* beyond the years"),
        ("time_error: 30 min", "time_error: 1e9 h", "'last fix' reaches beyond the years 1 to 9999"),
        ("speed: 8 kn", "speed: 1e-9 kn", "'overdue' reaches beyond the years 1 to 9999"),
        ("direction: forward", "direction: backward", "after scenario 'last fix'"),
        ("direction: forward", "direction: sideways", "drift.direction: 'sideways' is not known"),
        ("noise: drifters-2020", "noise: loud", "noise 'loud' is no preset; choose one of drifters-2020"),
        ("noise: drifters-2020", "noise: {current_sd: 0.3}", r"drift.noise.current_sd: speed 0.3 has no unit"),
        ("noise: drifters-2020", "noise: {current_sd: 1 m/s, current_half_life: 0}", "`current_half_life` is 0"),
        ("noise: drifters-2020", "noise: {name: none, current_sd: 1 m/s}", "belongs to a preset"),
        ("noise: drifters-2020", "noise: {current_sd: 30 m/s}", "`current_sd` of 30 m/s is above 5 m/s"),
        ("noise: drifters-2020", "noise: {wind_sd: 200 kn}", "`wind_sd` of .* is above 60 m/s"),
        ("noise: drifters-2020", "noise: {diffusivity: 1e9 m2/s}", "no sea spreads so fast"),
        ("jibing: 0.04", "jibing: 1.5", r"drift.jibing: 1.5 cannot be used"),
        ("capsizing: none", "capsizing: {wind: 30 m/s, spread: 0, factor: 0.4}", "`spread` is 0"),
        ("leeway_spread: true", "leeway_spread: maybe", r"drift.leeway_spread: 'maybe' cannot be used"),
        ("    speed: 8 kn\n", "", "has no `speed` and a point without `time`"),
        (", time: 2015-11-16T04:00Z}", "}", "the first route point has no `time`"),
        ("seed: 7", "seed: -7", "drift.seed: -7 cannot be used"),
        ("object: LIFE-RAFT-DB-10", "object: []", "object: "),
        ("seed: 7", "seed: 7\n  seed: 8", "seed"),
        ("scenarios:", "scenarios: 3\nother:", "other"),
    ],
)  # fmt: skip
def test_every_wrong_value_gets_one_plain_line(old, new, fault):
    assert old in GOOD
    with pytest.raises(IncidentError, match=fault) as caught:
        parse_incident(GOOD.replace(old, new, 1), "raft.yaml")
    assert str(caught.value).startswith("raft.yaml")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "- 1", "just words", "null", "42", "format: sarex-units/1"])
def test_what_is_no_incident_at_all(text):
    with pytest.raises(IncidentError, match=r"^raft.yaml"):
        parse_incident(text, "raft.yaml")


@pytest.mark.parametrize("schema_breaker", ["weight: -1", "kind: place", "position_error: [2]"])
def test_the_schema_refuses_what_the_reader_refuses(schema_breaker):
    key = schema_breaker.split(":", maxsplit=1)[0]
    line = next(line for line in GOOD.splitlines() if line.strip().startswith(f"{key}:"))
    content = load_yaml(GOOD.replace(line.strip(), schema_breaker, 1), "x", IncidentError)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, incident_schema())
