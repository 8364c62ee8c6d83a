"""Sensors: what a unit looks with, as its entry in the units file says."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from sarex.model.errors import UnitsError
from sarex.model.incident import Noun
from sarex.model.quantities import Angle, Length

RadarSet = Literal["AN/SPS-64", "AN/SPS-66", "AN/APS-137", "AN/APS-133", "APN-215", "SLAR", "other"]
SignalKind = Literal[
    "red_balloon", "orange_suit", "hand_flare", "day_night_flare", "pen_gun_flare", "reflective_paulin", "tracer",
    "green_dye", "waved_flag", "mirror", "white_parachute", "parachute_flare", "orange_smoke", "strobe", "light_stick",
    "flashing_lamp", "very_light", "marine_marker", "red_hand_flare", "ring_strobe",
]  # fmt: skip
"""What survivors may show. [NSS2000]"""


class VisualSensor(Noun):
    """Eyes, by daylight."""

    sensor: Literal["visual"] = "visual"


class RadarSensor(Noun):
    """A radar with a published sweep width table, or `other` with the range at which its operator is sure."""

    sensor: Literal["radar"]
    set: RadarSet = "other"
    scale: Length = 16.0 * 1852.0
    """Range scale [m]; of the AN/APS-137, 16 or 32 nm."""
    sure_range: Length | None = None
    """Range at which the operator is sure of detection [m]; W is twice that."""
    object_reflector: bool = False
    """The search object carries a radar reflector, an engine or much metal."""

    @model_validator(mode="after")
    def _known_somehow(self) -> Self:
        if self.set == "other" and self.sure_range is None:
            raise UnitsError(
                "a radar without a published table needs `sure_range`, the range at which its operator is sure to see "
                "the object; give it, such as `sure_range: 3 nm`, or name its `set`"
            )
        return self


class FlirSensor(Noun):
    """A forward-looking infrared camera; works by night."""

    sensor: Literal["flir"]
    footprint: Length | None = None
    """Width that it covers across the track [m]; W is never more."""


class NightVisionSensor(Noun):
    """Night vision goggles. No numeric table is public, so the width comes from the user. [Addendum2004]"""

    sensor: Literal["night_vision"]
    sweep_width: Length
    """For four goggle users in the weather of the search [m]."""
    users: Annotated[int, Field(ge=1, le=8)] = 4


class CameraSensor(Noun):
    """A camera on a drone, judged by a detector: people or a program."""

    sensor: Literal["camera"]
    field_of_view: Angle
    """Across the track, edge to edge [degrees]."""
    tilt: Angle = 0.0
    """Of its axis from straight down, forward [degrees]."""
    pixels: Annotated[int, Field(ge=16, le=100_000)]
    """Across the track."""
    thermal: bool = False
    """True where it works by night."""
    side: Literal["both", "left", "right"] = "both"
    recall: tuple[tuple[float, float], ...] = ()
    """(pixels on the object, chance that the detector reports it), ascending; empty takes the default table."""
    object_size: Length | None = None
    """Of what must be seen [m]; the default is that of the object's class."""

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if not 0.0 < self.field_of_view < 180.0:
            raise UnitsError(
                f"field_of_view {self.field_of_view:g} deg is not between 0 and 180; give the camera's own"
            )
        if not 0.0 <= self.tilt < 90.0:
            raise UnitsError(f"tilt {self.tilt:g} deg is not from 0 (straight down) to below 90; give the camera's own")
        pixels = [entry[0] for entry in self.recall]
        if pixels != sorted(set(pixels)) or any(not 0.0 <= chance <= 1.0 for _, chance in self.recall):
            raise UnitsError(
                "recall must list ascending pixel numbers, each with a chance from 0 to 1; correct the table"
            )
        return self


Sensor = Annotated[
    VisualSensor | RadarSensor | FlirSensor | NightVisionSensor | CameraSensor, Field(discriminator="sensor")
]
NIGHT_SENSORS: Final = (RadarSensor, FlirSensor, NightVisionSensor)


class DetectionSetting(Noun):
    """The detection law of a unit where the user fixes it. `automatic` is the manual's rule: inverse cube where all
    correction factors are at least 1, else random. Lengths in metres."""

    law: Literal["automatic", "random", "inverse_cube", "definite", "m_beta", "logistic", "table"] = "automatic"
    beta: Annotated[float, Field(gt=0, le=1)] | None = None
    """Of m_beta: chance inside the range; W = 2 beta M."""
    range: Length | None = None
    """Of m_beta: M; of logistic: where the curve is cut."""
    a0: float | None = None
    """Of logistic: 1 / (1 + exp(-(a0 + a1 |x| + a2 x2))), x in nautical miles. [Allen2014]"""
    a1: float | None = None
    a2: float = 0.0
    table: tuple[tuple[Length, float], ...] = ()
    """Of table: (lateral range, chance), ascending from 0, straight between, 0 beyond the last."""
    inner: Length = 0.0
    """Nothing is seen nearer than this, of an annular footprint [m]."""
    side: Literal["both", "left", "right"] = "both"
    """Which side of the track it looks to."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = {
            "m_beta": [name for name in ("beta", "range") if getattr(self, name) is None],
            "logistic": [name for name in ("a0", "a1") if getattr(self, name) is None],
            "table": [] if len(self.table) >= 2 else ["table"],
        }.get(self.law, [])
        if missing:
            raise UnitsError(f"detection law {self.law!r} needs {' and '.join(missing)}; give what is missing")
        ranges = [entry[0] for entry in self.table]
        if ranges != sorted(set(ranges)) or any(not 0.0 <= chance <= 1.0 for _, chance in self.table):
            raise UnitsError("a detection table lists ascending ranges, each with a chance from 0 to 1; correct it")
        return self
