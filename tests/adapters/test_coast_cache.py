"""The cache of coast sheets: whole files, damaged files, no room, several writers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from adapters.hand_drawn_coast import HandDrawnBuilder
from sarex.adapters.coast_cache import CoastCache, user_cache_folder
from sarex.adapters.coast_sheet import CoastSheet

ISLAND = (1.2, 2.3, 1.7, 2.9)


@pytest.fixture
def sheet() -> CoastSheet:
    return HandDrawnBuilder(ISLAND)([(0, 0)])[0]


def test_keeps_a_sheet(tmp_path: Path, sheet: CoastSheet) -> None:
    cache = CoastCache(tmp_path / "made" / "when needed")
    assert cache.read((0, 0)) is None
    cache.write(sheet)
    assert cache.read((0, 0)) == sheet
    assert cache.read((10, 0)) is None
    assert [path.name for path in cache.folder.iterdir()] == ["N00E000.coast"]


def test_damaged_files_count_as_none(tmp_path: Path, sheet: CoastSheet) -> None:
    cache = CoastCache(tmp_path)
    cache.write(sheet)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    for damaged in (b"", whole[:-1], whole[:100], b"<html>404</html>", whole[:-1] + b"\0", b"\0" * len(whole)):
        path.write_bytes(damaged)
        assert cache.read((0, 0)) is None
    cache.write(sheet)
    assert cache.read((0, 0)) == sheet


def test_a_sheet_under_another_name_is_not_taken(tmp_path: Path, sheet: CoastSheet) -> None:
    cache = CoastCache(tmp_path)
    cache.write(sheet)
    (tmp_path / "N00E000.coast").rename(tmp_path / "S10W010.coast")
    assert cache.read((-10, -10)) is None


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path: Path, sheet: CoastSheet) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        CoastCache(tmp_path / "file" / "cache").write(sheet)
    assert CoastCache(tmp_path / "file" / "cache").read((0, 0)) is None


@pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are POSIX")
def test_no_room_leaves_no_half_file(tmp_path: Path) -> None:
    """A file size limit stands for the full disk: the system refuses in the middle of the write."""
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from sarex.adapters.coast_cache import CoastCache; from sarex.adapters.coast_sheet import CoastSheet\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "sheet = CoastSheet(0, 0, (('sea', b''),) * 100)\n"
        "try: CoastCache(Path(sys.argv[1])).write(sheet)\n"
        "except OSError as error: sys.exit('refused: ' + error.strerror)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (1, "refused: File too large")
    assert list(tmp_path.iterdir()) == []


def test_the_variable_wins_over_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("SAREX_CACHE", str(tmp_path / "mine"))
    assert user_cache_folder() == tmp_path / "mine"
    monkeypatch.setenv("SAREX_CACHE", "~/mine")
    assert user_cache_folder() == Path.home() / "mine"


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/xdg"}, "/xdg/sarex"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "/home/anyone/.cache/sarex"),
        ("linux", {"XDG_CACHE_HOME": ""}, "/home/anyone/.cache/sarex"),
        ("darwin", {}, "/home/anyone/Library/Caches/sarex"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/sarex/cache"),
        ("win32", {"LOCALAPPDATA": ""}, "/home/anyone/AppData/Local/sarex/cache"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="the expected paths are written the POSIX way")
def test_each_platform_has_its_place(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], expected: str
) -> None:
    monkeypatch.delenv("SAREX_CACHE", raising=False)
    monkeypatch.setenv("HOME", "/home/anyone")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert user_cache_folder() == Path(expected)
