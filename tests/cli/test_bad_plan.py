"""Cases that cannot be planned: one line on stderr that says what would help, exit code 2, no folder left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from plan_scene import NM, cloud_at, normal
from sarex import api
from sarex.model.particle_cloud import ParticleCloud, Status

VESSEL = {
    "name": "Vessel", "kind": "vessel", "at": "60 12N 003 00E", "available": "2026-06-10T08:00Z",
    "transit_speed": "20 kn", "search_speed": "15 kn", "endurance": "6 h", "sweep_width": "1 nm",
}  # fmt: skip
AIRCRAFT = {"name": "Aircraft", "kind": "fixed_wing", "height": "3000 ft", "search_speed": "150 kn", "sweep_width": ""}
LINES = """
lines:
  - {name: One, points: ["59N 3E", "61N 3E"], left: [Norway], right: []}
  - {name: Two, points: ["59N 2E", "61N 2E"], left: [], right: [Norway]}
  - {name: Three, points: ["59N 4E", "61N 4E"], left: [], right: [Norway]}
"""
CLOUD = cloud_at(normal(64, 3.0 * NM), hours=range(13))


@pytest.fixture
def plan(sarex: Callable[..., object], tmp_path: Path) -> Callable[..., object]:
    """`sarex plan` with one unit, changed in some of its entries (an empty one is left out)."""

    def run(changes: dict[str, str], *, top: str = "", cloud: ParticleCloud = CLOUD, options: tuple[str, ...] = ()):
        entry = {key: text for key, text in (VESSEL | changes).items() if text}
        quoted = ", ".join(f"{key}: {text if text[0] in '[{' else repr(text)}" for key, text in entry.items())
        (tmp_path / "units.yaml").write_text(f"format: sarex-units/1\n{top}\nunits:\n  - {{{quoted}}}\n")
        api.save_cloud(cloud, tmp_path / "cloud.nc")
        asked = ("--iterations", "5", *options)
        return sarex("plan", tmp_path / "cloud.nc", tmp_path / "units.yaml", "-o", tmp_path / "plan", *asked)

    return run


ASHORE = replace(CLOUD, status=np.full(CLOUD.status.shape, Status.STRANDED, dtype=np.int8))
WINTER = cloud_at(normal(64, 3.0 * NM), hours=range(9), start="2026-01-29T20:00Z")
CALM = "conditions: {wind: 10 kn}"
FAULTS: dict[str, tuple[dict[str, str], dict[str, object], list[str]]] = {
    "window before it begins": (
        {"until": "2026-06-10T07:00Z"}, {}, ["must stop 2026-06-10 07:00Z, before it is available"]
    ),
    "window before the drift": (
        {"available": "2026-06-09T00:00Z", "until": "2026-06-09T06:00Z"}, {}, ["nothing is adrift before", "`until`"]
    ),
    "available too late": ({"available": "2026-06-11T08:00Z"}, {}, ["let the drift run longer"]),
    "too far for its endurance": ({"at": "65 00N 003 00E"}, {}, ["a nearer base, more endurance"]),
    "sweep width zero": ({"sweep_width": "0 nm"}, {}, ["the width given for Vessel is 0"]),
    "a person from 3000 ft": (AIRCRAFT, {"top": CALM}, ["from 3000 ft; 300 ft would show it"]),
    "in the dark": (
        {"available": "2026-01-29T20:00Z", "sweep_width": ""}, {"cloud": WINTER, "top": CALM},
        ["first light 2026-01-30 07:", "night sensor"],
    ),
    "no weather": ({"sweep_width": ""}, {}, ["wind"]),
    "no particle afloat": ({}, {"cloud": ASHORE}, ["nothing to search at sea", "search the shore"]),
    "no water on both sides": ({"nation": "Norway"}, {"top": LINES}, ["Three", "agreed line"]),
    "no such area": ({"allowed": "[Sound]"}, {}, ["names area 'Sound'", "add it"]),
    "no temperature": ({}, {"options": ("--survival",)}, ["water_temperature"]),
    "no such method": ({}, {"options": ("--method", "guess")}, ["'guess'", "worksheet"]),
    "no such timing": ({}, {"options": ("--timing", "loose")}, ["'loose'", "timed"]),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_planned_is_said_in_one_line(plan, tmp_path, fault):
    changes, more, words = FAULTS[fault]
    answer = plan(changes, **more)
    assert answer.code == 2, answer.out + answer.err
    line = answer.err.strip().splitlines()[-1]
    assert line.startswith("sarex: ")
    assert answer.err.count("sarex: ") == 1
    assert "Traceback" not in answer.err
    assert not answer.out
    for word in words:
        assert word in line, line
    assert not (tmp_path / "plan").exists()
