"""Cameras: what they cover from their height, how many pixels lie on the object, and how often it is then reported."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.quantities import format_length, format_speed
from sarex.model.sensor import CameraSensor
from sarex.model.sentence import Sentence
from sarex.search.sensing.look import Look
from sarex.search.sensing.sensor_width import SensorWidth
from sarex.search.sensing.sweep_width import weather_factor

DEFAULT_RECALL: Final = ((2.0, 0.0), (2.5, 0.1), (3.75, 0.3), (5.0, 0.5), (7.5, 0.8), (10.0, 0.9))
"""Pixels on the object's smaller dimension, and the chance that it is reported. An assumption: half at 5 pixels, as for
a cluttered picture, in the form of Johnson's rule [Johnson1958], and never above 0.9. A detector's own figures
replace it."""
POINTS: Final = 65

Floats = NDArray[np.float64]


def footprint_m(sensor: CameraSensor, height_m: float) -> float:
    """Half the width that the middle line of the picture covers across the track [m]."""
    return _slant_m(sensor, height_m) * math.tan(math.radians(sensor.field_of_view / 2.0))


def _slant_m(sensor: CameraSensor, height_m: float) -> float:
    return height_m / math.cos(math.radians(sensor.tilt))


def pixels_on(sensor: CameraSensor, height_m: float, size_m: float, across_m: Floats) -> Floats:
    """Pixels across an object of this size at lateral ranges [m], on the middle line of the picture.

    A lens that draws straight lines straight shows more of them off its axis; this counts those on it, so the edges
    are a little better than said.
    """
    pixel_rad = 2.0 * math.tan(math.radians(sensor.field_of_view / 2.0)) / sensor.pixels
    return np.asarray(size_m / (pixel_rad * np.hypot(_slant_m(sensor, height_m), across_m)))


def recall_of(pixels: Floats, table: tuple[tuple[float, float], ...]) -> Floats:
    """Chance of a report: straight between the entries, 0 below the first, that of the last above it."""
    known, chance = np.array(table).T
    return np.asarray(np.interp(pixels, known, chance, left=0.0))


def camera_width(look: Look, sensor: CameraSensor) -> SensorWidth:
    """The lateral range curve of a camera, and its integral as sweep width."""
    size_m = look.row.seen_m if sensor.object_size is None else sensor.object_size
    half_m = footprint_m(sensor, look.unit.height_m)
    across_m = np.linspace(0.0, half_m, POINTS)
    pixels = pixels_on(sensor, look.unit.height_m, size_m, across_m)
    table = sensor.recall or DEFAULT_RECALL
    chance = recall_of(pixels, table)
    chance[np.hypot(_slant_m(sensor, look.unit.height_m), across_m) > look.conditions.visibility] = 0.0
    weather, recall = 1.0, "its own recall table"
    if not sensor.recall:
        # The default table is for a sea that hides nothing; a table of one's own is taken as measured in such weather.
        weather = weather_factor(
            look.row, look.wind_m_per_s, look.given_sea_m, australian=look.conditions.australian_weather
        )
        recall = f"default recall table x weather {weather:g} (wind {format_speed(look.wind_m_per_s)})"
    light = 1.0 if sensor.thermal else look.light_share
    chance *= weather * light
    sides = 2.0 if sensor.side == "both" else 1.0
    width_m = sides * float(np.trapezoid(chance, across_m))
    covered = (
        f"{format_length(sides * half_m)} wide" if sides == 2.0 else f"{format_length(half_m)} to the {sensor.side}"
    )
    light_words = f" x light {light:.2g}" if light < 1.0 else ""
    source = (
        f"{'thermal ' * sensor.thermal}camera at {look.unit.height_m:.0f} m, field of view {sensor.field_of_view:g} "
        f"deg, tilt {sensor.tilt:g} deg: {covered}, {pixels[0]:.3g} to {pixels[-1]:.3g} pixels on {size_m:g} m "
        f"({look.target.source}), {recall}{light_words}: W {width_m:.0f} m"
    )
    curve = tuple((float(at), float(now)) for at, now in zip(across_m, chance, strict=True)) if width_m > 0.0 else ()
    return SensorWidth(
        "camera", width_m, source, table=curve, side=sensor.side,
        notes=_notes(look, float(pixels[0]), dark=light < 1.0, unseen=width_m == 0.0),
    )  # fmt: skip


def _notes(look: Look, pixels: float, *, dark: bool, unseen: bool) -> tuple[Sentence, ...]:
    notes = []
    if dark:
        notes.append(look.dark_note)
    if unseen and look.light_share > 0.0:
        said = Sentence(
            "sensing.camera_far", unit=look.unit.name, pixels=f"{pixels:.2g}", object=look.row.said,
            height=f"{look.unit.height_m:.0f}",
        )  # fmt: skip
        notes.append(said)
    return tuple(notes)
