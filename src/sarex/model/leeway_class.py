"""Leeway classes: how wind moves each kind of floating object."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sarex.model.errors import ObjectError
from sarex.model.everyday_words import said
from sarex.model.names import fits


@dataclass(frozen=True)
class LeewayFit:
    """A straight line of leeway against 10 m wind: slope [-], offset [m/s], standard error std [m/s]."""

    slope: float
    offset_m_per_s: float
    std_m_per_s: float


@dataclass(frozen=True)
class LeewayClass:
    """One row of the leeway table. [Allen1999] [Allen2005]

    downwind : along the wind; crosswind positive to the right of downwind, for objects on the `right` and `left` side
    level    : depth in the class tree; 0 is a general class, larger numbers are special cases of the one above
    """

    key: str
    description: str
    level: int
    downwind: LeewayFit
    right: LeewayFit
    left: LeewayFit


def leeway_class_from_row(row: dict[str, str]) -> LeewayClass:
    """A class from one row of a leeway table in the published units (percent, cm/s). Raises ObjectError."""

    def fit(prefix: str) -> LeewayFit:
        values = [float(row[f"{prefix}_{column}"]) / 100.0 for column in ("slope_pct", "offset_cm_s", "std_cm_s")]
        if not all(map(math.isfinite, values)) or values[2] < 0.0:
            raise ValueError(f"{prefix} has a figure that is infinite, missing or a scatter below zero")
        return LeewayFit(*values)

    try:
        if not row["key"].strip():
            raise ValueError("its key is empty")
        return LeewayClass(
            row["key"], row["description"], int(row.get("level") or 0), fit("dw"), fit("cwr"), fit("cwl")
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise ObjectError(
            f"leeway row {row.get('key', row)!r} cannot be read ({error}); it needs key, description and the columns "
            "dw_, cwr_, cwl_ with slope_pct, offset_cm_s, std_cm_s as numbers"
        ) from None


def leeway_classes_from_csv(text: str) -> tuple[LeewayClass, ...]:
    """Classes from CSV text with a header line; lines that begin with # are comments. Raises ObjectError."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        return tuple(leeway_class_from_row(row) for row in csv.DictReader(lines))
    except csv.Error as error:
        raise ObjectError(f"this is no leeway table ({error}); give CSV in the columns of the published one") from None


@cache
def leeway_catalogue() -> tuple[LeewayClass, ...]:
    """The 85 published classes, in the order of the table."""
    table = files("sarex.model").joinpath("leeway_objects.csv").read_text(encoding="utf-8")
    return leeway_classes_from_csv(table)


def search_leeway_classes(words: str, classes: Iterable[LeewayClass] | None = None) -> list[LeewayClass]:
    """Classes whose key or name holds every word, in whichever language; those meant by what callers say; all of them
    for no words.

    >>> [found.key for found in search_leeway_classes("survival suit")]
    ['PIW-4']
    >>> [found.key for found in search_leeway_classes("イマーション")]
    ['PIW-4']
    """
    meant, among = said(words), leeway_catalogue() if classes is None else classes
    return [
        found for found in among if fits(words, "object", found.key, found.description) or found.key.startswith(meant)
    ]


def leeway_class(name: str, own: Iterable[LeewayClass] = ()) -> LeewayClass:
    """The class with this key, else the only one whose description fits. Own classes come first. Raises ObjectError."""
    classes = (*own, *leeway_catalogue())
    for found in classes:
        if name.strip().lower() in (found.key.lower(), found.description.lower()):
            return found
    matches = [found for found in classes if fits(name, "object", found.key, found.description)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        shown = ", ".join(match.key for match in matches[:6]) + (" ..." if len(matches) > 6 else "")
        raise ObjectError(f"object {name!r} fits {len(matches)} leeway classes ({shown}); give one key")
    raise ObjectError(f"object {name!r} is no leeway class; search the list with `sarex objects WORD` and give a key")
