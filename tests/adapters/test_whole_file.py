"""Results appear whole or not at all."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sarex.adapters.whole_file import check_folder_place, check_place, whole_file, whole_folder, write_whole
from sarex.model.errors import OutputError


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_text_and_bytes_arrive_unchanged_and_alone(tmp_path: Path) -> None:
    write_whole(tmp_path / "plan.txt", "Oygarden 海難\n")
    write_whole(tmp_path / "map.tif", b"\x00\r\n\xff")
    assert (tmp_path / "plan.txt").read_text(encoding="utf-8") == "Oygarden 海難\n"
    assert (tmp_path / "map.tif").read_bytes() == b"\x00\r\n\xff"
    assert names(tmp_path) == ["map.tif", "plan.txt"]


def write_half_of(path: Path, interruption: BaseException) -> None:
    with whole_file(path) as part:
        part.write_text("half")
        raise interruption


@pytest.mark.parametrize("interruption", [ValueError("fault in the middle"), KeyboardInterrupt(), SystemExit(3)])
def test_any_interruption_leaves_the_older_file_and_nothing_else(tmp_path: Path, interruption: BaseException) -> None:
    path = tmp_path / "cloud.nc"
    path.write_text("older")
    with pytest.raises(type(interruption)):
        write_half_of(path, interruption)
    assert path.read_text() == "older"
    assert names(tmp_path) == ["cloud.nc"]


def test_a_link_keeps_pointing_and_its_target_gets_the_content(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    link = tmp_path / "latest.nc"
    link.symlink_to(tmp_path / "data" / "cloud.nc")
    write_whole(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "data" / "cloud.nc").read_text() == "new"


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("nowhere/cloud.nc", "there is no folder"),
        ("a-file/cloud.nc", "its folder is a file"),
        ("a-folder", "it is a folder"),
    ],
)
def test_a_wrong_place_is_refused_before_any_work(tmp_path: Path, where: str, says: str) -> None:
    (tmp_path / "a-file").write_text("")
    (tmp_path / "a-folder").mkdir()
    with pytest.raises(OutputError, match=says) as caught:
        check_place(tmp_path / where)
    assert "\n" not in str(caught.value)
    assert where in str(caught.value)
    assert names(tmp_path) == ["a-file", "a-folder"]


def test_a_device_is_never_replaced_by_a_file() -> None:
    with pytest.raises(OutputError, match="device"), whole_file(Path("/dev/null")):
        pass
    assert Path("/dev/null").is_char_device()


def test_an_os_error_in_the_block_becomes_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "cloud.nc"
    with (
        pytest.raises(OutputError, match="the disk is full; nothing was left behind, free some space"),
        whole_file(path),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert names(tmp_path) == []


def test_a_fault_of_ours_is_not_dressed_up_as_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="our own mistake"), whole_file(tmp_path / "cloud.nc"):
        raise RuntimeError("our own mistake")
    assert names(tmp_path) == []


SMALL_DISK = """
import resource, sys
from pathlib import Path
from sarex.adapters.whole_file import whole_folder, write_whole
from sarex.model.errors import OutputError
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
folder = Path(sys.argv[1])
try:
    write_whole(folder / "cloud.nc", bytes(200_000))
except OutputError as error:
    print(error)
try:
    with whole_folder(folder / "plan") as part:
        (part / "plan.txt").write_text("fits")
        (part / "plan.png").write_bytes(bytes(200_000))
except OutputError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no size limits there")
def test_a_real_write_that_does_not_fit_leaves_nothing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", SMALL_DISK, str(tmp_path)], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert "cloud.nc: the file is larger than is allowed here" in lines[0]
    assert "plan: the file is larger than is allowed here" in lines[1]
    assert names(tmp_path) == []


CTRL_C = """
import sys, time
from pathlib import Path
from sarex.adapters.whole_file import whole_file
with whole_file(Path(sys.argv[1])) as part:
    part.write_text("half")
    print("writing", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a child there")
def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CTRL_C, str(tmp_path / "cloud.nc")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "writing\n"
    assert len(names(tmp_path)) == 1
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=30)
    assert names(tmp_path) == []


def test_a_new_folder_appears_with_all_its_files(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "plan") as part:
        (part / "plan.txt").write_text("text")
        (part / "plan.gpx").write_text("gpx")
        assert not (tmp_path / "plan").exists()
    assert names(tmp_path) == ["plan"]
    assert names(tmp_path / "plan") == ["plan.gpx", "plan.txt"]


def test_an_older_folder_keeps_what_is_not_of_the_set(tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    plan.mkdir()
    (plan / "plan.txt").write_text("older")
    (plan / "notes of the duty officer.txt").write_text("mine")
    with whole_folder(plan) as part:
        (part / "plan.txt").write_text("new")
        (part / "plan.gpx").write_text("gpx")
    assert {entry.name: entry.read_text() for entry in plan.iterdir()} == {
        "plan.txt": "new", "plan.gpx": "gpx", "notes of the duty officer.txt": "mine",
    }  # fmt: skip
    assert names(tmp_path) == ["plan"]


def test_a_set_that_fails_while_it_is_moved_is_put_back(tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    plan.mkdir()
    (plan / "a.txt").write_text("older a")
    (plan / "b.txt").write_text("older b")
    real, moved = Path.rename, []

    def stumbling(source: Path, target: Path) -> Path:
        moved.append(source.name)
        if len(moved) == 4:  # a kept, a placed, b kept, b not placed
            raise KeyboardInterrupt
        return real(source, target)

    def write_set(patch: pytest.MonkeyPatch) -> None:
        with whole_folder(plan) as part:
            for name in ("a.txt", "b.txt", "c.txt"):
                (part / name).write_text("new")
            patch.setattr(Path, "rename", stumbling)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        write_set(patch)
    assert {entry.name: entry.read_text() for entry in plan.iterdir()} == {"a.txt": "older a", "b.txt": "older b"}
    assert names(tmp_path) == ["plan"]


def test_a_folder_needs_its_parent_and_may_not_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "plan").write_text("a file")
    with pytest.raises(OutputError, match="it is a file"):
        check_folder_place(tmp_path / "plan")
    with pytest.raises(OutputError, match="there is no folder"), whole_folder(tmp_path / "cases" / "plan"):
        pass
    assert names(tmp_path) == ["plan"]
