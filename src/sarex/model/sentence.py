"""Sentences for people that can be told in each language: a code with values, and beside it the English text."""

from __future__ import annotations

import json
import string
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, get_args

from pydantic_core import CoreSchema, core_schema

Language = Literal["en", "ja", "ko"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


@cache
def words(language: Language) -> dict[str, str]:
    """The sentences of one language by code; values stand in braces."""
    text = files("sarex.model").joinpath(f"words/{language}.json").read_text(encoding="utf-8")
    table: dict[str, str] = json.loads(text)
    return table


def placeholders(template: str) -> frozenset[str]:
    """The names of the values in it."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


class Sentence(str):
    """Reads as its English text wherever a string is wanted. What goes to people in another language asks `told`.

    code   : in `words`; empty for what somebody wrote, or what an earlier version kept as text alone
    values : text that is the same in all languages (names, figures, times), sentences, or rows of sentences

    >>> stop = Sentence("limit.drift")
    >>> str(stop), stop.told("ja")
    ('the end of the drift', '漂流計算の終了')
    """

    code: str
    values: Mapping[str, Any]

    def __new__(cls, code: str, /, **values: object) -> Sentence:
        kept = {name: _value(value) for name, value in values.items()}
        return cls._made(words("en")[code].format_map(_in(code, kept, "en")), code, kept)

    @classmethod
    def _made(cls, text: str, code: str, values: Mapping[str, Any]) -> Sentence:
        made = super().__new__(cls, text)
        made.code, made.values = code, values
        return made

    @classmethod
    def plain(cls, text: str) -> Sentence:
        """Words as somebody wrote them, the same in every language; a sentence stays one."""
        return text if isinstance(text, Sentence) else cls._made(text, "", {})

    @classmethod
    def row(cls, parts: Iterable[str]) -> Sentence:
        """Sentences one after the other."""
        return cls("row", parts=tuple(parts))

    @classmethod
    def listed(cls, parts: Iterable[str]) -> Sentence:
        """Words between commas."""
        return cls("list", parts=tuple(parts))

    def told(self, language: Language) -> str:
        """In this language; as it stands where nobody translated it."""
        if language == "en" or not self.code:
            return str(self)
        return words(language)[self.code].format_map(_in(self.code, self.values, language))

    def stored(self) -> str | dict[str, Any]:
        """As plain values, for files."""
        if not self.code:
            return str(self)
        return {
            "text": str(self),
            "code": self.code,
            "values": {name: _stored(self.values[name]) for name in self.values},
        }

    @classmethod
    def read(cls, stored: object) -> Sentence:
        """From plain values. Text alone stays text, and so does what this version has no words for.

        Raises ValueError.
        """
        if isinstance(stored, str):
            return cls.plain(stored)
        if not isinstance(stored, Mapping) or not isinstance(stored.get("text"), str):
            raise ValueError("a sentence is text, or text with code and values")
        code, values = str(stored.get("code", "")), stored.get("values")
        known = isinstance(values, Mapping) and code in words("en")
        if not known or placeholders(words("en")[code]) != set(values or ()):
            return cls.plain(stored["text"])
        kept = {str(name): _value_read(value) for name, value in dict(values or {}).items()}
        return cls._made(stored["text"], code, kept)

    def __reduce__(self) -> tuple[Any, ...]:
        return Sentence._made, (str(self), self.code, self.values)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> CoreSchema:
        kept = core_schema.plain_serializer_function_ser_schema(lambda one: one.stored(), when_used="json")
        return core_schema.no_info_plain_validator_function(cls.read, serialization=kept)


def told(content: Any, language: Language) -> Any:
    """Plain values with every sentence in them as text in this language."""
    if isinstance(content, Sentence):
        return content.told(language)
    if isinstance(content, Mapping):
        return {key: told(value, language) for key, value in content.items()}
    return [told(value, language) for value in content] if isinstance(content, list | tuple) else content


def _value(value: object) -> Any:
    # A row is a bare tuple; a position is a tuple too, and says itself in degrees and minutes.
    if type(value) is tuple:
        return tuple(Sentence.plain(part) for part in value)
    return value if isinstance(value, Sentence) else str(value)


def _in(code: str, values: Mapping[str, Any], language: Language) -> dict[str, str]:
    between = words(language)["join.list" if code == "list" else "join.row"]
    return {
        name: between.join(told(value, language)) if isinstance(value, tuple) else told(value, language)
        for name, value in values.items()
    }


def _stored(value: Any) -> Any:
    if isinstance(value, tuple):
        return [part.stored() for part in value]
    return value.stored() if isinstance(value, Sentence) else value


def _value_read(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(Sentence.read(part) for part in value)
    return value if isinstance(value, str) else Sentence.read(value)
