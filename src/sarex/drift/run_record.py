"""The record of a run: what the reader of a cloud must know to judge it and to make it again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from sarex import __version__
from sarex.model.coverage import Coverage
from sarex.model.incident import NOISE_PRESETS, Incident, Noise
from sarex.model.provenance import Provenance, SourceUse
from sarex.model.quantities import format_duration, format_time
from sarex.model.sentence import Sentence

MEAN_WORDS: Final = ("daily mean", "means over")
"""How the notes of a source that holds means instead of instants begin."""


def run_record(
    incident: Incident,
    coverages: Sequence[Coverage],
    uses: Iterable[SourceUse],
    *,
    period_s: tuple[float, float],
    coast: str,
    notes: Iterable[Sentence],
) -> Provenance:
    """Provenance of a cloud made from all these sources; `uses` says what each of them served.

    period_s : first and last instant of the run, seconds since 1970-01-01 UTC
    """
    text = incident.model_dump_json(by_alias=True)
    return Provenance(
        sarex_version=__version__,
        incident=text,
        incident_sha256=hashlib.sha256(text.encode()).hexdigest(),
        forward=incident.drift.direction == "forward",
        seed=incident.drift.seed,
        noise=noise_text(incident.drift.noise),
        sources=tuple(uses),
        coast=coast,
        notes=(*notes, *_source_notes(incident, coverages), *_bridged_holes(coverages, period_s)),
        synthetic=any(coverage.synthetic for coverage in coverages),
        exercise=incident.exercise,
    )


def noise_text(noise: Noise) -> str:
    """The random motion with its figures.

    >>> from sarex.model.incident import NOISE_PRESETS
    >>> noise_text(NOISE_PRESETS["drifters-2020"])
    'drifters-2020: current 0.3 m/s, half-life 7 h'
    """
    parts = [
        f"{what} {sd:.3g} m/s, half-life {format_duration(half_life)}"
        for what, sd, half_life in (
            ("current", noise.current_sd, noise.current_half_life),
            ("wind", noise.wind_sd, noise.wind_half_life),
        )
        if sd > 0
    ]
    if noise.diffusivity > 0:
        parts.append(f"diffusivity {noise.diffusivity:.3g} m2/s")
    # Only the preset `none` also switches the leeway deviation and jibing off.
    nothing = "no random motion" if noise == NOISE_PRESETS["none"] else "no velocity error"
    return f"{noise.name}: {'; '.join(parts) or nothing}"


def _source_notes(incident: Incident, coverages: Sequence[Coverage]) -> list[Sentence]:
    """What of the sources bears on the whole result: warnings, means for currents, Stokes drift counted twice."""
    asked = ("wind", "current", "stokes") if incident.drift.stokes == "add" else ("wind", "current")
    notes = [
        Sentence("drift.source_note", quantity=Sentence(f"quantity.{one.quantity}"), source=one.source_name, note=note)
        for one in coverages
        for note in one.notes
        if one.quantity in asked and (_warns(note) or (one.quantity == "current" and note.startswith(MEAN_WORDS)))
    ]
    if incident.drift.stokes == "add":
        notes.append(Sentence("drift.stokes_twice"))
    return notes


def _bridged_holes(coverages: Sequence[Coverage], period_s: tuple[float, float]) -> list[Sentence]:
    """The holes in time within the run over which straight lines were drawn."""
    return [
        Sentence(
            "drift.bridged",
            quantity=Sentence(f"quantity.{one.quantity}"),
            source=one.source_name,
            start=format_time(start),
            end=format_time(end),
        )
        for one in coverages
        for start, end in one.bridged_s
        if end > period_s[0] and start < period_s[1]
    ]


def _warns(note: str) -> bool:
    return note.upper().startswith("WARNING")
