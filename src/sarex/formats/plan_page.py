"""The plan as one page for a browser or paper: picture, tables, files. No scripts, nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from sarex.formats.marks import marks
from sarex.formats.plan_words import (
    TIMING_WORDS,
    area_name,
    bearing_text,
    finding_lines,
    long_side,
    method_text,
    minute,
    motion_text,
    pos_line,
    sensing_lines,
    shares_lines,
    square_miles,
    task_name,
)
from sarex.model.quantities import format_length, format_position, format_speed
from sarex.model.search_plan import SearchPlan, UnitTask

CONTENT_POLICY = "default-src 'none'; img-src 'self' file: data:; style-src 'unsafe-inline'"
STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.45 system-ui, sans-serif; color: #111; background: #fff; max-width: 84rem; margin: 1rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: .4rem 0; } h2 { font-size: 1.2rem; margin: 1.6rem 0 .4rem; }
.mark { background: #8a1200; color: #fff; font-weight: 700; text-align: center; padding: .3rem; margin: 0 0 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: #333; padding: .2rem 0; }
th, td { border: 1px solid #888; padding: .3rem .5rem; text-align: left; vertical-align: top; }
td { white-space: nowrap; } td.words { white-space: normal; min-width: 8rem; }
thead th { background: #e8eef4; }
img { max-width: 100%; height: auto; border: 1px solid #888; }
figure { margin: 1rem 0; }
a { color: #00438a; }
@media print { body { max-width: none; margin: 0; font-size: 10pt; } .scroll { overflow: visible; }
  .mark { color: #000; background: #fff; border: 2px solid #000; } tr, figure { break-inside: avoid; }
  thead { display: table-header-group; } }
"""


def plan_page(plan: SearchPlan, *, picture: str | None, files: Sequence[str] = ()) -> str:
    """One HTML page.

    picture : name of the chart beside the page, or a `data:image/png;base64,` address; None for no chart
    files   : names of the files beside the page, to link to
    """
    loud = "\n".join(f'<p class="mark">{escape(mark)}</p>' for mark in marks(plan.provenance))
    title = f"Search plan: {escape(plan.name)}"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
{loud}
<h1>{title}</h1>
{_summary(plan)}
</header>
<main>
{_picture(plan, picture)}
{_units(plan)}
{_areas(plan)}
{_unused(plan)}
{_section("Notes", _list(escape(note) for note in (*plan.notes, *plan.provenance.notes)))}
{_section("Chance of success", _list(escape(line) for line in (*shares_lines(plan), *finding_lines(plan))))}
{_section("Where the figures come from", _list(_sources(plan)))}
{_section("Files", _list(_link(name) for name in files))}
</main>
<footer>{loud}</footer>
</body>
</html>
"""


def _section(title: str, content: str) -> str:
    return f"<section>\n<h2>{escape(title)}</h2>\n{content}\n</section>" if content else ""


def _list(items: Iterable[str]) -> str:
    rows = "\n".join(f"<li>{item}</li>" for item in items)
    return f"<ul>\n{rows}\n</ul>" if rows else ""


def _link(name: str) -> str:
    # "./" keeps a name with a colon from being read as a scheme.
    return f'<a href="./{escape(quote(name))}">{escape(name)}</a>'


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column heads its rows. The words are plain text."""
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in heads)
    body = "\n".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(_cell(word) for word in row[1:]) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll"><table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _cell(word: str) -> str:
    return f'<td class="words">{escape(word)}</td>' if len(word) > 30 else f"<td>{escape(word)}</td>"


def _summary(plan: SearchPlan) -> str:
    period = f", {minute(plan.search_start_s)} to {minute(plan.search_end_s)}" if plan.tasks else ""
    return (
        f"<p>Looking for {escape(plan.search_object)}{escape(period)}. "
        f"<strong>Chance of success {plan.pos:.0%}</strong> with {len(plan.tasks)} "
        f"unit{'' if len(plan.tasks) == 1 else 's'} over {escape(square_miles(plan.area_m2))}. Times are UTC (Z), "
        "positions in degrees and minutes, bearings true.</p>"
        f"<p><strong>{escape(pos_line(plan))}</strong></p>"
    )


