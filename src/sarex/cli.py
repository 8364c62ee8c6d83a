"""The same commands from a terminal: parse, call, print. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, Literal, NoReturn, Self

import typer

from sarex import __version__
from sarex.model.errors import ForcingError, OutputError, SarexError

EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130

app = typer.Typer(
    name="sarex",
    help="From a distress report at sea to one search plan that every partner can execute.",
    epilog="Not for navigation. Times are UTC, positions latitude first. Bad input exits with 2 and says why.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
forcing_app = typer.Typer(help="Look at wind and current files.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(forcing_app, name="forcing")

Forcing = Annotated[
    list[str],
    typer.Option(
        "--forcing", "-f",
        help="Wind or current: NetCDF, Zarr, GRIB, OPeNDAP address, .yaml hand table. Repeat it; earlier goes first.",
    ),
]  # fmt: skip
Mapping = Annotated[
    list[str] | None,
    typer.Option("--variable", help="Name a variable yourself, such as current_east=uo (also wind_, stokes_, _north)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print exactly one JSON object on stdout; progress on stderr.")]
CoastFill = Annotated[str, typer.Option(help="How far a sea cell without model data may take its nearest sea value.")]
AllowGaps = Annotated[bool, typer.Option("--allow-gaps", help="Go on when more than 1 % leaves the forcing; says so.")]
Lang = Annotated[Literal["en", "ja", "ko"], typer.Option(help="The language of names; words are sought in all.")]
OwnObjects = Annotated[Path | None, typer.Option("--objects", help="CSV with leeway classes of your own.")]
OnlyUnits = Annotated[
    list[str] | None, typer.Option("--unit", help="Plan for this unit alone; repeat it for several. All by default.")
]
OnlyPattern = Annotated[
    str | None, typer.Option("--pattern", help="Plan with this pattern alone: PS, CS, SS (expanding square) or VS.")
]
Keep = Annotated[
    Path | None, typer.Option(help="plan.json of an earlier plan, in which frozen units keep their tasks.")
]
Order = Annotated[
    Path | None, typer.Option(help="Tasks (YAML) that units are to do as told; the others are planned round them.")
]
Depth = Annotated[
    Path | None, typer.Option(help="Depths on latitudes and longitudes (NetCDF, Zarr), for units with `depth_min`.")
]
DataDir = Annotated[Path | None, typer.Option(help="Folder of the desk: its log and files.")]
Database = Annotated[str | None, typer.Option(help="URL of another SQL database, such as PostgreSQL.")]
Conditions = Annotated[str, typer.Option(help="Search conditions of the worksheet: normal or ideal.")]


class Progress:
    """What is going on and how far it is, on stderr: a bar on a terminal, a line a stage elsewhere.

    In a `with` block, so that the bar is gone and the cursor is back before a fault is told.
    """

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._stage = ""

    def __call__(self, share: float, stage: str) -> None:
        if not sys.stderr.isatty():
            if stage != self._stage:
                sys.stderr.write(f"{stage} ...\n")
                sys.stderr.flush()
        elif self._bar is None:
            from rich.console import Console
            from rich.progress import Progress as Bar

            self._bar = Bar(console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(stage, total=1.0)
        if self._bar is not None:
            self._bar.update(self._task, completed=share, description=stage)
        self._stage = stage

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        self._bar, self._stage = None, ""


def _print(value: dict[str, Any] | str) -> None:
    sys.stdout.write(
        (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, allow_nan=False)) + "\n"
    )


def _pairs(mapping: list[str] | None) -> dict[str, str]:
    pairs = {}
    for entry in mapping or ():
        key, separator, name = entry.partition("=")
        if not separator or not key or not name:
            raise ForcingError(f"--variable {entry!r} cannot be used; write it as current_east=NAME")
        pairs[key.strip()] = name.strip()
    return pairs


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        _print(f"sarex {__version__}")
        raise typer.Exit


@app.command()
def objects(
    words: Annotated[list[str] | None, typer.Argument(help="Words that key or name must hold.")] = None,
    own: OwnObjects = None,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """List the leeway classes of search objects, or those that fit the words."""
    from sarex.formats.object_list import object_list_json, object_list_text
    from sarex.model.leeway_class import leeway_catalogue, search_leeway_classes
    from sarex.wiring import read_own_classes

    found = search_leeway_classes(" ".join(words or ()), (*read_own_classes(own), *leeway_catalogue()))
    _print(object_list_json(found) if as_json else object_list_text(found, lang))


@app.command()
def units(
    words: Annotated[list[str] | None, typer.Argument(help="Words that key, kind or name must hold.")] = None,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """List typical units as entries to copy into a units file, or those that fit the words."""
    from sarex.formats.unit_list import typical_unit_list_json, typical_unit_list_text
    from sarex.model.typical_units import search_typical_units

    found = search_typical_units(" ".join(words or ()))
    _print(typical_unit_list_json(found) if as_json else typical_unit_list_text(found, lang))


@app.command()
def sensors(
    words: Annotated[list[str] | None, typer.Argument(help="Words that name or description must hold.")] = None,
    as_json: AsJson = False,
) -> None:
    """List sensors, radars and signals with what they give and its source, or those that fit the words."""
    from sarex.formats.sensor_list import sensor_list_json, sensor_list_text
    from sarex.model.sensor_catalogue import search_sensors

    found = search_sensors(" ".join(words or ()))
    _print(sensor_list_json(found) if as_json else sensor_list_text(found))


@app.command()
def schema(
    what: Annotated[str, typer.Argument(help="incident, units, results or tasks.")],
) -> None:
    """Print the JSON Schema of a file, for editors."""
    from sarex.api import file_schema

    _print(json.dumps(file_schema(what), indent=2, ensure_ascii=False))


@forcing_app.command("check")
def forcing_check(
    forcing: Forcing,
    variable: Mapping = None,
    as_json: AsJson = False,
) -> None:
    """Show what was understood of wind and current files: variables, grid, area, period, gaps, level."""
    from sarex.formats.coverage_report import coverage_json, coverage_report
    from sarex.wiring import open_sources

    grids: list[str] = []
    sources = open_sources(forcing, _pairs(variable), on_grid_file=lambda understood: grids.append(str(understood)))
    coverages = [found for source in sources for found in source.coverage]
    if as_json:
        _print({**coverage_json(coverages), "grid_files": grids})
    else:
        _print("\n".join([*grids, *([coverage_report(coverages)] if coverages else [])]))


@app.command()
def drift(
    incident: Annotated[Path, typer.Argument(help="Incident file (YAML).")],
    *,
    forcing: Forcing,
    output: Annotated[Path, typer.Option("--output", "-o", help="The cloud to write (NetCDF).")],
    variable: Mapping = None,
    coast_fill: CoastFill = "10 km",
    allow_gaps: AllowGaps = False,
    own: OwnObjects = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Processor cores to use; all by default.")] = None,
    as_json: AsJson = False,
) -> None:
    """Drift the particles of an incident through wind and current: where may it be, hour by hour."""
    from sarex import api
    from sarex.adapters.whole_file import check_place
    from sarex.formats.drift_summary import drift_json, drift_text

    check_place(output, inputs=[incident, *forcing, *([own] if own else [])])
    with Progress() as progress:
        began = time.perf_counter()
        cloud = api.drift(
            incident, forcing, mapping=_pairs(variable), coast_fill=coast_fill, allow_gaps=allow_gaps, own_classes=own,
            threads=threads, progress=progress,
        )  # fmt: skip
        seconds = time.perf_counter() - began
        progress(1.0, "writing the cloud")
        api.save_cloud(cloud, output)
    _print(drift_json(cloud, output, seconds) if as_json else drift_text(cloud, output, seconds))


@app.command("map")
def map_(
    cloud: Annotated[Path, typer.Argument(help="A cloud written by `sarex drift`.")],
    *,
    at: Annotated[str, typer.Option(help="An output time of the cloud, such as 2015-11-16T18:00Z.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="map.nc, .tif, .geojson or .png")],
    cell: Annotated[str | None, typer.Option(help="Size of a cell, such as `500 m`; chosen if left out.")] = None,
    smoothing: Annotated[str | None, typer.Option(help="Smoothing length; chosen if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make the probability map at one time: 50 and 90 % areas, most probable point."""
    from sarex import api
    from sarex.formats.map_summary import map_json, map_text
    from sarex.handover import check_map_place

    check_map_place(output, inputs=[cloud])
    chart = api.probability_map(cloud, at, cell=cell, smoothing=smoothing)
    api.save_map(chart, output)
    _print(map_json(chart, output) if as_json else map_text(chart, output))


