"""The plan as plain text, in the order of the search action message: situation, search areas, execution,
co-ordination, communications, reports."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from sarex.formats.marks import marks
from sarex.formats.plan_words import (
    TIMING_WORDS,
    area_name,
    finding_lines,
    legs_text,
    long_side,
    method_text,
    minute,
    motion_text,
    pos_line,
    search_length,
    sensing_lines,
    shares_lines,
    square_miles,
    task_name,
)
from sarex.model.quantities import Position, format_length, format_position, format_speed
from sarex.model.search_plan import PlanDatum, SearchPlan, UnitTask

WIDTH = 100
GLUE = "\u00a0"
BELONGS_TOGETHER = re.compile(r"(?<=[\dNS]) (?=\d)|(?<=\d) (?=(?:nm2?|kn|m|h|min|s)\b)")
DATUM_WORDS = {"point": "one datum", "leeway_divergence": "two datums, one joint area", "line": "a line datum"}


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
        yield f"{area_name(index)}  {task_name(task)} ({unit.kind.replace('_', ' ')}{nation})"
        yield from _passage(task)
        height = f", height {unit.height_m:.0f} m above the sea" if unit.airborne else ""
        yield (
            f"  CSP {format_position(task.csp)} at {minute(task.search_start_s)}, {task.pattern_name} "
            f"({task.pattern}), {legs_text(task)}"
        )
        yield (
            f"  track spacing {format_length(task.spacing_m, 2)}, search speed {format_speed(unit.search_speed)}"
            f"{height}, track {format_length(task.track_length_m)}, last leg done {minute(task.search_end_s)} without "
            f"stops, leave the area {minute(task.leave_s)}"
        )
        motion = motion_text(task)
        if motion is not None:
            yield f"  {motion}"
        if task.transit_home is not None:
            yield f"  home {minute(task.transit_home.end_s)}{_via(task.transit_home.via)}"
        yield from (f"  sees: {line}" for line in sensing_lines(task))
        yield f"  why: {task.reason}"
        yield from (f"  note: {note}" for note in task.notes)
    for one in plan.unused:
        yield f"Not used: {one.unit.name}: {one.unused_reason}."


def _passage(task: UnitTask) -> Iterator[str]:
    out = task.transit_out
    yield (
        f"  leave {minute(out.start_s)} from {format_position(out.start)}, {format_length(out.distance_m)} at "
        f"{format_speed(task.unit.transit_speed)}{_via(out.via)}"
    )


def _via(turns: tuple[Position, ...]) -> str:
    return ", via " + ", ".join(format_position(at) for at in turns) if turns else ""


def _coordination(plan: SearchPlan) -> Iterator[str]:
    yield "SMC and on-scene co-ordinator: to be named."
    if plan.tasks:
        first = min(plan.tasks, key=lambda task: (task.search_start_s, task.unit.name))
        yield f"First on scene: {task_name(first)}, {minute(first.search_start_s)}."
    yield from (words for rule, words in TIMING_WORDS.items() if any(task.timing == rule for task in plan.tasks))
    yield f"{'unit':<20} {'on scene':<17} {'until':<17} {'spacing':>8} {'cover':>6} {'POD':>5} {'POC':>5} {'POS':>5}"
    for task in plan.tasks:
        yield (
            f"{task.unit.name[:20]:<20} {minute(task.search_start_s):<17} {minute(task.leave_s):<17} "
            f"{format_length(task.spacing_m, 2):>8} {task.coverage:>6.2f} "
            f"{task.pod:>5.0%} {task.poc:>5.0%} {task.pos:>5.0%}"
        )
    yield pos_line(plan)
    yield f"Chance of success (POS) of this search, scored on the particle cloud: {plan.pos:.1%}."
    yield "What two units search in turn counts once in it, so it may be less than the sum of the column."
    own = "" if plan.pos_worksheet is None else f"By the worksheet itself: {plan.pos_worksheet:.1%}. "
    yield f"{own}Detection law ({plan.conditions}): {plan.law}."
    yield from shares_lines(plan)
    yield from finding_lines(plan)
    for datum in plan.datums:
        yield from _worksheet(plan, datum)
    yield "Datum marker buoys and airspace: none ordered by this plan."


def _worksheet(plan: SearchPlan, datum: PlanDatum) -> Iterator[str]:
    sheet = datum.worksheet
    if sheet is None:
        if plan.method == "worksheet":
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
        f"Made by Sarex {plan.provenance.sarex_version} with {method_text(plan)}, from "
        f"a drift with seed {plan.provenance.seed} and noise {plan.provenance.noise} (incident "
        f"{plan.provenance.incident_sha256[:12]})."
    )
    if plan.tasks:
        yield (
            f"The search takes {search_length(plan)} from the first start to the last departure; plan the next one "
            "before it ends."
        )
