"""Night vision goggles: the user's width, less for few who wear them, and only for the dark part of the time."""

from __future__ import annotations

from sarex.model.quantities import format_length
from sarex.model.sensor import NightVisionSensor
from sarex.model.sentence import Sentence
from sarex.search.sensing.look import Look
from sarex.search.sensing.sensor_width import SensorWidth
from sarex.search.sensing.sweep_width import FATIGUE


def users_factor(users: int, *, person: bool) -> float:
    """1 for four who wear goggles, 0.8 for three (0.9 for a person in the water) [Addendum2004]. For two and one no
    figure is known: 0.5 and 0.25, as if each saw a quarter."""
    if users >= 4:
        return 1.0
    if users == 3:
        return 0.9 if person else 0.8
    return users / 4.0


def night_vision_width(look: Look, sensor: NightVisionSensor) -> SensorWidth:
    """Sweep width over the whole period."""
    users = users_factor(sensor.users, person=look.row.person)
    fatigue = FATIGUE if look.unit.fatigued else 1.0
    width_m = sensor.sweep_width * users * fatigue * look.scene.dark_share
    source = (
        f"night vision: W {format_length(sensor.sweep_width)} given x users {users:g} ({sensor.users} goggles) "
        f"[Addendum2004] x fatigue {fatigue:g} x dark {look.scene.dark_share:.2g} of the time "
        f"= {format_length(width_m)}"
    )
    notes = () if width_m else (Sentence("sensing.goggles_day", unit=look.unit.name),)
    return SensorWidth("night_vision", width_m, source, notes=notes)
