"""Times as files write them: sorted, the newest of each, in UTC."""

from __future__ import annotations

import numpy as np
import pytest

from adapters.sea_file import HOURS_SINCE, START_S, SeaFile, plain_sea
from sarex.adapters.gridded_file import open_gridded, open_gridded_source
from sarex.model.errors import ForcingError

HOUR_S = 3600.0
LON, LAT = np.arange(128.0, 130.0, 0.5), np.arange(33.0, 35.0, 0.5)


def stepped(path, dims, times, values=None, **coordinates):
    """A current whose east component is a number per time; coordinates are name=(dims, values, attributes)."""
    sea = SeaFile(path)
    shape = np.shape(times)
    values = np.arange(np.prod(shape)).reshape(shape) / 100.0 if values is None else values
    for name, (of, numbers, attributes) in coordinates.items():
        sea.add(name, of, np.asarray(numbers, float), **attributes)
    sea.add("lat", ("lat",), LAT, units="degrees_north").add("lon", ("lon",), LON, units="degrees_east")
    block = np.broadcast_to(np.asarray(values)[..., None, None], (*shape, len(LAT), len(LON)))
    for name in ("uo", "vo"):
        sea.add(name, (*dims, "lat", "lon"), block.astype(np.float32), units="m/s")
    return sea.done()


def read(path):
    (field,) = open_gridded(str(path), name=path.name)
    hours = ((field.time_s - START_S) / HOUR_S).tolist()
    return field, hours, (field.read(0, len(hours))[0, :, 0, 0, 0] * 100).round().tolist()


def simple(path, hours, **attributes):
    return stepped(path, ("time",), hours, time=(("time",), hours, {"units": HOURS_SINCE, **attributes}))


def test_times_in_order(tmp_path):
    field, hours, values = read(simple(tmp_path / "t.nc", [0, 1, 2, 3]))
    assert (hours, values) == ([0, 1, 2, 3], [0, 1, 2, 3])
    assert field.run_s is None


def test_unsorted_times_are_sorted_with_their_values(tmp_path):
    field, hours, values = read(simple(tmp_path / "t.nc", [3, 1, 0, 2]))
    assert (hours, values) == ([0, 1, 2, 3], [2, 1, 3, 0])
    assert "times were not in order and have been sorted" in field.notes
    assert field.read(1, 3)[0, :, 0, 0, 0] * 100 == pytest.approx([1, 3])


def test_of_times_that_repeat_the_last_is_the_newest(tmp_path):
    field, hours, values = read(simple(tmp_path / "t.nc", [0, 1, 2, 1, 2, 3]))
    assert (hours, values) == ([0, 1, 2, 3], [0, 3, 4, 5])
    assert any(note.startswith("2 levels repeat a time") for note in field.notes)


def test_a_run_time_beside_the_time_says_which_is_newest(tmp_path):
    path = stepped(
        tmp_path / "best.nc", ("time",), [0, 1, 2, 1, 2],
        time=(("time",), [0, 1, 2, 1, 2], {"units": HOURS_SINCE}),
        time_run=(("time",), [6, 6, 6, 0, 12], {"units": HOURS_SINCE, "standard_name": "forecast_reference_time"}),
    )  # fmt: skip
    field, hours, values = read(path)
    assert (hours, values) == ([0, 1, 2], [0, 1, 4])
    assert field.run_s == START_S + 12 * HOUR_S


def test_run_and_step_give_the_valid_time_of_the_newest_run(tmp_path):
    path = stepped(
        tmp_path / "f.nc", ("time", "step"), np.zeros((2, 3)), np.arange(6).reshape(2, 3) / 100,
        time=(("time",), [0, 6], {"units": HOURS_SINCE}), step=(("step",), [0, 6, 12], {"units": "hours"}),
    )  # fmt: skip
    field, hours, values = read(path)
    assert hours == [0, 6, 12, 18]
    assert values == [0, 3, 4, 5]
    assert field.run_s == START_S + 6 * HOUR_S
    assert field.read(1, 2)[0, 0, 0, 0, 0] == pytest.approx(0.03)


def test_a_valid_time_over_run_and_step(tmp_path):
    valid = [[0, 3, 6], [3, 6, 9]]
    path = stepped(
        tmp_path / "v.nc", ("time", "step"), np.zeros((2, 3)), np.arange(6).reshape(2, 3) / 100,
        time=(("time",), [0, 3], {"units": HOURS_SINCE}), step=(("step",), [0, 3, 6], {"units": "hours"}),
        valid_time=(("time", "step"), valid, {"units": HOURS_SINCE}),
    )  # fmt: skip
    field, hours, values = read(path)
    assert (hours, values) == ([0, 3, 6, 9], [0, 3, 4, 5])
    assert field.run_s == START_S + 3 * HOUR_S


def test_one_run_with_steps(tmp_path):
    sea = stepped(
        tmp_path / "s.nc", ("step",), [0, 0, 0], time=((), 6.0, {"units": HOURS_SINCE}),
        step=(("step",), [0, 1, 2], {"units": "hours"}),
    )  # fmt: skip
    assert read(sea)[1] == [6, 7, 8]
    sea = stepped(
        tmp_path / "w.nc", ("step",), [0, 0, 0], time=((), 6.0, {"units": HOURS_SINCE}),
        step=(("step",), [0, 1, 2], {"units": "hours"}), valid_time=(("step",), [6, 7, 8], {"units": HOURS_SINCE}),
    )  # fmt: skip
    field, hours, _ = read(sea)
    assert (hours, field.run_s) == ([6, 7, 8], START_S + 6 * HOUR_S)


