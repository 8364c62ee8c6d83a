"""Results as files, in the formats that people use; each written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sarex import wiring
from sarex.adapters.whole_file import check_place, whole_folder, write_whole
from sarex.model.errors import OutputError

if TYPE_CHECKING:
    from sarex.formats.chart_content import Chart
    from sarex.model.particle_cloud import ParticleCloud
    from sarex.model.probability_map import ProbabilityMap
    from sarex.model.search_plan import SearchPlan

MAP_SUFFIXES: Final = (".nc", ".tif", ".geojson", ".png")


def check_map_place(path: Path, *, inputs: Iterable[str | Path] = ()) -> None:
    """Refuse early what could not be written: the place, and a name that no map format ends. Raises OutputError."""
    check_place(path, inputs=inputs)
    if path.suffix.lower() not in MAP_SUFFIXES:
        raise OutputError(f"{path.name} names no map format; end it with one of {', '.join(MAP_SUFFIXES)}")


def save_cloud(cloud: ParticleCloud, path: Path) -> None:
    """Write the cloud as CF NetCDF. Raises OutputError."""
    from sarex.adapters.cloud_file import write_cloud

    write_cloud(cloud, path)


def save_map(chart: ProbabilityMap, path: Path) -> None:
    """Write the map as its file name says: .nc, .tif, .geojson or .png. Raises OutputError, CoastError."""
    check_map_place(path)
    suffix = path.suffix.lower()
    if suffix == ".nc":
        from sarex.adapters.map_file import write_map

        write_map(chart, path)
    elif suffix == ".tif":
        from sarex.formats.map_geotiff import map_geotiff

        write_whole(path, map_geotiff(chart))
    elif suffix == ".geojson":
        from sarex.formats.map_geojson import map_geojson

        write_whole(path, map_geojson(chart))
    else:
        from sarex.formats.provenance_attributes import incident_name
        from sarex.formats.result_chart import map_chart

        write_whole(path, _picture(map_chart(incident_name(chart.provenance), chart)))


def save_plan(plan: SearchPlan, chart: ProbabilityMap, folder: Path) -> list[Path]:
    """Write the plan's files into the folder: text, message in three languages, PDF, GPX, KML, GeoJSON, CoT, CSV, JSON,
    picture and page, a route for each surface unit and a mission for each drone. All of them or none.

    chart : the probability map under the plan's picture
    Returns their paths, the page last. Raises OutputError, CoastError, and PlanError where a route cannot be told.
    """
    from sarex.formats.plan_page import plan_page
    from sarex.formats.plan_pdf import plan_pdf
    from sarex.formats.result_chart import plan_chart

    contents: dict[str, str | bytes] = {**_unit_files(plan), **_plan_texts(plan)}
    picture = _picture(plan_chart(plan, chart))
    contents |= {"plan.png": picture, "plan.pdf": plan_pdf(plan, picture)}
    contents["index.html"] = plan_page(plan, picture="plan.png", files=sorted(contents))
    with whole_folder(folder) as part:
        for name, content in contents.items():
            (part / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return [folder / name for name in contents]


def _plan_texts(plan: SearchPlan) -> dict[str, str]:
    """The files that hold the whole plan, by name."""
    from sarex.formats.cot import plan_cot
    from sarex.formats.gpx import plan_gpx
    from sarex.formats.kml import plan_kml
    from sarex.formats.plan_geojson import plan_geojson
    from sarex.formats.plan_json import plan_json
    from sarex.formats.plan_text import plan_text
    from sarex.formats.search_action_message import search_action_message
    from sarex.formats.waypoint_csv import plan_csv
    from sarex.model.sentence import LANGUAGES

    return {
        "plan.txt": plan_text(plan),
        "plan.gpx": plan_gpx(plan),
        "plan.kml": plan_kml(plan),
        "plan.geojson": plan_geojson(plan),
        "plan.json": json.dumps(plan_json(plan), indent=2, ensure_ascii=False, allow_nan=False),
        "plan.csv": plan_csv(plan),
        "plan.cot.xml": plan_cot(plan),
        **{f"message_{language}.txt": search_action_message(plan, language) for language in LANGUAGES},
    }


def _unit_files(plan: SearchPlan) -> dict[str, str]:
    """Routes of surface units and missions of drones, by names made from theirs."""
    from sarex.formats.drone_mission import DRONES
    from sarex.formats.file_stem import file_stems
    from sarex.formats.mavlink_waypoints import unit_waypoints
    from sarex.formats.qgc_plan import unit_qgc_plan
    from sarex.formats.rtz import unit_rtz

    texts = {}
    for task, stem in zip(plan.tasks, file_stems(plan.tasks), strict=True):
        if not task.unit.airborne:
            texts[f"{stem}.rtz"] = unit_rtz(plan, task)
        elif task.unit.kind in DRONES:
            texts[f"{stem}.plan"] = unit_qgc_plan(plan, task)
            texts[f"{stem}.waypoints"] = unit_waypoints(plan, task)
    return texts


def _picture(chart: Chart) -> bytes:
    from sarex.formats.chart import chart_png

    return chart_png(replace(chart, land=wiring.open_coast().polygons(chart.box)))
