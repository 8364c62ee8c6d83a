"""Ed25519 signatures of nodes."""

from __future__ import annotations

from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Signer(Protocol):
    """A node that can sign: its name, its public key in hexadecimal, and the private key behind `sign`."""

    @property
    def node(self) -> str: ...

    @property
    def key(self) -> str: ...

    def sign(self, body: bytes) -> bytes:
        """64 bytes."""
        ...


def signature_holds(key: str, signature: bytes, body: bytes) -> bool:
    """Whether the owner of this public key signed these bytes. [Josefsson2017]"""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, body)
    except (InvalidSignature, ValueError):
        return False
    return True
