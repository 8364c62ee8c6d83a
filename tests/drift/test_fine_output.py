"""A cloud that is to be searched: finer in time, the same drift."""

from __future__ import annotations

import numpy as np
import pytest

from sarex.drift.fine_output import POSITIONS_MAX, finely_put_out
from sarex.drift.forecast import forecast
from sarex.model.incident import Incident
from sarex.model.particle_cloud import Status
from sarex.model.quantities import parse_time
from update_case import sea


def incident(**drift: object) -> Incident:
    told = {
        "format": "sarex-incident/1", "name": "case", "object": "PIW-1",
        "scenarios": [{"name": "call", "kind": "position", "time": "2015-11-16T06:20Z", "time_error": "10 min",
                       "position_error": "2 nm", "at": "60 30N 004 00E"}],
        "drift": {"until": "2015-11-16T18:00Z", "particles": 600, "shoreline": "none", **drift},
    }  # fmt: skip
    return Incident.model_validate(told)


@pytest.mark.parametrize(
    ("drift", "minutes"),
    [
        ({}, 10),
        ({"step": "5 min"}, 5),
        ({"output": "10 min"}, 10),
        ({"output": "3 h"}, 10),
        ({"particles": 10_000, "until": "2015-11-17T18:00Z"}, 10),
        ({"particles": 10_000, "until": "2015-11-19T18:00Z"}, 20),
        ({"particles": 100_000, "until": "2015-11-16T10:00Z"}, 10),
        ({"particles": 100_000, "until": "2015-11-16T14:00Z"}, 20),
        ({"particles": 100_000, "until": "2015-11-16T22:00Z"}, 30),
        ({"particles": 100_000, "until": "2015-11-17T18:00Z"}, 60),
        ({"particles": 100_000, "output": "40 min", "until": "2015-11-17T18:00Z"}, 40),
    ],
)
def test_as_fine_as_the_steps_or_as_memory_allows(drift, minutes):
    assert finely_put_out(incident(**drift)).drift.output == 60.0 * minutes


def test_the_number_of_positions_is_kept():
    for particles in (1000, 20_000, 70_000):
        fine = finely_put_out(incident(particles=particles))
        assert fine.drift.output < 3600.0
        assert particles * (12 * 3600.0 / fine.drift.output + 1.0) <= POSITIONS_MAX


def test_it_is_the_same_drift_with_more_to_be_searched_in_the_hour_of_the_distress():
    hourly, fine = forecast(incident(), [sea()], None), forecast(finely_put_out(incident()), [sea()], None)
    same = np.searchsorted(fine.time_s, hourly.time_s[1:])
    assert fine.lon[:, same].tobytes() == hourly.lon[:, 1:].tobytes()
    hour_s = tuple(parse_time(f"2015-11-16T0{hour}:00Z").timestamp() for hour in (6, 7))
    known_s = []
    for cloud in (hourly, fine):
        afloat = cloud.status == Status.AFLOAT
        within = (cloud.time_s[:-1] >= hour_s[0]) & (cloud.time_s[1:] <= hour_s[1])
        known_s.append(float(((afloat[:, :-1] & afloat[:, 1:]) * np.diff(cloud.time_s))[:, within].sum(axis=1).mean()))
    # Born at 06:20, by 10 min: by the hour only those of before 06:00 are there.
    assert known_s == pytest.approx([3600.0 * 0.023, (40.0 - 5.0) * 60.0], rel=0.05, abs=60.0)
