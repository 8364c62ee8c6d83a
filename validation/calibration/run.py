"""Are plans as good as they promise? `.venv/bin/python -m validation.calibration.run`.

Plans the cases, hides targets, searches for them; writes README.md, figures.json and the picture in docs/pictures.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from validation.calibration.case import CASES
from validation.calibration.record import case_record
from validation.calibration.report import (
    draw,
    hour_table,
    knowing_table,
    loss_table,
    outside,
    pooled_table,
    promise_table,
    spread_table,
)
from validation.calibration.truth import TARGETS

FOLDER = Path(__file__).parent
FIGURES = FOLDER / "figures.json"
PICTURE = FOLDER.parents[1] / "docs" / "pictures" / "calibration.png"
ITERATIONS = 300
BUSY = (
    "The machine was busy with other work when these figures were made; that changes how long the run takes "
    "(some minutes on 2 cores) and nothing else."
)


def verdict(records: Sequence[dict[str, Any]]) -> str:
    missed = outside(records)
    plans = sum(len(record["plans"]) for record in records)
    if not missed:
        return f"All {plans} plans are within 3 standard errors of what they promise."
    return f"**{len(missed)} of {plans} plans miss their promise by more than 3 standard errors: {'; '.join(missed)}.**"


def report(records: Sequence[dict[str, Any]]) -> str:
    return (FOLDER / "readme_template.md").read_text(encoding="utf-8").format(
        cases=len(records), targets=TARGETS, iterations=ITERATIONS, busy=BUSY, promises=promise_table(records),
        pooled=pooled_table(records), verdict=verdict(records), hours=hour_table(records), losses=loss_table(records),
        spreads=spread_table(records), knowing=knowing_table(records),
    )  # fmt: skip


def _told(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main() -> None:
    records = [case_record(case, ITERATIONS, _told) for case in CASES]
    FIGURES.write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")
    text = report(records)
    (FOLDER / "README.md").write_text(text, encoding="utf-8")
    draw(records, PICTURE)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
