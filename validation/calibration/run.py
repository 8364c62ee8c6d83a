"""Are plans as good as they promise? `.venv/bin/python -m validation.calibration.run`.

Plans the cases, hides targets, searches for them; writes README.md, figures.json and the picture in docs/pictures.
`--readme` writes page and picture anew from the figures.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from validation.calibration.case import CASES
from validation.calibration.record import case_record, in_errors
from validation.calibration.report import (
    draw,
    hour_table,
    knowing_table,
    loss_table,
    pooled_table,
    promise_table,
    rows,
    spread_table,
)
from validation.calibration.truth import SAME, TARGETS

FOLDER = Path(__file__).parent
FIGURES = FOLDER / "figures.json"
PICTURE = FOLDER.parents[1] / "docs" / "pictures" / "calibration.png"
ITERATIONS = 300
BUSY = (
    "The machine was busy with other\nwork when these figures were made, which changes only how long it takes: "
    "6 minutes of processor time."
)


def verdict(records: Sequence[dict[str, Any]]) -> str:
    misses = {
        f"{record['case']}, {plan['method']}": in_errors(plan["found"][SAME], plan["promised"], record["targets"])
        for record, plan in rows(records)
    }
    printed = [
        in_errors(plan["found"][SAME], plan["printed"], record["targets"])
        for record, plan in rows(records)
        if plan["method"] == "worksheet"
    ]
    outside = [name for name, miss in misses.items() if abs(miss) > 3.0]
    furthest = max(misses, key=lambda name: abs(misses[name]))
    off = sum(abs(miss) > 3.0 for miss in printed)
    held = f"All {len(misses)} plans are" if not outside else f"**{len(outside)} of {len(misses)} plans are not**"
    return (
        f"{held} within 3 standard errors of what they promise; the furthest is {furthest}, {misses[furthest]:+.2f}. "
        f"What the worksheet\nprints is further than that from what it finds in {off} of {len(printed)} cases: "
        "it is no promise of this kind."
    )


def code() -> str:
    """The commit that the planner is of, as far as it is told."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=FOLDER, capture_output=True, text=True, check=False).stdout.strip()

    changed = (
        " with changes not committed" if git("status", "--porcelain", "--", str(FOLDER.parents[1] / "src")) else ""
    )
    return f"{git('rev-parse', '--short', 'HEAD') or 'unknown'}{changed}"


def report(made_with: str, records: Sequence[dict[str, Any]]) -> str:
    template = (FOLDER / "readme_template.md").read_text(encoding="utf-8")
    return template.format(
        code=made_with,
        cases=len(records),
        targets=TARGETS,
        iterations=ITERATIONS,
        busy=BUSY,
        promises=promise_table(records),
        pooled=pooled_table(records),
        verdict=verdict(records),
        hours=hour_table(records),
        losses=loss_table(records),
        spreads=spread_table(records),
        knowing=knowing_table(records),
    )


def _told(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main() -> None:
    if "--readme" in sys.argv:
        figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    else:
        figures = {"code": code(), "cases": [case_record(case, ITERATIONS, _told) for case in CASES]}
        FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    records = figures["cases"]
    text = report(figures["code"], records)
    (FOLDER / "README.md").write_text(text, encoding="utf-8")
    draw(records, PICTURE)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
