"""Which variables of a file are the wind, the current and the Stokes drift."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from sarex.adapters.stored_file import StoredFile, StoredVariable
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Quantity

Role = Literal["east", "north", "x", "y", "speed", "to", "from"]
Kind = Literal["east_north", "grid", "to", "from"]

KINDS: Final[tuple[tuple[Role, Role, Kind], ...]] = (
    ("east", "north", "east_north"), ("x", "y", "grid"), ("speed", "to", "to"), ("speed", "from", "from"),
)  # fmt: skip
STANDARD_NAMES: Final[dict[str, tuple[Quantity, Role]]] = {
    "eastward_sea_water_velocity": ("current", "east"), "northward_sea_water_velocity": ("current", "north"),
    "sea_water_x_velocity": ("current", "x"), "sea_water_y_velocity": ("current", "y"),
    "x_sea_water_velocity": ("current", "x"), "y_sea_water_velocity": ("current", "y"),
    "sea_water_speed": ("current", "speed"), "sea_water_velocity_to_direction": ("current", "to"),
    "direction_of_sea_water_velocity": ("current", "to"), "sea_water_velocity_from_direction": ("current", "from"),
    "eastward_wind": ("wind", "east"), "northward_wind": ("wind", "north"),
    "x_wind": ("wind", "x"), "y_wind": ("wind", "y"), "x_wind_10m": ("wind", "x"), "y_wind_10m": ("wind", "y"),
    "grid_eastward_wind": ("wind", "x"), "grid_northward_wind": ("wind", "y"),
    "wind_speed": ("wind", "speed"), "wind_from_direction": ("wind", "from"), "wind_to_direction": ("wind", "to"),
    "sea_surface_wave_stokes_drift_eastward_velocity": ("stokes", "east"),
    "sea_surface_wave_stokes_drift_northward_velocity": ("stokes", "north"),
    "eastward_sea_surface_wave_stokes_drift": ("stokes", "east"),
    "northward_sea_surface_wave_stokes_drift": ("stokes", "north"),
    "sea_surface_wave_stokes_drift_x_velocity": ("stokes", "x"),
    "sea_surface_wave_stokes_drift_y_velocity": ("stokes", "y"),
    "sea_surface_wave_stokes_drift_speed": ("stokes", "speed"),
    "sea_surface_wave_stokes_drift_to_direction": ("stokes", "to"),
}  # fmt: skip
PART_PREFIXES: Final = {
    "barotropic_": "the mean over the depth (barotropic), no surface current",
    "baroclinic_": "without the mean over the depth (baroclinic)",
    "geostrophic_": "geostrophic only: no tide and no current driven by the wind",
}
PART_SUFFIXES: Final = {"_assuming_no_tide": "without tides"}
KNOWN_NAMES: Final[tuple[tuple[Quantity, Kind, str, str], ...]] = (
    ("current", "grid", "uo", "vo"), ("current", "grid", "water_u", "water_v"),
    ("current", "grid", "u_velocity", "v_velocity"), ("current", "grid", "ssu", "ssv"),
    ("current", "east_north", "u_eastward", "v_northward"), ("current", "east_north", "u_east", "v_north"),
    ("current", "east_north", "u_sur_eastward", "v_sur_northward"), ("current", "grid", "uogrd", "vogrd"),
    ("current", "grid", "ucur", "vcur"), ("current", "grid", "u_surf", "v_surf"), ("current", "grid", "usurf", "vsurf"),
    ("current", "to", "current_speed", "current_direction"), ("current", "to", "current_speed", "current_dir"),
    ("current", "to", "cspd", "cdir"), ("current", "to", "curspd", "curdir"),
    ("wind", "grid", "u10", "v10"), ("wind", "grid", "10u", "10v"), ("wind", "grid", "u10m", "v10m"),
    ("wind", "grid", "ugrd10m", "vgrd10m"), ("wind", "grid", "ugrd_10maboveground", "vgrd_10maboveground"),
    ("wind", "grid", "u-component_of_wind_height_above_ground", "v-component_of_wind_height_above_ground"),
    ("wind", "grid", "x_wind_10m", "y_wind_10m"), ("wind", "grid", "uwnd", "vwnd"), ("wind", "grid", "uwind", "vwind"),
    ("wind", "grid", "u_10m", "v_10m"), ("wind", "grid", "u_wind", "v_wind"),
    ("wind", "from", "wind_speed", "wind_direction"), ("wind", "from", "wspd", "wdir"),
    ("wind", "from", "wind_speed", "wind_from_direction"), ("wind", "from", "ws10", "wd10"),
    ("stokes", "grid", "vsdx", "vsdy"), ("stokes", "grid", "ust", "vst"), ("stokes", "grid", "uuss", "vuss"),
)  # fmt: skip
TOTALS: Final = (("utotal", "vtotal"), ("utot", "vtot"))
BAROTROPIC_NAMES: Final = (("ubar", "vbar"), ("u_barotropic_velocity", "v_barotropic_velocity"))
BARE_NAMES: Final[tuple[tuple[str, str, Kind, Kind], ...]] = (
    ("u", "v", "grid", "grid"), ("ugrd", "vgrd", "grid", "grid"),
    ("speed", "direction", "to", "from"), ("spd", "dir", "to", "from"), ("speed", "dir", "to", "from"),
)  # fmt: skip
"""Names that wind and currents share: first, second, kind if it is a current, kind if it is a wind."""
SEA_WORDS: Final = re.compile(r"current|sea.?water|ocean|momentum component|roms|croco|hycom|nemo|hydrodynamic")
AIR_WORDS: Final = re.compile(r"wind|10 ?m(etre|eter)?\b|atmospher|above ground|aloft")
SEA_DIMS: Final = re.compile(r"depth.*|s_rho|sc_r|sigma|siglay|eta_u|xi_u|eta_rho|xi_rho|deptht|depthu")
AIR_DIMS: Final = re.compile(r"height.*|isobaric.*|pressure.*|plev|hybrid.*|level_hpa")
ROLES: Final = "wind_east, wind_north, current_x, current_y, current_speed, current_to, stokes_east, stokes_north"


_QUANTITIES: Final[tuple[Quantity, ...]] = ("wind", "current", "stokes")
_SPOKEN_ROLES: Final[dict[tuple[str, str], tuple[Quantity, Role]]] = {
    (quantity, role): (quantity, role) for quantity in _QUANTITIES for kind in KINDS for role in kind[:2]
}


class NoSuchVariableError(ForcingError):
    """A file lacks a variable that the user named for this quantity; another file may have it."""

    def __init__(self, message: str, quantity: Quantity) -> None:
        super().__init__(message)
        self.quantity = quantity


@dataclass(frozen=True)
class VariablePair:
    """Two variables that make a vector. `kind`: east and north, along the grid, or speed with the direction to or
    from which it goes. `rank` orders candidates, the best first. `named` : by the user."""

    quantity: Quantity
    first: str
    second: str
    kind: Kind
    rank: int = 0
    notes: tuple[str, ...] = ()
    named: bool = False


def variable_pairs(file: StoredFile, mapping: Mapping[str, str] | None = None) -> dict[Quantity, list[VariablePair]]:
    """Candidates for each quantity, the best first: what the user says, standard names, known names. Raises
    ForcingError where a name could mean wind as well as current and nothing in the file tells."""
    found: dict[Quantity, list[VariablePair]] = {"wind": [], "current": [], "stokes": []}
    for pair in _mapped(file, mapping or {}):
        found[pair.quantity].append(pair)
    settled = {quantity for quantity, pairs in found.items() if pairs}
    others = [*_totals(file), *_by_standard_name(file), *_by_known_name(file)]
    for pair in others:
        if pair.quantity not in settled and (pair.first, pair.second) not in _names(found[pair.quantity]):
            found[pair.quantity].append(pair)
    for pair in _bare(file, {quantity for quantity, pairs in found.items() if pairs}):
        if pair.quantity not in settled:
            found[pair.quantity].append(pair)
    return {quantity: sorted(pairs, key=lambda pair: pair.rank) for quantity, pairs in found.items() if pairs}


def lone_components(file: StoredFile) -> list[str]:
    """Variables whose standard name says that they are half of a vector."""
    return [one.name for one in file.variables.values() if _standard(one) is not None]


def _names(pairs: list[VariablePair]) -> set[tuple[str, str]]:
    return {(pair.first, pair.second) for pair in pairs}


def _mapped(file: StoredFile, mapping: Mapping[str, str]) -> list[VariablePair]:
    given: dict[tuple[Quantity, Role], str] = {}
    for key, name in mapping.items():
        role = component(key)
        if name not in file.variables:
            fields_first = sorted(file.variables.values(), key=lambda one: -len(one.dims))
            held = ", ".join(one.name for one in fields_first)[:200]
            raise NoSuchVariableError(f"{file.name} has no variable {name!r} to take as {key}; it has {held}", role[0])
        given[role] = name
    pairs = []
    for quantity in _QUANTITIES:
        roles = {role: name for (of, role), name in given.items() if of == quantity}
        if not roles:
            continue
        pair = next((kind for kind in KINDS if {kind[0], kind[1]} == set(roles)), None)
        if pair is None:
            raise ForcingError(
                f"the mapping gives {', '.join(sorted(f'{quantity}_{role}' for role in roles))}, which make no vector; "
                "give east and north, x and y, or speed and to (or from)"
            )
        notes = ("variables named by the user",)
        pairs.append(VariablePair(quantity, roles[pair[0]], roles[pair[1]], pair[2], notes=notes, named=True))
    return pairs


def component(key: str) -> tuple[Quantity, Role]:
    """What the user calls `current_east`, or by a CF standard name. Raises ForcingError."""
    quantity, _, word = key.lower().partition("_")
    word = {"toward": "to", "towards": "to"}.get(word, word)
    role = STANDARD_NAMES.get(key.lower()) or _SPOKEN_ROLES.get((quantity, word))
    if role is None:
        raise ForcingError(f"{key!r} names no component; map {ROLES} (or a CF standard name) to variables")
    return role


def _totals(file: StoredFile) -> list[VariablePair]:
    by_name = {name.lower(): name for name in file.variables}
    note = "the total current, which includes tides and Stokes drift: adding Stokes drift would count it twice"
    return [
        VariablePair("current", by_name[first], by_name[second], "grid", -10, (note,))
        for first, second in TOTALS
        if first in by_name and second in by_name
    ]


def _standard(variable: StoredVariable) -> tuple[Quantity, Role, str, str] | None:
    """(quantity, role, which part of the motion it is, a warning about that part)."""
    name = variable.text("standard_name").lower()
    name = name.removesuffix("_at_u_location").removesuffix("_at_v_location").removeprefix("surface_")
    part, warning = "", ""
    for prefix, words in PART_PREFIXES.items():
        if name.startswith(prefix):
            name, part, warning = name.removeprefix(prefix), prefix, words
    for suffix, words in PART_SUFFIXES.items():
        if name.endswith(suffix):
            name, part, warning = name.removesuffix(suffix), suffix, words
    found = STANDARD_NAMES.get(name)
    return None if found is None else (*found, part, warning)


def _by_standard_name(file: StoredFile) -> list[VariablePair]:
    meaning = {name: _standard(variable) for name, variable in file.variables.items() if len(variable.dims) >= 1}
    pairs = []
    for name, said in meaning.items():
        if said is None:
            continue
        for order, (first, second, kind) in enumerate(KINDS):
            if said[1] != first:
                continue
            wanted = (said[0], second, said[2], said[3])
            partners = [other for other, its in meaning.items() if its == wanted]
            if partners:
                partner = max(partners, key=lambda other: _likeness(file, name, other))
                notes = (f"WARNING: {said[3]}",) * bool(said[3])
                pairs.append(VariablePair(said[0], name, partner, kind, order + 15 * bool(said[2]), notes))
    return pairs


def _likeness(file: StoredFile, one: str, other: str) -> tuple[bool, float]:
    same_dims = file.variables[one].dims == file.variables[other].dims
    return same_dims, difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio()


def _by_known_name(file: StoredFile) -> list[VariablePair]:
    by_name = {name.lower(): name for name in file.variables}
    pairs = []
    for quantity, kind, first, second in KNOWN_NAMES:
        if first in by_name and second in by_name:
            # Without a standard name it is the grid of the file that says whether u is east: see gridded_file.
            notes: tuple[str, ...] = (f"{by_name[first]}, {by_name[second]} known by their names only",)
            if kind in ("to", "from"):
                notes += (f"{by_name[second]} taken as the direction {kind} which it goes",)
            pairs.append(VariablePair(quantity, by_name[first], by_name[second], kind, 10, notes))
    for first, second in BAROTROPIC_NAMES:
        if first in by_name and second in by_name:
            warning = f"WARNING: {PART_PREFIXES['barotropic_']}"
            pairs.append(VariablePair("current", by_name[first], by_name[second], "grid", 20, (warning,)))
    return pairs


def _bare(file: StoredFile, settled: set[Quantity]) -> list[VariablePair]:
    """Names that mean wind in one file and current in the next; a quantity that is already found needs none of them."""
    by_name = {name.lower(): name for name in file.variables}
    for first, second, if_current, if_wind in BARE_NAMES:
        if first not in by_name or second not in by_name:
            continue
        one = file.variables[by_name[first]]
        if len(one.dims) < 2 or _standard(one) is not None:
            continue
        quantity = wind_or_current(file, one)
        if quantity is None and settled & {"wind", "current"}:
            continue
        if quantity is None:
            raise ForcingError(
                f"{file.name}: {one.name}, {by_name[second]} could be wind or current, and nothing in the file tells; "
                f"name them with a mapping such as current_x={one.name}, current_y={by_name[second]}"
            )
        kind = if_current if quantity == "current" else if_wind
        notes = (f"{one.name}, {by_name[second]} taken as {quantity} from their description and dimensions",)
        pair = VariablePair(quantity, one.name, by_name[second], kind, 12, notes)
        return [replace(pair, notes=(*notes, f"{pair.second} taken as the direction {kind} which it goes"))
                if kind in ("to", "from") else pair]  # fmt: skip
    return []


def wind_or_current(file: StoredFile, variable: StoredVariable) -> Quantity | None:
    """What a variable called u is, from its description, its dimensions and the file's title; None if they are silent
    or contradict each other."""
    own = f"{variable.text('long_name')} {variable.text('description')} {variable.text('standard_name')}".lower()
    dims = " ".join(variable.dims).lower().split()
    about = " ".join(file.attribute(name) for name in ("title", "source", "type", "summary")).lower()
    slow = re.sub(r"\s", "", variable.text("units").lower()) in ("cm/s", "cms-1", "mm/s", "mms-1")
    for sea, air in (
        (bool(SEA_WORDS.search(own)), bool(AIR_WORDS.search(own))),
        (any(SEA_DIMS.fullmatch(dim) for dim in dims), any(AIR_DIMS.fullmatch(dim) for dim in dims)),
        (slow, False),
        (bool(SEA_WORDS.search(about)), bool(AIR_WORDS.search(about))),
    ):
        if sea != air:
            return "current" if sea else "wind"
    return None
