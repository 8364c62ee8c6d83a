"""Files are kept whole under their hash, and no name from outside becomes a path."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import threading
from pathlib import Path

import pytest

from sarex.adapters.blob_store import PART_S_MAX, BlobStore
from sarex.model.errors import LogError, OutputError

CONTENT = b"cloud" * 400_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "files")


def test_what_is_kept_is_read_again_by_everybody(store: BlobStore, tmp_path: Path) -> None:
    (tmp_path / "cloud.nc").write_bytes(CONTENT)
    assert (
        store.put(CONTENT) == store.put_file(tmp_path / "cloud.nc") == store.put_stream(io.BytesIO(CONTENT)) == SHA256
    )
    other = BlobStore(tmp_path / "files")
    assert other.read(SHA256) == CONTENT
    assert other.path(SHA256).read_bytes() == CONTENT
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [SHA256]


def test_a_damaged_file_is_never_given_and_is_healed(store: BlobStore) -> None:
    store.put(CONTENT)
    store.path(SHA256).write_bytes(CONTENT[:-1])
    for ask in (store.read, store.path):
        with pytest.raises(LogError, match="is damaged"):
            ask(SHA256)
    assert store.put(CONTENT) == SHA256
    assert store.read(SHA256) == CONTENT


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../../etc/passwd",
        "/etc/passwd",
        "ab/../..",
        SHA256.upper(),
        SHA256 + "0",
        SHA256[:-1],
        SHA256 + "\n",
        "\x00",
    ],
)
def test_nothing_but_a_hash_is_a_name(store: BlobStore, name: str) -> None:
    for ask in (store.read, store.path):
        with pytest.raises(LogError, match="is no name of a kept file"):
            ask(name)


def test_a_file_that_is_not_there_is_told(store: BlobStore) -> None:
    with pytest.raises(LogError, match="is not here"):
        store.read("0" * 64)
    with pytest.raises(LogError, match="is not here"):
        store.path("0" * 64)


def test_what_a_kill_left_is_harmless_and_goes_after_a_day(store: BlobStore, tmp_path: Path) -> None:
    parts = tmp_path / "files" / "parts"
    for name, age_s in (("old", PART_S_MAX + 60), ("new", 60.0)):
        (parts / name).write_bytes(CONTENT[:100])
        at = (parts / name).stat().st_mtime - age_s
        os.utime(parts / name, (at, at))
    again = BlobStore(tmp_path / "files")
    assert [path.name for path in parts.iterdir()] == ["new"]
    with pytest.raises(LogError, match="is not here"):
        again.read(SHA256)


def test_a_full_disk_leaves_nothing(store: BlobStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="the disk is full"):
        store.put(CONTENT)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_many_put_the_same_at_once(store: BlobStore) -> None:
    kept: list[str] = []
    threads = [threading.Thread(target=lambda: kept.append(store.put(CONTENT))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept == [SHA256] * 6
    assert store.read(SHA256) == CONTENT
