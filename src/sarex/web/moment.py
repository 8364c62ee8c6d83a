"""Instants in requests and answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from sarex.model.errors import QuantityError
from sarex.model.quantities import parse_time

YEARS: Final = (1900, 2200)


def _within(instant: datetime) -> datetime:
    if not YEARS[0] <= instant.year < YEARS[1]:
        raise QuantityError(f"the year {instant.year} is not from {YEARS[0]} to {YEARS[1] - 1}; check the date")
    return instant


Moment = Annotated[
    datetime,
    BeforeValidator(parse_time),
    AfterValidator(_within),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-01-30T06:00Z"]}),
]
"""ISO 8601 with its zone."""


def shown_time(time_s: float) -> str:
    """ISO 8601 in UTC with Z, to the second."""
    return datetime.fromtimestamp(round(time_s), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
