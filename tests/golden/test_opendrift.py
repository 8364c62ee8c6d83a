"""Clouds that OpenDrift made from the same start positions and files: PIW-1 off Norway, nothing random.

Its statistics are kept in validation/opendrift/reference.json, made by `python -m validation.opendrift.compare`.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.drift import peer
from validation.opendrift.case import HOURS, LEE_SHORE, OPEN_SEA, OPEN_SEA_WITH_LAND, SIDES, Case, Forcing, Tracks
from validation.opendrift.cloud_statistics import Agreement, CloudStatistics, cloud_statistics
from validation.opendrift.compare import SAMPLE_EVERY, separation_m, statistics, stranded_share
from validation.opendrift.sarex_side import sarex_tracks

SHARE_MAX = 0.02
"""Asked for. Measured when this was written: 0.16 % for the mean, 0.14 % for the principal deviations."""
CASES = Path(__file__).parents[2] / "validation" / "opendrift" / "reference.json"


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    cases: dict[str, Any] = json.loads(CASES.read_text())["cases"]
    return cases


@pytest.fixture(scope="module")
def open_sea(real_data: Path) -> dict[str, Tracks]:
    return sarex_tracks(OPEN_SEA, Forcing.below(real_data))


@pytest.mark.parametrize("side", SIDES)
def test_mean_and_spread_are_those_of_opendrift(
    open_sea: dict[str, Tracks], reference: dict[str, Any], side: str
) -> None:
    theirs = [CloudStatistics(**cloud) for cloud in reference[OPEN_SEA.name][side]["clouds"]]
    for cloud, ours in zip(theirs, statistics(OPEN_SEA, open_sea[side]), strict=True):
        assert ours.particles == cloud.particles == OPEN_SEA.particles
        assert ours.path_m == pytest.approx(cloud.path_m, rel=SHARE_MAX)
        agreement = Agreement.of(cloud, ours)
        assert agreement.mean_offset <= SHARE_MAX
        assert agreement.principal_sd <= SHARE_MAX


@pytest.mark.parametrize("side", SIDES)
def test_single_particles_go_the_same_way(open_sea: dict[str, Tracks], reference: dict[str, Any], side: str) -> None:
    sample = np.array(reference[OPEN_SEA.name][side]["sample"])
    ours = np.stack([open_sea[side].lon, open_sea[side].lat], axis=-1)[::SAMPLE_EVERY][:, list(HOURS)]
    metres = np.array([math.cos(math.radians(OPEN_SEA.lat)), 1.0]) * 111_320.0
    apart_m = np.hypot(*np.moveaxis((ours - sample) * metres, -1, 0))
    assert sample.shape == (OPEN_SEA.particles // SAMPLE_EVERY, len(HOURS), 2)
    assert (np.median(apart_m, axis=0) < [80.0, 120.0, 300.0]).all()


def test_the_two_sides_are_not_confused(open_sea: dict[str, Tracks], reference: dict[str, Any]) -> None:
    right = CloudStatistics(**reference[OPEN_SEA.name]["right"]["clouds"][-1])
    left = statistics(OPEN_SEA, open_sea["left"])[-1]
    assert Agreement.of(right, left).mean_offset > 5 * SHARE_MAX


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("case", [OPEN_SEA_WITH_LAND, LEE_SHORE], ids=lambda case: case.name)
def test_the_stranded_share_is_that_of_opendrift(
    real_data: Path, reference: dict[str, Any], case: Case, side: str
) -> None:
    """Off the coast the share after 24 h is not compared: OpenDrift steps over skerries there (see the README)."""
    ours = stranded_share(sarex_tracks(case, Forcing.below(real_data))[side])
    theirs = reference[case.name][side]["stranded_share"]
    hours = HOURS[:2] if case is LEE_SHORE else HOURS
    for own, other in list(zip(ours, theirs, strict=True))[: len(hours)]:
        assert own == pytest.approx(other, abs=0.01 + 3.0 * math.sqrt(other * (1.0 - other) / case.particles))
    assert ours[-1] >= theirs[-1]


@pytest.mark.slow
@pytest.mark.skipif(not peer.is_ready(), reason="OpenDrift is not installed; `script/bench drift` installs it")
def test_opendrift_itself_agrees_particle_by_particle(open_sea: dict[str, Tracks], real_data: Path) -> None:
    from validation.opendrift.opendrift_side import opendrift_tracks

    theirs = opendrift_tracks(OPEN_SEA, Forcing.below(real_data))
    for side in SIDES:
        apart_m = separation_m(OPEN_SEA, open_sea[side], theirs[side])
        assert [len(one) for one in apart_m] == [OPEN_SEA.particles] * len(HOURS)
        assert [float(np.median(one)) < limit for one, limit in zip(apart_m, (80.0, 120.0, 300.0), strict=True)]


def test_statistics_of_a_known_cloud() -> None:
    """Four corners of a square that move 0.02 degrees east in an hour; a fifth particle has no position."""
    metres_e, metres_n = 55_800.2, 111_412.2
    lon = np.array([[-0.01, 0.01], [0.01, 0.03], [-0.01, 0.01], [0.01, 0.03], [np.nan, np.nan]])
    lat = np.array([[59.995] * 2, [59.995] * 2, [60.005] * 2, [60.005] * 2, [60.0] * 2])
    found = cloud_statistics(lon, lat, 1, (0.0, 60.0))
    assert found.particles == 4
    assert found.path_m == pytest.approx(0.02 * metres_e, rel=1e-3)
    assert found.mean_m == pytest.approx((0.02 * metres_e, 0.0), abs=1.0)
    ratio = math.sqrt(4.0 / 3.0)
    assert found.principal_sd_m == pytest.approx([0.01 * metres_e * ratio, 0.005 * metres_n * ratio], rel=2e-3)
