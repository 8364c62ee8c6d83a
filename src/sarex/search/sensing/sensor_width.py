"""What one sensor does for one object class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sarex.model.sentence import Sentence

Side = Literal["both", "left", "right"]


@dataclass(frozen=True)
class SensorWidth:
    """A sweep width with its source.

    width_m : 0 where the sensor cannot see the object, and `notes` say why and what would help
    source  : one sentence with all figures
    ideal   : every correction factor of eyes is at least 1
    table   : the sensor's own lateral range curve, (lateral range [m], chance); empty where only a width is known
    side    : where that curve looks to
    """

    sensor: str
    width_m: float
    source: str
    ideal: bool = False
    table: tuple[tuple[float, float], ...] = ()
    side: Side = "both"
    notes: tuple[Sentence, ...] = ()
