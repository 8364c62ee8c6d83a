"""What a backup of a node holds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sarex.model.events.event import NodeName, PublicKey
from sarex.model.events.payload import Sha256


class BackupManifest(BaseModel):
    """Its list of contents.

    node_keys : the public keys of each node whose events are in it
    files     : hashes of the large files in it; `missing` ones were damaged or gone when it was made
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["sarex-backup/1"] = "sarex-backup/1"
    node: NodeName
    made: datetime
    sarex_version: str
    events: Annotated[int, Field(ge=0)]
    node_keys: dict[NodeName, tuple[PublicKey, ...]]
    files: tuple[Sha256, ...]
    missing: tuple[Sha256, ...] = ()
    tables: tuple[str, ...] = ()
