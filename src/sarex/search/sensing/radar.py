"""Radar: published sweep widths by set, object and sea, or twice the range at which the operator is sure."""

from __future__ import annotations

import math

from sarex.model.quantities import KNOT_M_PER_S, NAUTICAL_MILE_M, format_length, format_speed
from sarex.model.radar_table import RadarFigure, radar_table
from sarex.model.sensor import RadarSensor
from sarex.model.sentence import Sentence
from sarex.search.sensing.look import Look
from sarex.search.sensing.sensor_width import SensorWidth


def horizon_m(height_m: float) -> float:
    """Distance of the horizon, 1.144 nm times the root of the height in feet [m]. [NSS2000]

    >>> round(horizon_m(1000 * 0.3048) / 1852, 1)
    36.2
    """
    return 1.144 * math.sqrt(height_m / 0.3048) * NAUTICAL_MILE_M


def radar_width(look: Look, sensor: RadarSensor) -> SensorWidth:
    """Sweep width of a radar; from the air never beyond the horizon on both sides."""
    if sensor.sure_range is not None:
        width_m, source = 2.0 * sensor.sure_range, (
            f"radar {sensor.set}: W twice the range of {format_length(sensor.sure_range)} at which its operator is "
            f"sure [NSS2000]"
        )  # fmt: skip
    else:
        figure, group = _figure(look, sensor)
        if group[1] == "wind":
            by = Sentence("sensing.by_wind", speed=format_speed(look.wind_m_per_s), object=look.target.source)
        else:
            by = Sentence("sensing.by_sea", state=look.sea_state, object=look.target.source)
        if figure is None or figure.width_nm is None or figure.width_nm == 0.0:
            return _blind(look, sensor, figure, by)
        width_m = figure.width_nm * NAUTICAL_MILE_M
        scale = f", scale {figure.scale_nm:g} nm" if figure.scale_nm else ""
        source = f"radar {sensor.set}{scale}, {by} as {group[0]}: W {figure.width_nm:g} nm [NSS2000]"
    limit_m = 2.0 * horizon_m(look.unit.height_m)
    if look.unit.airborne and width_m > limit_m:
        source += f", held at the horizon on both sides, {format_length(limit_m)} from {look.height_ft:.0f} ft"
        width_m = limit_m
    return SensorWidth("radar", width_m, source)


def _figure(look: Look, sensor: RadarSensor) -> tuple[RadarFigure | None, tuple[str, str]]:
    """The figure that holds, and the group and condition that it was looked for by."""
    if sensor.set == "AN/APS-137":
        scale = 32.0 if sensor.scale > 24.0 * NAUTICAL_MILE_M else 16.0
        group, by, now = look.row.aps137, "wind", look.wind_m_per_s / KNOT_M_PER_S
    else:
        scale, group, by, now = None, _group(look, sensor), "sea state", float(look.sea_state)
    holding = (
        figure
        for figure in radar_table()
        if (figure.set, figure.object, figure.scale_nm) == (sensor.set, group, scale) and now <= figure.limit + 1e-9
    )
    return next(holding, None), (group or look.row.label, by)


def _group(look: Look, sensor: RadarSensor) -> str:
    """Boats of 40 ft and more count as large only where they are known to show metal; ships always do."""
    groups = {entry.object for entry in radar_table() if entry.set == sensor.set}
    if look.row.radar == "ship":
        return "ship" if "ship" in groups else "large"
    if look.row.radar == "large" and sensor.object_reflector:
        return "large"
    if look.row.radar in ("large", "boat"):
        return "boat with reflector" if sensor.object_reflector else "boat"
    return look.row.radar


def _blind(look: Look, sensor: RadarSensor, figure: RadarFigure | None, by: Sentence) -> SensorWidth:
    if figure is None:
        why = Sentence("sensing.no_figure")
    elif figure.width_nm is None:
        why = Sentence("sensing.upper_limit")
    else:
        why = Sentence("sensing.published_0")
    return SensorWidth(
        "radar", 0.0, f"radar {sensor.set}, {by}: W 0 nm, {why} [NSS2000]",
        notes=(Sentence("sensing.radar_blind", set=sensor.set, unit=look.unit.name, by=by, why=why),),
    )  # fmt: skip
