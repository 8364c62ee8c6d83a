"""The plan as PDF for paper: chart, tables and the search action message in three languages."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sarex.formats.east_asian_fonts import FAMILIES, font_files
from sarex.formats.marks import marks
from sarex.formats.plan_text import BELONGS_TOGETHER, GLUE
from sarex.formats.plan_words import (
    TIMING_WORDS,
    area_name,
    finding_lines,
    legs_text,
    long_side,
    minute,
    motion_text,
    pos_line,
    sensing_lines,
    shares_lines,
    square_miles,
    task_name,
)
from sarex.formats.search_action_message import search_action_message
from sarex.model.errors import OutputError
from sarex.model.quantities import format_length, format_position, format_speed
from sarex.model.search_plan import SearchPlan, UnitTask
from sarex.model.sentence import LANGUAGES, Language

MISSING: Final = "\N{WHITE SQUARE}"
PART: Final = re.compile(r"[1-6]\. ")


def plan_pdf(plan: SearchPlan, picture: bytes | None) -> bytes:
    """A4 pages as PDF bytes; the same plan and picture give the same bytes.

    picture : the chart as PNG bytes, or None for no chart
    Raises OutputError where the fonts are not there.
    """
    content = _drawable(_content(plan))
    assert isinstance(content, dict)
    inputs = {"data": json.dumps(content, ensure_ascii=False, allow_nan=False)}
    if picture is not None:
        inputs["chart"] = _as_svg(picture)
    template = files("sarex.formats").joinpath("plan_pdf.typ").read_bytes()
    return typeset(template, inputs, time_s=plan.reference_time_s)


def typeset(template: bytes, inputs: Mapping[str, str], *, time_s: float) -> bytes:
    """PDF bytes of a typst template. A font that is missing would leave boxes for letters, so any warning is an error.

    Raises OutputError.
    """
    import typst

    folders = [str(file.parent) for file in font_files()]
    # Its stubs want the fonts to be bytes where the template is.
    pdf, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]
        template, sys_inputs=dict(inputs), font_paths=folders, ignore_system_fonts=True, format="pdf",
        timestamp=round(time_s),
    )  # fmt: skip
    if warnings:
        raise OutputError(
            f"the PDF cannot be set: {warnings[0].message}; nothing was written, install pylopdf-fonts-jp and "
            "pylopdf-fonts-ko again"
        )
    assert isinstance(pdf, bytes)
    return pdf


def _as_svg(picture: bytes) -> str:
    """The picture wrapped in text, for only text can be handed in. Width and height stand in the PNG's header."""
    width, height = (int.from_bytes(picture[place : place + 4], "big") for place in (16, 20))
    coded = base64.b64encode(picture).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{coded}"/></svg>'
    )


@cache
def _letters() -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(code for file in font_files() for code in get_font(str(file)).get_charmap())


def _drawable(content: object) -> object:
    """The same with a square for every letter that is in no font: nothing may vanish unseen."""
    if isinstance(content, str):
        text = unicodedata.normalize("NFC", content)
        return "".join(letter if letter == "\n" or ord(letter) in _letters() else MISSING for letter in text)
    if isinstance(content, dict):
        return {key: _drawable(value) for key, value in content.items()}
    return [_drawable(value) for value in content] if isinstance(content, list) else content


def _content(plan: SearchPlan) -> dict[str, Any]:
    loud = list(marks(plan.provenance))
    return {
        "title": f"Search plan: {plan.name}",
        "marks": loud,
        "foot": " - ".join(loud),
        "pos": pos_line(plan),
        "fonts": list(FAMILIES),
        "chart_words": f"Search areas and legs over the map of probability at {minute(plan.reference_time_s)}",
        "sheets": [_units(plan), _areas(plan)],
        "lists": [part for part in _lists(plan) if part["lines"]],
        "messages": [_message(plan, language) for language in LANGUAGES],
    }


def _glued(text: str) -> str:
    """Positions, times and amounts are not torn apart at the end of a line."""
    return BELONGS_TOGETHER.sub(GLUE, text)


def _units(plan: SearchPlan) -> dict[str, Any]:
    heads = ["Area", "Unit", "Leaves", "Commence search point", "Search from", "until", "Pattern", "Spacing", "Speed",
             "Height", "Cov.", "POD", "POC", "POS"]  # fmt: skip
    rows = [_unit_row(area_name(index), task) for index, task in enumerate(plan.tasks)]
    # Relative widths; 0 is as wide as the words.
    return {"title": "Units", "heads": heads, "rows": rows, "columns": [0, 3, 2, 3, 2, 2, 5, 0, 0, 0, 0, 0, 0, 0]}


def _unit_row(area: str, task: UnitTask) -> list[str]:
    unit = task.unit
    return [
        area,
        f"{task_name(task)}, {unit.nation}" if unit.nation else task_name(task),
        minute(task.transit_out.start_s),
        format_position(task.csp),
        minute(task.search_start_s),
        minute(task.leave_s),
        f"{task.pattern_name} ({task.pattern}), {legs_text(task)}",
        format_length(task.spacing_m, 2),
        format_speed(unit.search_speed),
        f"{unit.height_m:.0f} m" if unit.airborne else "",
        f"{task.coverage:.2f}",
        f"{task.pod:.0%}",
        f"{task.poc:.0%}",
        f"{task.pos:.0%}",
    ]


def _areas(plan: SearchPlan) -> dict[str, Any]:
    rows = [
        [
            area_name(index),
            f"{format_length(task.area.length_m)} x {format_length(task.area.width_m)}",
            square_miles(task.area.area_m2),
            long_side(task.area),
            format_position(task.area.centre),
            _glued(", ".join(format_position(corner) for corner in task.area.corners)),
        ]
        for index, task in enumerate(plan.tasks)
    ]
    heads = ["Area", "Size", "Covers", "Long side", "Centre", "Corners"]
    return {"title": "Search areas", "heads": heads, "rows": rows, "columns": [0, 0, 0, 0, 2, 8]}


def _lists(plan: SearchPlan) -> list[dict[str, Any]]:
    told = [
        f"{task_name(task)}: {line}"
        for task in plan.tasks
        for line in (task.reason, motion_text(task), *sensing_lines(task), *task.notes)
        if line
    ]
    rules = list(dict.fromkeys(TIMING_WORDS[task.timing] for task in plan.tasks))
    unused = [f"{one.unit.name}: {one.unused_reason}" for one in plan.unused]
    return [
        {"title": "Why, how and by what", "lines": [*rules, *told]},
        {"title": "Units not used", "lines": unused},
        {"title": "Chance of success", "lines": [*shares_lines(plan), *finding_lines(plan)]},
        {"title": "Notes", "lines": [*plan.notes, *plan.provenance.notes]},
    ]


def _message(plan: SearchPlan, language: Language) -> dict[str, Any]:
    lines = [
        {
            "kind": "part" if PART.match(line) else "line",
            "text": _glued(line.strip()),
            "depth": (len(line) - len(line.lstrip())) / 2,
        }
        for line in search_action_message(plan, language).splitlines()
        if line.strip()
    ]
    fonts = list(FAMILIES if language != "ko" else reversed(FAMILIES))
    return {"language": language, "fonts": fonts, "lines": lines}
