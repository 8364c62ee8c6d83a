"""Why a unit searches this area this way, in one sentence."""

from __future__ import annotations

from sarex.model.quantities import format_duration, format_length, format_time
from sarex.model.search_pattern import PATTERN_NAMES
from sarex.search.optimise.outing import Outing, Performed


def reason(outing: Outing, one: Performed, *, poc: float, pos: float, coverage: float) -> str:
    """For the officer who has to order it."""
    unit, shape = outing.searcher.unit, one.laid.shape
    if one.task is not None:
        return (
            f"{unit.name} keeps its task of the earlier plan, as it is frozen: {poc:.0%} of the probability is in this "
            f"area half way through it, and what is left of it finds {pos:.1%} of all."
        )
    start = format_time(60.0 * round(one.arrive_s / 60.0))
    spare_s = one.stint.use < 0.995
    spacing = format_length(shape.spacing_m, 2)
    kept = " (its minimum)" if shape.spacing_m <= unit.spacing_m_min * 1.001 else ""
    named = f"{'an' if shape.code == 'SS' else 'a'} {PATTERN_NAMES[shape.code]}"
    legs = f"{named} with {spacing} between legs{kept}, coverage {coverage:.2f}"
    if shape.code == "VS":
        legs = f"{named} of {format_length(shape.leg_m)} about the datum"
    if shape.code in ("TSR", "TSN"):
        lines = f"in {shape.legs} lines {spacing} apart{kept}" if shape.legs > 1 else "once"
        legs = f"{named}, along the route {lines}, coverage {coverage:.2f}"
    if one.order is not None:
        why = f" ({one.order.why})" if one.order.why else ""
        return (
            f"Ordered of {unit.name}{why}: from {start} {legs}; {poc:.0%} of the probability is in this area half "
            f"way through it, and it finds {pos:.1%} of all."
        )
    stay = format_duration(one.leave_s - one.arrive_s)
    limit = "as more time here adds less than elsewhere" if spare_s else f"until {one.limit} ends it"
    return (
        f"From {start} {unit.name} can search here for {stay}, {limit}: {poc:.0%} of the probability is in this area "
        f"then, and {legs}, finds {pos:.1%} of all."
    )
