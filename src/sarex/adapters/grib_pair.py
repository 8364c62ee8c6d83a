"""Which GRIB fields make up wind, current and Stokes drift, and at which levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sarex.adapters.grib_code import Code, code_text, is_grib_code, parse_code
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Quantity

Kind = Literal["u_v", "east_north", "speed_direction"]

ECMWF: Final = 98
WIND_HEIGHT_M: Final = 10.0
DEPTH_M_MAX: Final = 15.0
"""A current below this is no surface current."""

ANY_LEVEL_RANK: Final = 100.0
"""Rank of a level that only the user or the code itself vouches for."""

_HEIGHT: Final = {2: 103, 1: 105}
_SEA_SURFACE: Final = {2: (1, 101, 255), 1: (1, 102)}
_DEPTH: Final = 160
_MODEL_LEVEL: Final = 168


@dataclass(frozen=True)
class GribPair:
    """Two fields that are one vector.

    kind : u and v along the grid or east and north, as the field's flag says; east and north always; or speed and
           direction (wind: from where; current: toward where)
    any_level : the code itself says the level, or the user chose the code (`named`)
    """

    quantity: Quantity
    first: Code
    second: Code
    kind: Kind = "u_v"
    any_level: bool = False
    named: bool = False

    @property
    def parts(self) -> tuple[str, str]:
        """What the two fields are called in messages."""
        names = {"u_v": ("u", "v"), "east_north": ("east", "north"), "speed_direction": ("speed", "direction")}
        first, second = names[self.kind]
        return f"{first} {code_text(self.first)}", f"{second} {code_text(self.second)}"

    def part(self, code: Code) -> int | None:
        """0 or 1 for the first and the second field, None for what is neither."""
        for part, mine in enumerate((self.first, self.second)):
            if code == mine or (mine[:2] == (1, 0) and code[0] == 1 and code[2:] == mine[2:]):
                return part
        return None

    def level_rank(self, edition: int, level_type: int, level: float) -> float | None:
        """How far from the surface, 0 is best; None where the level is not one that serves."""
        rank = self._rank(edition, level_type, level)
        return ANY_LEVEL_RANK if rank is None and self.any_level else rank

    def _rank(self, edition: int, level_type: int, level: float) -> float | None:
        if self.quantity == "wind":
            return 0.0 if level_type == _HEIGHT[edition] and abs(level - WIND_HEIGHT_M) < 0.01 else None
        if level_type in _SEA_SURFACE[edition]:
            return 0.0
        if level_type == _DEPTH or (edition == 2 and level_type == _MODEL_LEVEL):
            return level if 0.0 <= level <= DEPTH_M_MAX else None
        return None


PAIRS: Final = (
    GribPair("wind", (2, 0, 2, 2), (2, 0, 2, 3)),
    GribPair("wind", (1, 0, 2, 33), (1, 0, 2, 34)),
    GribPair("wind", (1, ECMWF, 128, 165), (1, ECMWF, 128, 166), any_level=True),
    GribPair("wind", (2, 0, 2, 1), (2, 0, 2, 0), "speed_direction"),
    GribPair("wind", (1, 0, 2, 32), (1, 0, 2, 31), "speed_direction"),
    GribPair("current", (2, 10, 1, 2), (2, 10, 1, 3)),
    GribPair("current", (2, 10, 1, 5), (2, 10, 1, 6), "east_north"),
    GribPair("current", (2, 10, 3, 14), (2, 10, 3, 15), "east_north"),
    GribPair("current", (2, 10, 4, 23), (2, 10, 4, 24), "east_north"),
    GribPair("current", (2, 10, 4, 25), (2, 10, 4, 26)),
    GribPair("current", (1, 0, 2, 49), (1, 0, 2, 50)),
    GribPair("current", (1, ECMWF, 151, 131), (1, ECMWF, 151, 132)),
    GribPair("current", (2, 10, 1, 1), (2, 10, 1, 0), "speed_direction"),
    GribPair("current", (1, 0, 2, 48), (1, 0, 2, 47), "speed_direction"),
    GribPair("stokes", (2, 10, 0, 21), (2, 10, 0, 22)),
    GribPair("stokes", (1, ECMWF, 140, 215), (1, ECMWF, 140, 216), any_level=True),
)
"""In the order of preference."""
_VECTOR: Final[tuple[tuple[str, str, Kind], ...]] = (("east", "north", "u_v"), ("x", "y", "u_v"))
_WAYS: Final[dict[Quantity, tuple[tuple[str, str, Kind], ...]]] = {
    "wind": (*_VECTOR, ("speed", "from", "speed_direction")),
    "current": (*_VECTOR, ("speed", "to", "speed_direction")),
    "stokes": (*_VECTOR, ("speed", "to", "speed_direction")),
}
"""How a user may name the two codes of a quantity."""


def level_text(level_type: int, level: float) -> str:
    """A level in plain words."""
    if level_type in _HEIGHT.values():
        return f"{level:g} m height"
    if level_type == _DEPTH:
        return "surface" if level == 0.0 else f"{level:g} m depth"
    if level_type == _MODEL_LEVEL:
        return f"ocean model level {level:g}"
    if level_type == 100:
        return f"{level:g} Pa or hPa"
    return {1: "surface", 101: "sea level", 102: "sea level", 255: "level not given"}.get(
        level_type, f"level type {level_type} value {level:g}"
    )


def pairs_of(mapping: Mapping[str, str] | None, name: str) -> tuple[GribPair, ...]:
    """The pairs to look for. A mapping such as {"current_east": "10/1/2", "current_north": "10/1/3"} goes before the
    table; names that are no codes are meant for other files. Raises ForcingError for half a pair."""
    told = {key.lower(): parse_code(text) for key, text in (mapping or {}).items() if is_grib_code(text)}
    pairs = list(PAIRS)
    for quantity, ways in _WAYS.items():
        given = sorted(key for key in told if key.startswith(f"{quantity}_"))
        if not given:
            continue
        way = next((way for way in ways if sorted(f"{quantity}_{part}" for part in way[:2]) == given), None)
        if way is None:
            known = " or ".join(f"{quantity}_{first} and {quantity}_{second}" for first, second, _ in ways)
            raise ForcingError(f"{name}: {', '.join(given)} makes no whole {quantity}; give {known}")
        kind = way[2]
        first, second = (told[f"{quantity}_{part}"] for part in way[:2])
        chosen = GribPair(quantity, first, second, kind, any_level=True, named=True)
        pairs = [chosen, *pairs]
    return tuple(pairs)
