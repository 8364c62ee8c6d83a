"""What people type, read and echoed: positions, and incidents as they are being filled in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sarex.formats import incident_yaml, units_yaml
from sarex.model.errors import ObjectError
from sarex.model.leeway_class import leeway_class
from sarex.model.quantities import format_position, parse_position
from sarex.web.access import Signed
from sarex.web.body import Body, JsonObject

router = APIRouter(prefix="/api/read", tags=["reading"])


class PositionText(Body):
    text: Annotated[str, Field(max_length=200)]


class PositionReply(BaseModel):
    """`dm`: latitude first, degrees and decimal minutes."""

    lon: float
    lat: float
    dm: str


class IncidentText(Body):
    incident: JsonObject


class Problem(BaseModel):
    """`place`: such as `scenarios[0].at`; empty for the whole."""

    place: str
    text: str


class IncidentReply(BaseModel):
    """`incident` is as it was understood, where it was."""

    ok: bool
    incident: dict[str, Any] | None
    problems: list[Problem]


class UnitsText(Body):
    units: JsonObject


class UnitsReply(BaseModel):
    ok: bool
    problems: list[Problem]


@router.post("/position")
def post_position(body: PositionText, _signed: Signed) -> PositionReply:
    """A position written any way, latitude first."""
    place = parse_position(body.text)
    return PositionReply(lon=place.lon, lat=place.lat, dm=format_position(place))


@router.post("/incident")
def post_incident(body: IncidentText, _signed: Signed) -> IncidentReply:
    """Whether an incident can be drifted as it stands, and everything that stands against it."""
    problems = [Problem(place=place, text=text) for place, text in incident_yaml.faults(body.incident)]
    if problems:
        return IncidentReply(ok=False, incident=None, problems=problems)
    incident = incident_yaml.read_incident(body.incident)
    for number, one in enumerate(incident.objects):
        try:
            leeway_class(one.object)
        except ObjectError as error:
            problems.append(Problem(place=f"object[{number}].object", text=str(error)))
    return IncidentReply(ok=not problems, incident=incident.model_dump(mode="json"), problems=problems)


@router.post("/units")
def post_units(body: UnitsText, _signed: Signed) -> UnitsReply:
    """Everything that stands against a sarex-units/1 as it is being filled in."""
    problems = [Problem(place=place, text=text) for place, text in units_yaml.faults(body.units)]
    return UnitsReply(ok=not problems, problems=problems)
