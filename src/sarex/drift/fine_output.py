"""How often a cloud that is to be searched tells where its particles are."""

from __future__ import annotations

from typing import Final

from sarex.drift.start import starting_particles
from sarex.model.incident import Incident

POSITIONS_MAX: Final = 4_000_000
"""Particles times output times of a cloud: 10 000 over 66 hours by ten minutes, 100 000 over 19 hours by thirty. With
so many in each of its two clouds a plan for 20 units takes 0.7 GB."""


def finely_put_out(incident: Incident) -> Incident:
    """The incident with as many output times as the drift has steps, or as many as keep within POSITIONS_MAX, and no
    fewer than it asks for.

    A search knows nothing of a particle between two output times unless it is afloat at both: with hourly output one
    that is born or strands counts as not there for up to an hour.
    """
    settings = incident.drift
    each = round(settings.output / settings.step)
    births_s = starting_particles(incident).birth_s
    span_s = max(settings.until.timestamp() - float(births_s.min()), 0.0)
    output = next(
        steps * settings.step
        for steps in range(1, each + 1)
        if each % steps == 0
        and (steps == each or settings.particles * (span_s / (steps * settings.step) + 2.0) <= POSITIONS_MAX)
    )
    return incident.model_copy(update={"drift": settings.model_copy(update={"output": output})})
