"""The start: from weighted scenarios to particles that are about to drift."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.drift.area_start import area_start
from sarex.drift.bearing_start import bearing_start
from sarex.drift.births import Births
from sarex.drift.datum_line_start import datum_line_start
from sarex.drift.particles import Particles
from sarex.drift.position_start import position_start
from sarex.drift.voyage_start import voyage_start
from sarex.kernels.random_numbers import normal_block, uniform_block
from sarex.model.errors import IncidentError
from sarex.model.incident import (
    AreaScenario,
    BearingScenario,
    DatumLineScenario,
    DriftSettings,
    Incident,
    PositionScenario,
    Scenario,
    VoyageScenario,
)

PLACE_STREAM: Final = 16
LEEWAY_STREAM: Final = 17
RIGHT: Final = 0
LEFT: Final = 1


def starting_particles(incident: Incident) -> Particles:
    """`incident.drift.particles` particles; `object_class` counts along `incident.objects`.

    Scenarios have equal numbers of particles, the first ones one more where the division leaves a rest, and so have the
    objects within each scenario: the weights carry the probability, so that an unlikely object is sampled as well as
    the likely ones. Ids count from 0, scenario by scenario and object by object; the same seed and id give the same
    start. Raises IncidentError for too few particles or a scenario that cannot be used.
    """
    settings = incident.drift
    numbers = _numbers(incident)
    group = np.repeat(np.arange(numbers.size), numbers.ravel())
    scenario, object_class = np.divmod(group, numbers.shape[1])
    particle_id = np.arange(settings.particles, dtype=np.int64)
    births = [
        scenario_births(one, uniform_block(settings.seed, particle_id[scenario == index], 0, PLACE_STREAM))
        for index, one in enumerate(incident.scenarios)
    ]
    side, member = _sides_and_members(numbers, group)
    downwind, crosswind = _deviates(settings, particle_id)
    return Particles(
        particle_id=particle_id,
        lon=np.concatenate([birth.lon for birth in births]),
        lat=np.concatenate([birth.lat for birth in births]),
        birth_s=np.concatenate([birth.birth_s for birth in births]),
        weight=_weights(incident, numbers)[group],
        scenario=scenario.astype(np.int16),
        object_class=object_class.astype(np.int16),
        member=member,
        side=side,
        downwind_deviate=downwind,
        crosswind_deviate=crosswind,
    )


def scenario_births(scenario: Scenario, uniform: NDArray[np.float64]) -> Births:
    """Where and when the particles of one scenario begin. uniform : float64 (particle, 4) in (0, 1)."""
    match scenario:
        case PositionScenario():
            return position_start(scenario, uniform)
        case VoyageScenario():
            return voyage_start(scenario, uniform)
        case AreaScenario():
            return area_start(scenario, uniform)
        case BearingScenario():
            return bearing_start(scenario, uniform)
        case DatumLineScenario():
            return datum_line_start(scenario, uniform)


def _numbers(incident: Incident) -> NDArray[np.int64]:
    """Particles of each scenario and object, int64 (scenario, object)."""
    scenarios, objects = len(incident.scenarios), len(incident.objects)
    particles = incident.drift.particles
    if particles < scenarios * objects:
        raise IncidentError(
            f"{particles} particles cannot stand for {scenarios} scenarios with {objects} objects each; every pair "
            f"needs one: set `particles` to {scenarios * objects} or more (10000 is usual)"
        )
    of_scenario = particles // scenarios + (np.arange(scenarios) < particles % scenarios)
    return of_scenario[:, None] // objects + (np.arange(objects) < of_scenario[:, None] % objects)


def _weights(incident: Incident, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weight of one particle of each group, float64 (scenario * object,)."""
    scenario = np.array([one.weight for one in incident.scenarios])
    objects = np.array([one.weight for one in incident.objects])
    # Each is divided by its largest first, so that no sum of weights can overflow.
    scenario, objects = scenario / scenario.max(), objects / objects.max()
    return (np.outer(scenario / scenario.sum(), objects / objects.sum()) / numbers).ravel()


def _sides_and_members(
    numbers: NDArray[np.int64], group: NDArray[np.int64]
) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
    """The side of the wind and the forcing member of each particle.

    Sides alternate instead of being drawn: a small cloud would otherwise lean to one side by chance. Members go up by
    one with each pair of a right and a left particle, and go on from group to group. Were the member the number of the
    particle, all right ones would belong to the even members. So every scenario, object and side has as many particles
    of one member as of another, give or take one, whatever the number of members.
    """
    begins = np.cumsum(numbers.ravel()) - numbers.ravel()
    place = np.arange(len(group)) - begins[group]
    # Groups of odd size alternate in which side has one more, so that the sides of a scenario balance as well.
    odd = numbers % 2
    first_side = (np.cumsum(odd, axis=1) - odd) % 2
    pairs = (numbers.ravel() + 1) // 2
    pairs_before = np.cumsum(pairs) - pairs
    side = (place + first_side.ravel()[group]) % 2
    return np.where(side == 0, RIGHT, LEFT).astype(np.int8), (pairs_before[group] + place // 2).astype(np.int32)


def _deviates(
    settings: DriftSettings, particle_id: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Standard normal deviates of downwind and crosswind leeway; zero where the incident asks for no spread."""
    if not (settings.leeway_spread and settings.random_motion):
        return np.zeros(len(particle_id)), np.zeros(len(particle_id))
    normal = normal_block(settings.seed, particle_id, 0, LEEWAY_STREAM)
    return normal[:, 0].copy(), normal[:, 1].copy()
