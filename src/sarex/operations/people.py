"""People in distress: recorded sealed, read with the key of their case, and forgotten by destroying it."""

from __future__ import annotations

from sarex.model.case import Case
from sarex.model.errors import CaseError
from sarex.model.events.event import Draft
from sarex.model.events.people_events import PeopleForgotten, PersonRecorded
from sarex.model.person_in_distress import PersonInDistress
from sarex.operations.command import By, draft
from sarex.ports import PeopleVault


def record_person(case: Case, person_id: str, person: PersonInDistress, by: By, *, vault: PeopleVault) -> list[Draft]:
    """What is known of a person from now on. Raises OutputError where the key cannot be made."""
    sealed = vault.seal(case.id, about_person(person_id), person.model_dump_json().encode())
    return [draft(case.id, PersonRecorded(person=person_id, sealed=sealed), by)]


def read_person(case: Case, person_id: str, vault: PeopleVault) -> PersonInDistress | None:
    """What is known of a person; None once the people of the case are forgotten. Raises CaseError where there is no
    such person, LogError where what is sealed was changed."""
    entry = case.people.get(person_id)
    if entry is None or not isinstance(entry.event.payload, PersonRecorded):
        raise CaseError(f"the case has no person {person_id!r}; see its list of people")
    content = vault.unseal(case.id, about_person(person_id), entry.event.payload.sealed)
    return None if content is None else PersonInDistress.model_validate_json(content)


def forget_people(case: Case, reason: str, by: By, vault: PeopleVault) -> list[Draft]:
    """The decision to forget. Append it first, then destroy the keys that it names: what a kill leaves half done is
    finished by `finish_forgetting`. Raises CaseError where there is nothing to forget."""
    keys = vault.keys(case.id)
    if not keys:
        raise CaseError(f"case {case.name!r} has no key of people; there is nobody to forget")
    return [draft(case.id, PeopleForgotten(keys=keys, reason=reason), by)]


def finish_forgetting(case: Case, vault: PeopleVault) -> tuple[str, ...]:
    """Destroy the keys that the case decided to forget, after the decision, a kill or a restore. Returns the names of
    key files of backups that could not be reached and must be destroyed by hand. Raises OutputError."""
    left = sorted(case.forgotten_keys & set(vault.keys(case.id)))
    return tuple(str(path) for path in vault.destroy(left)) if left else ()


def about_person(person_id: str) -> str:
    """What a person's seal is bound to."""
    return f"person {person_id}"
