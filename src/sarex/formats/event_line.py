"""Each event as one sentence, for timelines and audits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sarex.model.events.event import Event
from sarex.model.events.payload import UnreadPayload
from sarex.model.sentence import Sentence

Words = Mapping[str, Any]
FORGOTTEN: Final = tuple(f"forget.{why}" for why in ("asked", "over", "period", "mistake"))
OPTIONAL: Final = ("reason", "way")
"""Words that may be empty; the sentence is another one then."""
TEXT_SHOWN_MAX: Final = 200


def event_line(event: Event) -> Sentence:
    """What happened, without who and when.

    Of sealed words it says only that there are some.
    """
    payload = event.payload
    if isinstance(payload, UnreadPayload):
        return Sentence("event.unread", kind=event.kind)
    words = {name: getattr(payload, name) for name in type(payload).model_fields}
    code = _code(event.kind, words)
    values = {name: _short(said) for name, said in NAMED.get(event.kind, _nothing)(words).items()}
    if any(name in values and not values[name] for name in OPTIONAL):
        return Sentence(f"{code}_bare", **{name: value for name, value in values.items() if name not in OPTIONAL})
    return Sentence(code, **values)


def _code(kind: str, words: Words) -> str:
    if kind == "case_opened" and words["exercise"]:
        return "event.exercise_opened"
    if kind == "task_frozen" and not words["frozen"]:
        return "event.task_unfrozen"
    if kind == "task_changed" and words["order"] == {}:
        return "event.task_taken_away"
    counted = {"units_revised": lambda: words["units"].get("units", []), "map_updated": lambda: words["results"]}
    return f"event.{kind}{'_one' if kind in counted and len(counted[kind]()) == 1 else ''}"


def _nothing(_words: Words) -> dict[str, str]:
    return {}


def _same(*names: str) -> Callable[[Words], dict[str, str]]:
    return lambda words: {name: words[name] for name in names}


def _task(words: Words) -> dict[str, str]:
    return {"unit": words["task"].unit}


def _pos(words: Words) -> dict[str, str]:
    return {"pos": f"{words['pos']:.1%}"}


def _count(things: Any) -> dict[str, str]:
    return {} if len(things) == 1 else {"count": str(len(things))}


def _forgotten(reason: str) -> str:
    """One of the reasons that the desk offers, or what was written."""
    return next((said for said in map(Sentence, FORGOTTEN) if said == reason), reason)


def _short(text: str) -> str:
    if isinstance(text, Sentence):
        return text
    line = " ".join(text.split())
    return line if len(line) <= TEXT_SHOWN_MAX else f"{line[: TEXT_SHOWN_MAX - 1]}…"


NAMED: Final[dict[str, Callable[[Words], dict[str, str]]]] = {
    **dict.fromkeys(("case_opened", "case_renamed", "forcing_attached", "file_attached"), _same("name")),
    **dict.fromkeys(("case_closed", "case_reopened"), _same("reason")),
    "comment_written": _same("text"),
    "result_reported": _same("result"),
    "result_undone": _same("result", "reason"),
    "task_frozen": _task,
    "plan_made": _pos,
    "task_changed": lambda words: _task(words) | _pos(words),
    "task_ordered": lambda words: _task(words) | {"way": words["way"]},
    "units_revised": lambda words: _count(words["units"].get("units", [])),
    "map_updated": lambda words: _count(words["results"]),
    "forcing_detached": lambda words: {"name": words["forcing"]},
    "people_forgotten": lambda words: {"reason": _forgotten(words["reason"])},
    "note_written": lambda words: {"text": words["text"] if words["sealed"] is None else Sentence("event.sealed")},
}
"""What the sentence of each kind names."""
