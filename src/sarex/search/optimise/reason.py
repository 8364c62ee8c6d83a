"""Why a unit searches this area this way, in one sentence."""

from __future__ import annotations

from sarex.model.quantities import format_duration, format_length, format_time
from sarex.model.sentence import Sentence
from sarex.search.optimise.outing import Outing, Performed


def reason(outing: Outing, one: Performed, *, poc: float, pos: float, coverage: float) -> Sentence:
    """For the officer who has to order it."""
    figures: dict[str, str] = {"unit": outing.searcher.unit.name, "poc": f"{poc:.0%}", "pos": f"{pos:.1%}"}
    if one.task is not None:
        return Sentence("reason.kept", **figures)
    figures |= {"start": format_time(60.0 * round(one.arrive_s / 60.0)), "legs": _legs(outing, one, coverage)}
    if one.order is not None:
        if one.order.why:
            return Sentence("reason.ordered_why", why=_why(one.order.why), **figures)
        return Sentence("reason.ordered", **figures)
    limit = Sentence("reason.less_here") if one.stint.use < 0.995 else Sentence("reason.until", limit=one.limit)
    return Sentence("reason.search", stay=format_duration(one.leave_s - one.arrive_s), limit=limit, **figures)


def _why(told: str) -> str:
    """As the coordinator wrote it; the desk itself says that an area was laid by hand."""
    by_hand = Sentence("reason.laid_by_hand")
    return by_hand if told == by_hand else told


def _legs(outing: Outing, one: Performed, coverage: float) -> Sentence:
    """The pattern with its figures."""
    shape = one.laid.shape
    pattern = Sentence(f"pattern.{shape.code}")
    if shape.code == "VS":
        return Sentence("reason.sector", pattern=pattern, length=format_length(shape.leg_m))
    figures: dict[str, str] = {"pattern": pattern, "coverage": f"{coverage:.2f}"}
    kept = "_kept" if shape.spacing_m <= outing.searcher.unit.spacing_m_min * 1.001 else ""
    if shape.code in ("TSR", "TSN") and shape.legs == 1:
        return Sentence("reason.track_once", **figures)
    figures["spacing"] = format_length(shape.spacing_m, 2)
    if shape.code in ("TSR", "TSN"):
        return Sentence(f"reason.track_lines{kept}", lines=shape.legs, **figures)
    return Sentence(f"reason.legs{'_square' if shape.code == 'SS' else ''}{kept}", **figures)
