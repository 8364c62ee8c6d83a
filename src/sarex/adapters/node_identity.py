"""Who this node is: its name, and the Ed25519 key by which it signs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from sarex.adapters.private_file import read_private, write_private
from sarex.adapters.whole_file import write_whole
from sarex.model.errors import LogError

KEY_FILE: Final = "node.key"
NAME_FILE: Final = "node.name"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class NodeIdentity:
    """Signs for a node. Kept in the node's folder as `node.name` and `node.key` (PEM, readable by its owner alone);
    no backup holds the key."""

    def __init__(self, node: str, private: Ed25519PrivateKey) -> None:
        self.node = node
        self.key = private.public_key().public_bytes_raw().hex()
        self._private = private

    def sign(self, body: bytes) -> bytes:
        """64 bytes. [Josefsson2017]"""
        return self._private.sign(body)


def open_identity(folder: Path, name: str = "node") -> NodeIdentity:
    """The identity in this folder; a new one of this name is made where there is none. Raises LogError, OutputError."""
    name_file, key_file = folder / NAME_FILE, folder / KEY_FILE
    if not name_file.is_file():
        write_whole(name_file, f"{checked_node_name(name)}\n")
    if not key_file.exists():
        fresh = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_private(key_file, fresh)
    try:
        private = load_pem_private_key(read_private(key_file), None)
    except (ValueError, TypeError):
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise LogError(
            f"{key_file} holds no Ed25519 key; put the node's own file back, or remove it to begin a new chain"
        )
    return NodeIdentity(checked_node_name(name_file.read_text(encoding="utf-8").strip()), private)


def checked_node_name(name: str) -> str:
    """The name, if it can stand in events and addresses. Raises LogError."""
    if not _NAME.fullmatch(name):
        raise LogError(f"{name[:80]!r} is no name of a node; take up to 32 of a-z, 0-9 and -, such as mrcc-jp")
    return name
