"""What came of a drift run, as text for people and as JSON."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from sarex.formats.marks import marks
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import format_time

SCHEMA = "sarex-drift/1"


def _counts(cloud: ParticleCloud) -> dict[str, int]:
    last = cloud.status[:, -1] if cloud.provenance.forward else cloud.status[:, 0]
    return {status.name.lower(): int((last == status).sum()) for status in Status}


def _shares(cloud: ParticleCloud) -> dict[str, float]:
    last = len(cloud.time_s) - 1 if cloud.provenance.forward else 0
    return {status.name.lower(): cloud.share(status, last) for status in Status}


def drift_json(cloud: ParticleCloud, output: PurePath, seconds: float) -> dict[str, Any]:
    """Numbers of particles by status at the end of the run, their shares of the probability, and the sources."""
    provenance = cloud.provenance
    return {
        "schema": SCHEMA,
        "particles": cloud.particles,
        **_counts(cloud),
        "shares": _shares(cloud),
        "from": format_time(cloud.time_s[0]),
        "until": format_time(cloud.time_s[-1]),
        "sources": [source.model_dump() for source in provenance.sources],
        "seconds": seconds,
        "output": str(output),
        "notes": list(provenance.notes),
        "marks": list(marks(provenance)),
        "seed": provenance.seed,
        "noise": provenance.noise,
        "coast": provenance.coast,
        "incident_sha256": provenance.incident_sha256,
    }


def drift_text(cloud: ParticleCloud, output: PurePath, seconds: float) -> str:
    """The same for reading."""
    provenance = cloud.provenance
    shares = _shares(cloud)
    lines = [
        *(f"*** {mark} ***" for mark in marks(provenance)),
        f"{cloud.particles:,} particles from {format_time(cloud.time_s[0])} to {format_time(cloud.time_s[-1])}"
        f" in {seconds:.1f} s",
        "At the end of the run: " + ", ".join(f"{shares[s.name.lower()]:.1%} {s.name.lower().replace('_', ' ')}"
                                              for s in (Status.AFLOAT, Status.STRANDED, Status.LEFT_FORCING,
                                                        Status.UNDER_WAY)),
        "Forcing:",
    ]  # fmt: skip
    for source in provenance.sources:
        hours = "; ".join(f"{start} to {end}" for start, end in source.hours) or "nothing"
        filled = f", {source.filled:.1%} from cells filled at the coast" if source.filled > 0 else ""
        lines.append(f"  {source.quantity:<8} {source.name}: served {source.served:.1%}{filled}; {hours}")
    lines += [f"Coast: {provenance.coast}", *(f"Note: {note}" for note in provenance.notes), f"Written: {output}"]
    return "\n".join(lines)
