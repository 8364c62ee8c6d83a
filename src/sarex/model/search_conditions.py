"""Conditions on scene that the forcing does not tell: what the user sees or is told."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from sarex.model.errors import UnitsError
from sarex.model.incident import Noun
from sarex.model.quantities import NAUTICAL_MILE_M, Length, PositionText, Speed
from sarex.model.sensor import SignalKind


class SearchConditions(Noun):
    """The `conditions` of a units file. What is None is taken from the forcing, or is said to be unknown."""

    visibility: Length = 10.0 * NAUTICAL_MILE_M
    wind: Speed | None = None
    """10 m wind for the sweep widths [m/s]; the default is the forcing's at place and time."""
    sea: Length | None = None
    """Significant wave height [m]; the default is what the wind raises on the open sea."""
    water_temperature: Annotated[float, Field(ge=-3, le=40)] | None = None
    """[degrees Celsius]; asked for where plans are weighted by survival."""
    flotation: bool = False
    """People in the water wear a flotation device."""
    lit: bool = False
    """The search object shows a light, so that it can be seen by night."""
    signals: tuple[SignalKind, ...] = ()
    """What survivors can show."""
    australian_weather: bool = False
    """Weather factors 1.0, 0.8, 0.5 for larger objects, as Australia uses, instead of 1.0, 0.9, 0.9. [NATSAR2023]"""


class SeaArea(Noun):
    """A named polygon of the units file: at least three corners, in order, each side the short way round."""

    name: str = Field(min_length=1, max_length=80)
    corners: tuple[PositionText, ...] = Field(min_length=3, max_length=500)


class AgreedLine(Noun):
    """A line that splits the sea between nations: whose units stay left of it, and whose right, looking along it.

    It goes on straight beyond both ends.
    """

    name: str = Field(min_length=1, max_length=80)
    points: tuple[PositionText, ...] = Field(min_length=2, max_length=500)
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()

    @field_validator("right")
    @classmethod
    def _one_side_each(cls, right: tuple[str, ...], info: object) -> tuple[str, ...]:
        left = getattr(info, "data", {}).get("left", ())
        both = sorted(set(left) & set(right))
        if both:
            raise UnitsError(f"nation {both[0]!r} is on both sides of an agreed line; put it on one side")
        return right
