"""An event as it is signed: what happened, who says so, and where it stands in its node's chain and in its case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SerializeAsAny, ValidationError

from sarex.model.canonical import canonical_bytes, read_canonical, read_json
from sarex.model.errors import LogError
from sarex.model.events.kinds import KINDS, UPCASTERS, Upcaster
from sarex.model.events.payload import FROM_CANONICAL, Label, Payload, Sha256, UnreadPayload

FORMAT: Final = "sarex-event/1"
EVENT_BYTES_MAX: Final = 1_000_000
PARENTS_MAX: Final = 16


def _in_utc(instant: datetime) -> datetime:
    offset = instant.utcoffset()
    if offset is None:
        raise ValueError("the time has no zone; give it in UTC")
    return instant.astimezone(UTC) if offset else instant.replace(tzinfo=UTC)


CaseId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
NodeName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
PublicKey = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Draft(BaseModel):
    """An event before it has its place: what a command decides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: CaseId
    author: Label
    time: Annotated[datetime, AfterValidator(_in_utc)]
    payload: SerializeAsAny[Payload]


class Event(Draft):
    """An event in its place.

    node     : the authority's node where it was accepted first
    key      : the node's Ed25519 public key, in hexadecimal. A node that gets a new key begins a new chain
    sequence : in the chain of that key, from 1
    previous : hash of the event before in that chain; "" for the first
    place    : in the case as its author had it, one more than the highest before. Two nodes that work at once may give
               the same place: the order is by place, then node, then sequence, alike everywhere [Lamport1978]
    parents  : hashes of the newest events of the case that the author had: one, or several after nodes worked at once
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["sarex-event/1"] = "sarex-event/1"
    kind: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    version: Annotated[int, Field(ge=0, le=1000)]
    node: NodeName
    key: PublicKey
    sequence: Annotated[int, Field(ge=1)]
    previous: Sha256 | Literal[""]
    place: Annotated[int, Field(ge=1)]
    parents: Annotated[tuple[Sha256, ...], Field(max_length=PARENTS_MAX)]

    def body(self) -> bytes:
        """The canonical bytes that are hashed and signed. Raises LogError where the event is too large."""
        body = canonical_bytes(self.model_dump(mode="json"))
        if len(body) > EVENT_BYTES_MAX:
            raise LogError(
                f"this {self.kind} has {len(body):,} bytes, and an event takes {EVENT_BYTES_MAX:,}; keep what is large "
                "as a file"
            )
        return body


@dataclass(frozen=True)
class SealedEvent:
    """An event with its signature, the way it is kept and handed on.

    body      : the canonical bytes of `event`, as they were signed
    signature : Ed25519 over `body`, 64 bytes
    hash      : SHA-256 of `body`
    """

    event: Event
    body: bytes
    signature: bytes
    hash: str


def read_event(
    value: dict[str, Any],
    kinds: Mapping[str, type[Payload]] = KINDS,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> Event:
    """The event of a JSON object from canonical bytes, its payload lifted to today's shape; what a newer Sarex wrote
    comes as UnreadPayload. Raises LogError."""
    kind, version, content = value.get("kind"), value.get("version"), value.get("payload")
    if not isinstance(kind, str) or not isinstance(version, int) or not isinstance(content, dict):
        raise LogError("this is no event: it has no kind, version or payload")
    known = kinds.get(kind)
    try:
        if known is None or version > known.version:
            return Event.model_validate({**value, "payload": UnreadPayload(content=content)})
        for step in range(version, known.version):
            content = upcasters[kind, step](content)
        payload = known.model_validate(content, context=FROM_CANONICAL)
        return Event.model_validate({**value, "version": known.version, "payload": payload})
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "it"
        raise LogError(f"this {kind} of version {version} cannot be read: {where}: {first['msg'].lower()}") from None
    except KeyError:
        raise LogError(f"nothing here reads {kind} of version {version}; it is older than this log can be") from None


def read_stored(body: bytes) -> Event:
    """The event of bytes that this log wrote or accepted itself. Raises LogError."""
    value = read_json(body)
    if not isinstance(value, dict):
        raise LogError("this is no event but a list or a word")
    return read_event(value)


def read_body(body: bytes) -> Event:
    """The event of canonical bytes from outside. Raises LogError where they are too many or not canonical."""
    if len(body) > EVENT_BYTES_MAX:
        raise LogError(f"an event of {len(body):,} bytes is larger than {EVENT_BYTES_MAX:,}")
    read_canonical(body)
    return read_stored(body)
