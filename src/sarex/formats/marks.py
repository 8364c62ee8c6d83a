"""The marks that every output of an exercise or of synthetic forcing carries."""

from __future__ import annotations

from sarex.model.provenance import Provenance

EXERCISE = "EXERCISE EXERCISE EXERCISE"
SYNTHETIC = "SYNTHETIC FORCING - not a forecast of the real sea"
NOT_FOR_NAVIGATION = "NOT FOR NAVIGATION"


def marks(provenance: Provenance) -> tuple[str, ...]:
    """The marks that apply, the loudest first; `not for navigation` always."""
    return (
        *((EXERCISE,) if provenance.exercise else ()),
        *((SYNTHETIC,) if provenance.synthetic else ()),
        NOT_FOR_NAVIGATION,
    )
