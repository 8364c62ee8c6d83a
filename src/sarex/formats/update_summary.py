"""What an update did to a cloud, as text for people and as JSON."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final

from sarex.formats.marks import marks
from sarex.model.applied_update import AppliedUpdate
from sarex.model.particle_cloud import ParticleCloud
from sarex.model.quantities import format_time

SCHEMA: Final = "sarex-update/1"


def update_json(cloud: ParticleCloud, output: PurePath, undone: str | None = None) -> dict[str, Any]:
    """All results that the cloud holds now, in order, with the POS of searches and how the probability lies.

    undone : the result that was taken back
    """
    updates = cloud.provenance.updates
    return {
        "schema": SCHEMA,
        "output": str(output),
        "marks": list(marks(cloud.provenance)),
        "undone": undone,
        "particles": cloud.particles,
        "updates": [_update(update) for update in updates],
        "pos_cumulative": updates[-1].pos_cumulative if updates else 0.0,
        "scenarios": _shares(cloud, "scenario"),
        "objects": _shares(cloud, "object"),
    }


def _update(update: AppliedUpdate) -> dict[str, Any]:
    """Without the result itself, which may hold a long track; the cloud's file keeps it."""
    return update.model_dump(mode="json", exclude={"result"})


def _shares(cloud: ParticleCloud, what: str) -> dict[str, float]:
    """Probability of each scenario or object class."""
    index, names = (
        (cloud.scenario, cloud.scenario_names) if what == "scenario" else (cloud.object_class, cloud.object_keys)
    )
    return {name: float(cloud.weight[index == number].sum()) for number, name in enumerate(names)}


def update_text(cloud: ParticleCloud, output: PurePath, undone: str | None = None) -> str:
    """The same for reading."""
    lines = [f"*** {mark} ***" for mark in marks(cloud.provenance)]
    lines += [f"Undone: {undone}"] if undone else []
    for update in cloud.provenance.updates:
        lines += _update_lines(update, cloud.particles)
    if not cloud.provenance.updates:
        lines.append("No result is applied to this cloud")
    for what in ("scenario", "object"):
        shares = _shares(cloud, what)
        if len(shares) > 1:
            said = ", ".join(f"{name} {share:.1%}" for name, share in shares.items())
            lines.append(f"Probability by {what}: {said}")
    return "\n".join([*lines, f"Written: {output}"])


def _update_lines(update: AppliedUpdate, particles: int) -> list[str]:
    pos = "" if update.pos is None else f"POS {update.pos:.1%}, cumulative {update.pos_cumulative:.1%}; "
    lines = [
        f"{update.name} ({update.kind.replace('_', ' ')}): {pos}{update.effective_size:,.0f} of {particles:,} "
        "particles effective",
        f"  {update.law}",
    ]
    lines += [f"  Note: {note}" for note in update.notes]
    if update.fresh_draw is not None:
        draw = update.fresh_draw
        lines.append(f"  Drawn afresh at {format_time(draw.at_s)}: {draw.fresh:,} new, {draw.kept:,} as they were")
        lines += [f"  Note: {note}" for note in (*draw.forcing, *draw.notes)]
    return lines + ([f"  WARNING: {update.warning}"] if update.warning else [])
