"""The plan as plain text, in the order of the search action message: situation, search areas, execution,
co-ordination, communications, reports."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from sarex.formats.marks import marks
from sarex.model.quantities import (
    NAUTICAL_MILE_M,
    format_duration,
    format_length,
    format_position,
    format_speed,
    format_time,
)
from sarex.model.search_plan import PlanDatum, SearchArea, SearchPlan, UnitTask

WIDTH = 100
GLUE = "\u00a0"
BELONGS_TOGETHER = re.compile(r"(?<=[\dNS]) (?=\d)|(?<=\d) (?=(?:nm2?|kn|m|h|min|s)\b)")
DATUM_WORDS = {"point": "one datum", "leeway_divergence": "two datums, one joint area", "line": "a line datum"}


def minute(time_s: float) -> str:
    """A time to the minute."""
    return format_time(60.0 * round(time_s / 60.0))


def square_miles(area_m2: float) -> str:
    """An area in square nautical miles."""
    return f"{area_m2 / NAUTICAL_MILE_M**2:.1f} nm2"


def area_name(index: int) -> str:
    """What the areas are called, in the order of the tasks: A-1, A-2 ..."""
    return f"A-{index + 1}"


def long_side(area: SearchArea) -> str:
    """Both bearings of the long side of an area."""
    bearing = round(area.bearing_deg) % 180
    return f"{bearing:03d}/{bearing + 180:03d}"


def plan_text(plan: SearchPlan) -> str:
    """The whole plan. All times UTC, positions in degrees and minutes on WGS84, distances in nautical miles."""
    loud = [f"*** {mark} ***" for mark in marks(plan.provenance)]
    parts = (
        ("1. SITUATION", _situation(plan)),
        ("2. SEARCH AREAS", _areas(plan)),
        ("3. EXECUTION", _execution(plan)),
        ("4. CO-ORDINATION", _coordination(plan)),
        ("5. COMMUNICATIONS", _communications(plan)),
        ("6. REPORTS", _reports(plan)),
    )
    lines = [*loud, f"SEARCH PLAN: {plan.name}", "Times are UTC (Z), bearings true, positions WGS84.", ""]
    for title, content in parts:
        lines += [title, *(line for text in content for line in _wrapped(text)), ""]
    return "\n".join([*lines, *loud])


def _wrapped(text: str) -> list[str]:
    """Indented; a line that is too long goes on further in. Positions, times and amounts are not torn apart."""
    depth = len(text) - len(text.lstrip()) + 3
    lines = textwrap.wrap(
        BELONGS_TOGETHER.sub(GLUE, text.lstrip()), WIDTH, initial_indent=" " * depth,
        subsequent_indent=" " * (depth + 4), break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return [line.replace(GLUE, " ") for line in lines]


def _situation(plan: SearchPlan) -> Iterator[str]:
    yield f"Search object: {plan.search_object}."
    at = minute(plan.reference_time_s)
    for datum in plan.datums:
        yield (
            f"{datum.name} at {at}: {format_position(datum.at)} ({DATUM_WORDS[datum.kind]}), "
            f"total probable error E {format_length(datum.total_probable_error_m)}."
        )
        if len(datum.points) > 1:
            ends = "ends of the line" if datum.kind == "line" else "the two datums"
            yield f" {ends}: " + ", ".join(format_position(point) for point in datum.points)
    yield (
        f"Of the probability at that time {plan.afloat:.1%} is afloat, {plan.stranded:.1%} stranded, "
        f"{plan.left_forcing:.1%} out of the wind and current data, {plan.under_way:.1%} not yet in distress."
    )
    for source in plan.provenance.sources:
        mark = " (SYNTHETIC)" if source.synthetic else ""
        yield f"{source.quantity.capitalize()} from {source.name}{mark}, served {source.served:.0%}."
    yield f"Coast: {plan.provenance.coast or 'none used'}."
    for note in (*plan.notes, *plan.provenance.notes):
        yield f"Note: {note}"


def _areas(plan: SearchPlan) -> Iterator[str]:
    for index, task in enumerate(plan.tasks):
        area = task.area
        yield (
            f"{area_name(index)}  {format_length(area.length_m)} by {format_length(area.width_m)} "
            f"({square_miles(area.area_m2)}), long side {long_side(area)}, "
            f"centre {format_position(area.centre)}"
        )
        yield "  corners " + ", ".join(format_position(corner) for corner in area.corners)
    yield f"All areas together: {square_miles(plan.area_m2)}."


def _execution(plan: SearchPlan) -> Iterator[str]:
    for index, task in enumerate(plan.tasks):
        unit = task.unit
        nation = f", {unit.nation}" if unit.nation else ""
        yield f"{area_name(index)}  {unit.name} ({unit.kind.replace('_', ' ')}{nation})"
        yield (
            f"  leave {minute(task.transit_out.start_s)} from {format_position(unit.at)}, "
            f"{format_length(task.transit_out.distance_m)} at {format_speed(unit.transit_speed)}"
        )
        yield (
            f"  CSP {format_position(task.csp)} at {minute(task.search_start_s)}, {task.pattern_name} "
            f"({task.pattern}), {_legs(task)}"
        )
        yield (
            f"  track spacing {format_length(task.spacing_m, 2)}, search speed {format_speed(unit.search_speed)}, "
            f"track {format_length(task.track_length_m)}, last leg done {minute(task.search_end_s)} without stops, "
            f"leave the area {minute(task.leave_s)}"
        )
        if task.transit_home is not None:
            yield f"  home {minute(task.transit_home.end_s)}"
        yield f"  why: {task.reason}"
    for one in plan.unused:
        yield f"Not used: {one.unit.name}: {one.unused_reason}."


def _legs(task: UnitTask) -> str:
    search = [leg for leg in task.legs if leg.kind == "search"]
    creep = "" if task.creep_deg is None else f", creeping {round(task.creep_deg) % 360:03d}"
    return f"{len(search)} legs{creep}" if len(search) > 1 else "1 leg"


def _coordination(plan: SearchPlan) -> Iterator[str]:
    first = min(plan.tasks, key=lambda task: (task.search_start_s, task.unit.name))
    yield "SMC and on-scene co-ordinator: to be named."
    yield f"First on scene: {first.unit.name}, {minute(first.search_start_s)}."
    yield (
        "Legs are timed at search speed without stops; 15 % of the time on scene is kept for turns and for looking at "
        "sightings."
    )
    yield f"{'unit':<20} {'on scene':<17} {'until':<17} {'spacing':>8} {'cover':>6} {'POD':>5} {'POC':>5} {'POS':>5}"
    for task in plan.tasks:
        yield (
            f"{task.unit.name[:20]:<20} {minute(task.search_start_s):<17} {minute(task.leave_s):<17} "
            f"{format_length(task.spacing_m, 2):>8} {task.coverage:>6.2f} "
            f"{task.pod:>5.0%} {task.poc:>5.0%} {task.pos:>5.0%}"
        )
    yield f"Chance of success (POS) of this search, scored on the particle cloud: {plan.pos:.1%}."
    yield "What two units search in turn counts once in it, so it may be less than the sum of the column."
    yield f"By the worksheet itself: {plan.pos_worksheet:.1%}. Detection law ({plan.conditions}): {plan.law}."
    for datum in plan.datums:
        yield from _worksheet(datum)
    yield "Datum marker buoys and airspace: none ordered by this plan."


def _worksheet(datum: PlanDatum) -> Iterator[str]:
    sheet = datum.worksheet
    if sheet is None:
        yield f"{datum.name}: no unit."
        return
    origin = {"optimum": "own optimisation", "published": "published fit", "given": "given"}
    ratio = "" if sheet.separation_ratio is None else f", separation ratio {sheet.separation_ratio:.2f}"
    grown = datum.area_m2 > sheet.area_m2 * 1.001
    yield (
        f"Worksheet, {datum.name}: E {format_length(sheet.total_probable_error_m)}{ratio}, effort Zta "
        f"{square_miles(sheet.total_effort_m2)}, relative effort Zr {sheet.cumulative_relative_effort:.2f}, "
        f"search factor fs {sheet.search_factor:.3f} ({origin[sheet.inputs.factor_source]}), radius Ro "
        f"{format_length(sheet.search_radius_m)}, area Ao {square_miles(sheet.area_m2)}"
        + (f" (larger here, {square_miles(datum.area_m2)}, for minimum spacings)" if grown else "")
        + f", coverage Co {sheet.coverage:.2f}."
    )


def _communications(plan: SearchPlan) -> Iterator[str]:
    for task in plan.tasks:
        if task.unit.call_sign:
            yield f"{task.unit.name}: call sign {task.unit.call_sign}."
    yield "Channels and frequencies: to be named by the SMC."


def _reports(plan: SearchPlan) -> Iterator[str]:
    yield "To the SMC: arrival, every sighting at once, the hourly situation, and at the end the track searched."
    yield (
        f"Made by Sarex {plan.provenance.sarex_version} with the worksheet of the IAMSAR manual, from "
        f"a drift with seed {plan.provenance.seed} and noise {plan.provenance.noise} (incident "
        f"{plan.provenance.incident_sha256[:12]})."
    )
    after = format_duration(plan.search_end_s - plan.search_start_s)
    yield f"The search takes {after} from the first start to the last departure; plan the next one before it ends."
