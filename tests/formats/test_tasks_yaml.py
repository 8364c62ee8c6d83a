"""The tasks file: what it means, and one plain line for what is wrong in it."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from sarex.formats.tasks_yaml import parse_tasks, tasks_schema
from sarex.formats.yaml_text import load_yaml
from sarex.model.errors import TasksError
from sarex.model.quantities import Position
from sarex.model.search_pattern import PATTERN_NAMES
from sarex.model.task_order import BarrierOrder, CoordinatedOrder, LadderOrder, TrackLineOrder, units_of

EXAMPLE = (Path(__file__).parents[2] / "examples" / "tasks.yaml").read_text(encoding="utf-8")
AREA = "centre: 60N 4E, bearing: 045, length: 6 nm, width: 3 nm"


def text(*orders: str) -> str:
    return "format: sarex-tasks/1\ntasks:\n" + "\n".join(f"  - {{{order}}}" for order in orders) + "\n"


def test_the_example_orders_every_pattern() -> None:
    orders = parse_tasks(EXAMPLE).tasks
    # The vessel of the co-ordinated search goes along a track line once.
    assert {order.pattern for order in orders} | {"TSN"} == set(PATTERN_NAMES)
    assert units_of(next(order for order in orders if isinstance(order, CoordinatedOrder))) == ("Rescue 71", "PV One")
    barrier = next(order for order in orders if isinstance(order, BarrierOrder))
    assert (barrier.until - barrier.from_).total_seconds() == 3 * 3600.0
    assert barrier.stream is not None
    assert barrier.stream.speed == pytest.approx(1852.0 / 3600.0)


def test_lengths_bearings_and_places_are_si_and_longitude_first() -> None:
    (order,) = parse_tasks(text(f"unit: One, pattern: PS, {AREA}, spacing: 1 nm")).tasks
    assert isinstance(order, LadderOrder)
    assert (order.centre, order.bearing, order.length, order.width) == (Position(4.0, 60.0), 45.0, 11_112.0, 5_556.0)
    assert (order.start, order.sortie, order.moving, order.csp) == (None, 1, None, None)


def test_a_route_needs_nothing_else() -> None:
    (order,) = parse_tasks(text("unit: One, pattern: TSR, route: [60N 4E, 61N 4E]")).tasks
    assert isinstance(order, TrackLineOrder)
    assert (order.lines, order.spacing, order.begin) == (None, None, "start")


def test_the_schema_takes_what_the_reader_takes() -> None:
    schema = tasks_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(load_yaml(EXAMPLE, "example", TasksError), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"format": "sarex-tasks/1", "tasks": [{"unit": "One", "pattern": "PS"}]}, schema)


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        ((f"unit: One, pattern: PS, {AREA}, spacin: 1 nm",), r"tasks\[0\]: key 'spacin' .*did you mean `spacing`"),
        ((f"unit: One, pattern: PS, {AREA}",), r"tasks\[0\].spacing: is missing"),
        ((f"unit: One, pattern: PM, {AREA}",), r"tasks\[0\]: pattern 'PM' is not known; give one of"),
        ((f"unit: One, {AREA}",), r"`pattern` is missing; give one of 'PS'"),
        ((f"unit: One, pattern: PS, {AREA}, spacing: 0 nm",), r"spacing: .*greater than 0"),
        (("unit: One, pattern: PS, centre: 60N 4E, bearing: 0, length: 1 nm, width: 3 nm, spacing: 1 nm",),
         "long side"),
        (("unit: One, pattern: TSN, route: [60N 4E]",), r"route: .*at least 2 items"),
        (("unit: One, pattern: B, line: [60N 4E, 60N 5E], from: 2026-01-01T10:00Z, until: 2026-01-01T09:00Z",),
         "not after `from`"),
        (("unit: One, pattern: TSN, sortie: 2, route: [60N 4E, 61N 4E]",), "sortie 2 of 'One' follows sortie none"),
        ((f"unit: Jet, pattern: CSC, with: One, {AREA}", "unit: One, pattern: TSN, route: [60N 4E, 61N 4E]"),
         "'One' goes with 'Jet' at its pace"),
    ],
)  # fmt: skip
def test_faults_are_named_in_one_line(orders: tuple[str, ...], said: str) -> None:
    with pytest.raises(TasksError, match=said) as caught:
        parse_tasks(text(*orders), "tasks.yaml")
    assert "\n" not in str(caught.value)
