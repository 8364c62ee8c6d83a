"""YAML text from people becomes plain Python values, by rules that cannot surprise a duty officer.

YAML 1.2 is read, and only its plain part: lists, keys with values, texts, numbers, `true`, `false` and `null`. What
other readers turn into something else stays text: dates and times (so that a time without zone can be refused later),
`no`, `on`, `12:30`, `0o7`, `1_000`, `.inf`, and numbers with leading zeros such as the bearing `045`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

from sarex.model.errors import SarexError

if TYPE_CHECKING:
    from ruamel.yaml.events import Event, ScalarEvent

TEXT_LENGTH_MAX: Final = 1_000_000
DEPTH_MAX: Final = 30
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,29})")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: Final[dict[str, bool | None]] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
}  # fmt: skip


def load_yaml(text: str, what: str, error: type[SarexError]) -> object:
    """The value that the text describes: dict with text keys, list, str, int, float, bool or None.

    what : how messages call the text, such as `incident file case.yaml`
    Raises `error` with one line that names `what`, the line number, the fault and the way out: text that is no YAML,
    empty or over 1 MB, more than one document, nested too deeply, a key given twice, anchors, merge keys and tags.

    >>> load_yaml("{at: 60.5 4.0, from: 045, time: 2015-11-16T06:00Z, seed: 7}", "example", SarexError)
    {'at': '60.5 4.0', 'from': '045', 'time': '2015-11-16T06:00Z', 'seed': 7}
    """
    if len(text) > TEXT_LENGTH_MAX:
        raise error(
            f"{what} has {len(text)} characters, more than the {TEXT_LENGTH_MAX} that such a file may have; "
            "give the right file, or make it shorter"
        )
    return _Reader(_events(text, what, error), what, error).document()


def _events(text: str, what: str, error: type[SarexError]) -> Iterator[Event]:
    from ruamel.yaml import YAML  # loaded only when there is a text to read
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        yield from YAML(typ="safe", pure=True).parse(text.removeprefix("\ufeff"))
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        said = ", ".join(part for part in (fault.context, fault.problem) if part)
        way_out = "check indentation, quotes, brackets and colons"
        _refuse(error, what, mark, fault=f"this is no YAML ({said})", way_out=way_out)
    except ReaderError as fault:
        line, code = text.count("\n", 0, fault.position) + 1, ord(text.removeprefix("\ufeff")[fault.position])
        raise error(
            f"{what}, line {line}: character U+{code:04X} cannot stand in a text file; save it as plain UTF-8 text"
        ) from None
    except (YAMLError, ValueError) as fault:
        said = " ".join(str(fault).split())
        raise error(f"{what} is no YAML ({said}); check indentation, quotes, brackets and colons") from None


def _refuse(error: type[SarexError], what: str, mark: Any, *, fault: str, way_out: str) -> NoReturn:
    where = f", line {mark.line + 1}" if mark is not None else ""
    raise error(" ".join(f"{what}{where}: {fault}; {way_out}".split())) from None


@dataclass
class _Reader:
    """Builds plain values from the events of the parser; nothing in the text can name a class to be made."""

    events: Iterator[Event]
    what: str
    error: type[SarexError]

    def document(self) -> object:
        """The one document of the text."""
        from ruamel.yaml.events import DocumentStartEvent, StreamEndEvent

        next(self.events)
        start = next(self.events)
        if not isinstance(start, DocumentStartEvent):
            raise self.error(f"{self.what} is empty; give a file with content")
        if start.version not in (None, (1, 2), [1, 2]):
            self._refuse(start, f"YAML {'.'.join(map(str, start.version))} is asked for", "remove the %YAML line")
        value = self._value(next(self.events), depth=0)
        next(self.events)
        end = next(self.events)
        if not isinstance(end, StreamEndEvent):
            self._refuse(end, "a second document begins", "keep one document a file and remove the `---` line")
        return value

    def _value(self, event: Event, depth: int) -> object:
        from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent

        if isinstance(event, AliasEvent):
            self._refuse(event, f"`*{event.anchor}` points elsewhere in the file", "write the value out")
        self._plain(event)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if depth == DEPTH_MAX:
            self._refuse(event, f"more than {DEPTH_MAX} levels of lists and keys", "write it with fewer levels")
        if isinstance(event, MappingStartEvent):
            return self._mapping(depth + 1)
        return self._sequence(depth + 1)

    def _plain(self, event: Any) -> None:
        """Refuses what would name a class to be made or be copied elsewhere."""
        if event.anchor is not None:
            self._refuse(event, f"`&{event.anchor}` names a value", "remove it, or put a text in quotes")
        if event.tag is not None:
            self._refuse(event, f"tag `{event.tag}` asks for a type", "remove it; put what must be text in quotes")

    def _sequence(self, depth: int) -> list[object]:
        from ruamel.yaml.events import SequenceEndEvent

        values: list[object] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            values.append(self._value(event, depth))
        return values

    def _mapping(self, depth: int) -> dict[str, object]:
        from ruamel.yaml.events import MappingEndEvent

        values: dict[str, object] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event)
            if key in values:
                self._refuse(event, f"`{key}` is given twice (first in line {lines[key]})", "keep one of the two")
            lines[key] = event.start_mark.line + 1
            values[key] = self._value(next(self.events), depth)
            if values[key] is None and ":" in key and " " not in key:
                self._refuse(event, f"`{key}` has no value", "put a space after the colon")
        return values

    def _key(self, event: Event) -> str:
        from ruamel.yaml.events import ScalarEvent

        if not isinstance(event, ScalarEvent):
            self._refuse(event, "a key is a list, a set of keys or a pointer", "use a word as key")
        self._plain(event)
        if event.value == "<<":
            self._refuse(event, "`<<` merges other keys", "write the keys out")
        if event.value == "":
            self._refuse(event, "a value has no key", "write `key: value`")
        return str(event.value)

    def _refuse(self, event: Event, fault: str, way_out: str) -> NoReturn:
        _refuse(self.error, self.what, event.start_mark, fault=fault, way_out=way_out)

    def _scalar(self, event: ScalarEvent) -> object:
        text = str(event.value)
        if event.style is None:
            return _plain_value(text)
        # A character beyond the first 65 536 may be written as two escapes, the way JSON does it.
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self._refuse(event, "an escape stands for half a character", "write the character itself")


def _plain_value(text: str) -> object:
    """What a word without quotes stands for."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text
