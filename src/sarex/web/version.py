"""The version of a case that a browser saw, in the header If-Match, and the version after a change."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import Depends, Header
from pydantic import BaseModel

from sarex.web.fault import RefusedError

_TAG: Final = re.compile(r'(?:W/)?"?(\d{1,9})"?')
_SAID: Final = "The version of the case that was seen; a later writer is told by 409."


class VersionReply(BaseModel):
    """The version of the case now."""

    version: int


def _seen(if_match: Annotated[str | None, Header(description=_SAID, max_length=40)] = None) -> int | None:
    if if_match is None:
        return None
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise RefusedError(422, "If-Match holds no version", 'send the case\'s version, such as "12"', value=if_match)
    return int(found[1])


def _seen_surely(version: Annotated[int | None, Depends(_seen)]) -> int:
    if version is None:
        raise RefusedError(
            428, "this change replaces what others may have written, and no version was sent",
            'send the case\'s version in the header If-Match, such as "12"',
        )  # fmt: skip
    return version


Seen = Annotated[int | None, Depends(_seen)]
"""Where a change holds whatever else happened."""
SeenSurely = Annotated[int, Depends(_seen_surely)]
"""Where a change replaces something."""
