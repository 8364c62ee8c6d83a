"""The scene of any case: the coast that the drift uses, and the light."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from sarex.model.quantities import Position
from sarex.search.sensing.daylight import light_periods, moon
from sarex.web.access import Signed
from sarex.web.desk import DeskHere
from sarex.web.fault import RefusedError
from sarex.web.moment import Moment, shown_time

router = APIRouter(prefix="/api", tags=["scene"])
COAST_S_MAX: Final = 60.0
DAYLIGHT_DAYS_MAX: Final = 31
Lon = Annotated[float, Query(ge=-180.0, le=180.0, allow_inf_nan=False)]
Lat = Annotated[float, Query(ge=-90.0, le=90.0, allow_inf_nan=False)]
Detail = Annotated[float, Query(ge=0.0, le=1.0, allow_inf_nan=False, description="Degrees; what is finer is left out.")]


class MoonReply(BaseModel):
    altitude_deg: float
    illuminated: float


class LightReply(BaseModel):
    """From `time` on, until the next one."""

    time: str
    state: Literal["day", "civil", "dark"]
    moon: MoonReply


@router.get("/coast", response_class=Response, responses={200: {"content": {"application/geo+json": {}}}})
async def get_coast(
    desk: DeskHere, _signed: Signed, *, west: Lon, south: Lat, east: Lon, north: Lat, detail: Detail = 0.0
) -> Response:
    """The land in a box as GeoJSON; west > east crosses the date line, and longitudes then go on past 180."""
    if south >= north or west == east:
        raise RefusedError(422, "the box holds no area", "give south below north, and west and east that differ")
    text = await desk.pool.ask(
        "coast", seconds_max=COAST_S_MAX, west=west, south=south, east=east, north=north, detail_deg=detail
    )
    headers = {"cache-control": "private, max-age=86400"}
    return Response(text, media_type="application/geo+json", headers=headers)


@router.get("/daylight")
def get_daylight(
    _signed: Signed, *, lon: Lon, lat: Lat, from_: Annotated[Moment, Query(alias="from")], until: Moment
) -> list[LightReply]:
    """Day, civil twilight and dark between two times at a place, with the moon as it stands when each begins."""
    start_s, end_s = from_.timestamp(), until.timestamp()
    if not 0.0 < end_s - start_s <= DAYLIGHT_DAYS_MAX * 86_400.0:
        raise RefusedError(
            422, f"the period is {(end_s - start_s) / 86_400.0:.1f} days long",
            f"give an end after the beginning, at most {DAYLIGHT_DAYS_MAX} days later",
        )  # fmt: skip
    place = Position(lon, lat)
    replies = []
    for state, begin_s in light_periods(place, start_s, end_s):
        stands = moon(place, begin_s)
        shown = MoonReply(altitude_deg=round(stands.altitude_deg, 1), illuminated=round(stands.illuminated, 2))
        replies.append(LightReply(time=shown_time(begin_s), state=state, moon=shown))
    return replies
