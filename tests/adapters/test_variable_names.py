"""What the variables of a file are taken for, in the order mapping, standard name, known name; and what is asked."""

from __future__ import annotations

import numpy as np
import pytest

from adapters.sea_file import east_north, plain_sea
from sarex.adapters.gridded_file import open_gridded
from sarex.adapters.speed_unit import direction_factor, known_speed_factor, speed_factor
from sarex.model.errors import ForcingError


def fields_of(path, mapping=None):
    return {field.quantity: field for field in open_gridded(str(path), name=path.name, mapping=mapping)}


def assert_analytic(field, sign=1.0):
    """The value at 129.25E 33.75N in the second hour."""
    want = sign * east_north(129.25, 33.75, 1)
    assert field.read(1, 2)[0, 0, 3, 5] == pytest.approx([want.real, want.imag], abs=2e-6)


STANDARD = {
    ("eastward_sea_water_velocity", "northward_sea_water_velocity"): "current",
    ("surface_eastward_sea_water_velocity", "surface_northward_sea_water_velocity"): "current",
    ("sea_water_x_velocity", "sea_water_y_velocity"): "current",
    ("x_sea_water_velocity", "y_sea_water_velocity"): "current",
    ("surface_sea_water_x_velocity", "surface_sea_water_y_velocity"): "current",
    ("eastward_wind", "northward_wind"): "wind",
    ("x_wind", "y_wind"): "wind",
    ("grid_eastward_wind", "grid_northward_wind"): "wind",
    ("sea_surface_wave_stokes_drift_x_velocity", "sea_surface_wave_stokes_drift_y_velocity"): "stokes",
    ("sea_surface_wave_stokes_drift_eastward_velocity", "sea_surface_wave_stokes_drift_northward_velocity"): "stokes",
}


@pytest.mark.parametrize(("standard", "quantity"), STANDARD.items(), ids=lambda value: str(value)[:40])
def test_standard_names_come_before_any_name(tmp_path, standard, quantity):
    path = plain_sea(tmp_path / "s.nc", names=("foo", "bar"), standard=standard).done()
    fields = fields_of(path)
    assert list(fields) == [quantity]
    assert fields[quantity].variables == ("foo", "bar")
    assert_analytic(fields[quantity])


KNOWN = [
    ("uo", "vo", "current"), ("utotal", "vtotal", "current"), ("water_u", "water_v", "current"),
    ("u_velocity", "v_velocity", "current"), ("ssu", "ssv", "current"), ("u_eastward", "v_northward", "current"),
    ("u10", "v10", "wind"), ("ugrd10m", "vgrd10m", "wind"), ("UGRD_10maboveground", "VGRD_10maboveground", "wind"),
    ("VSDX", "VSDY", "stokes"), ("ust", "vst", "stokes"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "quantity"), KNOWN, ids=lambda value: value)
def test_known_names(tmp_path, first, second, quantity):
    fields = fields_of(plain_sea(tmp_path / "s.nc", names=(first, second)).done())
    assert list(fields) == [quantity]
    assert_analytic(fields[quantity])
    assert fields[quantity].components == "east_north"


def test_a_mapping_goes_before_everything(tmp_path):
    sea = plain_sea(tmp_path / "s.nc", names=("mine_u", "mine_v"))
    sea.add("uo", ("time", "lat", "lon"), np.zeros((4, 13, 17)), units="m/s")
    sea.add("vo", ("time", "lat", "lon"), np.zeros((4, 13, 17)), units="m/s")
    path = sea.done()
    for keys in (("current_x", "current_y"), ("current_east", "current_north"),
                 ("eastward_sea_water_velocity", "northward_sea_water_velocity")):  # fmt: skip
        fields = fields_of(path, dict(zip(keys, ("mine_u", "mine_v"), strict=True)))
        assert fields["current"].variables == ("mine_u", "mine_v")
        assert_analytic(fields["current"])
    assert fields_of(path)["current"].variables == ("uo", "vo")


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"current_x": "nope", "current_y": "vo"}, "has no variable 'nope' to take as current_x; it has uo, vo, time"),
        ({"current_x": "uo"}, "gives current_x, which make no vector; give east and north"),
        ({"current_x": "uo", "current_north": "vo"}, "which make no vector"),
        ({"speed_of_boat": "uo"}, "'speed_of_boat' names no component; map wind_east"),
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path, mapping, message):
    path = plain_sea(tmp_path / "s.nc").done()
    with pytest.raises(ForcingError, match=message):
        fields_of(path, mapping)


