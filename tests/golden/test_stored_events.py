"""What was once written can be read for ever: events of every kind as the first version of each stored them.

`events_1.jsonl` is never made again. Where a shape changes, its kind gets a new version and an upcaster, and events of
new kinds and versions go into a further `events_N.jsonl`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sarex.model.canonical import canonical_bytes, read_canonical, sha256_hex
from sarex.model.case import fold
from sarex.model.errors import LogError
from sarex.model.events.case_events import CaseRenamed
from sarex.model.events.chain import check_log
from sarex.model.events.entry import Entry
from sarex.model.events.event import SealedEvent, read_body, read_event
from sarex.model.events.kinds import KINDS, UPCASTERS
from sarex.model.events.payload import UnreadPayload
from sarex.model.incident import Incident
from sarex.model.search_unit import SearchUnits
from sarex.model.signature import signature_holds

KEY = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
FILES = sorted(Path(__file__).parent.glob("events_*.jsonl"))
STORED = FILES[0].read_text(encoding="utf-8").splitlines()


def stored(file: Path = FILES[0]) -> list[Entry]:
    entries = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        told = json.loads(line)
        body = told["body"].encode()
        sealed = SealedEvent(read_body(body), body, bytes.fromhex(told["signature"]), sha256_hex(body))
        entries.append(Entry(number, number, sealed))
    return entries


def test_every_kind_was_stored_and_is_read() -> None:
    entries = [entry for file in FILES for entry in stored(file)]
    assert {entry.kind for entry in entries} == KINDS.keys()
    assert not any(isinstance(entry.event.payload, UnreadPayload) for entry in entries)


def test_the_stored_chain_is_whole() -> None:
    assert check_log(stored(), {"mrcc-a": frozenset({KEY})}) == 25


def test_the_stored_case_says_what_it_said() -> None:
    case = fold(stored())
    assert (case.id, case.name, case.state, case.exercise) == ("case-1", "Fishing vessel found", "open", True)
    assert case.incident is not None
    assert case.units is not None
    assert Incident.model_validate(case.incident).drift.seed == 9007199254740993
    assert [unit.name for unit in SearchUnits.model_validate(case.units).units] == ["Rescue One"]
    assert case.plan is not None
    assert (case.plan.seed, case.plan.pos, case.results_applied) == (2**62, 0.5, ())
    assert (list(case.notes), list(case.files), list(case.comments)) == (["n1", "n2"], ["f1"], ["c1"])
    assert (case.people, case.forcing, case.forgotten_keys) == ({}, {}, {"0" * 32})
    assert (case.unread, len(case.undone)) == (0, 1)


# A `case_renamed` as it might have been before the first version, signed by the same node.
OLD_BODY = (
    b'{"author":"Kim","case":"case-1","format":"sarex-event/1","key":"03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1'
    b'ddc8664125531b8","kind":"case_renamed","node":"mrcc-a","parents":["3947c9aad2288623d01cd70cc8c21a7034f0e1b05392c0'
    b'c121ab7a2a693e5929"],"payload":{"title":"Fishing vessel found"},"place":19,"previous":"3947c9aad2288623d01cd70cc8'
    b'c21a7034f0e1b05392c0c121ab7a2a693e5929","sequence":19,"time":"2026-11-25T06:16:00Z","version":0}'
)
OLD_SIGNATURE = bytes.fromhex(
    "e6c2c78a143196c2f4ab937520c517673ce6fcf118bb6e70fc033922c9ca8a8311ea629fa4d82263a2618f59f85fbe2daf8cdc3debc821f1"
    "1c9ba4f14385860c"
)


def test_an_old_shape_is_lifted_and_its_signature_still_holds() -> None:
    lifted = read_event(
        read_canonical(OLD_BODY), upcasters={("case_renamed", 0): lambda old: {"name": old["title"]}}
    )  # fmt: skip
    assert lifted.payload == CaseRenamed(name="Fishing vessel found")
    assert lifted.version == CaseRenamed.version
    assert signature_holds(KEY, OLD_SIGNATURE, OLD_BODY)


def test_an_old_shape_without_an_upcaster_is_refused() -> None:
    with pytest.raises(LogError, match="nothing here reads case_renamed of version 0"):
        read_body(OLD_BODY)


def test_every_version_but_the_newest_has_an_upcaster() -> None:
    steps = {(kind, version) for kind, payload in KINDS.items() for version in range(1, payload.version)}
    assert steps == UPCASTERS.keys()


def changed(**fields: Any) -> bytes:
    return canonical_bytes({**json.loads(json.loads(STORED[0])["body"]), **fields})


@pytest.mark.parametrize("fields", [{"version": 2}, {"kind": "warning_raised"}])
def test_what_a_newer_version_wrote_is_kept_unread(fields: dict[str, Any]) -> None:
    body = changed(**fields, payload={"unheard": ["of"]})
    event = read_body(body)
    assert event.payload == UnreadPayload(content={"unheard": ["of"]})
    case = fold([*stored(), Entry(26, 26, SealedEvent(event, body, b"", sha256_hex(body)))])
    assert (case.unread, case.version, case.name) == (1, 26, "Fishing vessel found")


@pytest.mark.parametrize(
    "fields",
    [{"case": "../etc"}, {"case": ""}, {"author": "a\nb"}, {"author": ""}, {"time": "2026-11-25T06:16:00"},
     {"time": "yesterday"}, {"sequence": 0}, {"place": -1}, {"parents": ["x"]}, {"previous": "x"}, {"key": "00"},
     {"node": "Mrcc A"}, {"version": "1"}, {"payload": []}, {"payload": {}},
     {"payload": {"name": "x", "exercise": True, "y": 2}}, {"payload": {"name": "x", "exercise": "perhaps"}},
     {"kind": "Case"}, {"extra": 1}, {"format": "sarex-event/2"}, {"parents": ["0" * 64] * 17}],
    ids=str,
)  # fmt: skip
def test_a_wrong_field_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(LogError):
        read_body(changed(**fields))
