"""What is sealed opens only with its key, for its case and matter; a destroyed key never comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sarex.adapters.case_keys import CaseKeys, read_key_file
from sarex.model.errors import LogError, OutputError
from sarex.model.sealed import Sealed

SECRET = "田中はるか, diabetic".encode()


@pytest.fixture
def keys(tmp_path: Path) -> CaseKeys:
    return CaseKeys(tmp_path / "keys")


def test_it_opens_for_its_case_and_matter_alone(keys: CaseKeys) -> None:
    sealed = keys.seal("c1", "person p1", SECRET)
    assert keys.unseal("c1", "person p1", sealed) == SECRET
    for case, about in (("c2", "person p1"), ("c1", "person p2")):
        with pytest.raises(LogError, match="was changed, or was sealed elsewhere"):
            keys.unseal(case, about, sealed)
    content = bytearray(sealed.content())
    content[-1] ^= 1
    with pytest.raises(LogError, match="was changed"):
        keys.unseal("c1", "person p1", Sealed.of(sealed.key, bytes(content)))


def test_each_case_has_one_key_and_no_two_seals_are_alike(keys: CaseKeys, tmp_path: Path) -> None:
    first, second, other = keys.seal("c1", "a", SECRET), keys.seal("c1", "a", SECRET), keys.seal("c2", "a", SECRET)
    assert first.key == second.key != other.key
    assert first.text != second.text
    assert CaseKeys(tmp_path / "keys").unseal("c1", "a", first) == SECRET
    assert keys.keys("c1") == (first.key,)
    assert keys.keys("c9") == ()


def test_a_destroyed_key_never_comes_back(keys: CaseKeys, tmp_path: Path) -> None:
    sealed, other = keys.seal("c1", "a", SECRET), keys.seal("c2", "a", SECRET)
    file = next((tmp_path / "keys").glob("c1.*.key"))
    shutil.copy2(file, tmp_path / "copy")
    assert keys.destroy([sealed.key]) == ()
    assert keys.unseal("c1", "a", sealed) is None
    assert keys.unseal("c2", "a", other) == SECRET

    shutil.copy2(tmp_path / "copy", file)
    assert keys.unseal("c1", "a", sealed) is None
    assert CaseKeys(tmp_path / "keys").unseal("c1", "a", sealed) is None
    assert not file.exists()
    again = keys.seal("c1", "a", SECRET)
    assert again.key != sealed.key
    assert keys.unseal("c1", "a", again) == SECRET


def test_a_destruction_that_was_killed_is_finished_at_the_next_start(keys: CaseKeys, tmp_path: Path) -> None:
    sealed = keys.seal("c1", "a", SECRET)
    (tmp_path / "keys" / f"{sealed.key}.destroyed").touch(mode=0o600)
    CaseKeys(tmp_path / "keys")
    assert list((tmp_path / "keys").glob("*.key")) == []


def test_key_files_carry_keys_over_and_destructions_too(keys: CaseKeys, tmp_path: Path) -> None:
    sealed, gone = keys.seal("c1", "a", SECRET), keys.seal("c2", "a", SECRET)
    keys.write_key_file(tmp_path / "file")
    old = read_key_file(tmp_path / "file")
    keys.destroy([gone.key])
    told = read_key_file(tmp_path / "file")
    assert ([key.case for key in told.keys], told.destroyed) == (["c1"], (gone.key,))

    other = CaseKeys(tmp_path / "other")
    other.take(told.keys, told.destroyed)
    other.take(old.keys, old.destroyed)
    assert other.unseal("c1", "a", sealed) == SECRET
    assert other.unseal("c2", "a", gone) is None


def test_a_key_file_out_of_reach_is_named_until_somebody_has_destroyed_it(keys: CaseKeys, tmp_path: Path) -> None:
    sealed, near, far = keys.seal("c1", "a", SECRET), tmp_path / "near", tmp_path / "far"
    for path in (near, far):
        keys.write_key_file(path)
    far.unlink()
    with pytest.raises(OutputError):
        keys.write_key_file(tmp_path / "no" / "folder")
    assert [keys.destroy([sealed.key]) for _ in range(2)] == [(far,), (far,)]
    cleaned = near.stat().st_mtime_ns
    keys.let_go(far)
    assert keys.destroy([sealed.key]) == ()
    assert near.stat().st_mtime_ns == cleaned
    assert near.read_bytes().count(sealed.key.encode()) == 1  # among the destroyed


@pytest.mark.parametrize("content", [b"", b"{}", b'{"format":"sarex-keys/2","keys":[],"destroyed":[]}'])
def test_another_file_is_no_key_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").touch(mode=0o600)
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(LogError, match="is no key file"):
        read_key_file(tmp_path / "file")


def test_a_damaged_key_is_told(keys: CaseKeys, tmp_path: Path) -> None:
    sealed = keys.seal("c1", "a", SECRET)
    next((tmp_path / "keys").glob("c1.*.key")).write_bytes(b"{")
    with pytest.raises(LogError, match="is damaged"):
        keys.unseal("c1", "a", sealed)


@pytest.mark.parametrize("case", ["../c1", "c*", "", "C1"])
def test_no_name_from_outside_becomes_a_path(keys: CaseKeys, case: str) -> None:
    with pytest.raises(ValueError):
        keys.keys(case)
    with pytest.raises(ValueError):
        keys.seal(case, "a", SECRET)
