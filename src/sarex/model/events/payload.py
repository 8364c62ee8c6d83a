"""What an event says, and which facets of the case it settles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, ValidationInfo

from sarex.model.canonical import INTEGER_MAX, plain_json

Facet = tuple[str, str]
"""One thing about a case that is true until another event says otherwise: its kind, and which one of it."""

TEXT_LENGTH_MAX: Final = 20_000
FROM_CANONICAL: Final = "canonical"
"""As the context of a validation: the values were read from canonical bytes."""
_LAYOUT: Final = str.maketrans("", "", "\n\t")


class Payload(BaseModel):
    """What one kind of event says. Frozen; its shape never changes within a version of the kind."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    undoable: ClassVar[bool] = True
    """Whether the author may take it back."""

    def settles(self) -> tuple[Facet, ...]:
        """Facets of which this is the newest word."""
        return ()

    def clears(self, known: Iterable[Facet]) -> tuple[Facet, ...]:
        """Those of the known facets that are no longer true."""
        del known
        return ()

    def blobs(self) -> tuple[str, ...]:
        """Hashes of the files that it names."""
        return ()


class UnreadPayload(Payload):
    """What a newer version of Sarex says. It is kept and passed on as it is; a case shows that there is something."""

    kind: ClassVar[str] = "unread"
    undoable: ClassVar[bool] = False

    content: dict[str, Any]


def printable(text: str) -> str:
    """Raises ValueError for control characters and blanks around it."""
    if not text.isprintable() or text != text.strip():
        raise ValueError(f"{text!r} has characters that cannot be printed, or blanks around it; write plain text")
    return text


def _readable(text: str) -> str:
    if not text.translate(_LAYOUT).isprintable():
        raise ValueError("the text has characters that cannot be printed; write plain text")
    return text


def _whole(seed: int) -> int | str:
    return seed if seed <= INTEGER_MAX else str(seed)


def _plain(document: dict[str, Any], read: ValidationInfo) -> Any:
    # What comes from canonical bytes is plain already, and a long case has thousands of documents.
    return document if read.context == FROM_CANONICAL else plain_json(document)


def plain_document(noun: BaseModel) -> dict[str, Any]:
    """A noun as a JSON object that an event can hold, complete with the defaults of today."""
    document = plain_json(noun.model_dump(mode="json"))
    assert isinstance(document, dict)
    return document


Label = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(printable)]
"""A name that people read: of a case, a unit, a result."""
Text = Annotated[str, Field(max_length=TEXT_LENGTH_MAX), AfterValidator(_readable)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
"""A name that programs give: no word of people, so that it may stand in logs and addresses."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Files = dict[Label, Sha256]
"""What each file is called, and the hash by which it is kept."""
Document = Annotated[dict[str, Any], AfterValidator(_plain)]
"""A JSON object with its own `format`, such as an incident file: it changes its shape by its own rules."""
Seed = Annotated[int, Field(ge=0, lt=2**63), PlainSerializer(_whole)]
