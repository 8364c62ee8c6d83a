"""What is told when a request cannot be answered: fault, value, rule and way out, and the status that goes with it."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, Field

from sarex.model.errors import ConflictError, LogError, OutputError, SarexError
from sarex.model.sentence import Language, Sentence

VALUE_LENGTH_MAX: Final = 200


class Fault(BaseModel):
    """One fault. `text` is the whole of it in one line."""

    fault: str
    value: Any = None
    rule: str = ""
    way_out: str = ""
    text: str = ""


def role_said(role: str) -> Sentence:
    """What a role is called."""
    return Sentence(f"role.{role}")


class FaultReply(BaseModel):
    """The body of every answer from 400 up. `by`, `what` and `version` stand with 409: who came first, with what."""

    error: Fault
    by: str | None = Field(default=None)
    what: str | None = Field(default=None)
    version: int | None = Field(default=None)


class RefusedError(Exception):
    """A request that is refused. The status says in which way, the fault says why and what would help."""

    def __init__(
        self,
        status: int,
        fault: str,
        way_out: str,
        *,
        value: Any = None,
        rule: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(fault)
        self.status = status
        self.headers = headers or {}
        self._parts = (fault, way_out, value, rule)

    def fault(self, language: Language = "en") -> Fault:
        """What is told to a reader of this language."""
        fault, way_out, value, rule = self._parts
        return fault_of(fault, way_out, value=value, rule=rule, language=language)


def fault_of(
    fault: str, way_out: str, *, value: Any = None, rule: str = "", code: str = "fault.refused",
    language: Language = "en",
) -> Fault:  # fmt: skip
    """A fault with its one line. What has no words in this language stands in English behind what kind of fault it is.

    code : of that kind
    """
    shown = short(value)
    fault, way_out = _in(fault, language, code), _in(way_out, language, "fault.way") if way_out else ""
    said = fault if value is None else f"{fault}: {shown!r}"
    text = "; ".join(part for part in (f"{said} ({rule})" if rule else said, way_out) if part)
    return Fault(fault=fault, value=shown, rule=rule, way_out=way_out, text=" ".join(text.split()))


def short(value: Any) -> Any:
    """The value where it is short and plain; else the beginning of its text."""
    if value is None or isinstance(value, bool | int):
        return value
    text = value if isinstance(value, str) else repr(value)
    # Half a surrogate pair can come in by JSON and cannot go out as UTF-8.
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= VALUE_LENGTH_MAX else text[: VALUE_LENGTH_MAX - 1] + "…"


def _in(said: str, language: Language, code: str) -> str:
    return (said if isinstance(said, Sentence) and said.code else Sentence(code, said=said)).told(language)


def told(error: SarexError, language: Language = "en") -> Fault:
    """The one line of a domain error, which ends with the way out after its last semicolon."""
    line = " ".join(error.said.told(language).split()).encode("utf-8", "replace").decode("utf-8")
    fault, _, way_out = line.rpartition("; ")
    return Fault(fault=fault or line, way_out=way_out if fault else "", text=line)


STATUS: Final[tuple[tuple[type[SarexError], int], ...]] = (
    (OutputError, 507),
    (ConflictError, 409),
    (LogError, 500),
    (SarexError, 422),
)
"""The first that fits: what the disk refuses is the server's, all else can be mended by who asks."""


def status_of(error: SarexError) -> int:
    """The status code that tells a browser what kind of fault it is."""
    return next(status for kind, status in STATUS if isinstance(error, kind))
