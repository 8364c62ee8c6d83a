"""The gate of the server: who may call it by which name, how much may come in, and the headers that go out."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from sarex.model.sentence import Language, Sentence
from sarex.web.fault import FaultReply, fault_of
from sarex.web.language import language_of
from sarex.web.settings import WebSettings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_S_MAX: Final = 60.0
"""A body of which nothing more comes for so long is given up."""
PATH_BYTES_MAX: Final = 2000
QUERY_BYTES_MAX: Final = 8000
SMALLER: Final = Sentence("guard.smaller")
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
SAFE: Final = frozenset({"GET", "HEAD"})
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), payment=(), usb=(), geolocation=(self)"),
)


@dataclass(frozen=True)
class Guard:
    """Stands before the application, so that nothing of it runs for a request that is refused here."""

    app: ASGIApp
    settings: WebSettings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        guarded = _with_headers(send, private=scope["path"].startswith("/api/"))
        refused = self._refused(scope)
        if refused is not None:
            await _refuse(guarded, *refused, language=language_of(HTTPConnection(scope)))
            return
        await self.app(scope, _counted(receive, self._bytes_max(scope)), guarded)

    def _refused(self, scope: Scope) -> tuple[int, str, str] | None:
        """Status, fault and way out of what is wrong with the head of the request."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = _hostname(headers.get(b"host", ""))
        if host not in self.settings.hosts:
            return 421, "this desk is not known by that name", "call it by its own address, or start it with --name"
        strange = headers.get(b"sec-fetch-site") in ("cross-site", "same-site") and scope["method"] not in SAFE
        if strange or not self._own(headers.get(b"origin")):
            return 403, "the request comes from another site", "open the desk's own page"
        if scope["method"] not in METHODS:
            return 405, "this method is not known here", f"use one of {', '.join(sorted(METHODS))}"
        if len(scope.get("raw_path") or b"") > PATH_BYTES_MAX or len(scope["query_string"]) > QUERY_BYTES_MAX:
            return 414, "the address is too long", "send what is long in the body"
        length = headers.get(b"content-length", "0")
        fits = length.isdigit() and len(length) <= 15 and int(length) <= self._bytes_max(scope)
        return None if fits else (413, too_large(self._bytes_max(scope)), SMALLER)

    def _own(self, origin: str | None) -> bool:
        return origin is None or _hostname(origin.partition("//")[2]) in self.settings.hosts

    def _bytes_max(self, scope: Scope) -> int:
        kinds = [value for name, value in scope["headers"] if name == b"content-type"]
        if scope["method"] == "POST" and kinds and kinds[-1].lower().startswith(b"multipart/form-data"):
            if scope["path"].endswith("/forcing"):
                return self.settings.upload_bytes_max
            if scope["path"].endswith("/results"):
                return self.settings.track_bytes_max
        return self.settings.body_bytes_max


def _hostname(netloc: str) -> str:
    """The name in `name:port`, in small letters; empty for what cannot be read."""
    try:
        return (urlsplit(f"//{netloc}").hostname or "").lower()
    except ValueError:
        return ""


def too_large(bytes_max: int) -> Sentence:
    """What is said of a body that is too large."""
    return Sentence("guard.too_large", bytes=f"{bytes_max:,}")


def _counted(receive: Receive, bytes_max: int) -> Receive:
    """Reads on until the body is whole; a body without a length is counted as it comes."""
    total, more = 0, True

    async def counted() -> Message:
        nonlocal total, more
        if not more:
            return await receive()
        try:
            async with asyncio.timeout(BODY_S_MAX):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, "the rest of the request did not come") from None
        if message["type"] == "http.request":
            total += len(message.get("body", b""))
            more = bool(message.get("more_body", False))
            if total > bytes_max:
                raise HTTPException(413, too_large(bytes_max))
        return message

    return counted


def _with_headers(send: Send, *, private: bool) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            added = [*HEADERS, *([(b"cache-control", b"no-store")] if private else [])]
            message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in given)]
        await send(message)

    return guarded


async def _refuse(send: Send, status: int, fault: str, way_out: str, *, language: Language) -> None:
    told = FaultReply(error=fault_of(fault, way_out, language=language))
    body = json.dumps(told.model_dump(exclude_none=True), ensure_ascii=False).encode()
    kind, length = (b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))
    headers = [kind, length, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
