"""A case with forcing, and results of its search, for tests of updates."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np

from sarex.adapters.memory_source import MemorySource, memory_field
from sarex.drift.forecast import forecast
from sarex.drift.redrift import ForcingRedrift
from sarex.model.detection_curve import DetectionCurve, LawName, ObjectSensing, UnitSensing
from sarex.model.forcing_window import Box
from sarex.model.incident import Incident
from sarex.model.particle_cloud import ParticleCloud
from sarex.model.quantities import Position
from sarex.model.search_result import FlownSearch, Sighting
from sarex.search.local_plane import LocalPlane

HOUR = 3600.0
MIDNIGHT = 1447632000.0  # 2015-11-16T00:00Z
NM = 1852.0
DATUM = Position(4.0, 60.5)
PLANE = LocalPlane(DATUM)


def sea(current: tuple[float, float] = (0.1, 0.0)) -> MemorySource:
    times = [MIDNIGHT + hour * HOUR for hour in range(37)]
    fields = [
        memory_field(quantity, velocity, Box(0.0, 58.0, 8.0, 63.0), times, bridge_s_max=2 * HOUR)
        for quantity, velocity in (("wind", (0.0, 3.0)), ("current", current))
    ]
    return MemorySource("sea.nc", tuple(fields), sha256="5ea")


def redrift() -> ForcingRedrift:
    return ForcingRedrift([sea()], None)


@cache
def case(particles: int = 800, until: str = "2015-11-16T18:00Z") -> ParticleCloud:
    """Two scenarios 12 nm apart, 0.6 and 0.4, from 06:00 on."""
    fix = {"kind": "position", "time": "2015-11-16T06:00Z", "position_error": "2 nm"}
    told: dict[str, Any] = {
        "format": "sarex-incident/1", "name": "case", "object": "PIW-1",
        "scenarios": [{**fix, "name": "west", "weight": 0.6, "at": "60 30N 004 00E"},
                      {**fix, "name": "east", "weight": 0.4, "at": "60 30N 004 24E"}],
        "drift": {"until": until, "particles": particles, "shoreline": "none", "seed": 3},
    }  # fmt: skip
    return forecast(Incident.model_validate(told), [sea()], None)


def ladder(
    name: str, *, hour: float = 8.0, east_nm: float = 0.0, width_m: float = NM, law: LawName = "random",
    legs: int = 5, length_m: float = 4 * NM, spacing_m: float = NM, speed: float = 40.0,
) -> FlownSearch:  # fmt: skip
    """North and south along a rectangle about a point east of the first datum, its legs half a spacing inside."""
    points = []
    for leg in range(legs):
        east = east_nm * NM + (leg - (legs - 1) / 2.0) * spacing_m
        ends = [-(length_m - spacing_m) / 2.0, (length_m - spacing_m) / 2.0]
        points += [(east, north) for north in (ends if leg % 2 == 0 else ends[::-1])]
    places = PLANE.places(np.array(points))
    steps = np.hypot(*np.diff(np.array(points), axis=0).T)
    time_s = MIDNIGHT + hour * HOUR + np.concatenate([[0.0], np.cumsum(steps)]) / speed
    curve = DetectionCurve(law=law, sweep_width_m=width_m)
    return FlownSearch(
        name=name,
        stretches=(tuple((float(t), float(x), float(y)) for t, (x, y) in zip(time_s, places, strict=True)),),
        sensing=UnitSensing(objects=(ObjectSensing(object_key="PIW-1", sensor="visual", curve=curve),)),
        search_speed=speed,
    )


def seen(name: str, *, at: str = "60 31N 004 03E", time: str = "2015-11-16T10:00Z", **change: Any) -> Sighting:
    told = {"name": name, "kind": "sighting", "at": at, "time": time, "position_error": "1 nm", "confidence": 0.9}
    return Sighting.model_validate({**told, **change})


def file_differences(one: Path, other: Path) -> list[str]:
    """Names of the variables whose bytes, and of the attributes whose values differ, groups and all."""
    with netCDF4.Dataset(one) as first, netCDF4.Dataset(other) as second:
        return _differences(first, second, "")


def _differences(first: Any, second: Any, place: str) -> list[str]:
    found = [f"{place}{name}" for name in set(first.variables) ^ set(second.variables)]
    found += [f"{place}{name}/" for name in set(first.groups) ^ set(second.groups)]
    found += [f"{place}@{name}" for name in _differing(first, second)]
    for name in set(first.variables) & set(second.variables):
        pair = [source.variables[name] for source in (first, second)]
        for variable in pair:
            variable.set_auto_maskandscale(False)
        if pair[0].dimensions != pair[1].dimensions or pair[0][:].tobytes() != pair[1][:].tobytes():
            found.append(f"{place}{name}")
        found += [f"{place}{name}@{attribute}" for attribute in _differing(*pair)]
    for name in set(first.groups) & set(second.groups):
        found += _differences(first.groups[name], second.groups[name], f"{place}{name}/")
    return found


def _differing(first: Any, second: Any) -> list[str]:
    names = set(first.ncattrs()) | set(second.ncattrs())
    return [name for name in names if not np.array_equal(getattr(first, name, None), getattr(second, name, ()))]
