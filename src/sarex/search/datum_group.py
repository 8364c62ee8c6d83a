"""A datum with the particles that belong to it: its worksheet and the outline of its area."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sarex.model.quantities import Position
from sarex.model.worksheet import (
    Conditions,
    DivergingDatums,
    FactorSource,
    LineDatum,
    PointDatum,
    UnitEffort,
    Worksheet,
    WorksheetInputs,
)
from sarex.search.circular_normal import PROBABLE_ERROR_SIGMAS
from sarex.search.cloud_shape import ROUND_ASPECT_MAX, Ellipse
from sarex.search.datum_path import DatumPath
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.worksheet import worksheet

DRIFT_WINDOW_S: Final = 3600.0
SAMPLE_MAX: Final = 20_000


@dataclass(frozen=True)
class WorksheetRules:
    """How the worksheet is filled in.

    earlier_relative_effort : sum of Zr of the searches before this one
    """

    conditions: Conditions = "normal"
    factor_source: FactorSource = "optimum"
    search_factor: float | None = None
    earlier_relative_effort: float = 0.0


@dataclass(frozen=True)
class DatumGroup:
    """One datum of the plan, at its reference time.

    share   : of all probability, afloat with this datum
    ellipse : of its particles, the units' navigation error included, in `plane`
    distance_m, line_length_m : for `leeway_divergence` and `line`
    """

    kind: Literal["point", "leeway_divergence", "line"]
    path: DatumPath
    plane: LocalPlane
    reference_time_s: float
    ellipse: Ellipse
    search_error_m: float
    share: float
    distance_m: float = 0.0
    line_length_m: float = 0.0

    @property
    def probable_error_m(self) -> float:
        """E: of the circle with the area of the ellipse; of a line, across it."""
        if self.kind == "line":
            return PROBABLE_ERROR_SIGMAS * self.ellipse.across_m
        return self.ellipse.probable_error_m

    @property
    def axis(self) -> Point:
        """Main axis of the area. A round cloud has none: there the legs follow the drift, as far as there is any."""
        if self.kind == "point" and self.ellipse.aspect < ROUND_ASPECT_MAX:
            return self._drift_direction() or self.ellipse.axis
        return self.ellipse.axis

    def _drift_direction(self) -> Point | None:
        window = self.path.path
        before = self.at(max(self.reference_time_s - DRIFT_WINDOW_S, window.start_s))
        after = self.at(min(self.reference_time_s + DRIFT_WINDOW_S, window.end_s))
        moved = Point(after.east - before.east, after.north - before.north)
        length = math.hypot(*moved)
        return Point(moved.east / length, moved.north / length) if length > 1.0 else None

    def at(self, time_s: float) -> Point:
        """The datum at this time, in the plane. Raises PlanError where no particle of the group is afloat."""
        return self.plane.point(self.path.at(time_s))

    @cached_property
    def sample(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """East and north [m] and weight of the particles afloat at the reference time, of many only every k-th."""
        moment = self.path.path.moment(self.reference_time_s)
        chosen = np.flatnonzero(moment.afloat & self.path.group)
        chosen = chosen[:: -(-len(chosen) // SAMPLE_MAX)]
        return *self.plane.flat(moment.lon[chosen], moment.lat[chosen]), self.path.path.cloud.weight[chosen]

    def shift(self, time_s: float) -> Point:
        """How far the datum moves from the reference time to this time [m]."""
        there, here = self.at(time_s), self.at(self.reference_time_s)
        return Point(there.east - here.east, there.north - here.north)

    @property
    def points(self) -> tuple[Position, ...]:
        """The datum, the two diverging datums, or the two ends of the line."""
        half = {"point": 0.0, "leeway_divergence": self.distance_m / 2.0, "line": self.line_length_m / 2.0}[self.kind]
        centre = self.at(self.reference_time_s)
        if half == 0.0:
            return (self.plane.position(centre),)
        ends = (centre.moved(self.ellipse.axis, half), centre.moved(self.ellipse.axis, -half))
        return tuple(self.plane.position(end) for end in ends)

    def worksheet(self, units: Sequence[UnitEffort], rules: WorksheetRules) -> Worksheet:
        """The manual's worksheet, fed from the cloud: its spread holds the errors of position and drift together."""
        datum: PointDatum | DivergingDatums | LineDatum = PointDatum()
        if self.kind == "leeway_divergence":
            datum = DivergingDatums(distance_m=self.distance_m)
        elif self.kind == "line":
            datum = LineDatum(length_m=self.line_length_m)
        return worksheet(
            WorksheetInputs(
                datum=datum,
                initial_error_m=0.0,
                drift_error_m=math.sqrt(max(self.probable_error_m**2 - self.search_error_m**2, 0.0)),
                search_error_m=self.search_error_m,
                units=tuple(units),
                conditions=rules.conditions,
                earlier_relative_effort=rules.earlier_relative_effort,
                factor_source=rules.factor_source,
                search_factor=rules.search_factor,
            )
        )

    def outline(self, area_m2: float) -> tuple[float, float]:
        """Length along the axis and width across it [m] of the area with so many square metres.

        The manual's area is a square. On an ellipse the best rectangle is the same square in coordinates in which the
        ellipse is a circle, so that its sides are to each other as the axes of the ellipse.
        """
        if self.kind == "line":
            length_m = self.line_length_m + 2.0 * self.probable_error_m
            return length_m, area_m2 / length_m
        if self.kind == "leeway_divergence":
            radius_m = (math.sqrt(self.distance_m**2 + 4.0 * area_m2) - self.distance_m) / 4.0
            return 2.0 * radius_m + self.distance_m, 2.0 * radius_m
        aspect = self.ellipse.aspect
        return math.sqrt(area_m2 * aspect), math.sqrt(area_m2 / aspect)
