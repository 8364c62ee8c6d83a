"""Kept files as answers: named by their hash, so that a browser that has one is not sent it again."""

from __future__ import annotations

import gzip
from typing import Final

from fastapi import Request
from starlette.responses import Response

from sarex.ports import BlobStore

CACHED: Final = "private, no-cache"


def kept_file(request: Request, blobs: BlobStore, sha256: str, media_type: str, *, packed: bool) -> Response:
    """The file of this hash.

    packed : it was packed by gzip when it was kept
    """
    headers = {"etag": f'"{sha256}"', "cache-control": CACHED, "vary": "accept-encoding"}
    if has_it(request, sha256):
        return Response(status_code=304, headers=headers)
    content = blobs.read(sha256)
    if packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(content, headers={**headers, "content-encoding": "gzip"}, media_type=media_type)
    return Response(gzip.decompress(content) if packed else content, headers=headers, media_type=media_type)


def has_it(request: Request, tag: str) -> bool:
    """Whether the browser says that it has this version."""
    return f'"{tag}"' in request.headers.get("if-none-match", "")
