"""A forcing source made of fields on grids, from whatever kind of file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sarex.adapters.first_look import FirstLook, first_look
from sarex.adapters.grid_extent import bounds, check_interpolable, description, spacing_deg
from sarex.adapters.raw_field import RawField
from sarex.adapters.time_step import holes, usual_step_s
from sarex.adapters.window_maker import COAST_FILL_M, WindowMaker
from sarex.model.coverage import Coverage
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box, ForcingWindow, Quantity

LOOK_VALUES_MAX = 16_000_000
"""Vectors that the first look reads of a field: Norway's 67 hours at 800 m are 4 million."""
MEAN_S_MIN = 3.0 * 3600.0


class GriddedSource:
    """Keeps the promise of `ports.ForcingSource` for one or several fields of one source.

    fields : at most one a quantity, and at least one
    sha256 : gives the hash of the file when it is first needed; "" for what is no file
    look_values_max : vectors that may be read of each field before the run; less for far sources
    """

    def __init__(
        self, name: str, fields: Sequence[RawField], *, sha256: Callable[[], str] = lambda: "",
        coast_fill_m: float = COAST_FILL_M, look_values_max: int = LOOK_VALUES_MAX,
    ) -> None:  # fmt: skip
        if not fields:
            raise ForcingError(f"{name} holds no wind, current or Stokes drift; check that it is the right file")
        self._name = name
        self._fields: dict[Quantity, RawField] = {field.quantity: field for field in fields}
        self._sha256 = sha256
        self._coast_fill_m = coast_fill_m
        self._look_values_max = look_values_max
        self._looks: dict[Quantity, FirstLook] = {}
        self._makers: dict[Quantity, WindowMaker] = {}
        self._coverage: tuple[Coverage, ...] | None = None

    @property
    def name(self) -> str:
        return self._name

    @property
    def named(self) -> frozenset[Quantity]:
        """Quantities whose variables the user named."""
        return frozenset(field.quantity for field in self._fields.values() if field.named)

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """What each field holds, after a first look at it. Raises ForcingError."""
        if self._coverage is None:
            sha256 = self._sha256()
            self._coverage = tuple(self._cover(field, sha256) for field in self._fields.values())
        return self._coverage

    def window(self, quantity: Quantity, start_s: float, end_s: float, box: Box) -> ForcingWindow | None:
        """See `ports.ForcingSource.window`. Raises ForcingError."""
        field = self._fields.get(quantity)
        if field is None:
            return None
        if quantity not in self._makers:
            look = self._look(field)
            self._makers[quantity] = WindowMaker(field, time_index=look.time_index, coast_fill_m=self._coast_fill_m)
        return self._makers[quantity].window(start_s, end_s, box)

    def _look(self, field: RawField) -> FirstLook:
        if field.quantity not in self._looks:
            check_interpolable(field)
            self._looks[field.quantity] = first_look(field, bounds(field.grid), self._look_values_max)
        return self._looks[field.quantity]

    def _cover(self, field: RawField, sha256: str) -> Coverage:
        look, box = self._look(field), bounds(field.grid)
        time_s = field.time_s[look.time_index]
        gaps, bridged = holes(time_s)
        return Coverage(
            source_name=self._name, quantity=field.quantity, variables=field.variables, grid=description(field.grid),
            box=box, spacing_deg=spacing_deg(field.grid, box), time_s=time_s, step_s=usual_step_s(time_s),
            gaps_s=gaps, bridged_s=bridged, level=field.level, members=field.members,
            speed_max_m_per_s=look.range_m_per_s[1], has_data=look.has_data,
            notes=(*field.notes, *_turn_note(field), *_mean_note(field.time_mean_s), *look.notes),
            synthetic=field.synthetic,
            sha256=sha256, range_m_per_s=look.range_m_per_s, run_s=field.run_s,
        )  # fmt: skip


def _turn_note(field: RawField) -> tuple[str, ...]:
    return ("components along the grid, turned to east and north",) if field.components == "grid" else ()


def _mean_note(time_mean_s: float) -> tuple[str, ...]:
    if time_mean_s <= 0:
        return ()
    length = f"{time_mean_s / 3600:.3g} h"
    if time_mean_s < MEAN_S_MIN:
        return (f"means over {length}",)
    kind = "daily means" if abs(time_mean_s - 86_400.0) < 60.0 else f"means over {length}"
    return (f"{kind}: tides and inertial motion are gone",)
