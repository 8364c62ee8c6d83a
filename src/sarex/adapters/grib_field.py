"""One field of a GRIB file: what, when, at which level and for which member it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Final

from sarex.adapters.grib_code import Code, code_of
from sarex.adapters.grib_grid import GribLayout, grib_layout
from sarex.adapters.grib_handle import GribHandle, open_field
from sarex.adapters.grib_message import GribMessage
from sarex.adapters.grib_pair import GribPair, level_text
from sarex.model.errors import ForcingError

NO_MEMBER: Final = -1
STEP_S_MAX: Final = 10 * 366 * 86_400
"""No forecast of wind or current reaches further."""
_NO_LEVEL: Final = 255


@dataclass(frozen=True)
class GribField:
    """run_s, start_s, end_s : the model run, and the period that the values stand for (equal ends: an instant), seconds
    since 1970-01-01 UTC; treatment : `instant`, `avg`, or another word of the format; member : NO_MEMBER if none."""

    message: GribMessage
    code: Code
    layout: GribLayout
    run_s: float
    start_s: float
    end_s: float
    treatment: str
    level_type: int
    level: float
    member: int

    def rank(self, pair: GribPair) -> float | None:
        """How far this level is from the surface for the pair; None where it does not serve."""
        return pair.level_rank(self.message.edition, self.level_type, self.level)

    @property
    def level_words(self) -> str:
        return level_text(self.level_type, self.level)


class GribReader:
    """Reads headings of one open file; equal grids are made once."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        self._name = name
        self._layouts: dict[bytes, GribLayout] = {}

    def field(self, message: GribMessage) -> GribField:
        """What a message holds. Raises ForcingError."""
        where = f"{self._name}: the field at byte {message.start}"
        with open_field(message.heading(self._file), where) as handle:
            if message.grid not in self._layouts:
                self._layouts[message.grid] = grib_layout(handle, where)
            run = _run(message.run(self._file), where)
            handle.use_seconds()
            steps = handle.integer("startStep"), handle.integer("endStep")
            if not -STEP_S_MAX <= steps[0] <= steps[1] <= STEP_S_MAX:
                shown = f"{steps[0] / 3600:g} to {steps[1] / 3600:g} h"
                raise ForcingError(f"{where} has steps from {shown}, which cannot be; fetch the file again")
            level_type, level = _level(handle, message.edition)
            return GribField(
                message=message,
                code=code_of(message.edition, message.code),
                layout=self._layouts[message.grid],
                run_s=run,
                start_s=run + steps[0],
                end_s=run + steps[1],
                treatment=handle.text("stepType"),
                level_type=level_type,
                level=level,
                member=handle.integer("perturbationNumber", handle.integer("number", NO_MEMBER)),
            )


def _run(stamp: tuple[int, int, int, int, int, int], where: str) -> float:
    # Not by the library, which complains on stderr of what does not exist.
    try:
        return datetime(*stamp, tzinfo=UTC).timestamp()
    except ValueError:
        shown = "{:04d}-{:02d}-{:02d} {:02d}:{:02d}:{:02d}".format(*stamp)
        raise ForcingError(f"{where} has the date {shown}, which does not exist; fetch the file again") from None


def _level(handle: GribHandle, edition: int) -> tuple[int, float]:
    if edition == 1:
        return handle.integer("indicatorOfTypeOfLevel"), float(handle.integer("level", 0))
    if not handle.has("typeOfFirstFixedSurface"):
        return _NO_LEVEL, 0.0
    kind = handle.integer("typeOfFirstFixedSurface")
    if not (handle.has("scaleFactorOfFirstFixedSurface") and handle.has("scaledValueOfFirstFixedSurface")):
        return kind, 0.0
    value = handle.integer("scaledValueOfFirstFixedSurface")
    return kind, float(value) * 10.0 ** -handle.integer("scaleFactorOfFirstFixedSurface")
