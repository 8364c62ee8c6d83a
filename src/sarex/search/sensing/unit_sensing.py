"""What a unit sees of each object class: its best sensor, in the weather and the light of its search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sarex.model.detection_curve import DetectionCurve, ObjectSensing, UnitSensing
from sarex.model.search_conditions import SearchConditions
from sarex.model.search_unit import SearchUnit
from sarex.model.sensor import CameraSensor, FlirSensor, NightVisionSensor, RadarSensor, Sensor
from sarex.model.sentence import Sentence
from sarex.search.sensing.camera import camera_width
from sarex.search.sensing.eyes import eyes_width
from sarex.search.sensing.flir import flir_width
from sarex.search.sensing.lateral_curve import OWN_LAWS, given_curve, own_curve, sensor_curve
from sarex.search.sensing.look import Look
from sarex.search.sensing.night_vision import night_vision_width
from sarex.search.sensing.object_class import object_class
from sarex.search.sensing.radar import radar_width
from sarex.search.sensing.scene_view import SceneView
from sarex.search.sensing.sensor_width import SensorWidth


def unit_sensing(
    unit: SearchUnit, object_keys: Sequence[str], conditions: SearchConditions, scene: SceneView
) -> UnitSensing:
    """The detection curve of the unit for each leeway class, in the order of `object_keys`.

    Its own `sweep_width` goes before all else, then a detection law with its own figures, then its sensors, of which
    the best counts alone. Widths are for the whole period of the scene: what works for a part of it only (eyes by
    daylight, goggles in the dark) counts for its share, as effort does. A sensor that sees nothing has width 0, and
    the notes say why and what would help. Raises PlanError where the weather is needed and nothing tells it.
    """
    if unit.sweep_width is not None or unit.detection.law in OWN_LAWS:
        curve = (
            own_curve(unit.detection)
            if unit.sweep_width is None
            else given_curve(unit.detection, unit.sweep_width)
        )  # fmt: skip
        notes = _given_notes(unit, curve, scene)
        return UnitSensing(
            objects=tuple(
                ObjectSensing(object_key=key, sensor="given", curve=curve, notes=notes) for key in object_keys
            )
        )
    return UnitSensing(objects=tuple(_object_sensing(unit, key, conditions, scene) for key in object_keys))


def _given_notes(unit: SearchUnit, curve: DetectionCurve, scene: SceneView) -> tuple[Sentence, ...]:
    notes = []
    if curve.sweep_width_m == 0.0:
        notes.append(Sentence("sensing.given_0", unit=unit.name))
    if scene.dark_share > 0.0 and all(sensor.sensor == "visual" for sensor in unit.sensors):
        notes.append(Sentence("sensing.given_as_is", light=scene.light, unit=unit.name))
    return tuple(notes)


def _object_sensing(unit: SearchUnit, key: str, conditions: SearchConditions, scene: SceneView) -> ObjectSensing:
    target = object_class(key, scene.own)
    if target.row is None:
        curve = DetectionCurve(law="random", sweep_width_m=0.0, source=f"{target.source}: W 0")
        note = Sentence("sensing.unknown_object", unit=unit.name, object=key, why=target.why)
        return ObjectSensing(object_key=key, sensor="none", curve=curve, notes=(note,))
    look = Look(unit, target, target.row, conditions, scene)
    widths = [_width(look, sensor) for sensor in unit.sensors]
    if not widths:
        blind = SensorWidth("none", 0.0, "no sensor: W 0", notes=(Sentence("sensing.no_sensor", unit=unit.name),))
        widths = [blind]
    curves = [sensor_curve(unit.detection, width) for width in widths]
    best = max(range(len(widths)), key=lambda index: curves[index].sweep_width_m)
    width, curve = widths[best], curves[best]
    if curve.sweep_width_m == 0.0:
        # Nothing helps, so every sensor says why.
        width = replace(width, notes=tuple(dict.fromkeys(note for each in widths for note in each.notes)))
        curve = curve.model_copy(update={"source": "; ".join(each.source for each in curves)})
    return ObjectSensing(object_key=key, sensor=width.sensor, curve=curve, notes=width.notes)


def _width(look: Look, sensor: Sensor) -> SensorWidth:
    if isinstance(sensor, RadarSensor):
        return radar_width(look, sensor)
    if isinstance(sensor, FlirSensor):
        return flir_width(look, sensor)
    if isinstance(sensor, NightVisionSensor):
        return night_vision_width(look, sensor)
    if isinstance(sensor, CameraSensor):
        return camera_width(look, sensor)
    return eyes_width(look)
