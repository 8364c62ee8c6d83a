"""A desk whose disk is really full: it says so, keeps what it has, and goes on when there is space again."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from desk_server import PASSWORD, set_up, start_server
from sarex.adapters.node_folder import open_node
from web.desk_case import TABLE
from web.test_stream import listening

DISK_BYTES = 12_000_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs a small disk, which only an administrator of Linux can mount")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(path: Path) -> None:
    """Take all the space that is left."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


def test_a_full_disk_is_told_loses_nothing_and_is_got_over(small_disk: Path) -> None:
    server = start_server(small_disk / "desk")
    try:
        chief = set_up(server)
        case = chief.post("/api/cases", json={"name": "full", "exercise": True}).json()["id"]
        assert chief.post(f"/api/cases/{case}/notes", json={"text": "before"}).status_code == 201
        path, ballast = f"/api/cases/{case}", small_disk / "ballast"
        fill(ballast)
        refused = [
            *(chief.post(f"{path}/notes", json={"text": "x" * 19_000}) for _ in range(3)),
            chief.post(f"{path}/forcing", files={"file": ("wind.nc", bytes(3_000_000))}),
            chief.post(f"{path}/forcing", json={"name": "by hand", "table": TABLE}),
            server.browser().post("/api/session", json={"name": "Chief", "password": PASSWORD}),
        ]
        told = [answer.json()["error"]["text"] for answer in refused if answer.status_code == 507]
        assert len(told) == len(refused), [answer.text for answer in refused]
        assert all("full" in text and "free some space" in text and "\n" not in text for text in told), told
        assert not any(str(small_disk) in text for text in told)
        held = chief.get(path).json()
        assert (held["version"], [note["text"] for note in held["notes"]]) == (2, ["before"]), "it can still be read"

        with listening(chief) as lines:
            assert next(lines)[0] == "hello"
            ballast.unlink()
            assert chief.post(f"{path}/notes", json={"text": "after"}).status_code == 201
            assert next(lines)[2]["summary"] == "noted: after"
        assert chief.post(f"{path}/forcing", json={"name": "by hand", "table": TABLE}).status_code == 201
        assert chief.get(path).json()["version"] == 4
        assert list((small_disk / "desk" / "scratch").iterdir()) == []
    finally:
        server.stop()
    node = open_node(small_disk / "desk")
    assert node.log.check() == 4
    node.engine.dispose()
