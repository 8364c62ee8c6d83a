"""The first fault of a file, in one line."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails


def _place(location: Sequence[int | str], tags: frozenset[str]) -> str:
    """`scenarios[0].position_error`; the tag that pydantic adds after the index of a tagged union is left out."""
    place = ""
    for before, part in zip((None, *location), location, strict=False):
        if isinstance(part, int):
            place += f"[{part}]"
        elif not (isinstance(before, int) and part in tags):
            place += f".{part}" if place else part
    return place


def _say(fault: ErrorDetails, tags: Sequence[str]) -> str:
    kind, context, value = fault["type"], fault.get("ctx", {}), fault["input"]
    if kind == "missing":
        return "is missing; add it"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        key = context["discriminator"].strip("'")
        if "tag" in context:
            return f"{key} {context['tag']!r} is not known; give one of {context['expected_tags']}"
        return f"`{key}` is missing; give one of {', '.join(map(repr, tags))}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return f"{value!r} is not known; give one of {context['expected']}"
    message = fault["msg"][0].lower() + fault["msg"][1:]
    shown = repr(value) if isinstance(value, str | int | float | bool | None) else f"a {type(value).__name__}"
    return f"{shown} cannot be used: {message.replace('input should', 'it should')}"


def first_fault(error: ValidationError, tags: Sequence[str] = ()) -> str:
    """The place and the fault of the first thing wrong, and how many more there are, in one line.

    tags : the values of the key of a tagged union in the file, such as `kind`, which pydantic writes into the place.
    """
    faults = error.errors(include_url=False)
    place, said = _place(faults[0]["loc"], frozenset(tags)), _say(faults[0], tags)
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return " ".join(f"{place}: {said}{more}".removeprefix(": ").split())


def all_faults(error: ValidationError, tags: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Place and fault of everything wrong."""
    found = error.errors(include_url=False)
    return [(_place(fault["loc"], frozenset(tags)), " ".join(_say(fault, tags).split())) for fault in found]
