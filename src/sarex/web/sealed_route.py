"""Routes into which personal data comes: no fault repeats a word of what was sent."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError

from sarex.web.fault import RefusedError

_OWN_WORDS: Final = {
    "value_error": "it has characters that cannot be printed, or blanks around it; write plain text",
    "extra_forbidden": "it has a key that is not known here; see /api/openapi.json",
}
"""Where the message itself, or the place, would hold what was sent."""


class SealedRoute(APIRoute):
    """Tells of a body only where in it the fault is and which rule it breaks."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except (RequestValidationError, ValidationError) as fault:
                raise _without_value(fault.errors()[0]) from None

        return answer


def _without_value(fault: Any) -> RefusedError:
    kind, place = str(fault["type"]), [str(part) for part in fault["loc"]]
    where = ".".join(place[:-1] if kind == "extra_forbidden" else place) or "body"
    return RefusedError(422, f"the {where} cannot be used", _OWN_WORDS.get(kind, str(fault["msg"]).lower()), rule=kind)
