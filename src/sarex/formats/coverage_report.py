"""What forcing sources hold, as a table with a small picture for people and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sarex.formats.marks import SYNTHETIC
from sarex.model.coverage import Coverage
from sarex.model.forcing_window import Box, Quantity
from sarex.model.quantities import KNOT_M_PER_S, format_duration, format_time, wrap_longitude

SCHEMA: Final = "sarex-forcing/1"
DATA, NO_DATA = "~", "."
PICTURE_ROWS_MAX, PICTURE_COLUMNS_MAX = 24, 48
PAIRS_SHOWN: Final = 4
_TITLES: Final[dict[Quantity, str]] = {"wind": "WIND", "current": "CURRENT", "stokes": "STOKES DRIFT"}
_LABEL_WIDTH: Final = 11
_BOLD, _SEA, _WARNING, _PLAIN = "\x1b[1m", "\x1b[36m", "\x1b[33m", "\x1b[0m"

Pairs = Sequence[tuple[float, float]]


def coverage_report(coverages: Sequence[Coverage], colour: bool = False) -> str:
    """A block for each quantity of each source, in the order given (which is their priority), and what they cover
    together. All times UTC, positions in degrees and minutes with latitude first.

    colour : with terminal colours
    """
    if not coverages:
        return "No forcing was given; name a file, an address or a hand table with --forcing."
    blocks = ["\n".join(_block(coverage)) for coverage in coverages]
    blocks.append("\n".join(_together(coverages)))
    if any(coverage.synthetic for coverage in coverages):
        blocks.insert(0, f"*** {SYNTHETIC} ***")
    text = "\n\n".join(blocks)
    return _coloured(text) if colour else text


def _block(coverage: Coverage) -> list[str]:
    rows = [
        ("variables", ", ".join(coverage.variables)),
        ("grid", _grid(coverage)),
        ("area", _area(coverage)),
        ("period", _period(coverage)),
        *(() if coverage.run_s is None else (("model run", format_time(coverage.run_s)),)),
        ("gaps", _pairs(coverage.gaps_s, "none")),
        ("bridged", _pairs(coverage.bridged_s, "none", "by straight lines")),
        ("level", coverage.level),
        ("members", _members(coverage.members)),
        ("speed", _range(coverage.range_m_per_s)),
        *(("note", note) for note in coverage.notes),
    ]
    if coverage.synthetic:
        rows.append(("note", SYNTHETIC))
    if coverage.sha256:
        rows.append(("sha256", coverage.sha256))
    lines = [f"{_TITLES[coverage.quantity]} from {coverage.source_name}"]
    lines += [f"  {label:<{_LABEL_WIDTH}}{' '.join(words.split())}" for label, words in rows]
    return lines if coverage.everywhere else [*lines, "", *coverage_picture(coverage)]


def _grid(coverage: Coverage) -> str:
    if coverage.everywhere:
        return coverage.grid
    east, north = coverage.spacing_deg
    middle = math.radians((coverage.box.south + coverage.box.north) / 2.0)
    return f"{coverage.grid}, cells about {east * 60 * math.cos(middle):.2g} x {north * 60:.2g} nm"


def _area(coverage: Coverage) -> str:
    if coverage.everywhere:
        return "everywhere"
    box = coverage.box
    south_north = f"{_latitude(box.south)} to {_latitude(box.north)}"
    if box.east - box.west >= 360.0 - 1e-6:
        return f"{south_north}, round the globe"
    return f"{south_north}, {_longitude(box.west)} to {_longitude(box.east)}"


def _period(coverage: Coverage) -> str:
    times = coverage.time_s
    if len(times) == 0:
        return "no time with data"
    if len(times) == 1:
        return f"{format_time(times[0])} only"
    if coverage.everywhere:
        return f"{format_time(times[0])} to {format_time(times[-1])} ({len(times)} rows)"
    step = f", every {format_duration(coverage.step_s)}" if coverage.step_s > 0 else ""
    return f"{format_time(times[0])} to {format_time(times[-1])}{step} ({len(times)} times)"


def _pairs(pairs: Pairs, none: str, how: str = "") -> str:
    if not pairs:
        return none
    shown = [
        f"{format_time(start)} to {format_time(end)}" if end > start else f"{format_time(start)} only"
        for start, end in pairs[:PAIRS_SHOWN]
    ]
    more = f" and {len(pairs) - PAIRS_SHOWN} more" if len(pairs) > PAIRS_SHOWN else ""
    return "; ".join(shown) + more + (f" ({how})" if how else "")


def _members(members: int) -> str:
    return "1 (no ensemble)" if members == 1 else f"{members} (ensemble; each particle belongs to one)"


def _range(speeds: tuple[float, float]) -> str:
    low, high = speeds
    return f"{low / KNOT_M_PER_S:.1f} to {high / KNOT_M_PER_S:.1f} kn ({low:.2f} to {high:.2f} m/s)"


def _degrees_minutes(degrees: float, letters: str, width: int) -> str:
    whole, minutes = divmod(round(abs(degrees) * 60), 60)
    return f"{whole:0{width}d} {minutes:02d}{letters[0] if degrees >= 0 else letters[1]}"


def _latitude(degrees: float) -> str:
    return _degrees_minutes(degrees, "NS", 2)


def _longitude(degrees: float) -> str:
    return _degrees_minutes(wrap_longitude(degrees), "EW", 3)


def coverage_picture(coverage: Coverage) -> list[str]:
    """The area as a chart of characters, north up, with its frame in degrees and minutes."""
    cells, box = _thinned(coverage.has_data), coverage.box
    rows, columns = cells.shape
    margin = " " * (_LABEL_WIDTH + 2)
    west, east = _longitude(box.west), _longitude(box.east)
    edge = f"{margin}+{'-' * columns}+"
    lines = [f"{margin} {west}{east:>{max(columns - len(west), len(east) + 1)}}", edge]
    for number in range(rows):
        row = cells[rows - 1 - number]
        drawn = "".join(DATA if cell else NO_DATA for cell in row)
        lines.append(f"{_row_label(box, number, rows):>{_LABEL_WIDTH + 1}} |{drawn}|")
    return [*lines, edge, f"{margin} {DATA} data   {NO_DATA} none: land, or outside the model"]


def _row_label(box: Box, number: int, rows: int) -> str:
    """Latitudes of the top, the middle and the bottom of the frame."""
    if number == 0:
        return _latitude(box.north)
    if number == rows - 1:
        return _latitude(box.south)
    return _latitude((box.south + box.north) / 2.0) if number == rows // 2 else ""


def _thinned(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """At most as many rows and columns as the picture has; a cell holds data where any of its own does."""
    down = math.ceil(cells.shape[0] / PICTURE_ROWS_MAX)
    across = math.ceil(cells.shape[1] / PICTURE_COLUMNS_MAX)
    if down == across == 1:
        return cells
    wide = np.pad(cells, ((0, -cells.shape[0] % down), (0, -cells.shape[1] % across)))
    return np.asarray(wide.reshape(wide.shape[0] // down, down, -1, across).any(axis=(1, 3)))


def _together(coverages: Sequence[Coverage]) -> list[str]:
    """What all sources cover together, and what is missing for a drift."""
    periods = {
        quantity: _joined([period for each in coverages if each.quantity == quantity for period in each.periods])
        for quantity in _TITLES
    }
    lines = ["TOGETHER"]
    for quantity in ("wind", "current"):
        lines.append(f"  {quantity:<{_LABEL_WIDTH}}{_hours(periods[quantity]) or _missing(quantity)}")
    both = _overlap(periods["wind"], periods["current"])
    if periods["wind"] and periods["current"]:
        words = _hours(both) or "at no time: a run needs both, load sources whose periods meet"
        lines.append(f"  {'both':<{_LABEL_WIDTH}}{words}")
    return lines


def _missing(quantity: str) -> str:
    return f"none: a run needs {quantity}; add a source, or a hand table"


def _joined(periods: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for start, end in sorted(periods):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _overlap(first: Pairs, second: Pairs) -> list[tuple[float, float]]:
    pairs = [(max(a, c), min(b, d)) for a, b in first for c, d in second]
    return [(start, end) for start, end in pairs if start <= end]


def _hours(periods: Pairs) -> str:
    if any(math.isinf(start) and math.isinf(end) for start, end in periods):
        return "at all times"
    return _pairs(periods, "")


def _coloured(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        if line and not line.startswith(" "):
            lines.append(f"{_BOLD}{line}{_PLAIN}")
        elif "WARNING" in line or SYNTHETIC in line:
            lines.append(f"{_WARNING}{line}{_PLAIN}")
        else:
            lines.append(line.replace(DATA, f"{_SEA}{DATA}{_PLAIN}").replace(f"{_PLAIN}{_SEA}", ""))
    return "\n".join(lines)


def coverage_json(coverages: Sequence[Coverage]) -> dict[str, Any]:
    """The same in SI units; `picture` has its rows from the north."""
    return {
        "schema": SCHEMA,
        "sources": [_source_json(coverage) for coverage in coverages],
        "marks": [SYNTHETIC] if any(coverage.synthetic for coverage in coverages) else [],
    }


def _source_json(coverage: Coverage) -> dict[str, Any]:
    times = coverage.time_s
    return {
        "source": coverage.source_name,
        "quantity": coverage.quantity,
        "variables": list(coverage.variables),
        "grid": coverage.grid,
        "everywhere": coverage.everywhere,
        "box": vars(coverage.box),
        "spacing_deg": list(coverage.spacing_deg),
        "from": format_time(times[0]) if len(times) else None,
        "until": format_time(times[-1]) if len(times) else None,
        "run": None if coverage.run_s is None else format_time(coverage.run_s),
        "times": len(times),
        "step_s": coverage.step_s,
        "gaps": _pairs_json(coverage.gaps_s),
        "bridged": _pairs_json(coverage.bridged_s),
        "level": coverage.level,
        "members": coverage.members,
        "speed_range_m_per_s": list(coverage.range_m_per_s),
        "notes": list(coverage.notes),
        "synthetic": coverage.synthetic,
        "sha256": coverage.sha256,
        "picture": [
            "".join(DATA if cell else NO_DATA for cell in row) for row in _thinned(coverage.has_data)[::-1]
        ],
    }  # fmt: skip


def _pairs_json(pairs: Pairs) -> list[list[str]]:
    return [[format_time(start), format_time(end)] for start, end in pairs]
