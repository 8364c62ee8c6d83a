"""What people write down beside the case, and what they take back."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from sarex.model.events.payload import Facet, Id, Label, Payload, Sha256, Text
from sarex.model.sealed import KeyId, Sealed


class NoteWritten(Payload):
    """A line of the log book: readable by everybody in the case, or sealed because it tells of a person."""

    kind: ClassVar[str] = "note_written"

    note: Id
    text: Text = ""
    sealed: Sealed | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.text) == (self.sealed is not None):
            raise ValueError("a note has either a text or a sealed text")
        return self

    def settles(self) -> tuple[Facet, ...]:
        return (("notes", self.note),)


class CommentWritten(Payload):
    """A word about something that happened.

    about : hash of that event
    """

    kind: ClassVar[str] = "comment_written"

    comment: Id
    about: Sha256
    text: Annotated[Text, Field(min_length=1)]

    def settles(self) -> tuple[Facet, ...]:
        return (("comments", self.comment),)


class FileAttached(Payload):
    """A picture, a document, a recording.

    key : that opens it, where the file tells of a person and is kept sealed
    """

    kind: ClassVar[str] = "file_attached"

    file: Id
    name: Label
    media_type: Annotated[str, Field(pattern=r"^[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}$")]
    sha256: Sha256
    key: KeyId | None = None

    def settles(self) -> tuple[Facet, ...]:
        return (("files", self.file),)

    def blobs(self) -> tuple[str, ...]:
        return (self.sha256,)


class Undone(Payload):
    """An event of the case no longer holds: each of its facets is as before, unless something was said about it since.
    To undo this is to do that again.

    event : its hash
    """

    kind: ClassVar[str] = "undone"

    event: Sha256
