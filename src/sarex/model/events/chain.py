"""The chain: every event holds the hash of the one before at its node and in its case, so none can be changed, left out
or put elsewhere without a trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sarex.model.canonical import sha256_hex
from sarex.model.errors import LogError
from sarex.model.events.entry import Entry
from sarex.model.events.event import Draft, Event, SealedEvent
from sarex.model.signature import Signer, signature_holds

TrustedKeys = Mapping[str, frozenset[str]]
"""The public keys that belong to each node, by its name."""


@dataclass(frozen=True)
class ChainEnd:
    """Where the chain of a key ends: sequence and hash of its last event."""

    sequence: int = 0
    hash: str = ""


@dataclass(frozen=True)
class CaseEnd:
    """Where a case ends in a log: how many events it has, the highest place, and the newest events' hashes."""

    version: int = 0
    place: int = 0
    tips: tuple[str, ...] = ()


def seal(draft: Draft, signer: Signer, chain: ChainEnd, case: CaseEnd) -> SealedEvent:
    """The draft as the next event of the signer's chain and of its case. Raises LogError where it is too large."""
    event = Event(
        case=draft.case, author=draft.author, time=draft.time, payload=draft.payload, kind=draft.payload.kind,
        version=draft.payload.version, node=signer.node, key=signer.key, sequence=chain.sequence + 1,
        previous=chain.hash, place=case.place + 1, parents=case.tips,
    )  # fmt: skip
    body = event.body()
    return SealedEvent(event, body, signer.sign(body), sha256_hex(body))


def seal_all(drafts: Sequence[Draft], signer: Signer, chain: ChainEnd, case: CaseEnd) -> list[SealedEvent]:
    """The drafts, all of one case, as the next events one after the other. Raises LogError."""
    if any(draft.case != drafts[0].case for draft in drafts):
        raise LogError("events are appended for one case at a time")
    sealed = []
    for draft in drafts:
        one = seal(draft, signer, chain, case)
        sealed.append(one)
        chain = ChainEnd(one.event.sequence, one.hash)
        case = CaseEnd(case.version + 1, one.event.place, (one.hash,))
    return sealed


def check_case(entries: Sequence[Entry], trusted: TrustedKeys, before: Entry | None = None) -> None:
    """Make sure that these are the events of a case, whole and unchanged, from its first or the one after `before`.

    A signature vouches for everything that its event's hashes lead to, so that of the last event of each key is
    enough. Raises LogError.
    """
    places = {} if before is None else {before.hash: before.event.place}
    version = 0 if before is None else before.version
    last: dict[str, Entry] = {}
    for entry in entries:
        version += 1
        event = entry.event
        _check_hash(entry)
        known = [places[parent] for parent in event.parents if parent in places]
        if entry.version != version or len(known) != len(event.parents) or event.place != max(known, default=0) + 1:
            raise _broken(entry, f"does not follow event {version - 1} of case {event.case}")
        places[entry.hash] = event.place
        last[event.key] = entry
    for entry in last.values():
        check_signature(entry, trusted)


def check_log(entries: Iterable[Entry], trusted: TrustedKeys) -> int:
    """Make sure of a whole log: places, chains of all keys, cases, and every single signature. Returns the number of
    events. Raises LogError."""
    position = 0
    ends: dict[str, ChainEnd] = {}
    cases: dict[str, CaseEnd] = {}
    for entry in entries:
        position += 1
        event = entry.event
        end, case = ends.get(event.key, ChainEnd()), cases.get(event.case, CaseEnd())
        _check_hash(entry)
        if entry.position != position:
            raise _broken(entry, f"stands where event {position} of the log should be")
        if (event.sequence, event.previous) != (end.sequence + 1, end.hash):
            raise _broken(entry, f"does not follow event {end.sequence} of the chain of {event.node}")
        if entry.version != case.version + 1 or event.parents != case.tips or event.place != case.place + 1:
            raise _broken(entry, f"does not follow event {case.version} of case {event.case}")
        check_signature(entry, trusted)
        ends[event.key] = ChainEnd(event.sequence, entry.hash)
        cases[event.case] = CaseEnd(entry.version, event.place, (entry.hash,))
    return position


def check_signature(entry: Entry, trusted: TrustedKeys) -> None:
    """Raises LogError where the event is not signed by a key of the node that it names."""
    event = entry.event
    if event.key not in trusted.get(event.node, frozenset()):
        raise _broken(entry, f"is signed by a key that is not known to be of {event.node}")
    if not signature_holds(event.key, entry.sealed.signature, entry.sealed.body):
        raise _broken(entry, f"has a signature that is not of {event.node}")


def _check_hash(entry: Entry) -> None:
    if sha256_hex(entry.sealed.body) != entry.hash:
        raise _broken(entry, "was changed after it was written")


def _broken(entry: Entry, what: str) -> LogError:
    return LogError(
        f"the log is damaged: event {entry.position} ({entry.kind} by {entry.author}) {what}; restore the last backup"
    )
