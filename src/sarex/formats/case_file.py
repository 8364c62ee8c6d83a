"""A case file: YAML text of one format that people write, read into its noun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from sarex.formats.reading_error import all_faults, first_fault
from sarex.formats.yaml_text import load_yaml
from sarex.model.errors import SarexError
from sarex.model.incident import Noun

N = TypeVar("N", bound=Noun)


@dataclass(frozen=True)
class CaseFile(Generic[N]):
    """One kind of file.

    called  : how messages call it, such as `units file`
    format  : what its first line says, such as `sarex-units/1`
    error   : what a fault raises
    tags    : values of the key that tells which shape an entry has
    entries : the list whose entries have a name, and how messages call one, such as ("units", "unit")
    """

    called: str
    format: str
    noun: type[N]
    error: type[SarexError]
    tags: tuple[str, ...] = ()
    entries: tuple[str, str] | None = None

    def parse(self, text: str, what: str) -> N:
        """The noun that a YAML 1.2 text describes; `what` names it in the one line of an error."""
        return self.read(load_yaml(text, what, self.error), what)

    def read(self, content: object, what: str) -> N:
        """The same from plain values, as YAML or JSON gives them."""
        self._check_format(content, what)
        assert isinstance(content, dict)
        try:
            return self.noun.model_validate(content)
        except ValidationError as error:
            raise self.error(f"{what}: {first_fault(error, self.tags)}{self._name_of(error, content)}") from None

    def faults(self, content: object, what: str) -> list[tuple[str, str]]:
        """Everything wrong with plain values: place, such as `scenarios[0].at`, and fault. Empty where `read` takes
        them."""
        try:
            self._check_format(content, what)
            self.noun.model_validate(content)
        except ValidationError as error:
            return all_faults(error, self.tags)
        except SarexError as error:
            return [("", str(error))]
        return []

    def _check_format(self, content: object, what: str) -> None:
        if not isinstance(content, dict):
            raise self.error(f"{what}: this is no {self.called}; begin with `format: {self.format}` and see examples/")
        if content.get("format") != self.format:
            raise self.error(
                f"{what}: format {content.get('format')!r} is not known; this version reads `{self.format}`"
            )

    def _name_of(self, error: ValidationError, content: dict[str, Any]) -> str:
        """Which entry has the first fault, by its name if it has one."""
        match self.entries, error.errors(include_url=False)[0]["loc"]:
            case (str(key), str(word)), (str(first), int(index), *_) if key == first:
                entry = content[key][index]
                name = entry.get("name") if isinstance(entry, dict) else None
                return f" ({word} {name!r})" if isinstance(name, str) else ""
        return ""

    def schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12), for editors."""
        schema = self.noun.model_json_schema(by_alias=True, mode="validation")
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"Sarex {self.called}"}
