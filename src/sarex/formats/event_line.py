"""Each event as one line of English, for timelines and audits."""

from __future__ import annotations

from typing import Any

from sarex.model.events.event import Event
from sarex.model.events.payload import UnreadPayload

_SAYS = {
    "case_opened": "opened {kind_of_case} {name}",
    "case_renamed": "renamed the case to {name}",
    "case_closed": "closed the case: {reason}",
    "case_reopened": "reopened the case: {reason}",
    "incident_revised": "revised the incident",
    "units_revised": "revised the units: {unit_count}",
    "person_recorded": "recorded a person (sealed)",
    "people_forgotten": "destroyed the keys of the people of the case: {reason}",
    "forcing_attached": "attached the forcing {name}",
    "forcing_detached": "took the forcing {forcing} away",
    "drift_estimated": "drifted the incident",
    "map_updated": "updated the map by {result_count}",
    "plan_made": "made a plan with POS {pos:.1%}",
    "task_changed": "{changed} the task of {unit}, POS {pos:.1%}",
    "task_frozen": "{froze} the task of {unit}",
    "task_ordered": "gave {unit} its task {way}",
    "result_reported": "reported {result}",
    "result_undone": "took the result {result} back: {reason}",
    "note_written": "noted: {text}",
    "comment_written": "commented: {text}",
    "file_attached": "attached the file {name}",
    "undone": "undid a step",
}
TEXT_SHOWN_MAX = 200


def event_line(event: Event) -> str:
    """What happened, without who and when.

    Of sealed words it says only that there are some.
    """
    payload = event.payload
    if isinstance(payload, UnreadPayload):
        return f"did something that this version of Sarex does not know ({event.kind})"
    words: dict[str, Any] = {name: getattr(payload, name) for name in type(payload).model_fields}
    words["kind_of_case"] = "the exercise" if words.get("exercise") else "the case"
    words["unit_count"] = _count((words.get("units") or {}).get("units", []), "unit")
    words["result_count"] = _count(words.get("results") or (), "result")
    words["changed"] = "took away" if words.get("order") == {} else "changed"
    words["froze"] = "froze" if words.get("frozen") else "unfroze"
    words["unit"] = getattr(words.get("task"), "unit", "")
    if words.get("sealed") is not None:
        words["text"] = "(sealed)"
    line = " ".join(_SAYS[event.kind].format_map(words).split()).removesuffix(":")
    return line if len(line) <= TEXT_SHOWN_MAX else f"{line[: TEXT_SHOWN_MAX - 1]}…"


def _count(things: Any, what: str) -> str:
    return f"{len(things)} {what}{'s' * (len(things) != 1)}"
