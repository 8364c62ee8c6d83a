"""The fields of a GRIB file, found by walking its sections without decoding any data.

The walk is our own for three reasons: a file that was cut short or holds something else between its messages must be
refused and not skipped, a GRIB2 message may hold many fields, and a year of hourly fields must be listed without being
read. What is decoded later is one field at a time, by `eccodes`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import numpy as np

from sarex.model.errors import ForcingError

FILLER_BYTES_MAX: Final = 1024
"""Between messages: a bulletin heading, as weather services and radio mail put there, or zeros."""
FIELDS_MAX: Final = 5_000_000
_TEXT: Final = frozenset(range(32, 127)) | frozenset(b"\0\1\3\t\n\r")
_NO_BITMAP: Final = b"\0\0\0\6\6\xff"
_NO_DATA_2: Final = b"\0\0\0\5\7"
_NO_DATA_1: Final = b"\0\0\x0c\x08" + bytes(8)
"""A data section of edition 1 with no bits a value: all values equal."""
_SECTION_BYTES_MIN: Final = {1: 21, 3: 14, 4: 11, 6: 6}
_END: Final = b"7777"

Piece = tuple[int, int]
"""Offset and length in the file [bytes]."""


@dataclass(frozen=True)
class GribMessage:
    """One field.

    edition  : 1 or 2
    code     : edition 2: (discipline, category, number); edition 1: (centre, table, indicator)
    grid     : the bytes of the section that describes the grid; equal for fields on equal grids
    sections : where the sections lie that make up the field, in their order, without first and last
    flags    : edition 1: the flag byte that tells which sections follow
    """

    edition: int
    code: tuple[int, int, int]
    grid: bytes
    start: int
    sections: tuple[Piece, ...]
    flags: int = 0

    def run(self, file: IO[bytes]) -> tuple[int, int, int, int, int, int]:
        """Year, month, day, hour, minute and second of the model run, as they stand there: unchecked."""
        first = _read(file, *self.sections[0])
        if self.edition == 2:
            return int.from_bytes(first[12:14], "big"), first[14], first[15], first[16], first[17], first[18]
        return (first[24] - 1) * 100 + first[12], first[13], first[14], first[15], first[16], 0

    def whole(self, file: IO[bytes], name: str) -> bytes:
        """A message of this field alone, with its data. Raises ForcingError where its sections contradict each other:
        the library would not survive that."""
        sections = [_read(file, *piece) for piece in self.sections]
        if self.edition == 2 and not _agree(self.grid, *sections[-3:]):
            raise ForcingError(f"{name} is broken: the field at byte {self.start} contradicts itself; fetch it again")
        return self._message(sections)

    def heading(self, file: IO[bytes]) -> bytes:
        """A message of this field alone whose data were taken out: enough to read what, where and when."""
        if self.edition == 1:
            parts = [bytearray(_read(file, *piece)) for piece in self.sections[:2]]
            parts[0][7] = self.flags & ~0x40
            return self._message([*(bytes(part) for part in parts), _NO_DATA_1])
        parts_2 = [_read(file, *piece) for piece in self.sections[:-2]]
        return self._message([*parts_2, _NO_BITMAP, _NO_DATA_2])

    def _message(self, sections: list[bytes]) -> bytes:
        body = b"".join(sections) + _END
        if self.edition == 1:
            return b"GRIB" + (len(body) + 8).to_bytes(3, "big") + b"\1" + body
        return b"GRIB\0\0" + bytes((self.code[0], 2)) + (len(body) + 16).to_bytes(8, "big") + body


def grib_messages(path: Path, name: str, wanted: Callable[[int, tuple[int, int, int]], bool]) -> Iterator[GribMessage]:
    """The fields whose (edition, code) is wanted, in the order of the file.

    Raises ForcingError, naming the byte, where the file is cut short, mixed up or no GRIB at all.
    """
    with path.open("rb") as file:
        walk = _Walk(file, path.stat().st_size, name)
        yield from (message for message in walk.messages() if wanted(message.edition, message.code))


def _agree(grid: bytes, packing: bytes, bitmap: bytes, data: bytes) -> bool:
    """Whether sections 3, 5, 6 and 7 of edition 2 speak of as many values as they hold."""
    points, values = int.from_bytes(grid[6:10], "big"), int.from_bytes(packing[5:9], "big")
    if bitmap[5] == 0:
        marks = np.unpackbits(np.frombuffer(bitmap, np.uint8, offset=6))[:points]
        if len(marks) < points or int(marks.sum()) != values:
            return False
    elif bitmap[5] != 255 or points != values:
        return False
    simple = len(packing) >= 20 and packing[9:11] == b"\0\0"
    return not simple or (packing[19] <= 64 and len(data) - 5 >= math.ceil(values * packing[19] / 8))


def _read(file: IO[bytes], offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


@dataclass
class _Walk:
    file: IO[bytes]
    size: int
    name: str

    def messages(self) -> Iterator[GribMessage]:
        at, found = self._skip_filler(0), 0
        while at < self.size:
            edition, length = self._indicator(at)
            fields = self._fields_1(at, length) if edition == 1 else self._fields_2(at, length)
            for message in fields:
                found += 1
                if found > FIELDS_MAX:
                    raise ForcingError(f"{self.name} holds more than {FIELDS_MAX} fields; split it")
                yield message
            at = self._skip_filler(at + length)

    def _broken(self, at: int, fault: str) -> ForcingError:
        return ForcingError(f"{self.name} is broken at byte {at}: {fault}; fetch the file again")

    def _skip_filler(self, at: int) -> int:
        """The start of the next message, or the end of the file. A heading or padding is passed, nothing else."""
        if _read(self.file, at, 4) == b"GRIB":
            return at
        while at < self.size:
            chunk = _read(self.file, at, FILLER_BYTES_MAX)
            at += len(chunk) - len(chunk.lstrip(b"\0"))
            if chunk.strip(b"\0"):
                chunk = _read(self.file, at, FILLER_BYTES_MAX)
                break
        if at >= self.size:
            return self.size
        upto = chunk.find(b"GRIB")
        filler = chunk if upto < 0 else chunk[:upto]
        if upto < 0 and chunk.endswith((b"G", b"GR", b"GRI")):
            raise self._broken(at + chunk.rindex(b"G"), "the last message is cut off after its first bytes")
        if (upto < 0 and at + len(chunk) < self.size) or not _TEXT.issuperset(filler):
            raise self._broken(at, "what follows is no GRIB message")
        return at + len(filler)

    def _indicator(self, at: int) -> tuple[int, int]:
        """Edition and length of the message that begins here."""
        head = _read(self.file, at, 16)
        if len(head) < 16:
            raise self._broken(at, "the last message is cut off after its first bytes")
        edition = head[7]
        if edition not in (1, 2):
            raise self._broken(at, f"GRIB edition {edition} is not known, only 1 and 2 are")
        length = self._length_1(at, head) if edition == 1 else int.from_bytes(head[8:16], "big")
        if at + length > self.size:
            raise self._broken(
                at, f"the last message should have {length} bytes and only {self.size - at} are there, it was cut short"
            )
        if length < 32 or _read(self.file, at + length - 4, 4) != _END:
            raise self._broken(at, "the message does not end where it says (no 7777)")
        return edition, length

    def _length_1(self, at: int, head: bytes) -> int:
        """Edition 1 counts to 8 MB. Longer messages count in 120 bytes, and the data section says what is too much."""
        length = int.from_bytes(head[4:7], "big")
        if not length & 0x800000:
            return length
        end, flags = at + 8, _read(self.file, at + 15, 1)[0]
        for present in (True, bool(flags & 0x80), bool(flags & 0x40)):
            if present:
                end += int.from_bytes(_read(self.file, end, 3), "big")
        excess = int.from_bytes(_read(self.file, end, 3), "big")
        return (length & 0x7FFFFF) * 120 - excess + 4 if excess < 120 else length

    def _fields_1(self, at: int, length: int) -> Iterator[GribMessage]:
        product = _read(self.file, at + 8, 28)
        flags, end = product[7], at + length - 4
        if not flags & 0x80:
            raise self._broken(at, "the message does not describe its grid")
        pieces: list[Piece] = []
        place = at + 8
        for present in (True, True, bool(flags & 0x40)):
            if present:
                section = int.from_bytes(_read(self.file, place, 3), "big")
                pieces.append((place, section))
                place += section
        if place >= end or pieces[0][1] < 28 or pieces[1][1] < 6:
            raise self._broken(at, "its sections do not fit into the message")
        pieces.append((place, end - place))
        code = (product[4], product[3], product[8])
        yield GribMessage(1, code, _read(self.file, *pieces[1]), at, tuple(pieces), flags)

    def _fields_2(self, at: int, length: int) -> Iterator[GribMessage]:
        """Sections 2 to 7, 3 to 7 or 4 to 7 may repeat; each 7 ends a field made of the newest of each kind."""
        discipline = _read(self.file, at + 6, 1)[0]
        held: dict[int, Piece] = {}
        grid, number_and_category = b"", (0, 0)
        place, end = at + 16, at + length - 4
        while place < end:
            head = _read(self.file, place, 11)
            section, number = int.from_bytes(head[:4], "big"), head[4]
            if section < _SECTION_BYTES_MIN.get(number, 5) or place + section > end or not 1 <= number <= 7:
                raise self._broken(place, "its sections do not fit into the message")
            piece = (place, section)
            if number == 3:
                grid = _read(self.file, *piece)
            elif number == 4:
                number_and_category = (head[9], head[10])
            # 254 stands for the bitmap of an earlier field of the same message.
            if number != 6 or head[5] != 254:
                held[number] = piece
            place += section
            if number != 7:
                continue
            if not all(part in held for part in (1, 3, 4, 5, 6, 7)):
                raise self._broken(at, "a field lacks one of its sections")
            yield GribMessage(
                2, (discipline, *number_and_category), grid, at, tuple(held[part] for part in sorted(held))
            )
