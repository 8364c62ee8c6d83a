"""What the documents promise is there, and what the code uses is documented."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from house.tree import ROOT, called, project_files, python_files

REFERENCE = re.compile(r"\[([A-Z][A-Za-z]+(?:19|20)\d\d[a-z]?)\]")
SETTING = re.compile(r"\bSAREX_[A-Z_]+\b")
MACHINE_PATH = re.compile(r"(?:^|[^\w./~-])/(?:work|farm|root|opt/pypi)(?:[/\"'`\s)]|$)", re.M)
REGISTRY = re.compile(r"[f]iles\.pythonhosted|[p]ypi\.org/simple|registry\.[n]pmjs|--(?:extra-)?[i]ndex-url")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
CONSOLE_BLOCK = re.compile(r"^```(?:console|bash|sh|shell)?\n(.*?)^```", re.M | re.S)


def text_files() -> list[Path]:
    return [path for path in project_files() if b"\0" not in path.read_bytes()[:8192]]


def document(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", python_files("src"), ids=called)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_every_reference_exists_once() -> None:
    """A reference is a key such as `[Allen2005]`; docs/references.md has one line that begins `- **[Key]**` for it."""
    known = re.findall(r"^- \*\*\[(\w+)\]\*\* \S", document("docs/references.md"), re.M)
    assert len(known) == len(set(known)) >= 5
    used = {
        (key, called(path))
        for path in project_files()
        if path.suffix in {".py", ".md", ".csv"}
        for key in REFERENCE.findall(path.read_text(encoding="utf-8"))
    }
    assert used
    assert {(key, where) for key, where in used if key not in known} == set()


def test_every_setting_is_documented() -> None:
    documented = set(SETTING.findall(document("docs/settings.md")))
    read = {name for path in text_files() if path.suffix != ".md" for name in SETTING.findall(path.read_text("utf-8"))}
    assert read - documented == set()


@pytest.mark.parametrize(("what", "keys_min"), [("units", 50), ("tasks", 20)])
def test_every_key_of_a_file_is_documented(what: str, keys_min: int) -> None:
    from sarex.api import file_schema

    schema = file_schema(what)
    shapes = [schema, *schema["$defs"].values()]
    keys = {key for shape in shapes for key in shape.get("properties", {})}
    assert len(keys) > keys_min
    document_keys = set(re.findall(r"`([a-z_0-9]+)`", document(f"docs/{what}-file.md")))
    assert keys - document_keys == {"format"}


def test_nothing_names_a_machine_or_a_registry() -> None:
    for path in text_files():
        text = path.read_text(encoding="utf-8")
        found = MACHINE_PATH.search(text) or REGISTRY.search(text)
        assert found is None, f"{called(path)}: {found.group()!r}"  # type: ignore[union-attr]


def test_the_changelog_names_this_version() -> None:
    from sarex import __version__

    assert re.search(rf"^## (Unreleased|{re.escape(__version__)}\b)", document("CHANGELOG.md"), re.M)


def readme_commands() -> list[str]:
    joined = "".join(CONSOLE_BLOCK.findall(document("README.md"))).replace("\\\n", " ")
    lines = (line.removeprefix("$ ").split("#")[0].strip() for line in joined.splitlines())
    return [line for line in lines if line.startswith(("sarex ", ".venv/bin/sarex ", "script/"))]


def test_the_readme_shows_the_main_commands() -> None:
    shown = " ".join(readme_commands())
    for command in ("script/demo", "script/test", "sarex drift", "sarex plan", "sarex map", "sarex forcing check"):
        assert command in shown


@pytest.mark.parametrize("line", readme_commands())
def test_the_readme_commands_exist(line: str) -> None:
    from sarex.cli import app

    program, *words = shlex.split(line)
    if program.startswith("script/"):
        assert (ROOT / program).stat().st_mode & 0o100
        return
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)} <= options


@pytest.mark.parametrize("path", [path for path in project_files() if path.suffix == ".md"], ids=called)
def test_every_link_leads_to_a_file(path: Path) -> None:
    targets = [path.parent / link for link in LINK.findall(path.read_text(encoding="utf-8"))]
    assert [str(target) for target in targets if not target.exists()] == []


def test_the_patterns_find_what_they_should() -> None:
    assert REFERENCE.findall("[Allen2005] [0] [lat] [NATSAR2023]") == ["Allen2005", "NATSAR2023"]
    for bad in ("see /wor" + "k/main", "(/roo" + "t)"):
        assert MACHINE_PATH.search(bad)
    for good in ("src/work/x", "a/home/b", "/homeward", "https://example.org/work/"):
        assert not MACHINE_PATH.search(good)
