"""How long a classic NetCDF file must be: the library reads what was cut off as zeros, without a word."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from sarex.model.errors import ForcingError

TYPE_BYTES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 6: 8, 7: 1, 8: 2, 9: 4, 10: 8, 11: 8}
HEADER_BYTES_MAX: Final = 64_000_000
STREAMING: Final = (2**32 - 1, 2**64 - 1)


@dataclass
class _Header:
    """Walks through the header as the format describes it."""

    file: BinaryIO
    version: int

    def number(self, width: int) -> int:
        return int.from_bytes(self._bytes(width), "big")

    def count(self) -> int:
        return self.number(8 if self.version == 5 else 4)

    def offset(self) -> int:
        return self.number(4 if self.version == 1 else 8)

    def skip(self, size: int) -> None:
        """Names and attribute values are filled up to four bytes."""
        self._bytes(-(-size // 4) * 4)

    def list_length(self) -> int:
        self.number(4)
        return self.count()

    def skip_attributes(self) -> None:
        for _ in range(self.list_length()):
            self.skip(self.count())
            width = TYPE_BYTES[self.number(4)]
            self.skip(width * self.count())

    def _bytes(self, size: int) -> bytes:
        if size > HEADER_BYTES_MAX:
            raise EOFError
        content = self.file.read(size)
        if len(content) < size:
            raise EOFError
        return content


def check_length(path: Path, name: str) -> None:
    """Raises ForcingError for a classic file that is shorter than its header says. Other formats pass."""
    with path.open("rb") as file:
        if file.read(3) != b"CDF":
            return
        header = _Header(file, file.read(1)[0])
        try:
            needed = _end_of_data(header)
        except (EOFError, KeyError, IndexError):
            raise ForcingError(f"{name} is truncated in its header; fetch it again") from None
    held = path.stat().st_size
    if held < needed:
        raise ForcingError(f"{name} is truncated: it has {held:,} bytes of {needed:,}; fetch it again")


def _end_of_data(header: _Header) -> int:
    records = header.count()
    sizes = []
    for _ in range(header.list_length()):
        header.skip(header.count())
        sizes.append(header.count())
    header.skip_attributes()
    fixed_end, record_parts = 0, []
    for _ in range(header.list_length()):
        header.skip(header.count())
        dims = [header.count() for _ in range(header.count())]
        header.skip_attributes()
        width = TYPE_BYTES[header.number(4)]
        header.count()
        begin = header.offset()
        is_record = bool(dims) and sizes[dims[0]] == 0
        size = width * math.prod(sizes[dim] for dim in (dims[1:] if is_record else dims))
        if is_record:
            record_parts.append((begin, size))
        else:
            fixed_end = max(fixed_end, begin + size)
    if not record_parts or records in (0, *STREAMING):
        return fixed_end
    padded = [-(-size // 4) * 4 for _, size in record_parts]
    length = sum(padded) if len(padded) > 1 else record_parts[0][1]
    return max(fixed_end, *(begin + (records - 1) * length + size for begin, size in record_parts))
