"""Forward-looking infrared: published sweep widths by object and sea, never more than its footprint."""

from __future__ import annotations

from typing import Final

from sarex.model.quantities import NAUTICAL_MILE_M, format_length
from sarex.model.sensor import FlirSensor
from sarex.model.sentence import Sentence
from sarex.search.sensing.look import Look
from sarex.search.sensing.sensor_width import SensorWidth

PERSON_NM: Final = (0.3, 0.0)
OTHERS_NM: Final = (1.5, 0.5)
"""At sea states 0 to 1, and 2; none is published for more. [NSS2000]"""


def flir_width(look: Look, sensor: FlirSensor) -> SensorWidth:
    """Sweep width of a FLIR, by day and by night alike."""
    state = look.sea_state
    figures = PERSON_NM if look.row.person else OTHERS_NM
    known_nm = 0.0 if state > 2 else figures[int(state == 2)]
    width_m = known_nm * NAUTICAL_MILE_M
    source = f"flir, sea state {state}, {look.target.source}: W {known_nm:g} nm [NSS2000]"
    if sensor.footprint is not None and width_m > sensor.footprint:
        width_m = sensor.footprint
        source += f", held at its footprint of {format_length(sensor.footprint)}"
    notes = []
    if width_m == 0.0:
        why = Sentence("sensing.none_above_2" if state > 2 else "sensing.published_0")
        notes.append(Sentence("sensing.flir", unit=look.unit.name, object=look.row.said, state=state, why=why))
    return SensorWidth("flir", width_m, source, notes=tuple(notes))
