"""The account of the forcing: how much of a run each source served."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.drift.forcing_stream import Served
from sarex.model.provenance import SourceUse
from sarex.model.quantities import format_time
from sarex.model.sentence import Sentence

_DIGITS: Final = 9
_TIMES_SHOWN: Final = 3


class ForcingAccount:
    """Sums up, output time by output time, the weight that each source served."""

    def __init__(self, served: Sequence[Served], output_s: NDArray[np.float64]) -> None:
        self._served = tuple(served)
        self._output_s = output_s
        self._weight = np.zeros((len(output_s), len(self._served), 2))
        self._afloat = np.zeros(len(output_s))

    def add(self, slots: NDArray[np.int64], present: Sequence[int], weighed: NDArray[np.float64]) -> None:
        """Enter what `kernels.forcing_service.weigh_service` found at some output times, each time once."""
        for place, number in enumerate(present):
            self._weight[slots, number] = weighed[:, place]

    def add_afloat(self, slots: NDArray[np.int64], weight: NDArray[np.float64]) -> None:
        """Enter the weight afloat at some output times."""
        self._afloat[slots] = weight

    def uses(self) -> tuple[SourceUse, ...]:
        """Shares of all particle-times afloat, and the periods between output times in which each source served."""
        whole = self._afloat.sum()
        uses = []
        for number, served in enumerate(self._served):
            weight = self._weight[:, number]
            total, filled = weight.sum(axis=0) / whole if whole > 0.0 else (0.0, 0.0)
            uses.append(
                SourceUse(
                    name=served.source.name,
                    quantity=served.quantity,
                    sha256=served.coverage.sha256,
                    served=round(float(total), _DIGITS),
                    filled=round(float(filled), _DIGITS),
                    hours=_periods(weight[:, 0] > 0.0, self._output_s),
                    synthetic=served.coverage.synthetic,
                    notes=served.coverage.notes,
                )
            )
        return tuple(uses)


def empty_times(
    served: Sequence[Served], empty_s: Mapping[int, Iterable[float]], period_s: NDArray[np.float64]
) -> tuple[Sentence, ...]:
    """What to say of the times of each source within the run that turned out to hold nothing where it went.

    empty_s : by number in `served`;  period_s : first and last time of the run
    """
    notes = []
    for number, one in enumerate(served):
        within = sorted(time for time in empty_s.get(number, ()) if period_s[0] <= time <= period_s[1])
        if within:
            shown = ", ".join(format_time(time) for time in within[:_TIMES_SHOWN])
            told: dict[str, str] = {
                "quantity": Sentence(f"quantity.{one.quantity}"), "source": one.source.name, "times": shown,
            }  # fmt: skip
            more = len(within) - _TIMES_SHOWN
            notes.append(
                Sentence("drift.empty_times_more", more=more, **told) if more > 0
                else Sentence("drift.empty_times", **told)
            )  # fmt: skip
    return tuple(notes)


def _periods(active: NDArray[np.bool_], time_s: NDArray[np.float64]) -> tuple[tuple[str, str], ...]:
    """First and last time of each run of neighbouring output times that were served."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], active, [False]]).astype(np.int8)))
    return tuple(
        (format_time(float(time_s[first])), format_time(float(time_s[after - 1])))
        for first, after in zip(edges[::2], edges[1::2], strict=True)
    )
