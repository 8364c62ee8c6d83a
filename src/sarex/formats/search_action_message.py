"""The search action message in its six parts, in English, Japanese and Korean, to paste into the usual channel.
[IAMSAR2022]"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from sarex.formats.marks import EXERCISE, SYNTHETIC, marks
from sarex.formats.plan_words import (
    area_name,
    bearing_text,
    first_turn,
    long_side,
    minute,
    search_length,
    square_miles,
    steering,
)
from sarex.model.names import named, names
from sarex.model.quantities import Position, format_length, format_position, format_speed
from sarex.model.search_plan import SearchPlan, UnitTask
from sarex.model.sentence import Language

PATTERN_SHARE: Final = {"worksheet": "85 %", "timed": "95 %"}


@cache
def terms(language: Language) -> dict[str, str]:
    """The words of one language by key; those with braces are filled in."""
    table: dict[str, str] = json.loads(
        files("sarex.formats").joinpath(f"terms/{language}.json").read_text(encoding="utf-8")
    )
    return table


def search_action_message(plan: SearchPlan, language: Language) -> str:
    """Plain text, one fact a line. Names stand as they were given; times are UTC, positions degrees and minutes in
    every language."""
    return "\n".join(_Message(plan, language).lines()) + "\n"


@dataclass(frozen=True)
class _Message:
    plan: SearchPlan
    language: Language

    def say(self, key: str, **figures: str) -> str:
        return terms(self.language)[key].format(**figures)

    def lines(self) -> Iterator[str]:
        loud = [self._mark(mark) for mark in marks(self.plan.provenance)]
        yield from loud
        yield self.say("title")
        yield self.say("case", name=self.plan.name)
        yield self.say("action")
        for part, content in (
            ("situation", self._situation()),
            ("areas", self._areas()),
            ("execution", self._execution()),
            ("coordination", self._coordination()),
            ("communications", self._communications()),
            ("reports", self._reports()),
        ):
            yield ""
            yield self.say(f"part.{part}")
            yield from content
        yield ""
        yield from loud

    def _mark(self, mark: str) -> str:
        """In English as everywhere, and in the words of the reader."""
        key = {EXERCISE: "mark.exercise", SYNTHETIC: "mark.synthetic"}.get(mark, "mark.navigation")
        return f"*** {mark} ***" if self.language == "en" else f"*** {mark} *** {self.say(key)} ***"

    def _unit(self, task: UnitTask) -> str:
        if task.sortie == 1:
            return task.unit.name
        return self.say("unit.sortie", unit=task.unit.name, number=str(task.sortie))

    def _object(self, told: str) -> str:
        """Keys of leeway classes with their names in the reader's words."""
        keys = told.split(", ")
        if self.language == "en" or not all(("object", key) in names() for key in keys):
            return told
        return ", ".join(f"{named('object', key, key, self.language)} ({key})" for key in keys)

    def _via(self, turns: tuple[Position, ...]) -> str:
        return self.say("unit.via", points=", ".join(map(format_position, turns))) if turns else ""

    def _situation(self) -> Iterator[str]:
        plan = self.plan
        yield self.say("situation.object", object=self._object(plan.search_object))
        for datum in plan.datums:
            yield self.say(
                "situation.datum",
                name=datum.name,
                time=minute(plan.reference_time_s),
                position=format_position(datum.at),
                kind=self.say(f"datum.{datum.kind}"),
                error=format_length(datum.total_probable_error_m),
            )
            if len(datum.points) > 1:
                yield self.say("situation.points", points=", ".join(map(format_position, datum.points)))
        yield self.say(
            "situation.shares",
            afloat=f"{plan.afloat:.1%}",
            stranded=f"{plan.stranded:.1%}",
            outside=f"{plan.left_forcing:.1%}",
            under_way=f"{plan.under_way:.1%}",
        )
        for note in (*plan.notes, *plan.provenance.notes):
            yield self.say("situation.note", note=note.told(self.language))

    def _areas(self) -> Iterator[str]:
        for index, task in enumerate(self.plan.tasks):
            area = task.area
            yield self.say(
                "area.size",
                area=area_name(index),
                unit=self._unit(task),
                length=format_length(area.length_m),
                width=format_length(area.width_m),
                size=square_miles(area.area_m2),
                bearings=long_side(area),
                centre=format_position(area.centre),
            )
            yield self.say("area.corners", corners=", ".join(map(format_position, area.corners)))
        yield self.say("area.total", size=square_miles(self.plan.area_m2))

    def _execution(self) -> Iterator[str]:
        for index, task in enumerate(self.plan.tasks):
            yield from self._order(area_name(index), task)
        for one in self.plan.unused:
            yield self.say("unused", unit=one.unit.name, reason=one.unused_reason.told(self.language))

    def _order(self, area: str, task: UnitTask) -> Iterator[str]:
        unit, out, home = task.unit, task.transit_out, task.transit_home
        nation = f", {unit.nation}" if unit.nation else ""
        yield self.say("unit.head", area=area, unit=self._unit(task), kind=self.say(f"kind.{unit.kind}"), nation=nation)
        yield self.say(
            "unit.leave",
            time=minute(out.start_s),
            position=format_position(out.start),
            distance=format_length(out.distance_m),
            speed=format_speed(unit.transit_speed),
            via=self._via(out.via),
        )
        runs = [leg for leg in task.legs if leg.kind == "search"]
        pattern = self.say(f"pattern.{task.pattern}")
        yield self.say("unit.pattern", pattern=pattern, code=task.pattern, legs=str(len(runs)))
        yield self.say("unit.csp", position=format_position(task.csp), time=minute(task.search_start_s))
        if task.creep_deg is not None:
            yield self.say("unit.creep", bearing=bearing_text(task.creep_deg))
        for first in runs[:1]:
            course, distance_m = steering(task, first)
            yield self.say("unit.first", bearing=bearing_text(course), distance=format_length(distance_m))
        turn = first_turn(task)
        if turn is not None:
            yield self.say(f"unit.turns.{turn}")
        spacing = format_length(task.spacing_m, 2)
        yield self.say("unit.spacing", spacing=spacing, speed=format_speed(unit.search_speed))
        if unit.airborne:
            yield self.say("unit.height", metres=f"{unit.height_m:.0f}")
        if task.motion is not None:
            toward, speed = bearing_text(task.motion.toward_deg), format_speed(task.motion.speed_m_per_s)
            yield self.say("unit.motion", bearing=toward, speed=speed)
        start, end, leave = minute(task.search_start_s), minute(task.search_end_s), minute(task.leave_s)
        yield self.say("unit.times", start=start, end=end, leave=leave)
        if home is not None:
            yield self.say("unit.home", time=minute(home.end_s), via=self._via(home.via))
        yield from self._sensing(task)
        yield self.say("unit.reason", reason=task.reason.told(self.language))
        for note in task.notes:
            yield self.say("unit.note", note=note.told(self.language))

    def _sensing(self, task: UnitTask) -> Iterator[str]:
        if task.sensing is None and task.unit.sweep_width is not None:
            yield self.say("unit.width", width=format_length(task.unit.sweep_width, 2))
        for entry in task.sensing.objects if task.sensing else ():
            width, law = format_length(entry.curve.sweep_width_m, 2), self.say(f"law.{entry.curve.law}")
            yield self.say("unit.sees", object=entry.object_key, width=width, law=law)

    def _coordination(self) -> Iterator[str]:
        plan = self.plan
        yield self.say("coordination.smc")
        yield self.say("coordination.osc")
        if plan.tasks:
            first = min(plan.tasks, key=lambda task: (task.search_start_s, task.unit.name))
            yield self.say("coordination.first", unit=self._unit(first), time=minute(first.search_start_s))
        for index, task in enumerate(plan.tasks):
            yield self.say(
                "coordination.unit",
                area=area_name(index),
                unit=self._unit(task),
                spacing=format_length(task.spacing_m, 2),
                coverage=f"{task.coverage:.2f}",
                pod=f"{task.pod:.0%}",
                poc=f"{task.poc:.0%}",
                pos=f"{task.pos:.0%}",
            )
        for rule, share in PATTERN_SHARE.items():
            if any(task.timing == rule for task in plan.tasks):
                yield self.say(f"coordination.{rule}", timed=share)
        yield self.say("coordination.pos", pos=f"{plan.pos:.2f}")
        if plan.bound is not None:
            yield self.say("coordination.bound", law=self._law(plan.bound.law), pos=f"{plan.bound.pos:.2f}")
        if plan.ceiling is not None:
            yield self.say("coordination.ceiling", pos=f"{plan.ceiling.pos:.2f}")
        yield self.say("coordination.buoys")

    def _law(self, law: str) -> str:
        """In the reader's words where they are known; the planner may name a mixture."""
        return terms(self.language).get(f"law.{law.replace(' ', '_')}", law)

    def _communications(self) -> Iterator[str]:
        for task in self.plan.tasks:
            if task.unit.call_sign and task.sortie == 1:
                yield self.say("communications.call_sign", unit=task.unit.name, call_sign=task.unit.call_sign)
        yield self.say("communications.channels")

    def _reports(self) -> Iterator[str]:
        plan = self.plan
        yield self.say("reports.what")
        if plan.tasks:
            yield self.say("reports.next", duration=search_length(plan), time=minute(plan.search_end_s))
        yield self.say(
            "reports.made",
            version=plan.provenance.sarex_version,
            method=self.say(f"method.{plan.method}"),
            incident=plan.provenance.incident_sha256[:12],
        )