def test_a_single_time_without_a_dimension(tmp_path):
    path = stepped(tmp_path / "one.nc", (), 0.25, 0.25, time=((), 3.0, {"units": HOURS_SINCE}))
    assert read(path)[1:] == ([3], [25])


def test_hycom_days_since_1900(tmp_path):
    days = (START_S + HOUR_S * np.arange(3)) / 86400.0 + 25203.0
    path = stepped(
        tmp_path / "h.nc", ("MT",), [0, 0, 0], MT=(("MT",), days, {"units": "days since 1900-12-31 00:00:00"})
    )
    assert read(path)[1] == [0, 1, 2]


def test_zones_in_the_units_are_minded(tmp_path):
    path = stepped(
        tmp_path / "z.nc", ("time",), [0], time=(("time",), [9], {"units": "hours since 2026-01-30 00:00 +09:00"})
    )
    assert read(path)[1] == [0]


@pytest.mark.parametrize(
    ("calendar", "day_of_29_feb_2024"), [("noleap", "2024-03-01"), ("365_day", "2024-03-01"), ("360_day", "2024-02-30")]
)
def test_other_calendars_where_their_dates_exist(tmp_path, calendar, day_of_29_feb_2024):
    units = "days since 2024-01-01 00:00"
    path = stepped(tmp_path / "c.nc", ("time",), [0], time=(("time",), [20], {"units": units, "calendar": calendar}))
    (field,) = open_gridded(str(path), name="c.nc")
    assert np.datetime64(int(field.time_s[0]), "s") == np.datetime64("2024-01-21")
    path = stepped(tmp_path / "d.nc", ("time",), [0], time=(("time",), [59], {"units": units, "calendar": calendar}))
    if calendar == "360_day":
        with pytest.raises(ForcingError, match="2024-02-30 in its 360_day calendar is no date that exists"):
            open_gridded(str(path), name="d.nc")
    else:
        (field,) = open_gridded(str(path), name="d.nc")
        assert np.datetime64(int(field.time_s[0]), "s") == np.datetime64(day_of_29_feb_2024)


def test_a_field_without_time_is_refused(tmp_path):
    path = stepped(tmp_path / "n.nc", (), 0.1, 0.1)
    with pytest.raises(ForcingError, match="uo has no time \\(lat, lon\\); the file needs a time coordinate"):
        open_gridded(str(path), name="n.nc")


def test_times_without_a_date_are_counted_from_1970_and_warned_of(tmp_path):
    path = stepped(tmp_path / "c.nc", ("time",), [0, 0], time=(("time",), [0, 7200], {"units": "second"}))
    (field,) = open_gridded(str(path), name="c.nc")
    assert field.time_s.tolist() == [0, 7200]
    assert any(note.startswith("WARNING: time has no date") for note in field.notes)


def test_unreadable_times_are_refused(tmp_path):
    path = stepped(tmp_path / "b.nc", ("time",), [0], time=(("time",), [0], {"units": "hours since once upon a time"}))
    with pytest.raises(ForcingError, match="the times in time cannot be read"):
        open_gridded(str(path), name="b.nc")


def test_missing_times_are_left_out(tmp_path):
    field, hours, values = read(simple(tmp_path / "m.nc", [0, np.nan, 2]))
    assert (hours, values) == ([0, 2], [0, 2])
    assert "1 levels have no time and are left out" in field.notes


def test_daily_means_are_said_and_stand_at_the_middle_of_their_day(tmp_path):
    sea = SeaFile(tmp_path / "daily.nc")
    sea.add("time", ("time",), np.array([0.0, 24.0, 48.0]), units=HOURS_SINCE, bounds="time_bnds")
    sea.add("time_bnds", ("time", "two"), np.array([[0.0, 24.0], [24.0, 48.0], [48.0, 72.0]]))
    sea.add("lat", ("lat",), LAT, units="degrees_north").add("lon", ("lon",), LON, units="degrees_east")
    for name in ("uo", "vo"):
        sea.add(
            name, ("time", "lat", "lon"), np.full((3, 4, 4), 0.1), units="m/s", cell_methods="area: mean time: mean"
        )
    (coverage,) = open_gridded_source(str(sea.done()), name="daily.nc").coverage
    assert ((coverage.time_s - START_S) / HOUR_S).tolist() == [12, 36, 60]
    assert "daily means: tides and inertial motion are gone" in coverage.notes
    assert any("times moved by +12 h" in note for note in coverage.notes)


def test_means_without_bounds_take_their_length_from_the_step(tmp_path):
    path = plain_sea(tmp_path / "m.nc", hours=(0, 24, 48), extra={"cell_methods": "time: mean"}).done()
    (field,) = open_gridded(str(path), name="m.nc")
    assert field.time_mean_s == 86400.0
    path = plain_sea(tmp_path / "p.nc", hours=(0, 24, 48), extra={"cell_methods": "time: point"}).done()
    assert open_gridded(str(path), name="p.nc")[0].time_mean_s == 0.0
