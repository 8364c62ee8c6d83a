"""One unit that looks for one object class in one scene: what every sensor is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sarex.model.errors import PlanError
from sarex.model.object_row import ObjectRow
from sarex.model.quantities import NAUTICAL_MILE_M, format_time
from sarex.model.search_conditions import SearchConditions
from sarex.model.search_unit import SearchUnit
from sarex.model.sentence import Sentence
from sarex.search.sensing.object_class import ObjectClass
from sarex.search.sensing.scene_view import SceneView

FOOT_M: Final = 0.3048


@dataclass(frozen=True)
class Look:
    """target : the object class; `row` is how it looks."""

    unit: SearchUnit
    target: ObjectClass
    row: ObjectRow
    conditions: SearchConditions
    scene: SceneView

    @property
    def wind_m_per_s(self) -> float:
        """Raises PlanError where nothing tells it."""
        wind = self.scene.weather.wind_m_per_s
        if wind is None:
            raise PlanError(
                f"the wind of the search is unknown ({self.scene.weather.source}), and the sweep width of "
                f"{self.unit.name!r} depends on it; give `conditions: {{wind: 15 kn}}` in the units file, forcing with "
                "wind, or the unit's own `sweep_width`"
            )
        return wind

    @property
    def sea_state(self) -> int:
        """Raises PlanError where nothing tells it."""
        state = self.scene.weather.sea_state
        if state is None:
            raise PlanError(
                f"the sea of the search is unknown ({self.scene.weather.source}), and the sweep width of "
                f"{self.unit.name!r} depends on it; give `conditions: {{sea: 1 m}}` in the units file, or the unit's "
                "own `sweep_width`"
            )
        return state

    @property
    def given_sea_m(self) -> float | None:
        """Wave height where the user gave it. The classes of eyes already hold the sea that their wind raises."""
        return self.scene.weather.wave_height_m if self.scene.weather.sea_given else None

    @property
    def height_ft(self) -> float:
        return self.unit.height_m / FOOT_M

    @property
    def visibility_nm(self) -> float:
        return self.conditions.visibility / NAUTICAL_MILE_M

    @property
    def light_share(self) -> float:
        return 1.0 - self.scene.dark_share

    @property
    def dark_note(self) -> Sentence:
        """Why eyes do not help for a part of the time, and what would."""
        dawn = self.scene.first_light_s
        if dawn is None:
            return Sentence("sensing.dark", light=self.scene.light)
        return Sentence("sensing.dark_until", light=self.scene.light, dawn=format_time(dawn))
