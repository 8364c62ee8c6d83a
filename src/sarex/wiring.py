"""The one place that joins things: which keeper stands behind which promise. It opens; it decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sarex.model.errors import IncidentError, ObjectError, PlanError, ResultsError, SarexError, TasksError, UnitsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sarex.model.backup import BackupManifest
    from sarex.model.errors import GridFileError
    from sarex.model.incident import Incident
    from sarex.model.leeway_class import LeewayClass
    from sarex.model.planned_search import PlannedSearch
    from sarex.model.reported_results import ReportedResults
    from sarex.model.search_plan import UnitTask
    from sarex.model.search_result import SearchResult, Track
    from sarex.model.search_unit import SearchUnit, SearchUnits
    from sarex.model.task_order import TaskOrders
    from sarex.ports import CoastSource, ForcingSource

    LandTest = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.bool_]]
    DepthTest = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]

TEXT_BYTES_MAX = 1_000_000
TRACK_BYTES_MAX = 100_000_000


def read_text(path: Path, what: str, error: type[SarexError], *, bytes_max: int = TEXT_BYTES_MAX) -> str:
    """The text of a small file. Raises `error` naming `what` it should have been."""
    try:
        with path.open("rb") as file:  # a device or a pipe tells no size and may have no end
            content = file.read(bytes_max + 1)
        if len(content) > bytes_max:
            raise error(f"{path} has more than {bytes_max:,} bytes, too many for {what}; check the file name")
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as fault:
        raise error(f"{what} {path} cannot be read: {(fault.strerror or str(fault)).lower()}; check the name") from None
    except UnicodeDecodeError:
        raise error(f"{path} is no text in UTF-8, so it is no {what}; check the file name") from None


def read_incident(path: Path) -> Incident:
    """The incident in a YAML file. Raises IncidentError."""
    from sarex.formats.incident_yaml import parse_incident

    return parse_incident(read_text(path, "incident file", IncidentError), path.name)


def read_units(path: Path) -> tuple[SearchUnit, ...]:
    """The search units in a YAML file. Raises UnitsError."""
    from sarex.formats.units_yaml import parse_units

    return tuple(parse_units(read_text(path, "units file", UnitsError), path.name))


def read_fleet(path: Path) -> SearchUnits:
    """The whole units file: units, conditions, areas and lines. Raises UnitsError."""
    from sarex.formats.units_yaml import parse_units_file

    return parse_units_file(read_text(path, "units file", UnitsError), path.name)


def read_tasks(path: Path) -> TaskOrders:
    """The tasks that a coordinator orders, in a YAML file. Raises TasksError."""
    from sarex.formats.tasks_yaml import parse_tasks

    return parse_tasks(read_text(path, "tasks file", TasksError), path.name)


def read_results(path: Path) -> ReportedResults:
    """The results file with the units, tracks and plans that it names; their places count from the file's own folder.
    Raises ResultsError, UnitsError."""
    from sarex.formats.results_yaml import parse_results
    from sarex.formats.units_yaml import parse_units_file
    from sarex.model.reported_results import ReportedResults
    from sarex.model.search_result import MarkerBuoy, SearchResult

    told, folder = parse_results(read_text(path, "results file", ResultsError), path.name), path.parent
    units = None
    if told.units is not None:
        units = parse_units_file(read_text(folder / told.units, "units file", UnitsError), told.units)
    tracked = [one for one in told.results if isinstance(one, SearchResult | MarkerBuoy)]
    searched = [one for one in tracked if isinstance(one, SearchResult)]
    results = [
        one.model_copy(update={"track": with_fixes(one.track, folder)})
        if isinstance(one, SearchResult | MarkerBuoy) and one.track is not None
        else one
        for one in told.results
    ]
    planned = {one.name: _planned(folder / one.plan, one) for one in searched if one.plan is not None}
    named = (told.units, *(one.track.file for one in tracked if one.track), *(one.plan for one in searched))
    return ReportedResults(tuple(results), units, planned, tuple(folder / name for name in named if name))


def with_fixes(track: Track, folder: Path) -> Track:
    """The track with what its file in this folder holds. Raises ResultsError."""
    from sarex.formats.track_text import read_track

    if track.file is None:
        return track
    path = folder / track.file
    return read_track(track, read_text(path, "track file", ResultsError, bytes_max=TRACK_BYTES_MAX), path.name)


def _planned(path: Path, search: SearchResult) -> PlannedSearch:
    from sarex.formats.planned_search_json import planned_search

    text = read_text(path, "plan", ResultsError, bytes_max=TRACK_BYTES_MAX)
    return planned_search(text, path.name, unit=search.unit or "", sortie=search.sortie, task=search.task)


def read_kept_tasks(path: Path, units: Sequence[SearchUnit]) -> dict[str, tuple[UnitTask, ...]]:
    """The tasks of the frozen ones of these units in a `plan.json`, by unit. Raises PlanError."""
    from sarex.formats.kept_tasks_json import kept_tasks

    return kept_tasks(read_text(path, "plan to keep", PlanError, bytes_max=TRACK_BYTES_MAX), path.name, units)


def read_own_classes(path: Path | None) -> tuple[LeewayClass, ...]:
    """A user's own leeway classes from a CSV file in the columns of the published table. Raises ObjectError."""
    from sarex.model.leeway_class import leeway_classes_from_csv

    return () if path is None else leeway_classes_from_csv(read_text(path, "leeway table", ObjectError))


