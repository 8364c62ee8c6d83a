"""What is encrypted for a case: unreadable for everybody once the key is destroyed."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _base64(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("this is no base64 text") from None
    return text


KeyId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Sealed(BaseModel):
    """AES-256-GCM of some bytes, bound to its case and to what it is about.

    key  : which key opens it
    text : 12 bytes of nonce, ciphertext and tag, in base64
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: KeyId
    text: Annotated[str, Field(min_length=40), AfterValidator(_base64)]

    def content(self) -> bytes:
        """Nonce, ciphertext and tag."""
        return base64.b64decode(self.text)

    @classmethod
    def of(cls, key: str, content: bytes) -> Sealed:
        return cls(key=key, text=base64.b64encode(content).decode("ascii"))
