"""What is known without a case: objects that drift, typical units, sensors."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from sarex.formats.sensor_list import sensor_list_json
from sarex.formats.unit_list import typical_unit_list_json
from sarex.model.leeway_class import search_leeway_classes
from sarex.model.names import named
from sarex.model.sensor_catalogue import search_sensors
from sarex.model.sentence import told
from sarex.model.typical_units import search_typical_units
from sarex.web.access import Signed
from sarex.web.language import Reader

router = APIRouter(prefix="/api", tags=["catalogue"])
Words = Annotated[
    str, Query(max_length=200, description="Words of any language that key or name must hold; none: all.")
]


class ObjectReply(BaseModel):
    """A leeway class. `level` is how far it is set in under the one before it."""

    key: str
    text: str
    level: int


@router.get("/objects")
def get_objects(_signed: Signed, reader: Reader, q: Words = "") -> list[ObjectReply]:
    """Leeway classes that fit the words."""
    found = search_leeway_classes(q)
    return [
        ObjectReply(key=one.key, text=named("object", one.key, one.description, reader), level=one.level)
        for one in found
    ]


@router.get("/units")
def get_units(_signed: Signed, reader: Reader, q: Words = "") -> list[dict[str, Any]]:
    """Typical units that fit the words: `entry` is what a units file says of one, but for name, place and time."""
    found: list[dict[str, Any]] = typical_unit_list_json(search_typical_units(q), reader)["units"]
    return found


@router.get("/sensors")
def get_sensors(_signed: Signed, reader: Reader, q: Words = "") -> list[dict[str, Any]]:
    """Sensors, radars and signals that fit the words, with what they give and its source."""
    found: list[dict[str, Any]] = told(sensor_list_json(search_sensors(q))["sensors"], reader)
    return found
