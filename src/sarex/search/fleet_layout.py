"""The fleet laid out on the water: which unit sweeps which strip about which datum, from when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sarex.model.errors import PlanError
from sarex.model.search_unit import SearchUnit
from sarex.model.worksheet import UnitEffort
from sarex.search.cloud_moment import CloudPath
from sarex.search.cloud_shape import CloudShape, cloud_shape
from sarex.search.datum_group import DatumGroup, WorksheetRules
from sarex.search.datum_path import DatumPath
from sarex.search.fleet_sheet import FleetSheet, settled, unit_effort
from sarex.search.local_plane import LocalPlane
from sarex.search.sortie import Refusal, Sortie, sortie

FIRST_PASSES: Final = 3


@dataclass(frozen=True)
class FleetLayout:
    """All datums of a plan with their units, at one reference time."""

    reference_time_s: float
    shape: CloudShape
    plane: LocalPlane
    sheets: tuple[FleetSheet, ...]


def fleet_layout(
    path: CloudPath, fleet: Sequence[SearchUnit], rules: WorksheetRules
) -> FleetLayout | tuple[Refusal, ...]:
    """Lay out fit units, or say which of them cannot be used. Raises PlanError.

    The reference time is the mean of the middles of the units' searches, weighted by effort. Each unit's area is laid
    about the datum at the middle of its own search.
    """
    sorties = _first_sorties(path, fleet)
    if isinstance(sorties, tuple):
        return sorties
    efforts = {name: unit_effort(one) for name, one in sorties.items()}
    total = sum(_weight(effort) for effort in efforts.values())
    reference_s = sum(_weight(efforts[name]) * one.middle_s for name, one in sorties.items()) / total
    shape, groups, plane = _groups(path, fleet, reference_s)
    sheets = []
    for group, names in zip(groups, _assigned(groups, efforts, rules), strict=True):
        chosen = {name: sorties[name] for name in sorted(names)}
        sheet = settled(group, chosen, rules) if chosen else FleetSheet(group, None, {}, {})
        if isinstance(sheet, tuple):
            return sheet
        sheets.append(sheet)
    return FleetLayout(reference_s, shape, plane, tuple(sheets))


def _weight(effort: UnitEffort) -> float:
    return effort.sweep_width_m * effort.search_speed_m_per_s * effort.on_scene_s


def _first_sorties(path: CloudPath, fleet: Sequence[SearchUnit]) -> dict[str, Sortie] | tuple[Refusal, ...]:
    """Sorties to the datum of all particles at the middle of each unit's own search."""
    everyone = DatumPath(path, np.ones(path.cloud.particles, dtype=np.bool_))
    found: dict[str, Sortie] = {}
    refused: list[Refusal] = []
    for unit in fleet:
        one = _first_sortie(everyone, unit)
        if isinstance(one, Refusal):
            refused.append(one)
        else:
            found[unit.name] = one
    return tuple(refused) if refused else found


def _first_sortie(everyone: DatumPath, unit: SearchUnit) -> Sortie | Refusal:
    path = everyone.path
    time_s = min(max(unit.available.timestamp(), path.first_afloat_s), path.end_s)
    for _ in range(FIRST_PASSES):
        try:
            datum = everyone.at(time_s)
        except PlanError as fault:
            return Refusal(unit, fault.said)
        one = sortie(unit, datum, datum, cloud_start_s=path.first_afloat_s, cloud_end_s=path.end_s)
        if isinstance(one, Refusal):
            return one
        time_s = one.middle_s
    return one


def _groups(
    path: CloudPath, fleet: Sequence[SearchUnit], reference_s: float
) -> tuple[CloudShape, tuple[DatumGroup, ...], LocalPlane]:
    """The datums of the cloud at the reference time."""
    cloud = path.cloud
    centre = DatumPath(path, np.ones(cloud.particles, dtype=np.bool_)).at(reference_s)
    plane, moment = LocalPlane(centre), path.moment(reference_s)
    search_error_m = max(unit.navigation_error for unit in fleet)
    shape = cloud_shape(*plane.flat(moment.lon, moment.lat), cloud.weight, search_error_m=search_error_m)
    groups = tuple(
        DatumGroup(
            kind="point" if shape.kind == "two_points" else shape.kind,
            path=DatumPath(path, group),
            plane=plane,
            reference_time_s=reference_s,
            ellipse=ellipse,
            search_error_m=search_error_m,
            share=float(cloud.weight[group & moment.afloat].sum()),
            distance_m=shape.distance_m if shape.kind == "leeway_divergence" else 0.0,
            line_length_m=shape.line_length_m if shape.kind == "line" else 0.0,
        )
        for group, ellipse in zip(shape.groups, shape.ellipses, strict=True)
    )
    return shape, groups, plane


def _assigned(
    groups: Sequence[DatumGroup], efforts: Mapping[str, UnitEffort], rules: WorksheetRules
) -> list[list[str]]:
    """Which units go to which datum: the strongest first, each to where it adds most to the chance of success."""
    sent: list[list[str]] = [[] for _ in groups]
    if len(groups) == 1:
        return [list(efforts)]
    worth = [0.0 for _ in groups]
    for name in sorted(efforts, key=lambda name: (-_weight(efforts[name]), name)):
        gains = []
        for index, group in enumerate(groups):
            sheet = group.worksheet([efforts[other] for other in (*sent[index], name)], rules)
            gains.append(group.share * sheet.pos - worth[index])
        best = int(np.argmax(gains))
        sent[best].append(name)
        worth[best] += gains[best]
    return sent
