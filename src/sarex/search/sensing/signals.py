"""Signals: what survivors show, and from how far it is seen."""

from __future__ import annotations

from typing import Final, Literal

from sarex.model.quantities import KNOT_M_PER_S, NAUTICAL_MILE_M, format_duration, format_speed
from sarex.model.search_unit import SearchUnit, UnitKind
from sarex.model.sentence import Sentence
from sarex.model.signal_table import SignalFigure, signal_table
from sarex.search.sensing.look import Look
from sarex.search.sensing.sensor_width import SensorWidth
from sarex.search.sensing.sweep_width import FATIGUE

Light = Literal["day", "night"]
GROUP: Final[dict[UnitKind, str]] = {
    "vessel": "vessel",
    "merchant_ship": "vessel",
    "surface_craft": "boat",
    "lifeboat": "boat",
    "uncrewed_surface_craft": "boat",
    "helicopter": "helicopter",
    "drone": "helicopter",
    "fixed_wing": "boat",
    "fixed_wing_drone": "boat",
}
"""Whose figure a unit takes where a signal has one for each. None was measured for fixed wing aircraft: they take the
smallest, that of the boat."""
STEADY_LIGHT: Final = "light_stick"
"""A lit object whose light is not named counts as the weakest steady light of the table."""


def signal_figure(signal: str, light: Light, unit: SearchUnit, wind_m_per_s: float) -> SignalFigure | None:
    """The figure that holds for this signal, light, unit and wind; None where there is none. [NSS2000]"""
    for figure in signal_table():
        if figure.signal != signal or figure.light != light or figure.seen_by not in ("any", GROUP[unit.kind]):
            continue
        if figure.wind_kn is not None and wind_m_per_s / KNOT_M_PER_S > figure.wind_kn + 1e-9:
            continue
        if figure.hours is None or unit.time_on_task < figure.hours * 3600.0:
            return figure
    return None


def signal_width(look: Look, light: Light) -> SensorWidth | None:
    """The best signal by day or by night; None where none of those given can be seen.

    No width is more than twice the visibility, and the signal must be shown while the unit passes. [NSS2000]
    """
    shown = [(signal, Sentence(f"signal.{signal}")) for signal in look.conditions.signals]
    if look.conditions.lit and light == "night":
        shown.append((STEADY_LIGHT, Sentence("sensing.its_light")))
    seen = [
        (figure, words)
        for signal, words in shown
        if (figure := signal_figure(signal, light, look.unit, look.wind_m_per_s)) is not None
    ]
    if not seen:
        return None
    figure, words = max(seen, key=lambda entry: entry[0].width_nm)
    fatigue = FATIGUE if look.unit.fatigued else 1.0
    limit_nm = 2.0 * look.visibility_nm
    width_nm = min(figure.width_nm, limit_nm) * fatigue
    held = []
    if figure.wind_kn is not None:
        held.append(f"wind {format_speed(look.wind_m_per_s)}")
    if figure.seen_by != "any":
        held.append(f"as from a {figure.seen_by}, {format_duration(look.unit.time_on_task)} on task")
    if figure.width_nm > limit_nm:
        held.append(f"held at twice the visibility, {limit_nm:.3g} nm")
    source = (
        f"{words} by {light}: W {figure.width_nm:g} nm [NSS2000]"
        + (f" ({', '.join(held)})" if held else "")
        + f" x fatigue {fatigue:g} = {width_nm:.3g} nm"
    )
    note = Sentence("sensing.signal_shown", signal=words, unit=look.unit.name)
    return SensorWidth("visual", width_nm * NAUTICAL_MILE_M, source, notes=(note,))
