"""The scene of a search: its weather, its light, and the user's own object classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sarex.model.leeway_class import LeewayClass
from sarex.model.quantities import Position
from sarex.model.search_conditions import SearchConditions
from sarex.model.sentence import Sentence
from sarex.ports import ForcingSource
from sarex.search.sensing.daylight import dark_share, first_light_s, light_text
from sarex.search.sensing.weather import SceneWeather, weather_at

DAYLIGHT: Final = Sentence("light.day")


@dataclass(frozen=True)
class SceneView:
    """What the place and the time of a search mean for those who look.

    dark_share    : share of the period in which it is too dark for eyes, 0 to 1
    light         : one sentence about the light
    first_light_s : the first moment from the start on when it is light enough, seconds since 1970 UTC
    own           : leeway classes that the user added
    """

    weather: SceneWeather
    dark_share: float = 0.0
    light: Sentence = DAYLIGHT
    first_light_s: float | None = None
    own: tuple[LeewayClass, ...] = ()


def scene_view(
    sources: Sequence[ForcingSource], place: Position, start_s: float, end_s: float, *,
    conditions: SearchConditions, own: Sequence[LeewayClass] = (),
) -> SceneView:  # fmt: skip
    """The scene at `place` between two times [s since 1970 UTC], such as the datum and a unit's time on scene."""
    return SceneView(
        weather=weather_at(sources, place, start_s, end_s, conditions=conditions),
        dark_share=dark_share(place, start_s, end_s),
        light=light_text(place, start_s, end_s),
        first_light_s=first_light_s(place, start_s),
        own=tuple(own),
    )
