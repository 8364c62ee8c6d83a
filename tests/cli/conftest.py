"""The command line as a user meets it: arguments in; exit code, stdout and stderr out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sarex.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


@pytest.fixture
def sarex(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    def run(*arguments: object) -> Answer:
        monkeypatch.setattr("sys.argv", ["sarex", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        captured = capsys.readouterr()
        assert isinstance(caught.value.code, int)
        return Answer(caught.value.code, captured.out, captured.err)

    return run


@pytest.fixture
def incident(tmp_path: Path) -> Callable[..., Path]:
    """The example incident with some text replaced and few particles."""

    def write(*replacements: tuple[str, str], name: str = "position") -> Path:
        text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8").replace("particles: 10000", "particles: 400")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "incident.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def hand_table() -> Path:
    return EXAMPLES / "hand_table.yaml"
