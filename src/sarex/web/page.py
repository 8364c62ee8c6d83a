"""The built page: its files are read once at the start, so no path from a request ever reaches the disk."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

FOLDER: Final = Path(__file__).parent / "static"
INDEX: Final = "index.html"
FOREVER: Final = "public, max-age=31536000, immutable"
PACKED_KINDS: Final = ("text/", "application/javascript", "application/json", "image/svg+xml")
NOT_BUILT: Final = """\
<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sarex</title>
<h1>Sarex is running, but its page is not built</h1>
<p>The server works, and its interface is described at <a href="/api/openapi.json">/api/openapi.json</a>.</p>
<p>To have the map desk, install Sarex from a wheel, or build the page in a checkout: run <code>script/setup</code>.</p>
</html>
"""


@dataclass(frozen=True)
class PageFile:
    """One file of the page, as it is and packed."""

    content: bytes
    packed: bytes | None
    kind: str
    lasting: bool


class Page:
    """The files of the built page by their address. Every other address outside /api is the page itself, which finds
    its way by the address."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = _read(folder) if (folder / INDEX).is_file() else {}

    @property
    def built(self) -> bool:
        return bool(self._files)

    def answer(self, request: Request) -> Response:
        """The file at this address, or the page, or word that it is not built."""
        path = request.url.path.lstrip("/")
        if path not in self._files and (path.startswith("api/") or "." in path.rpartition("/")[2]):
            return Response("There is nothing at this address.\n", 404, media_type="text/plain")
        if not self._files:
            return HTMLResponse(NOT_BUILT, 200, {"cache-control": "no-store"})
        file = self._files.get(path, self._files[INDEX])
        headers = {"cache-control": FOREVER if file.lasting else "no-cache", "vary": "accept-encoding"}
        if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(file.packed, 200, {**headers, "content-encoding": "gzip"}, media_type=file.kind)
        return Response(file.content, 200, headers, media_type=file.kind)


def _read(folder: Path) -> dict[str, PageFile]:
    files = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        packed = (
            gzip.compress(content, 9, mtime=0) if kind.startswith(PACKED_KINDS) or kind.endswith("script") else None
        )
        # Vite puts a hash of the content into the name of every file under assets/.
        files[name] = PageFile(content, packed, kind, lasting=name.startswith("assets/"))
    return files
