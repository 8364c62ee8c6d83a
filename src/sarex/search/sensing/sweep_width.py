"""Visual sweep widths: the published tables between their columns, and the factors of weather, speed and fatigue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.object_row import FIXED_WING_SPEEDS_KN, HELICOPTER_SPEEDS_KN, ObjectRow
from sarex.model.quantities import KNOT_M_PER_S, NAUTICAL_MILE_M, format_speed
from sarex.model.search_unit import UnitKind
from sarex.model.sentence import Sentence
from sarex.model.sweep_width_table import Platform, SweepWidthBlock, sweep_width_blocks
from sarex.search.sensing.look import Look
from sarex.search.sensing.sensor_width import SensorWidth

PLATFORM: Final[dict[UnitKind, Platform]] = {
    "vessel": "boat",
    "surface_craft": "boat",
    "lifeboat": "boat",
    "uncrewed_surface_craft": "boat",
    "merchant_ship": "merchant_ship",
    "helicopter": "helicopter",
    "drone": "helicopter",
    "fixed_wing": "fixed_wing",
    "fixed_wing_drone": "fixed_wing",
}
SOURCE: Final[dict[Platform, str]] = {
    "boat": "[Addendum2013]",
    "helicopter": "[Addendum2013]",
    "fixed_wing": "[Addendum2013]",
    "merchant_ship": "[NATSAR2023]",
}
UNCREWED: Final[frozenset[UnitKind]] = frozenset({"drone", "fixed_wing_drone", "uncrewed_surface_craft"})

WEATHER_SMALL: Final = (1.0, 0.5, 0.25)
WEATHER_LARGE: Final = (1.0, 0.9, 0.9)
WEATHER_LARGE_AUSTRALIA: Final = (1.0, 0.8, 0.5)
WIND_KN: Final = (15.0, 25.0)
SEA_M: Final = (1.0, 1.5)
"""Above these winds or wave heights the second and the third factor hold."""
FATIGUE: Final = 0.9
FLOTATION: Final = 4.0
FLOTATION_FT_MAX: Final = 500.0


@dataclass(frozen=True)
class TableRead:
    """A value read from a table, and what was done where the table ends."""

    value: float
    notes: tuple[Sentence, ...] = ()


def table_width_nm(platform: Platform, row: ObjectRow, height_ft: float, visibility_nm: float) -> TableRead:
    """Uncorrected sweep width W0 [nm], straight between the columns of height and of visibility.

    Heights and visibilities beyond the last column take its value, and so do heights below the first. Below the first
    visibility the width falls straight to 0 at no visibility, where nothing is seen.

    >>> from sarex.model.object_row import object_rows
    >>> round(table_width_nm("helicopter", object_rows()["Raft6p"], 500.0, 10.0).value, 3)
    2.7
    """
    name = row.merchant_row if platform == "merchant_ship" else row.row
    block = sweep_width_blocks()[platform, name]
    by_visibility = _at_height(block, height_ft)
    known = np.concatenate([[0.0], block.visibility_nm]), np.concatenate([[0.0], by_visibility])
    notes = [] if name == row.row else [Sentence("sensing.merchant_row", object=row.said, row=name)]
    if platform != "merchant_ship":
        notes += _ends(Sentence("sensing.height"), height_ft, block.height_ft, "ft")
    if visibility_nm < block.visibility_nm[0]:
        end = f"{block.visibility_nm[0]:g}"
        notes.append(Sentence("sensing.visibility_low", visibility=f"{visibility_nm:.2g}", end=end))
    elif visibility_nm > block.visibility_nm[-1]:
        notes += _ends(Sentence("sensing.visibility"), visibility_nm, block.visibility_nm, "nm")
    return TableRead(float(np.interp(visibility_nm, *known)), tuple(notes))


def _at_height(block: SweepWidthBlock, height_ft: float) -> NDArray[np.float64]:
    columns = range(len(block.visibility_nm))
    return np.array([np.interp(height_ft, block.height_ft, block.width_nm[:, column]) for column in columns])


def _ends(what: Sentence, value: float, axis: NDArray[np.float64], unit: str) -> list[Sentence]:
    if axis[0] - 0.5 <= value <= axis[-1] + 0.5:
        return []
    code, end = ("sensing.below_table", axis[0]) if value < axis[0] else ("sensing.above_table", axis[-1])
    return [Sentence(code, what=what, value=f"{value:.4g}", unit=unit, end=f"{end:g}")]


def weather_factor(row: ObjectRow, wind_m_per_s: float, sea_m: float | None = None, *, australian: bool) -> float:
    """fw by the worse of wind and, where it was seen, wave height [m]. [NSS2000] [NATSAR2023]

    The sea classes are those in metres; the wind classes already hold the sea that the wind raises.
    """
    wind_kn = wind_m_per_s / KNOT_M_PER_S
    # A wind given as 15 kn must not count as more by the last bit of its conversion.
    worse = max(
        sum(wind_kn > limit + 1e-9 for limit in WIND_KN), sum(sea_m is not None and sea_m > limit for limit in SEA_M)
    )
    if row.small:
        return WEATHER_SMALL[worse]
    return (WEATHER_LARGE_AUSTRALIA if australian else WEATHER_LARGE)[worse]


def speed_factor(platform: Platform, row: ObjectRow, speed_m_per_s: float) -> TableRead:
    """fv, straight between the speeds of the table; 1 for surface craft. [NSS2000]"""
    if platform not in ("fixed_wing", "helicopter"):
        return TableRead(1.0)
    speeds = np.array(FIXED_WING_SPEEDS_KN if platform == "fixed_wing" else HELICOPTER_SPEEDS_KN)
    factors = row.fixed_wing if platform == "fixed_wing" else row.helicopter
    speed_kn = speed_m_per_s / KNOT_M_PER_S
    return TableRead(
        float(np.interp(speed_kn, speeds, factors)),
        tuple(_ends(Sentence("sensing.search_speed"), speed_kn, speeds, "kn")),
    )


def flotation_factor(look: Look) -> float:
    """4 for a person who wears a flotation device, from aircraft up to 500 ft. [NSS2000]"""
    wears = look.conditions.flotation or look.target.flotation
    low = look.unit.airborne and look.height_ft <= FLOTATION_FT_MAX + 0.5
    return FLOTATION if look.row.person and wears and low else 1.0


def visual_width(look: Look) -> SensorWidth:
    """What eyes see by daylight, whatever the light of the scene."""
    unit, platform = look.unit, PLATFORM[look.unit.kind]
    width = table_width_nm(platform, look.row, look.height_ft, look.visibility_nm)
    weather = weather_factor(
        look.row, look.wind_m_per_s, look.given_sea_m, australian=look.conditions.australian_weather
    )
    speed, fatigue = speed_factor(platform, look.row, unit.search_speed), FATIGUE if unit.fatigued else 1.0
    flotation = flotation_factor(look)
    corrected = width.value * flotation * weather * speed.value * fatigue
    above = "" if platform == "merchant_ship" else f" at {look.height_ft:.0f} ft"
    sea = "" if look.given_sea_m is None else f", sea {look.given_sea_m:.1f} m"
    source = (
        f"{platform.replace('_', ' ')}{above}, visibility {look.visibility_nm:.3g} nm, {look.target.source}: "
        f"W0 {width.value:.3g} nm {SOURCE[platform]}"
        + (f" x flotation {flotation:.0f}" if flotation > 1.0 else "")
        + f" x weather {weather:g} (wind {format_speed(look.wind_m_per_s)}{sea})"
        f" x speed {speed.value:.3g} ({format_speed(unit.search_speed)}) x fatigue {fatigue:g}"
        f" = {corrected:.3g} nm"
    )
    notes = [*width.notes, *speed.notes]
    if unit.kind in UNCREWED:
        notes.append(Sentence("sensing.no_crew", unit=unit.name))
    if corrected == 0.0:
        notes.append(_unseen(look, platform))
    return SensorWidth(
        "visual", corrected * NAUTICAL_MILE_M, source, ideal=min(weather, speed.value, fatigue) >= 1.0,
        notes=tuple(notes),
    )  # fmt: skip


def _unseen(look: Look, platform: Platform) -> Sentence:
    """Why eyes see nothing, and the height from which they would see most."""
    told: dict[str, str] = {
        "unit": look.unit.name, "object": look.row.said, "height": f"{look.height_ft:.0f}",
    }  # fmt: skip
    if look.conditions.visibility == 0.0:
        return Sentence("sensing.eyes_no_visibility", **told)
    block = sweep_width_blocks()[platform, look.row.row if platform != "merchant_ship" else look.row.merchant_row]
    heights = block.height_ft
    best = max(heights, key=lambda height: table_width_nm(platform, look.row, float(height), look.visibility_nm).value)
    if table_width_nm(platform, look.row, float(best), look.visibility_nm).value > 0.0:
        return Sentence("sensing.eyes_other_height", best=f"{best:.0f}", **told)
    return Sentence("sensing.eyes_no_height", visibility=f"{look.visibility_nm:.2g}", **told)
