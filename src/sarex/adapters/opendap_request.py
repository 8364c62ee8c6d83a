"""Pieces of variables from an OPeNDAP server, each checked to be whole.

The NetCDF library opens such addresses, but when a server breaks off in the middle of an answer it returns whatever lay
in memory as data, without an error. So the numbers are fetched here, by the DAP 2 protocol, and counted.
"""

from __future__ import annotations

import base64
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

TIMEOUT_S: Final = 60.0
HEADER_BYTES_MAX: Final = 10_000_000
WIRE_TYPES: Final = {
    "Byte": "u1", "Int16": ">i4", "UInt16": ">u4", "Int32": ">i4", "UInt32": ">u4", "Float32": ">f4", "Float64": ">f8",
}  # fmt: skip
"""What each type is on the wire: short integers travel as long ones."""
DATA_MARK: Final = b"\nData:\n"


class OpendapError(OSError):
    """The server did not give what was asked; it may on the next try."""


def check_address(location: str) -> None:
    """Asks for the description of the data set. Raises OpendapError or OSError where there is none."""
    text = _get(f"{_base(location)}.dds")[:200].decode("utf-8", "replace")
    if not text.lstrip().startswith("Dataset"):
        raise OpendapError(f"it answers with {text.strip()[:40]!a}, which describes no data set")


def fetch(location: str, name: str, piece: Sequence[slice], *, signed_bytes: bool = False) -> NDArray[Any]:
    """One piece of a variable, as stored. Raises OpendapError for an answer that is not whole."""
    shape = tuple(len(range(part.start, part.stop, part.step or 1)) for part in piece)
    if 0 in shape:
        return np.zeros(shape, np.float32)
    hyperslab = "".join(f"[{part.start}:{part.step or 1}:{part.stop - 1}]" for part in piece)
    query = urllib.parse.quote(f"{name}{hyperslab}", safe=":,.")
    answer = _get(f"{_base(location)}.dods?{query}")
    mark = answer.find(DATA_MARK, 0, HEADER_BYTES_MAX)
    declared = re.search(
        rf"\b({'|'.join(WIRE_TYPES)})\s+{re.escape(name)}\s*[\[;]", answer[: max(mark, 0)].decode("utf-8", "replace")
    )
    if mark < 0 or declared is None:
        text = answer[:60].decode("utf-8", "replace").strip()
        raise OpendapError(f"it answers with {text!a} instead of data")
    wire = np.dtype("i1" if declared[1] == "Byte" and signed_bytes else WIRE_TYPES[declared[1]])
    # Arrays begin with their length, twice; a single number stands alone.
    start, count = mark + len(DATA_MARK), int(np.prod(shape))
    if piece:
        said = np.frombuffer(answer[start : start + 8], ">u4")
        if len(said) != 2 or (said != count).any():
            raise OpendapError(f"it breaks off, or sends {said.tolist()} numbers where {count} were asked for")
        start += 8
    content = answer[start : start + count * wire.itemsize]
    if len(content) < count * wire.itemsize:
        raise OpendapError(f"it breaks off after {len(content):,} of {count * wire.itemsize:,} bytes")
    return np.frombuffer(content, wire).astype(wire.newbyteorder("=")).reshape(shape)


def _base(location: str) -> str:
    return location.partition("?")[0].removesuffix(".html").removesuffix(".dods").removesuffix(".dds")


def _get(address: str) -> bytes:
    parts = urllib.parse.urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    request = urllib.request.Request(urllib.parse.urlunsplit(parts._replace(netloc=host)))
    if parts.username is not None:
        word = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        request.add_header("Authorization", f"Basic {base64.b64encode(word.encode()).decode()}")
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as fault:
        fault.close()
        raise OpendapError(f"it answers {fault.code} {fault.reason}") from None