def open_sources(
    locations: Sequence[str],
    mapping: Mapping[str, str] | None = None,
    coast_fill_m: float = 10_000.0,
    on_grid_file: Callable[[GridFileError], None] | None = None,
) -> list[ForcingSource]:
    """Forcing sources in the order given, which is their priority. Raises ForcingError.

    on_grid_file : takes files that are understood but hold no forcing, which are refused otherwise
    """
    from sarex.adapters.forcing import open_all_forcing

    return open_all_forcing(locations, mapping=mapping, coast_fill_m=coast_fill_m, on_grid_file=on_grid_file)


def open_coast(announce: Callable[[str], None] | None = None) -> CoastSource:
    """The full-resolution coast behind its cache on disk. `announce` gets a line when a part of it is built."""
    from sarex.adapters.coast import Coast

    return Coast(announce=announce)


def depth_test(path: Path) -> DepthTest:
    """A function of longitudes and latitudes that gives the depth of water [m], NaN where the file has none. Raises
    ForcingError."""
    from sarex.adapters.depth_file import open_depth

    return open_depth(path).at


def land_test(coast: CoastSource) -> LandTest:
    """A function of longitudes and latitudes that is True on land."""
    from sarex.drift.shoreline import on_land

    return lambda lon, lat: on_land(coast, lon, lat)


def back_up(folder: Path, output: Path, *, url: str | None = None, keys: Path | None = None) -> BackupManifest:
    """Back up the node in a folder. Raises LogError where there is none, OutputError.

    keys : file for the keys of people, which the backup itself does not hold
    """
    from sarex.adapters.backup_archive import write_backup
    from sarex.adapters.node_folder import open_node
    from sarex.adapters.sql_people import KEPT_TABLES
    from sarex.adapters.system_clock import SystemClock

    node = open_node(folder, url, make=False)
    try:
        made = write_backup(node, output, SystemClock().now(), tables=KEPT_TABLES)
        if keys is not None:
            node.people.write_key_file(keys)
    finally:
        node.engine.dispose()
    return made


def restore_node(source: Path, folder: Path, *, url: str | None = None, keys: Path | None = None) -> BackupManifest:
    """Make a node of a backup. Raises LogError, OutputError."""
    from sarex.adapters.restore import restore_backup
    from sarex.adapters.sql_people import KEPT_TABLES

    return restore_backup(source, folder, url=url, key_file=keys, tables=KEPT_TABLES)