@app.command()
def plan(
    start: Annotated[Path, typer.Argument(metavar="INCIDENT.yaml|CLOUD.nc", help="Incident file or cloud.")],
    units: Annotated[Path, typer.Argument(metavar="UNITS.yaml", help="Search units (YAML).")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the plan's files.")],
    forcing: Annotated[list[str] | None, typer.Option("--forcing", "-f", help="As for `sarex drift`.")] = None,
    method: Annotated[str, typer.Option(help="optimised, or worksheet: the IAMSAR manual method.")] = "optimised",
    conditions: Conditions = "normal",
    seconds: Annotated[
        float | None, typer.Option(help="Time for the optimiser, 10 if no iterations are given; it may end sooner.")
    ] = None,
    iterations: Annotated[int | None, typer.Option(help="Stop after so many: the same plan each time.", min=0)] = None,
    seed: Annotated[int | None, typer.Option(help="Of the optimiser; by default that of the drift.", min=0)] = None,
    timing: Annotated[str, typer.Option(help="worksheet: 0.85, turns free; timed: 0.95, turns timed.")] = "worksheet",
    moving: Annotated[bool, typer.Option("--moving", help="Lay legs relative to the drifting datum.")] = False,
    survival: Annotated[bool, typer.Option("--survival", help="Weight by the chance to be found alive.")] = False,
    unit: OnlyUnits = None,
    pattern: OnlyPattern = None,
    keep: Keep = None,
    order: Order = None,
    depth: Depth = None,
    variable: Mapping = None,
    coast_fill: CoastFill = "10 km",
    allow_gaps: AllowGaps = False,
    own: OwnObjects = None,
    as_json: AsJson = False,
) -> None:
    """Plan the search: who searches which area with which pattern from when, and how good that is."""
    from sarex import api
    from sarex.adapters.whole_file import check_folder_place
    from sarex.formats.plan_json import plan_json
    from sarex.formats.plan_text import plan_text
    from sarex.planning import PlanRequest

    check_folder_place(output)
    wanted = PlanRequest(
        method, conditions, seconds, iterations, seed, timing, moving, survival, only=unit or (), pattern=pattern,
        order=order,
    )  # fmt: skip
    api.chosen_fleet(units, wanted, keep)  # its faults are told before the drift begins
    options: dict[str, Any] = {
        "mapping": _pairs(variable), "coast_fill": coast_fill, "allow_gaps": allow_gaps, "own_classes": own,
    }  # fmt: skip
    with Progress() as progress:
        optimised = method == "optimised"
        cloud = api.cloud_of(start, forcing or [], finely=optimised, progress=progress, **options)
        second = None
        if optimised:
            second = api.second_cloud_of(start, forcing or [], progress=progress, **options)
        progress(1.0, "planning")
        search_plan = api.plan(
            cloud, units, forcing or [], request=wanted, second=second, keep=keep, depth=depth, progress=progress,
            **options,
        )  # fmt: skip
        progress(1.0, "writing the plan")
        files = api.save_plan(search_plan, cloud, output)
    _print({**plan_json(search_plan), "files": [str(path) for path in files]} if as_json else plan_text(search_plan))


@app.command()
def update(
    cloud: Annotated[Path, typer.Argument(metavar="CLOUD.nc", help="A cloud of `sarex drift` or `sarex update`.")],
    results: Annotated[Path | None, typer.Argument(metavar="RESULTS.yaml", help="What the search brought in.")] = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The updated cloud to write (NetCDF).")],
    forcing: Annotated[list[str] | None, typer.Option("--forcing", "-f", help="As for `sarex drift`.")] = None,
    undo: Annotated[str | None, typer.Option(help="Name of an applied result to take back first.")] = None,
    effective_share: Annotated[float, typer.Option(help="Draw particles afresh below it.")] = 0.3,
    variable: Mapping = None,
    coast_fill: CoastFill = "10 km",
    allow_gaps: AllowGaps = False,
    own: OwnObjects = None,
    as_json: AsJson = False,
) -> None:
    """Update the cloud by what the search brought in: empty searches, sightings, debris, marker buoys."""
    from sarex import api
    from sarex.adapters.whole_file import check_place
    from sarex.formats.update_summary import update_json, update_text
    from sarex.wiring import read_results

    reported = read_results(results) if results else None
    named = reported.files if reported else ()
    given = (cloud, results, own, *(forcing or []), *named)
    check_place(output, inputs=[one for one in given if one])
    with Progress() as progress:
        changed = api.update(
            cloud, reported, forcing=forcing or [], undo=undo, effective_share=effective_share,
            mapping=_pairs(variable), coast_fill=coast_fill, allow_gaps=allow_gaps, own_classes=own, progress=progress,
        )  # fmt: skip
        progress(1.0, "writing the cloud")
        api.save_cloud(changed, output)
    _print(update_json(changed, output, undo) if as_json else update_text(changed, output, undo))


@app.command()
def desk(
    *,
    host: Annotated[
        str, typer.Option(help="Address to listen on; the default is for this machine alone.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 8340,
    data_dir: DataDir = None,
    database: Database = None,
    name: Annotated[list[str] | None, typer.Option(help="A name by which browsers call it; repeat it.")] = None,
    secure: Annotated[bool, typer.Option("--secure", help="Cookies over HTTPS alone, behind a proxy.")] = False,
) -> None:
    """Serve the desk: cases, drift, plans and results for several people in their browsers, until Ctrl-C."""
    from sarex.desk import data_folder, run_desk
    from sarex.web.settings import WebSettings

    settings = WebSettings(host=host, port=port, names=tuple(name or ()), secure=secure)
    run_desk(data_dir or data_folder(), settings, database)


@app.command()
def backup(
    output: Annotated[Path, typer.Argument(metavar="BACKUP.zip", help="The file to write.")],
    *,
    keys: Annotated[Path | None, typer.Option(help="Write keys of people to this file, kept elsewhere.")] = None,
    data_dir: DataDir = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Back up a desk: log, files, people who sign in. It may go on working meanwhile."""
    from sarex.desk import data_folder
    from sarex.formats.backup_summary import backup_json, backup_text
    from sarex.wiring import back_up

    with Progress() as progress:
        progress(0.0, "writing the backup")
        made = back_up(data_dir or data_folder(), output, url=database, keys=keys)
    _print((backup_json if as_json else backup_text)(made, output, keys))


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP.zip", help="A file of `sarex backup`.")],
    *,
    keys: Annotated[Path | None, typer.Option(help="The key file that was written with it or later.")] = None,
    data_dir: DataDir = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Make a desk of a backup, in an empty folder and database, all of it checked."""
    from sarex.desk import data_folder
    from sarex.formats.backup_summary import backup_json, backup_text
    from sarex.wiring import restore_node

    folder = data_dir or data_folder()
    with Progress() as progress:
        progress(0.0, "restoring the backup")
        made = restore_node(source, folder, url=database, keys=keys)
    _print((backup_json if as_json else backup_text)(made, folder, keys))


@app.command()
def demo(
    *,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Print the plan and end, without desk and browser.")
    ] = False,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the demo's files.")] = Path("sarex-demo"),
    port: Annotated[int, typer.Option(help="Port of the desk; if it is taken, another.", min=0, max=65535)] = 8340,
    anew: Annotated[bool, typer.Option("--anew", help="Make the ready case again, beside the one there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --no-open: print the plan as one JSON object.")] = False,
) -> None:
    """Serve a node with a ready case on a synthetic sea, planned, and open its desk in the browser, until Ctrl-C.

    The first start makes the case in a minute or two; later ones open it as it was left.
    """
    if not no_open:
        from sarex.demo_desk import DemoRequest, run_demo_desk

        if as_json:
            raise OutputError("--json prints the plan and the desk does not end with one; add --no-open")
        run_demo_desk(output, DemoRequest(port=port, anew=anew), Progress())
        return
    from sarex.demo import run_demo
    from sarex.formats.plan_json import plan_json
    from sarex.formats.plan_text import plan_text

    with Progress() as progress:
        search_plan, page = run_demo(output, progress)
    _print({**plan_json(search_plan), "page": str(page)} if as_json else plan_text(search_plan))
    sys.stderr.write(f"Page with map, plan and files: {page}\n")


def _fail(message: str, code: int) -> NoReturn:
    sys.stderr.write(f"sarex: {' '.join(message.split())}\n")
    sys.exit(code)


def _run(command: Callable[..., Any]) -> None:
    """Run the command line; every fault of the input ends in one line and exit code 2."""
    try:
        code = command(standalone_mode=False)
    except SarexError as error:
        _fail(str(error), EXIT_BAD_INPUT)
    except typer.TyperException as error:
        if not sys.argv[1:] or type(error).__name__ == "NoArgsIsHelpError":
            sys.stdout.write(f"{error}\n")
            sys.exit(EXIT_BAD_INPUT)
        _fail(f"{error.format_message().rstrip('.')}; see `sarex {_command_name()}--help`", EXIT_BAD_INPUT)
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except MemoryError:
        _fail("not enough memory for this run; use fewer particles or a smaller forcing file", EXIT_BAD_INPUT)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        _fail(f"the system refused a file: {error}; check the space left and the permissions", EXIT_BAD_INPUT)
    if code == EXIT_INTERRUPTED:
        _fail("stopped by Ctrl-C; nothing was written", EXIT_INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _command_name() -> str:
    """The command that was typed, with a space behind it, for the hint at its help."""
    typed = sys.argv[1:2]
    return f"{typed[0]} " if typed and not typed[0].startswith("-") else ""


def main() -> None:
    """Entry point of the `sarex` command. What goes into a file or a pipe is UTF-8, also on Windows."""
    if isinstance(sys.stdout, TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")
    _run(app)
