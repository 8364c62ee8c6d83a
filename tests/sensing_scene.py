"""Units, conditions and scenes that tests of sensing make up."""

from __future__ import annotations

from typing import Any

from sarex.model.quantities import Position
from sarex.model.search_conditions import SearchConditions
from sarex.model.search_unit import SearchUnit
from sarex.search.sensing.look import Look
from sarex.search.sensing.object_class import object_class
from sarex.search.sensing.scene_view import SceneView
from sarex.search.sensing.weather import weather_at

PLACE = Position(4.0, 60.0)
ENTRY = {
    "name": "R1", "kind": "helicopter", "at": "60N 4E", "available": "2015-11-16T08:00Z", "transit_speed": "120 kn",
    "search_speed": "90 kn", "endurance": "4 h", "height": "500 ft",
}  # fmt: skip


def unit(**more: Any) -> SearchUnit:
    """A helicopter at 500 ft and 90 kn, or whatever differs."""
    return SearchUnit.model_validate({**ENTRY, **more})


def conditions(**more: Any) -> SearchConditions:
    """Wind 10 kn, visibility 10 nm, or whatever differs."""
    return SearchConditions.model_validate({"wind": "10 kn", **more})


def scene(given: SearchConditions, dark_share: float = 0.0) -> SceneView:
    """A scene with the weather that the conditions give."""
    return SceneView(weather_at((), PLACE, 0.0, 3600.0, conditions=given), dark_share, "dark" if dark_share else "day")


def look(searcher: SearchUnit, key: str, dark_share: float = 0.0, **given: Any) -> Look:
    """The searcher looking for one class."""
    target, said = object_class(key), conditions(**given)
    assert target.row is not None
    return Look(searcher, target, target.row, said, scene(said, dark_share))
