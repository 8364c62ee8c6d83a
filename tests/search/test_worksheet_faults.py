"""What a worksheet refuses."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sarex.model.errors import PlanError
from sarex.model.worksheet import PointDatum, UnitEffort, WorksheetInputs
from sarex.search.worksheet import worksheet

UNIT = UnitEffort(name="one", sweep_width_m=1000.0, search_speed_m_per_s=5.0, on_scene_s=3600.0)


def sheet(**changes: object) -> WorksheetInputs:
    return WorksheetInputs.model_validate(
        {"datum": PointDatum(), "initial_error_m": 0.0, "drift_error_m": 0.0, "search_error_m": 0.0, "units": (UNIT,)}
        | changes
    )


def test_no_error_at_all() -> None:
    with pytest.raises(PlanError, match="total probable error E is 0"):
        worksheet(sheet())


def test_a_factor_promised_but_not_given() -> None:
    with pytest.raises(PlanError, match="give `search_factor`"):
        worksheet(sheet(drift_error_m=1.0, factor_source="given"))


@pytest.mark.parametrize(
    "changes", [{"units": ()}, {"drift_error_m": -1.0}, {"drift_error_m": float("nan")}, {"conditions": "fair"}]
)
def test_impossible_inputs(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        sheet(**changes)
