"""The IAMSAR manual's effort allocation worksheet: from effort and error to one optimal area and its coverage.

Method: [NATSAR2023] [Frost2001]; the optimal search factor is our own optimisation, see search_factor.py.
"""

from __future__ import annotations

import math
from typing import Final

from sarex.model.errors import PlanError
from sarex.model.worksheet import (
    DivergingDatums,
    LineDatum,
    UnitAllocation,
    UnitEffort,
    Worksheet,
    WorksheetInputs,
)
from sarex.search.circular_normal import diverging_poc, square_poc, strip_poc
from sarex.search.detection import law_for
from sarex.search.search_factor import optimal_search_factor, published_search_factor

SEARCH_TIME_SHARE: Final = 0.85
"""Of the on-scene endurance; the rest goes into turns and looking at sightings."""
WIDE_SEPARATION_RATIO: Final = 4.0


def worksheet(inputs: WorksheetInputs) -> Worksheet:
    """Fill in the worksheet. Raises PlanError where all errors are zero or the effort is out of all proportion.

    Two datums that diverge widely (SR >= 4) are searched as two areas, each with half of the effort: Zr is then that
    of one datum, and the coverage is the same in both.
    """
    error_m = math.sqrt(inputs.initial_error_m**2 + inputs.drift_error_m**2 + inputs.search_error_m**2)
    if error_m == 0.0:
        raise PlanError("the total probable error E is 0, so there is nothing to spread; give one of its errors")
    datum = inputs.datum
    ratio = datum.distance_m / error_m if isinstance(datum, DivergingDatums) else None
    wide = ratio is not None and ratio >= WIDE_SEPARATION_RATIO
    line_m = datum.length_m + 2.0 * error_m if isinstance(datum, LineDatum) else None
    effort_factor_m2 = error_m**2 if line_m is None else error_m * line_m
    efforts_m2 = [_effort_m2(unit) for unit in inputs.units]
    total_m2 = sum(efforts_m2)
    relative = total_m2 / (2.0 if wide else 1.0) / effort_factor_m2
    cumulative = inputs.earlier_relative_effort + relative
    factor = _search_factor(inputs, cumulative)
    radius_m = factor * error_m
    area_m2 = _area_m2(inputs, radius_m, line_m=line_m, wide=wide)
    coverage = total_m2 / area_m2
    law = law_for(inputs.conditions)
    poc, pod = _poc(inputs, radius_m, error_m, wide=wide), law.pod(coverage)
    return Worksheet(
        inputs=inputs,
        total_probable_error_m=error_m,
        separation_ratio=ratio,
        widely_diverging=wide,
        line_length_m=line_m,
        total_effort_m2=total_m2,
        effort_factor_m2=effort_factor_m2,
        relative_effort=relative,
        cumulative_relative_effort=cumulative,
        search_factor=factor,
        search_radius_m=radius_m,
        area_m2=area_m2,
        coverage=coverage,
        units=tuple(_allocation(unit, coverage) for unit in inputs.units),
        law=law.name,
        poc=poc,
        pod=pod,
        pos=poc * pod,
    )


def _search_time_s(unit: UnitEffort) -> float:
    return SEARCH_TIME_SHARE * unit.on_scene_s


def _effort_m2(unit: UnitEffort) -> float:
    return unit.sweep_width_m * unit.search_speed_m_per_s * _search_time_s(unit)


def _allocation(unit: UnitEffort, coverage: float) -> UnitAllocation:
    track_m, spacing_m = unit.search_speed_m_per_s * _search_time_s(unit), unit.sweep_width_m / coverage
    return UnitAllocation(
        name=unit.name,
        search_time_s=_search_time_s(unit),
        track_length_m=track_m,
        effort_m2=_effort_m2(unit),
        spacing_m=spacing_m,
        area_m2=track_m * spacing_m,
    )


def _search_factor(inputs: WorksheetInputs, cumulative_effort: float) -> float:
    if inputs.factor_source == "given":
        if inputs.search_factor is None:
            raise PlanError("the search factor is to be taken as given, but none is given; give `search_factor`")
        return inputs.search_factor
    shape = inputs.datum.kind if inputs.datum.kind == "line" else "point"
    if inputs.factor_source == "published":
        return published_search_factor(cumulative_effort, inputs.conditions, shape)
    return optimal_search_factor(cumulative_effort, law_for(inputs.conditions), shape)


def _area_m2(inputs: WorksheetInputs, radius_m: float, *, line_m: float | None, wide: bool) -> float:
    if line_m is not None:
        return 2.0 * radius_m * line_m
    square_m2 = 4.0 * radius_m**2
    if not isinstance(inputs.datum, DivergingDatums):
        return square_m2
    return 2.0 * square_m2 if wide else square_m2 + 2.0 * radius_m * inputs.datum.distance_m


def _poc(inputs: WorksheetInputs, radius_m: float, error_m: float, *, wide: bool) -> float:
    """Of the areas, before any search. The ends of a line lie E inside its area, and count as inside."""
    datum = inputs.datum
    if isinstance(datum, LineDatum):
        return strip_poc(radius_m, error_m)
    if isinstance(datum, DivergingDatums) and not wide:
        return diverging_poc(radius_m, datum.distance_m, error_m)
    return square_poc(radius_m, error_m)
