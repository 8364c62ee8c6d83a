"""What a search was made with: what the unit could see, how fast, by which law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sarex.model.detection_curve import ObjectSensing, UnitSensing
from sarex.model.errors import ResultsError
from sarex.model.search_result import SearchResult
from sarex.model.sensor import DetectionSetting
from sarex.search.sensing.lateral_curve import given_curve

ALL_OTHERS: Final = "*"


@dataclass(frozen=True)
class SearchMeans:
    """How a searching unit sees.

    search_speed : that its sweep widths hold for [m/s]; None takes the mean speed of the track
    speed_max    : over the ground [m/s]; faster fixes are wrong
    """

    unit: str
    sensing: UnitSensing
    search_speed: float | None
    speed_max: float


def given_sensing(result: SearchResult, object_keys: Sequence[str]) -> UnitSensing:
    """What the result's own sweep widths say, for each object class of the cloud. Raises ResultsError."""
    assert result.sweep_width is not None
    for key in result.sweep_width:
        if key != ALL_OTHERS and key not in object_keys:
            raise ResultsError(
                f"result {result.name!r}: sweep width for {key!r}, which is none of the case's objects "
                f"({', '.join(object_keys)}); correct the key"
            )
    missing = [key for key in object_keys if key not in result.sweep_width and ALL_OTHERS not in result.sweep_width]
    if missing:
        raise ResultsError(
            f"result {result.name!r}: no sweep width for {missing[0]!r}, which the object may be; add it, or one for "
            f"all others as `'{ALL_OTHERS}'`"
        )
    setting = result.detection or DetectionSetting()
    return UnitSensing(
        objects=tuple(
            _given(key, result.sweep_width.get(key, result.sweep_width.get(ALL_OTHERS, 0.0)), setting)
            for key in object_keys
        )
    )


def _given(key: str, width_m: float, setting: DetectionSetting) -> ObjectSensing:
    return ObjectSensing(object_key=key, sensor="as reported", curve=given_curve(setting, width_m))
