"""Which of the units are planned for, by which pattern alone, and which are told what to do."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from typing import Final

from sarex.model.errors import PlanError, TasksError, UnitsError
from sarex.model.search_pattern import PATTERN_NAMES, PatternCode
from sarex.model.search_unit import SearchUnit, SearchUnits
from sarex.model.task_order import CoordinatedOrder, TaskOrder, units_of

LAID: Final[tuple[PatternCode, ...]] = ("PS", "CS", "SS", "VS", "TSR", "TSN")
"""Patterns that the planner chooses from."""


def chosen_units(
    units: SearchUnits, names: Sequence[str], pattern: str | None, *, kept: Collection[str] = ()
) -> SearchUnits:
    """The units file with these units alone, asked for this pattern alone.

    names   : of the units to plan for; none: all
    pattern : a code such as `SS`, or its name; None: what each unit may be asked to do
    kept    : names of units that are frozen or ordered what to do, which stay in any case
    Raises UnitsError for a name that no unit has, or a pattern that a unit is not asked for; PlanError for an unknown
    pattern.
    """
    known = [unit.name for unit in units.units]
    for name in names:
        if name not in known:
            raise UnitsError(f"there is no unit {name!r} in the units file; {_meant(name, known)}")
    code = None if pattern is None else _code(pattern)
    chosen = [
        unit if code is None or unit.name in kept else _only(unit, code)
        for unit in units.units
        if not names or unit.name in names or unit.name in kept
    ]
    return units.model_copy(update={"units": chosen})


def check_orders(orders: Sequence[TaskOrder], units: Sequence[SearchUnit]) -> None:
    """Raises TasksError where an order binds a unit that there is not, that keeps another task, or of a wrong kind."""
    known = {unit.name: unit for unit in units}
    for order in orders:
        for name in units_of(order):
            if name not in known:
                raise TasksError(f"there is no unit {name!r} in the units file; {_meant(name, list(known))}")
            if known[name].frozen:
                raise TasksError(
                    f"unit {name!r} is frozen, so it keeps its task of the earlier plan and takes no order; take "
                    "`frozen` out of the units file, or the order out of the tasks"
                )
        if isinstance(order, CoordinatedOrder):
            _check_pair(known[order.unit], known[order.with_])


def _check_pair(aircraft: SearchUnit, vessel: SearchUnit) -> None:
    wrong = aircraft if not aircraft.airborne else vessel if vessel.airborne else None
    if wrong is not None:
        raise TasksError(
            f"a co-ordinated search is of an aircraft `unit` and a vessel `with` it, but {wrong.name!r} is no "
            f"{'aircraft' if wrong is aircraft else 'vessel'}; name another unit"
        )


def _only(unit: SearchUnit, code: PatternCode) -> SearchUnit:
    if code not in unit.patterns:
        raise UnitsError(
            f"unit {unit.name!r} is not asked for {code} (its `patterns`: {', '.join(unit.patterns)}); choose one of "
            "these, or add it in the units file"
        )
    return unit.model_copy(update={"patterns": (code,)})


def _code(pattern: str) -> PatternCode:
    told = pattern.strip().lower()
    code = next((code for code, name in PATTERN_NAMES.items() if told in (code.lower(), name)), None)
    if code is None:
        close = difflib.get_close_matches(told, [*PATTERN_NAMES.values(), *map(str.lower, PATTERN_NAMES)], n=1)
        meant = next((code for code, name in PATTERN_NAMES.items() if close and close[0] in (code.lower(), name)), None)
        way_out = _laid() if meant is None else f"did you mean {meant} ({PATTERN_NAMES[meant]})? {_laid()}"
        raise PlanError(f"pattern {pattern!r} is not known; {way_out}")
    if code not in LAID:
        raise PlanError(f"pattern {code} ({PATTERN_NAMES[code]}) is not planned by itself; {_laid()}")
    return code


def _laid() -> str:
    return "give one of " + ", ".join(f"{code} ({PATTERN_NAMES[code]})" for code in LAID)


def _meant(name: str, known: Sequence[str]) -> str:
    lower = {one.lower(): one for one in known}
    close = difflib.get_close_matches(name.lower(), list(lower), n=1)
    return f"did you mean {lower[close[0]]!r}?" if close else f"there: {', '.join(map(repr, known))}"
