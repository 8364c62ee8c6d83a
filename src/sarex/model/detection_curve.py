"""How well one unit sees one kind of object in the conditions of its search, with the source of every figure."""

from __future__ import annotations

from typing import Literal

from sarex.model.incident import Noun
from sarex.model.sentence import Sentence

LawName = Literal["random", "inverse_cube", "definite", "m_beta", "logistic", "table"]


class DetectionCurve(Noun):
    """A detection law with its figures, all in SI.

    sweep_width_m : integral of the lateral range curve over both sides [m]; 0 where the unit cannot see the object
    a0, a1, a2    : of logistic: chance 1 / (1 + exp(-(a0 + a1 x + a2 x2))), x the lateral range in nautical miles
    beta, range_m : of m_beta: chance beta to the range M; of logistic: where the curve is cut
    table         : of table: (lateral range [m], chance), straight between, 0 beyond
    inner_m       : nothing is seen nearer than this [m]
    side          : which side of the track the sensor looks to
    source        : one sentence that names every figure and where it comes from
    """

    law: LawName
    sweep_width_m: float
    a0: float = 0.0
    a1: float = 0.0
    a2: float = 0.0
    beta: float = 1.0
    range_m: float = 0.0
    table: tuple[tuple[float, float], ...] = ()
    inner_m: float = 0.0
    side: Literal["both", "left", "right"] = "both"
    source: str = ""


class ObjectSensing(Noun):
    """What a unit's best sensor does for one leeway class. The best one counts alone: sensors on one unit look at the
    same water at the same moment, so they are not independent looks."""

    object_key: str
    sensor: str
    curve: DetectionCurve
    notes: tuple[Sentence, ...] = ()
    """Why it is dark, too high, too rough ..., and what would help."""


class UnitSensing(Noun):
    """What a unit sees, one entry for each object class of the cloud in its order."""

    objects: tuple[ObjectSensing, ...]

    @property
    def sweep_width_m_max(self) -> float:
        return max((entry.curve.sweep_width_m for entry in self.objects), default=0.0)