def test_the_total_current_goes_before_its_parts_and_says_what_it_includes(tmp_path):
    sea = plain_sea(tmp_path / "smoc.nc", names=("utotal", "vtotal"))
    parts = (("uo", "vo"), ("utide", "vtide"), ("vsdx", "vsdy"))
    said = (
        ("eastward_sea_water_velocity", "northward_sea_water_velocity"),
        ("surface_eastward_sea_water_velocity_due_to_tides", "surface_northward_sea_water_velocity_due_to_tides"),
        ("sea_surface_wave_stokes_drift_x_velocity", "sea_surface_wave_stokes_drift_y_velocity"),
    )
    for names, standards in zip(parts, said, strict=True):
        for name, standard in zip(names, standards, strict=True):
            sea.add(name, ("time", "lat", "lon"), np.full((4, 13, 17), 0.01), units="m s-1", standard_name=standard)
    fields = fields_of(sea.done())
    assert fields["current"].variables == ("utotal", "vtotal")
    assert_analytic(fields["current"])
    notes = " ".join(fields["current"].notes)
    assert "includes tides and Stokes drift: adding Stokes drift would count it twice" in notes
    assert "also found and not used: uo/vo" in notes
    assert "do not add it twice" in " ".join(fields["stokes"].notes)


def test_a_barotropic_current_is_the_last_choice_and_warned_of(tmp_path):
    standard = ("barotropic_eastward_sea_water_velocity", "barotropic_northward_sea_water_velocity")
    sea = plain_sea(tmp_path / "b.nc", names=("a", "b"), standard=standard)
    alone = fields_of(sea.done())["current"]
    assert any(note.startswith("WARNING: the mean over the depth (barotropic)") for note in alone.notes)
    sea = plain_sea(tmp_path / "c.nc", names=("a", "b"), standard=standard)
    sea.add("uo", ("time", "lat", "lon"), np.zeros((4, 13, 17)), units="m/s")
    sea.add("vo", ("time", "lat", "lon"), np.zeros((4, 13, 17)), units="m/s")
    assert fields_of(sea.done())["current"].variables == ("uo", "vo")
    sea = plain_sea(tmp_path / "d.nc", standard=("eastward_sea_water_velocity", "northward_sea_water_velocity"))
    for name, one in zip(("a", "b"), standard, strict=True):
        sea.add(name, ("time", "lat", "lon"), np.zeros((4, 13, 17)), units="m/s", standard_name=one)
    plain = fields_of(sea.done())["current"]
    assert plain.variables == ("uo", "vo")
    assert not any("WARNING" in note for note in plain.notes)


BARE = {
    "long name of wind": ({"long_name": ("eastward component of wind", "northward component of wind")}, "wind"),
    "long name of sea": ({"long_name": ("Sea water x velocity", "Sea water y velocity")}, "current"),
    "depth": ({"dims": ("time", "depth", "lat", "lon")}, "current"),
    "height": ({"dims": ("time", "height", "lat", "lon")}, "wind"),
    "cm/s": ({"units": "cm/s", "scale": 0.01}, "current"),
    "title": ({"title": "HYCOM surface"}, "current"),
}


@pytest.mark.parametrize(("change", "quantity"), BARE.values(), ids=BARE.keys())
def test_bare_u_and_v_are_told_apart(tmp_path, change, quantity):
    fields = fields_of(plain_sea(tmp_path / "s.nc", names=("u", "v"), **change).done())
    assert list(fields) == [quantity]
    assert any(f"taken as {quantity} from their description" in note for note in fields[quantity].notes)
    want = east_north(129.25, 33.75, 1)
    assert fields[quantity].read(1, 2)[0, 0, 3, 5] == pytest.approx([want.real, want.imag], abs=2e-6)


def test_bare_u_and_v_that_nothing_tells_apart_are_asked_about(tmp_path):
    path = plain_sea(tmp_path / "s.nc", names=("u", "v")).done()
    with pytest.raises(ForcingError, match="could be wind or current, and nothing in the file tells; name them with"):
        fields_of(path)
    assert list(fields_of(path, {"wind_x": "u", "wind_y": "v"})) == ["wind"]


DIRECTIONS = {
    "current to": (("sea_water_speed", "sea_water_velocity_to_direction"), "current", 1.0),
    "current from": (("sea_water_speed", "sea_water_velocity_from_direction"), "current", -1.0),
    "wind from": (("wind_speed", "wind_from_direction"), "wind", -1.0),
    "wind to": (("wind_speed", "wind_to_direction"), "wind", 1.0),
}


def speed_and_direction(path, names, *, standard=None, units=("m s-1", "degree"), scale=1.0, **more):
    sea = plain_sea(path, names=("unused_a", "unused_b"), **more)
    mesh = np.meshgrid(np.arange(128.0, 132.1, 0.25), np.arange(33.0, 36.1, 0.25))
    vectors = np.array([east_north(*mesh, hour) for hour in range(4)])
    toward = np.degrees(np.arctan2(vectors.real, vectors.imag)) % 360.0
    for at, values in enumerate((np.abs(vectors) / scale, toward)):
        said = {"standard_name": standard[at]} if standard else {}
        sea.add(names[at], ("time", "lat", "lon"), values, units=units[at], **said)
    return sea.done()