def _picture(plan: SearchPlan, picture: str | None) -> str:
    if picture is None:
        return ""
    source = picture if picture.startswith("data:image/") else f"./{quote(picture)}"
    words = f"Chart of the search areas and legs over the map of probability at {minute(plan.reference_time_s)}"
    datums = "; ".join(f"{datum.name} {format_position(datum.at)}" for datum in plan.datums)
    return (
        f'<figure><img src="{escape(source)}" alt="{escape(words)}. The tables below give all positions.">'
        f"<figcaption>{escape(words)}. {escape(datums)}.</figcaption></figure>"
    )


def _units(plan: SearchPlan) -> str:
    heads = ("Unit", "Area", "Leaves", "Commence search point", "Search from", "until", "Pattern", "Spacing", "Speed",
             "Coverage", "POD", "POC", "POS")  # fmt: skip
    rows = [_unit_row(area_name(index), task) for index, task in enumerate(plan.tasks)]
    caption = (
        "POC and POS are scored on the particle cloud at the middle of each unit's search; what two units search "
        "counts once in the chance of success above."
    )
    rules = {TIMING_WORDS[task.timing]: None for task in plan.tasks}
    why = _list(line for task in plan.tasks for line in _told(task))
    return _section("Units", f"{_table(' '.join((caption, *rules)), heads, rows)}\n{why}")


def _told(task: UnitTask) -> Iterable[str]:
    """Why this area, how the pattern moves, what the unit sees, and what else must be known."""
    name = f"<strong>{escape(task_name(task))}</strong>"
    motion = motion_text(task)
    for line in (task.reason, *(() if motion is None else (motion,)), *sensing_lines(task), *task.notes):
        yield f"{name}: {escape(line)}"


def _unit_row(name: str, task: UnitTask) -> tuple[str, ...]:
    unit = task.unit
    legs = sum(leg.kind == "search" for leg in task.legs)
    creep = "" if task.creep_deg is None else f", creeping {bearing_text(task.creep_deg)}"
    return (
        f"{task_name(task)} ({unit.kind.replace('_', ' ')}{', ' if unit.nation else ''}{unit.nation})",
        name,
        minute(task.transit_out.start_s),
        format_position(task.csp),
        minute(task.search_start_s),
        minute(task.leave_s),
        f"{task.pattern_name} ({task.pattern}), {legs} leg{'' if legs == 1 else 's'}{creep}",
        format_length(task.spacing_m, 2),
        f"{format_speed(unit.search_speed)}{f' at {unit.height_m:.0f} m' if unit.airborne else ''}",
        f"{task.coverage:.2f}",
        f"{task.pod:.0%}",
        f"{task.poc:.0%}",
        f"{task.pos:.0%}",
    )


def _areas(plan: SearchPlan) -> str:
    rows = [
        (
            area_name(index),
            f"{format_length(task.area.length_m)} by {format_length(task.area.width_m)}",
            long_side(task.area),
            format_position(task.area.centre),
            "; ".join(format_position(corner) for corner in task.area.corners),
        )
        for index, task in enumerate(plan.tasks)
    ]
    heads = ("Area", "Size", "Long side", "Centre", "Corners")
    return _section("Search areas", _table("Corners in order round the area.", heads, rows))


def _unused(plan: SearchPlan) -> str:
    rows = [(one.unit.name, one.unused_reason) for one in plan.unused]
    return (
        _section("Units not used", _table("What keeps them out, and what would help.", ("Unit", "Reason"), rows))
        if rows
        else ""
    )


def _sources(plan: SearchPlan) -> Iterable[str]:
    provenance = plan.provenance
    yield escape(f"Method: {method_text(plan)}, {plan.conditions} conditions ({plan.law}).")
    if plan.pos_worksheet is not None:
        yield escape(f"Chance of success by the worksheet itself: {plan.pos_worksheet:.0%}.")
    for source in provenance.sources:
        mark = ", SYNTHETIC" if source.synthetic else ""
        yield escape(f"{source.quantity.capitalize()}: {source.name}{mark}, served {source.served:.0%}.")
    yield escape(f"Coast: {provenance.coast or 'none used'}.")
    yield escape(
        f"Drift: Sarex {provenance.sarex_version}, seed {provenance.seed}, noise {provenance.noise}, incident "
        f"{provenance.incident_sha256[:12]}."
    )
