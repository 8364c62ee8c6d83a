"""A node's key is made once, is read by nobody else, and what it signs can be checked."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from sarex.adapters.node_identity import open_identity
from sarex.adapters.private_file import wipe, write_private
from sarex.model.errors import LogError, OutputError
from sarex.model.signature import signature_holds

# RFC 8032, section 7.1, test 3. [Josefsson2017]
KEY = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
SIGNATURE = bytes.fromhex(
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)


def test_signatures_are_those_of_the_standard() -> None:
    assert signature_holds(KEY, SIGNATURE, b"\xaf\x82")
    assert not signature_holds(KEY, SIGNATURE, b"\xaf\x83")
    assert not signature_holds(KEY, SIGNATURE[:-1], b"\xaf\x82")
    assert not signature_holds("no key", SIGNATURE, b"\xaf\x82")


def test_the_key_is_made_once(tmp_path: Path) -> None:
    first, again = open_identity(tmp_path, "mrcc-a"), open_identity(tmp_path, "another")
    assert (again.node, again.key) == ("mrcc-a", first.key)
    assert signature_holds(first.key, again.sign(b"body"), b"body")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["node.key", "node.name"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    open_identity(tmp_path)
    assert stat.S_IMODE((tmp_path / "node.key").stat().st_mode) == 0o600
    (tmp_path / "node.key").chmod(0o640)
    with pytest.raises(LogError, match=r"others may read .* \(mode 0640\).*chmod 600"):
        open_identity(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_damaged_key_is_refused(tmp_path: Path, content: bytes) -> None:
    write_private(tmp_path / "node.key", content)
    with pytest.raises(LogError, match="holds no Ed25519 key"):
        open_identity(tmp_path)


@pytest.mark.parametrize("name", ["", "MRCC A", "../x", "a" * 33, "-a"])
def test_a_name_that_cannot_stand_in_events_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LogError, match="is no name of a node"):
        open_identity(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_the_first_of_two_writers_wins(tmp_path: Path) -> None:
    assert write_private(tmp_path / "k", b"one")
    assert not write_private(tmp_path / "k", b"two")
    assert (tmp_path / "k").read_bytes() == b"one"
    assert write_private(tmp_path / "k", b"three", replace=True)
    assert (tmp_path / "k").read_bytes() == b"three"
    with pytest.raises(OutputError):
        write_private(tmp_path / "no" / "k", b"one")


def test_a_file_system_without_hard_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_paths: object) -> None:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    first = open_identity(tmp_path)
    assert open_identity(tmp_path).key == first.key
    assert not write_private(tmp_path / "node.key", b"another")


def test_a_wiped_file_is_gone_and_its_blocks_are_other_bytes(tmp_path: Path) -> None:
    write_private(tmp_path / "k", b"secret")
    os.link(tmp_path / "k", tmp_path / "same-blocks")
    wipe(tmp_path / "k")
    wipe(tmp_path / "k")
    assert [path.name for path in tmp_path.iterdir()] == ["same-blocks"]
    assert b"secret" not in (tmp_path / "same-blocks").read_bytes()
