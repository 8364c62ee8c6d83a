"""The times of a variable, whatever way a file writes them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from netCDF4 import num2date
from numpy.typing import NDArray

from sarex.adapters.stored_file import StoredFile, StoredVariable
from sarex.model.errors import ForcingError

TIME_DIMS: Final = {
    "time", "ocean_time", "mt", "valid_time", "validtime", "t", "time1", "time2", "time_counter", "times", "date",
    "forecast_time", "time0", "xtime", "run", "reftime", "forecast_reference_time", "analysis_time",
}  # fmt: skip
STEP_DIMS: Final = {"step", "lead_time", "leadtime", "lead", "forecast_period", "fcst_hour", "prediction_timedelta"}
RUN_NAMES: Final = ("forecast_reference_time", "time_run", "reftime", "run_time", "analysis_time")
STEP_UNITS_S: Final = {"s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "hr": 3600.0, "d": 86_400.0}
UNKNOWN_START: Final = "seconds since 1970-01-01"


@dataclass(frozen=True)
class TimeAxis:
    """time_s : float64 (time,), strictly increasing; dims: the dimensions of the variable that mean time, and
    index : intp (time, dim), where along them each time is stored; mean_s : length that values are means of, or 0;
    run_s: when the newest model run in it began, where the file says so."""

    time_s: NDArray[np.float64]
    dims: tuple[str, ...]
    index: NDArray[np.intp]
    mean_s: float = 0.0
    notes: tuple[str, ...] = ()
    run_s: float | None = None


def time_dims(file: StoredFile, variable: StoredVariable) -> tuple[str, ...]:
    """The dimensions of a variable that mean time: none, one, or run and step."""
    return tuple(dim for dim in variable.dims if _is_time(file, dim) or dim.lower() in STEP_DIMS)


def time_axis(file: StoredFile, variable: StoredVariable) -> TimeAxis:
    """When each level of the variable holds; sorted, and of several for one time the newest. Raises ForcingError."""
    dims = time_dims(file, variable)
    if len(dims) > 2:
        raise ForcingError(f"{file.name}: {variable.name} has {len(dims)} dimensions of time {dims}; keep run and step")
    sizes = {dim: variable.size(dim) for dim in dims}
    shape = tuple(sizes.values())
    clock = _clock(file, variable, dims)
    times = _spread(_decoded(file, clock), clock, sizes)
    times, runs, notes = _with_steps(file, clock, sizes, times)
    mean_s, shift_s, mean_notes = _means(file, variable, clock, times)
    index = np.stack([part.ravel() for part in np.indices(shape)], axis=-1) if shape else np.zeros((1, 0), np.intp)
    flat, run = (times + shift_s).ravel(), runs.ravel()
    order = np.lexsort((np.arange(len(flat)), run, flat))
    order = order[np.isfinite(flat[order])]
    if len(order) == 0:
        raise ForcingError(f"{file.name}: the times in {clock.name} are all missing; check how the file was made")
    if len(order) < len(flat):
        notes += (f"{len(flat) - len(order)} levels have no time and are left out",)
    last = np.append(np.diff(flat[order]) > 0.5, True)
    if not last.all():
        notes += (f"{int((~last).sum())} levels repeat a time: the newest of each is taken",)
    if (np.diff(flat[np.isfinite(flat)]) < 0).any() and len(dims) == 1:
        notes += ("times were not in order and have been sorted",)
    kept = order[last]
    run_s = _run_s(file, clock, sizes)
    return TimeAxis(flat[kept], dims, index[kept].astype(np.intp), mean_s, (*notes, *mean_notes), run_s)


def _is_time(file: StoredFile, dim: str) -> bool:
    if dim.lower() in TIME_DIMS:
        return True
    axis = file.variables.get(dim)
    return axis is not None and axis.dims == (dim,) and _tells_time(axis)


def _tells_time(variable: StoredVariable) -> bool:
    return " since " in variable.text("units").lower() or variable.text("standard_name") == "time"


def _clock(file: StoredFile, variable: StoredVariable, dims: tuple[str, ...]) -> StoredVariable:
    """The variable that says the time: `valid_time` before anything else, else one along the first time dimension."""
    named = variable.text("time").split() + variable.text("coordinates").split()
    first_dim = [dim for dim in dims if dim.lower() not in STEP_DIMS][:1]
    names = ["valid_time", *first_dim, *named, "time", "ocean_time", "MT", "XTIME", *file.variables]
    candidates = [file.variables[name] for name in dict.fromkeys(names) if name in file.variables]
    fitting = [one for one in candidates if set(one.dims) <= set(dims) and (one.dims or not first_dim)]
    for one in fitting:
        if " since " in one.text("units").lower() and one.text("standard_name") != "forecast_reference_time":
            return one
    for one in fitting:
        if one.name in first_dim or one.text("standard_name") == "time":
            return one
    for one in fitting:
        if " since " in one.text("units").lower():
            return one
    raise ForcingError(
        f"{file.name}: {variable.name} has no time ({', '.join(variable.dims)}); the file needs a time coordinate with "
        "units such as `hours since 2026-01-30 00:00`"
    )


def _decoded(file: StoredFile, clock: StoredVariable) -> NDArray[np.float64]:
    """The clock in seconds since 1970 UTC; NaN where it is missing."""
    units = clock.text("units")
    if " since " not in units.lower():
        step = _step_unit_s(units)
        if step is None:
            raise ForcingError(
                f"{file.name}: {clock.name} has units {units!r} and so no date; give it units such as "
                "`hours since 2026-01-30 00:00`"
            )
        return clock.whole() * step
    values = clock.whole()
    seconds = np.full(values.shape, np.nan)
    real = np.isfinite(values)
    calendar = clock.text("calendar").lower() or "standard"
    try:
        with warnings.catch_warnings():
            # What no calendar has is refused below; the library would warn of it before.
            warnings.simplefilter("ignore")
            dates = num2date(values[real], units, calendar, only_use_cftime_datetimes=True)
    except (ValueError, OverflowError, TypeError) as fault:
        raise ForcingError(
            f"{file.name}: the times in {clock.name} cannot be read ({fault}); give them units such as "
            "`hours since 2026-01-30 00:00`"
        ) from None
    seconds[real] = [_utc_seconds(date, calendar, file.name) for date in np.ravel(np.asarray(dates, dtype=object))]
    return seconds


def _utc_seconds(date: Any, calendar: str, source_name: str) -> float:
    try:
        instant = datetime(
            date.year, date.month, date.day, date.hour, date.minute, date.second, date.microsecond, tzinfo=UTC
        )
    except ValueError:
        raise ForcingError(
            f"{source_name}: {date.strftime('%Y-%m-%d')} in its {calendar} calendar is no date that exists; leave such "
            "days out or convert the file to the standard calendar"
        ) from None
    seconds = instant.timestamp()
    # Days and hours as binary fractions miss the full second by microseconds.
    return float(round(seconds)) if abs(seconds - round(seconds)) < 0.05 else seconds


def _spread(values: NDArray[np.float64], coordinate: StoredVariable, sizes: Mapping[str, int]) -> NDArray[np.float64]:
    """A coordinate along some of the time dimensions, over all of them."""
    kept = [dim for dim in sizes if dim in coordinate.dims]
    ordered = np.transpose(values, [coordinate.dims.index(dim) for dim in kept])
    reshaped = ordered.reshape([size if dim in kept else 1 for dim, size in sizes.items()])
    return np.array(np.broadcast_to(reshaped, tuple(sizes.values())))


def _with_steps(
    file: StoredFile, clock: StoredVariable, sizes: Mapping[str, int], times: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[str, ...]]:
    """Valid times, the run that each comes from (later is newer), and what was assumed."""
    notes: tuple[str, ...] = ()
    if " since " not in clock.text("units").lower():
        notes = (f"WARNING: {clock.name} has no date: it is counted from 1970-01-01, so it serves no real incident",)
    step_dim = next((dim for dim in sizes if dim.lower() in STEP_DIMS), None)
    runs = np.zeros(tuple(sizes.values()))
    run = next((file.variables[name] for name in RUN_NAMES if name in file.variables), None)
    if run is not None and run is not clock and set(run.dims) <= set(sizes) and " since " in run.text("units").lower():
        runs = _spread(_decoded(file, run), run, sizes)
    if step_dim is None:
        return times, runs, notes
    lead = _spread(_steps(file, step_dim), _along(step_dim), sizes)
    # Where the clock already says the valid time of each step, the newest run has the shortest step.
    return (times, -lead, notes) if step_dim in clock.dims else (times + lead, times, notes)


def _run_s(file: StoredFile, clock: StoredVariable, sizes: Mapping[str, int]) -> float | None:
    """When the newest model run in the file began. Where there are lead times, `time` is the run that they begin at."""
    stepped = any(dim.lower() in STEP_DIMS for dim in sizes)
    named = [file.variables[name] for name in (*RUN_NAMES, *(("time",) if stepped else ())) if name in file.variables]
    for one in (*named, *((clock,) if stepped else ())):
        fits = set(one.dims) <= set(sizes) and not any(dim.lower() in STEP_DIMS for dim in one.dims)
        if fits and " since " in one.text("units").lower():
            seconds = _decoded(file, one)
            return float(np.nanmax(seconds)) if np.isfinite(seconds).any() else None
    return None


def _along(dim: str) -> StoredVariable:
    return StoredVariable(dim, (dim,), (0,), {}, lambda _: np.zeros(0))


def _steps(file: StoredFile, dim: str) -> NDArray[np.float64]:
    """Lead times [s] along a dimension."""
    axis = file.variables.get(dim)
    if axis is None or axis.dims != (dim,):
        raise ForcingError(f"{file.name}: the dimension {dim} has no values, so that the lead times are not known")
    unit = _step_unit_s(axis.text("units"))
    if unit is None:
        raise ForcingError(
            f"{file.name}: {dim} has units {axis.text('units')!r}; lead times need hours, such as `hours`"
        )
    return axis.whole() * unit


def _step_unit_s(units: str) -> float | None:
    plain = units.lower().strip()
    if plain in STEP_UNITS_S:
        return STEP_UNITS_S[plain]
    spelled = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86_400.0}
    return spelled.get(plain.removesuffix("s"))


def _means(
    file: StoredFile, variable: StoredVariable, clock: StoredVariable, times: NDArray[np.float64]
) -> tuple[float, float, tuple[str, ...]]:
    """(length that the values are means of, what to add to the times so that they name its middle, notes)."""
    method = re.search(r"\btime\w*\s*:\s*(\w+)", variable.text("cell_methods").lower())
    said = variable.text("long_name").lower().startswith("time-averaged") or clock.text("long_name").startswith(
        "averaged"
    )
    is_mean = method[1] in ("mean", "average") if method else said
    bounds = file.variables.get(clock.text("bounds"))
    if method is not None and not is_mean:
        return 0.0, 0.0, ()
    if bounds is not None and bounds.shape == (*clock.shape, 2):
        units = {**clock.attributes, **bounds.attributes}
        edges = _decoded(file, StoredVariable(bounds.name, bounds.dims, bounds.shape, units, bounds.raw))
        length = float(np.nanmedian(edges[..., 1] - edges[..., 0]))
        if length > 0 and edges.shape[:-1] == times.shape:
            shift = float(np.nanmedian(edges.mean(axis=-1) - times))
            note = (f"times moved by {shift / 3600:+.3g} h to the middle of their period",) if abs(shift) > 1.0 else ()
            return length, shift, note
    if not is_mean:
        return 0.0, 0.0, ()
    interval = file.variables.get("nAVG"), file.variables.get("dt")
    if interval[0] is not None and interval[1] is not None:
        return float(interval[0].whole()) * float(interval[1].whole()), 0.0, ()
    steps = np.diff(np.unique(times[np.isfinite(times)]))
    if len(steps):
        return float(np.median(steps)), 0.0, ()
    return 0.0, 0.0, ("means over a period that the file does not state",)
