"""Provenance as flat attributes that a file carries and that people can read."""

from __future__ import annotations

import json

from sarex.formats.marks import marks
from sarex.model.applied_update import AppliedUpdate
from sarex.model.provenance import Provenance, SourceUse


def incident_name(provenance: Provenance) -> str:
    """What the incident is called; empty if it has no name."""
    try:
        incident = json.loads(provenance.incident)
    except json.JSONDecodeError:
        return ""
    return str(incident.get("name", "")) if isinstance(incident, dict) else ""


def provenance_attributes(provenance: Provenance) -> dict[str, str]:
    """Name and text of each attribute, in the order of reading; those with nothing to say are left out."""
    attributes = {
        "marks": "; ".join(marks(provenance)),
        "incident_name": incident_name(provenance),
        "incident_sha256": provenance.incident_sha256,
        "sarex_version": provenance.sarex_version,
        "seed": str(provenance.seed),
        "noise_preset": provenance.noise,
        "coast": provenance.coast,
        "sources": "; ".join(_source_text(source) for source in provenance.sources),
        "notes": "; ".join(provenance.notes),
        "updates": "; ".join(_update_text(update) for update in provenance.updates),
    }
    return {name: text for name, text in attributes.items() if text}


def _source_text(source: SourceUse) -> str:
    text = f"{source.quantity} from {source.name}: {source.served:.1%} of the drift"
    if source.filled > 0:
        text += f", {source.filled:.1%} from filled coast cells"
    if source.sha256:
        text += f", sha256 {source.sha256}"
    return text + (", synthetic" if source.synthetic else "")


def _update_text(update: AppliedUpdate) -> str:
    found = "" if update.pos is None else f", POS {update.pos:.3f}, cumulative {update.pos_cumulative:.3f}"
    return f"{update.name} ({update.kind.replace('_', ' ')}{found})"
