"""Every sentence that the code can make has words in every language, with the same values in them."""

from __future__ import annotations

import ast
import re

import pytest

from house.tree import called, python_files
from sarex.model import errors
from sarex.model.leeway_class import leeway_catalogue
from sarex.model.names import names
from sarex.model.sentence import LANGUAGES, Language, placeholders, words
from sarex.model.typical_units import typical_units

LETTERS = {"ja": "[\u3040-\u30ff\u3400-\u9fff]", "ko": "[\uac00-\ud7af]"}
BARE = {"row", "list", "join.row", "join.list", "case.unit_reason", "sensor.width_range"}
"""Values alone, with nothing to translate."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_told_with_the_same_values(language: Language) -> None:
    english, other = words("en"), words(language)
    assert list(other) == list(english)
    assert {code: placeholders(said) for code, said in other.items()} == {
        code: placeholders(said) for code, said in english.items()
    }


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_every_sentence_is_in_its_own_letters(language: Language) -> None:
    other = {"ja": "ko", "ko": "ja"}[language]
    for code, said in words(language).items():
        assert code in BARE or re.search(LETTERS[language], said), code
        assert not re.search(LETTERS[other], said.replace("・", "")), code
    assert not any(re.search(LETTERS[language], said) for said in words("en").values())


def calls() -> list[tuple[str, ast.Call]]:
    return [
        (called(path), node)
        for path in python_files("src")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Sentence" and node.args
    ]


def made() -> list[tuple[str, str, set[str] | None]]:
    """Where a sentence is made, its code, and the names of its values; None where some are handed on."""
    found = []
    for where, node in calls():
        names_given = {key.arg for key in node.keywords}
        given = None if None in names_given else {str(name) for name in names_given}
        code = node.args[0]
        ways = [code.body, code.orelse] if isinstance(code, ast.IfExp) else [code]
        found += [(where, str(one.value), given) for one in ways if isinstance(one, ast.Constant)]
    return found


def test_every_sentence_of_the_code_is_in_the_catalogue_with_its_values() -> None:
    found = made()
    assert len(found) > 200
    for where, code, given in found:
        assert code in words("en"), f"{where}: {code}"
        assert given is None or given == placeholders(words("en")[code]), f"{where}: {code}"


def test_every_sentence_of_the_catalogue_is_made_somewhere() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in python_files("src"))
    stems = {match.split("{")[0] for match in re.findall(r'f"([a-z]+\.[a-z_]*\{)', source)}
    unused = [
        code
        for code in words("en")
        if f'"{code}"' not in source and not any(code.startswith(stem) for stem in stems) and code not in BARE
    ]
    assert unused == []


def test_every_error_says_in_each_language_what_kind_of_fault_it_is() -> None:
    kinds = {name for name, value in vars(errors).items() if isinstance(value, type) and name.endswith("Error")}
    assert len(kinds) > 15
    assert {f"fault.{kind}" for kind in kinds} <= set(words("en"))
    assert errors.PlanError("no way; stay").said.told("en") == "no way; stay"
    assert errors.PlanError("no way; stay").said.told("ja") == "捜索計画を作成できません: no way; stay"


def test_every_object_and_typical_unit_has_a_name_in_every_language() -> None:
    asked = [("object", one.key) for one in leeway_catalogue()] + [("unit", one.key) for one in typical_units()]
    assert list(names()) == asked
    for key, told in names().items():
        assert re.search(LETTERS["ja"], told["ja"]), key
        assert re.search(LETTERS["ko"], told["ko"]), key
