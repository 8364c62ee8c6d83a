"""The language of whoever asks: `?lang=ja`, or else the first of Accept-Language that is known, or else English."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.requests import HTTPConnection

from sarex.model.sentence import LANGUAGES, Language


def language_of(request: HTTPConnection) -> Language:
    """That of a request, whichever way it tells it."""
    asked = [request.query_params.get("lang", ""), *request.headers.get("accept-language", "").split(",")]
    for one in asked:
        short = one.strip()[:2].lower()
        known = next((language for language in LANGUAGES if language == short), None)
        if known is not None:
            return known
    return "en"


def _asked(request: Request, _lang: Annotated[Language | None, Query(alias="lang")] = None) -> Language:
    return language_of(request)


Reader = Annotated[Language, Depends(_asked)]
