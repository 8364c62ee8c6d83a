"""Notes, comments and files of a case. A closed case takes them too."""

from __future__ import annotations

from pydantic import ValidationError

from sarex.formats.reading_error import first_fault
from sarex.model.case import Case
from sarex.model.errors import CaseError
from sarex.model.events.event import Draft
from sarex.model.events.note_events import CommentWritten, FileAttached, NoteWritten
from sarex.model.sealed import Sealed
from sarex.operations.command import By, draft
from sarex.operations.people import seal
from sarex.ports import BlobStore, PeopleVault


def write_note(case: Case, note_id: str, text: str, by: By, *, vault: PeopleVault | None = None) -> list[Draft]:
    """A line of the log book; sealed where a vault is given, because it tells of a person. Raises CaseError."""
    try:
        plain = NoteWritten(note=note_id, text=text)
    except ValidationError as fault:
        raise CaseError(f"this note cannot be written: {first_fault(fault)}") from None
    if vault is not None:
        plain = NoteWritten(note=note_id, sealed=seal(case, about_note(note_id), text.encode(), vault))
    return [draft(case.id, plain, by)]


def read_note(case: Case, note: NoteWritten, vault: PeopleVault) -> str | None:
    """Its text; None where it was sealed and its key is destroyed. Raises LogError where what is sealed was changed."""
    if note.sealed is None:
        return note.text
    content = vault.unseal(case.id, about_note(note.note), note.sealed)
    return None if content is None else content.decode()


def write_comment(case: Case, comment_id: str, text: str, by: By, *, about: str) -> list[Draft]:
    """A word about an event of the case, named by its hash. Raises CaseError where there is no such event."""
    if about not in case.steps:
        raise CaseError(f"the case has no event {about[:12]!r} that a comment could be about; see its timeline")
    try:
        return [draft(case.id, CommentWritten(comment=comment_id, about=about, text=text), by)]
    except ValidationError as fault:
        raise CaseError(f"this comment cannot be written: {first_fault(fault)}") from None


def attach_file(case: Case, file: FileAttached, by: By) -> list[Draft]:
    """A file that is kept already. Raises CaseError where another one has its id."""
    if file.file in case.files:
        raise CaseError(f"the case has a file {file.file!r} already; give this one another id")
    return [draft(case.id, file, by)]


def keep_sealed_file(
    case: Case, file_id: str, content: bytes, *, vault: PeopleVault, blobs: BlobStore
) -> tuple[str, str]:
    """Keep a file that tells of a person, sealed. Returns its hash and the name of its key, for `FileAttached`."""
    sealed = seal(case, about_file(file_id), content, vault)
    return blobs.put(sealed.content()), sealed.key


def read_file(case: Case, file: FileAttached, *, vault: PeopleVault, blobs: BlobStore) -> bytes | None:
    """What an attached file holds; None where it was sealed and its key is destroyed. Raises LogError where it is
    missing or was changed."""
    content = blobs.read(file.sha256)
    return content if file.key is None else vault.unseal(case.id, about_file(file.file), Sealed.of(file.key, content))


def about_note(note_id: str) -> str:
    """What a note's seal is bound to."""
    return f"note {note_id}"


def about_file(file_id: str) -> str:
    """What a file's seal is bound to."""
    return f"file {file_id}"
