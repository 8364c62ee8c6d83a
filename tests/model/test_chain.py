"""Whatever is changed, left out, doubled or moved in a log is seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.adapters.memory_log import MemoryLog
from sarex.adapters.node_identity import open_identity
from sarex.model.canonical import sha256_hex
from sarex.model.errors import LogError
from sarex.model.events.chain import TrustedKeys, check_case, check_log
from sarex.model.events.entry import Entry
from sarex.model.events.event import SealedEvent, read_stored
from scripted_case import play_on

PLACES = st.integers(0, 10**6)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Entry], TrustedKeys]:
    """Two cases, the second one just begun, and the key that signed them."""
    identity = open_identity(tmp_path_factory.mktemp("node"), "mrcc-a")
    log = MemoryLog(identity)
    while log.last_position() < 24:
        play_on(log)
    return log.read(), {"mrcc-a": frozenset({identity.key})}


def numbered(entries: list[Entry]) -> list[Entry]:
    """As somebody would number them who hides what he did."""
    versions: dict[str, int] = {}
    fresh = []
    for position, entry in enumerate(entries, 1):
        versions[entry.case] = versions.get(entry.case, 0) + 1
        fresh.append(replace(entry, position=position, version=versions[entry.case]))
    return fresh


def test_an_untouched_log_is_whole(told: tuple[list[Entry], TrustedKeys]) -> None:
    entries, trusted = told
    assert check_log(entries, trusted) == len(entries)
    for case in ("case-1", "case-2"):
        check_case([entry for entry in entries if entry.case == case], trusted)


def check_with(entries: list[Entry], number: int, content: bytes, trusted: TrustedKeys) -> None:
    """Read and check the log with other bytes of body and signature for one event."""
    body, signature = content[:-64], content[-64:]
    other = SealedEvent(read_stored(body), body, signature, sha256_hex(body))
    check_log([*entries[:number], replace(entries[number], sealed=other), *entries[number + 1 :]], trusted)


@given(place=PLACES, bit=st.integers(0, 7))
def test_a_flipped_bit_is_seen(told: tuple[list[Entry], TrustedKeys], place: int, bit: int) -> None:
    entries, trusted = told
    number = place % len(entries)
    content = bytearray(entries[number].sealed.body + entries[number].sealed.signature)
    content[place % len(content)] ^= 1 << bit
    with pytest.raises(LogError):
        check_with(entries, number, bytes(content), trusted)


@given(first=PLACES, second=PLACES)
def test_a_missing_doubled_or_moved_event_is_seen(
    told: tuple[list[Entry], TrustedKeys], first: int, second: int
) -> None:
    entries, trusted = told
    one, two = first % (len(entries) - 1), second % len(entries)
    missing = entries[:one] + entries[one + 1 :]
    doubled = [*entries[: two + 1], entries[one], *entries[two + 1 :]]
    moved = [*missing[:two], entries[one], *missing[two:]]
    for changed in (missing, doubled, moved):
        if changed != entries:
            with pytest.raises(LogError):
                check_log(numbered(changed), trusted)


def test_a_case_alone_shows_what_is_missing(told: tuple[list[Entry], TrustedKeys]) -> None:
    entries = [entry for entry in told[0] if entry.case == "case-1"]
    for gone in range(len(entries) - 1):
        with pytest.raises(LogError, match="does not follow"):
            check_case(numbered(entries[:gone] + entries[gone + 1 :]), told[1])
    check_case(entries[5:], told[1], before=entries[4])
    with pytest.raises(LogError, match="does not follow event 5"):
        check_case(entries[6:], told[1], before=entries[4])


def test_another_node_cannot_speak_for_this_one(told: tuple[list[Entry], TrustedKeys], tmp_path: Path) -> None:
    stranger = open_identity(tmp_path, "mrcc-a")
    log = MemoryLog(stranger)
    play_on(log)
    for trusted in (told[1], {}, {"mrcc-b": frozenset({stranger.key})}):
        with pytest.raises(LogError, match="a key that is not known to be of mrcc-a"):
            check_log(log.read(), trusted)