@pytest.mark.parametrize(("standard", "quantity", "sign"), DIRECTIONS.values(), ids=DIRECTIONS.keys())
def test_speed_and_direction_by_standard_name(tmp_path, standard, quantity, sign):
    field = fields_of(speed_and_direction(tmp_path / "s.nc", ("a", "b"), standard=standard))[quantity]
    assert_analytic(field, sign)


def test_speed_in_cm_and_direction_by_known_names(tmp_path):
    names = ("current_speed", "current_direction")
    path = speed_and_direction(tmp_path / "k.nc", names, units=("cm/s", "deg"), scale=0.01)
    field = fields_of(path)["current"]
    assert_analytic(field)
    assert "current_direction taken as the direction to which it goes" in field.notes
    bare = speed_and_direction(tmp_path / "b.nc", ("speed", "direction"), units=("cm/s", "deg"), scale=0.01)
    assert_analytic(fields_of(bare)["current"])


def test_still_water_without_a_direction_is_still_water(tmp_path):
    sea = plain_sea(tmp_path / "s.nc", names=("unused_a", "unused_b"))
    speed, direction = np.full((4, 13, 17), 0.5), np.full((4, 13, 17), 90.0)
    speed[:, 2, 3], direction[:, 2, 3] = 0.0, np.nan
    sea.add("a", ("time", "lat", "lon"), speed, units="m/s", standard_name="sea_water_speed")
    sea.add("b", ("time", "lat", "lon"), direction, units="degree", standard_name="sea_water_velocity_to_direction")
    values = fields_of(sea.done())["current"].read(0, 1)[0, 0]
    assert values[2, 3].tolist() == [0.0, 0.0]
    assert values[2, 4] == pytest.approx([0.5, 0.0], abs=1e-6)


@pytest.mark.parametrize(
    ("units", "scale"),
    [("m s-1", 1.0), ("cm/s", 0.01), ("mm s-1", 0.001), ("knots", 1852 / 3600), ("km/h", 1 / 3.6)],
)
def test_units_are_converted(tmp_path, units, scale):
    assert_analytic(fields_of(plain_sea(tmp_path / "s.nc", units=units, scale=scale).done())["current"])


def test_missing_units_are_assumed_and_said_and_unknown_ones_refused(tmp_path):
    field = fields_of(plain_sea(tmp_path / "s.nc", units=None).done())["current"]
    assert "uo has no units: taken as m/s" in field.notes
    assert_analytic(field)
    with pytest.raises(ForcingError, match="uo has units 'furlongs', which are no speed that is known"):
        fields_of(plain_sea(tmp_path / "f.nc", units="furlongs").done())


@pytest.mark.parametrize(
    ("spelling", "factor"),
    [
        ("m/s", 1.0), ("m s-1", 1.0), ("m s**-1", 1.0), ("m.s-1", 1.0), ("m s^-1", 1.0), ("meter second-1", 1.0),
        ("metres per second", 1.0), ("M/S", 1.0), ("m/sec", 1.0), ("meters/second", 1.0), ("cm s-1", 0.01),
        ("centimeter/second", 0.01), ("mm/s", 0.001), ("kt", 1852 / 3600), ("kn", 1852 / 3600), ("knot", 1852 / 3600),
        ("km h-1", 1 / 3.6), ("km/h", 1 / 3.6), ("degC", None), ("m", None), ("m2 s-1", None), ("ms", None),
    ],
)  # fmt: skip
def test_spellings_of_speed(spelling, factor):
    assert speed_factor(spelling) == (None if factor is None else pytest.approx(factor))


def test_directions_in_degrees_and_radians():
    assert direction_factor("degrees_true", "d", "f") == pytest.approx(np.pi / 180)
    assert direction_factor("", "d", "f") == pytest.approx(np.pi / 180)
    assert direction_factor("radian", "d", "f") == 1.0
    with pytest.raises(ForcingError, match="d has units 'gon'"):
        direction_factor("gon", "d", "f")
    assert known_speed_factor("m/s", "u", "f") == (1.0, "")


def test_two_winds_are_told_apart_by_their_height(tmp_path):
    sea = plain_sea(tmp_path / "w.nc", names=("u100", "v100"), standard=("eastward_wind", "northward_wind"))
    for name, standard in (("u10", "eastward_wind"), ("v10", "northward_wind")):
        sea.add(name, ("time", "lat", "lon"), np.full((4, 13, 17), 7.0), units="m/s", standard_name=standard)
    field = fields_of(sea.done())["wind"]
    assert field.variables == ("u10", "v10")
    assert field.level == "10 m"
    only = plain_sea(tmp_path / "o.nc", names=("u100", "v100"), standard=("eastward_wind", "northward_wind")).done()
    with pytest.raises(ForcingError, match="u100, v100 have no level at 10 m"):
        fields_of(only)
