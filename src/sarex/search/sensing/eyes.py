"""Eyes: the object itself or a signal, by day and by night, whichever is seen from further."""

from __future__ import annotations

from dataclasses import replace

from sarex.model.quantities import NAUTICAL_MILE_M
from sarex.search.sensing.look import Look
from sarex.search.sensing.sensor_width import SensorWidth
from sarex.search.sensing.signals import signal_width
from sarex.search.sensing.sweep_width import visual_width


def eyes_width(look: Look) -> SensorWidth:
    """The width over the whole period: by daylight the larger of object and signal, in the dark the signal's or none,
    each for its share of the time."""
    dark = look.scene.dark_share
    if dark == 1.0:
        night = _by_night(look)
        return replace(night, source=f"in the dark {night.source} ({look.scene.light})")
    day = visual_width(look)
    signal = signal_width(look, "day")
    if signal is not None and signal.width_m > day.width_m:
        day = signal
    if dark == 0.0:
        return day
    night = _by_night(look)
    width_m = look.light_share * day.width_m + dark * night.width_m
    source = (
        f"by daylight ({look.light_share:.0%} of the time) {day.source}; in the dark ({dark:.0%}) {night.source}; "
        f"together {width_m / NAUTICAL_MILE_M:.3g} nm"
    )
    return SensorWidth("visual", width_m, source, notes=(*day.notes, *night.notes))


def _by_night(look: Look) -> SensorWidth:
    signal = signal_width(look, "night")
    return signal or SensorWidth("visual", 0.0, "nothing lit is shown: W 0 nm", notes=(look.dark_note,))
