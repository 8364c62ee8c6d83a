"""What a chart shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.formats.marks import NOT_FOR_NAVIGATION, marks
from sarex.model.forcing_window import Box
from sarex.model.probability_map import ProbabilityMap

Line = NDArray[np.float64]
"""Points (point, lon-lat) [degrees]."""


@dataclass(frozen=True)
class Chart:
    """One picture. Longitudes may be counted from anywhere: they are brought next to the box.

    box       : what is shown; `chart_box` finds one. It is drawn true to scale at its middle latitude
    land      : rings as `CoastSource.polygons(box)` gives them
    particles : longitudes and latitudes, float64 (particle,)
    areas     : name and outline, float64 (point, lon-lat); a track of the same name takes the same colour
    tracks    : name and line in sailing order, float64 (point, lon-lat)
    runs      : name and line of the legs on which a unit searches, drawn heavier over its track
    ways      : name and line of transits, dotted
    motions   : name, from and to: how far a datum goes while a pattern moves with it
    points    : label, longitude, latitude, such as the datum or a commence search point. The most probable point of
                the map is drawn anyway
    marks     : loud lines over the chart; those that the map's provenance asks for are drawn anyway, and so is
                NOT FOR NAVIGATION
    captions  : lines for the margin: sources, times in UTC, notes
    """

    title: str
    box: Box
    land: tuple[Line, ...] | list[Line] = ()
    probability_map: ProbabilityMap | None = None
    particles: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
    areas: tuple[tuple[str, Line], ...] = ()
    tracks: tuple[tuple[str, Line], ...] = ()
    runs: tuple[tuple[str, Line], ...] = ()
    ways: tuple[tuple[str, Line], ...] = ()
    motions: tuple[tuple[str, Line], ...] = ()
    points: tuple[tuple[str, float, float], ...] = ()
    marks: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()

    @property
    def loud_marks(self) -> tuple[str, ...]:
        """All marks but NOT FOR NAVIGATION, which has a place of its own, each once."""
        asked = (*self.marks, *(marks(self.probability_map.provenance) if self.probability_map else ()))
        return tuple(mark for mark in dict.fromkeys(asked) if mark != NOT_FOR_NAVIGATION)
