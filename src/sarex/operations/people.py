"""People in distress: recorded sealed, read with the key of their case, and forgotten by destroying it."""

from __future__ import annotations

from pydantic import ValidationError

from sarex.model.case import Case
from sarex.model.errors import CaseError, LogError
from sarex.model.events.entry import Entry
from sarex.model.events.event import Draft
from sarex.model.events.note_events import FileAttached, NoteWritten
from sarex.model.events.people_events import PeopleForgotten, PersonRecorded
from sarex.model.person_in_distress import PersonInDistress
from sarex.model.sealed import Sealed
from sarex.operations.command import By, check_open, draft
from sarex.ports import PeopleVault


def record_person(case: Case, person_id: str, person: PersonInDistress, by: By, *, vault: PeopleVault) -> list[Draft]:
    """What is known of a person from now on. Raises CaseError, OutputError where the key cannot be made."""
    check_open(case)
    sealed = seal(case, about_person(person_id), person.model_dump_json().encode(), vault)
    return [draft(case.id, PersonRecorded(person=person_id, sealed=sealed), by)]


def read_person(case: Case, person_id: str, vault: PeopleVault) -> PersonInDistress | None:
    """What is known of a person; None once the people of the case are forgotten. Raises CaseError where there is no
    such person, LogError where what is sealed was changed."""
    entry = case.people.get(person_id)
    if entry is None or not isinstance(entry.event.payload, PersonRecorded):
        raise CaseError(f"the case has no person {person_id!r}; see its list of people")
    content = vault.unseal(case.id, about_person(person_id), entry.event.payload.sealed)
    try:
        return None if content is None else PersonInDistress.model_validate_json(content)
    except ValidationError:
        raise LogError(f"a newer Sarex wrote what is known of person {person_id}; read it with that one") from None


def seal(case: Case, about: str, content: bytes, vault: PeopleVault) -> Sealed:
    """Seal something for the log of this case as it is. Raises OutputError."""
    # A key that the case has decided to forget may still be there for a moment, and must seal nothing any more.
    finish_forgetting(case, vault)
    return vault.seal(case.id, about, content)


def forget_people(case: Case, reason: str, by: By, vault: PeopleVault) -> list[Draft]:
    """The decision to forget, by the name of every key that sealed something here, whether this vault has it or not.
    Append it first, then destroy those keys: what a kill leaves half done is finished by `hear` and
    `finish_forgetting`. Raises CaseError where there is nothing to forget."""
    keys = keys_to_forget(case, vault)
    if not keys:
        raise CaseError(f"case {case.name!r} has no key of people; there is nobody to forget")
    return [draft(case.id, PeopleForgotten(keys=keys, reason=reason), by)]


def keys_to_forget(case: Case, vault: PeopleVault) -> tuple[str, ...]:
    """Names of the keys that seal something of the case, undone things too, or could."""
    named = (_key_of(step.entry) for step in case.steps.values())
    return tuple(sorted({*vault.keys(case.id), *filter(None, named)} - case.forgotten_keys))


def finish_forgetting(case: Case, vault: PeopleVault) -> tuple[str, ...]:
    """Destroy the keys that the case decided to forget, after the decision, a kill or a restore; however often. Returns
    the names of key files of backups that could not be reached and must be destroyed by hand. Raises OutputError."""
    keys = sorted(case.forgotten_keys)
    return tuple(str(path) for path in vault.destroy(keys)) if keys else ()


def hear(entry: Entry, vault: PeopleVault) -> None:
    """Destroy the keys that this event decided to forget, whoever wrote it. Raises OutputError."""
    if isinstance(entry.event.payload, PeopleForgotten):
        vault.destroy(entry.event.payload.keys)


def _key_of(entry: Entry) -> str | None:
    payload = entry.event.payload
    if isinstance(payload, PersonRecorded | NoteWritten):
        return None if payload.sealed is None else payload.sealed.key
    return payload.key if isinstance(payload, FileAttached) else None


def about_person(person_id: str) -> str:
    """What a person's seal is bound to."""
    return f"person {person_id}"
