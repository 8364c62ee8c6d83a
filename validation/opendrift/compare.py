"""Sarex against OpenDrift on the Norway pair: `.venv/bin/python -m validation.opendrift.compare`.

Installs OpenDrift in its own environment if need be, drifts the cases in both programs from the same start positions,
writes README.md and the statistics of OpenDrift's clouds (reference.json), against which the tests hold Sarex.
"""

from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.drift import peer
from validation.opendrift.case import CASES, HOURS, LEE_SHORE, OPEN_SEA, SIDES, Case, Forcing, Tracks
from validation.opendrift.cloud_statistics import Agreement, CloudStatistics, cloud_statistics
from validation.opendrift.opendrift_side import opendrift_tracks
from validation.opendrift.sarex_side import sarex_tracks
from validation.opendrift.shore_causes import cause_rows
from validation.opendrift.start import local_plane

FOLDER = Path(__file__).parent
REFERENCE = FOLDER / "reference.json"
SAMPLE_EVERY = 100
"""Of the open sea case every so many particles are kept one by one."""


def statistics(case: Case, tracks: Tracks) -> list[CloudStatistics]:
    return [cloud_statistics(tracks.lon, tracks.lat, hour, (case.lon, case.lat)) for hour in HOURS]


def stranded_share(tracks: Tracks) -> list[float]:
    return [round(float(tracks.stranded[:, hour].mean()), 4) for hour in HOURS]


def reference_entry(case: Case, tracks: Tracks) -> dict[str, Any]:
    """What is kept of OpenDrift's cloud."""
    entry: dict[str, Any] = {"clouds": [one.to_json() for one in statistics(case, tracks)]}
    if case.land:
        entry["stranded_share"] = stranded_share(tracks)
    if case is OPEN_SEA:
        kept = np.stack([tracks.lon, tracks.lat], axis=-1)[::SAMPLE_EVERY][:, list(HOURS)]
        entry["sample"] = np.round(kept, 5).tolist()
    return entry


def separation_m(case: Case, ours: Tracks, theirs: Tracks) -> list[np.ndarray]:
    """Distance between the two programs' positions of each particle, at each of the hours."""
    plane = local_plane(case.lon, case.lat)
    east, north = plane.transform(ours.lon, ours.lat)
    other_east, other_north = plane.transform(theirs.lon, theirs.lat)
    apart = np.hypot(east - other_east, north - other_north)
    return [apart[:, hour][np.isfinite(apart[:, hour])] for hour in HOURS]


def cloud_rows(case: Case, side: str, ours: Tracks, theirs: Tracks) -> list[str]:
    rows = []
    pairs = zip(statistics(case, theirs), statistics(case, ours), separation_m(case, ours, theirs), strict=True)
    for reference, own, apart in pairs:
        agreement = Agreement.of(reference, own)
        rows.append(
            f"| {side} | {reference.hour} h | {reference.path_m / 1000:.1f} km | {agreement.mean_offset:.2%} | "
            f"{agreement.principal_sd:.2%} | {np.median(apart):.0f} m | {np.quantile(apart, 0.95):.0f} m | "
            f"{reference.particles} / {own.particles} |"
        )
    return rows


def shore_rows(case: Case, side: str, ours: Tracks, theirs: Tracks) -> list[str]:
    rows = []
    for hour, own, other in zip(HOURS, stranded_share(ours), stranded_share(theirs), strict=True):
        error = math.sqrt(max(other * (1.0 - other), 1e-9) / case.particles)
        both = (ours.stranded[:, hour] & theirs.stranded[:, hour]).mean()
        rows.append(
            f"| {case.name} | {side} | {hour} h | {other:.2%} | {own:.2%} | {own - other:+.2%} | "
            f"{3.0 * error + 0.01:.2%} | {both:.2%} |"
        )
    return rows


def main() -> None:
    data = os.environ.get("SAREX_TEST_DATA")
    if not data:
        sys.exit("set SAREX_TEST_DATA to the folder with norway_2015-11-16")
    peer.install()
    forcing = Forcing.below(Path(data).resolve())
    reference: dict[str, Any] = {"program": peer.REQUIREMENTS.read_text().split()[-1].replace("==", " "), "cases": {}}
    clouds: list[str] = []
    shores: list[str] = []
    causes: list[str] = []
    for case in CASES:
        theirs, ours = opendrift_tracks(case, forcing), sarex_tracks(case, forcing)
        reference["cases"][case.name] = {side: reference_entry(case, theirs[side]) for side in SIDES}
        for side in SIDES:
            if case is OPEN_SEA:
                clouds += cloud_rows(case, side, ours[side], theirs[side])
            if case.land:
                shores += shore_rows(case, side, ours[side], theirs[side])
        if case is LEE_SHORE:
            causes = cause_rows(ours, theirs, forcing)
    REFERENCE.write_text(json.dumps(reference, separators=(",", ":")) + "\n")
    template = (FOLDER / "readme_template.md").read_text()
    lee = f"{LEE_SHORE.lat} N {LEE_SHORE.lon} E"
    report = template.format(
        program=reference["program"],
        clouds="\n".join(clouds),
        shores="\n".join(shores),
        causes="\n".join(causes),
        lee_shore=lee,
    )
    (FOLDER / "README.md").write_text(report)
    sys.stdout.write(report)


if __name__ == "__main__":
    main()
