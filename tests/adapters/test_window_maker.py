"""Every kind of grid brings an analytic field back on longitudes and latitudes, turned to east and north."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from pyproj import CRS, Transformer

from sarex.adapters.gridded_source import GriddedSource
from sarex.adapters.raw_field import CurvilinearGrid, ProjectedGrid, RawField, RectilinearGrid
from sarex.adapters.window_maker import WindowMaker
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box

HOUR_S = 3600.0


def east_north(lon, lat, time_s=0.0):
    """A field that is linear in longitude and latitude, [m/s] as east + i north."""
    lon = np.mod(np.asarray(lon) + 90.0, 360.0) - 90.0
    return (0.3 + 0.002 * lon - 0.004 * lat + 1e-5 * time_s) + 1j * (-0.2 + 0.003 * lon + 0.001 * lat)


def field_of(grid, vectors, *, time_s=None, components="east_north", quantity="current", mask=None, **more):
    """vectors (time, y, x) complex, already in the components of the grid."""
    values = np.stack((vectors.real, vectors.imag), axis=-1).astype(np.float32)
    if mask is not None:
        values[:, mask] = np.nan
    values = values[None] if values.ndim == 4 else values
    time_s = np.arange(values.shape[1]) * HOUR_S if time_s is None else np.asarray(time_s, float)
    return RawField(
        source_name="test", quantity=quantity, variables=("u", "v"), grid=grid, components=components, time_s=time_s,
        members=values.shape[0], read=lambda first, last: values[:, first:last], **more,
    )  # fmt: skip


def vectors_of(window):
    return window.values[..., 0] + 1j * window.values[..., 1]


def axes_of(window):
    rows, columns = window.values.shape[2:4]
    lon = window.lon_start_deg + window.lon_step_deg * np.arange(columns)
    lat = window.lat_start_deg + window.lat_step_deg * np.arange(rows)
    return lon, lat


def assert_analytic(window, box, *, tolerance, share_min=1.0):
    """Inside the box the window has the analytic field, and at least this share of it."""
    lon, lat = np.meshgrid(*axes_of(window))
    inside = (lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)
    got = vectors_of(window)[0, 0][inside]
    has_data = np.isfinite(got)
    assert inside.sum() > 3
    assert has_data.mean() >= share_min
    miss = np.abs(got - east_north(lon[inside], lat[inside]))[has_data]
    assert miss.max() < tolerance


# ---------------------------------------------------------------- longitudes and latitudes


@pytest.mark.parametrize("lat_down", [False, True], ids=["north-up", "north-first"])
@pytest.mark.parametrize("shift", [0.0, 360.0], ids=["signed", "0-360"])
def test_a_uniform_grid_is_taken_as_it_is(lat_down, shift):
    lon, lat = np.arange(-20.0, -9.9, 0.25) + shift, np.arange(40.0, 45.01, 0.25)
    lat = lat[::-1] if lat_down else lat
    grid = RectilinearGrid(lon, lat)
    window = WindowMaker(field_of(grid, east_north(*np.meshgrid(lon, lat))[None])).window(0, 0, Box(-17, 41, -12, 44))
    assert (window.lon_step_deg, window.lat_step_deg) == pytest.approx((0.25, 0.25))
    assert window.lon_start_deg == pytest.approx(round(window.lon_start_deg * 4) / 4)
    assert not window.filled.any()
    assert_analytic(window, Box(-17, 41, -12, 44), tolerance=1e-6)


STORED_SEAMS = {
    "350 to 10": np.r_[350.0:360.0:0.5, 0.0:10.1:0.5],
    "-10 to 10": np.arange(-10.0, 10.1, 0.5),
    "350 to 370": np.arange(350.0, 370.1, 0.5),
    "sorted apart": np.r_[0.0:10.1:0.5, 350.0:360.0:0.5],
}


@pytest.mark.parametrize("stored", STORED_SEAMS.values(), ids=STORED_SEAMS.keys())
@pytest.mark.parametrize("box", [Box(-6, 50, 6, 52), Box(354, 50, 366, 52)], ids=["about 0", "about 360"])
def test_a_seam_at_greenwich_does_not_show(stored, box):
    lat = np.arange(48.0, 55.1, 0.5)
    field = field_of(RectilinearGrid(stored, lat), east_north(*np.meshgrid(stored, lat))[None])
    window = WindowMaker(field).window(0, 0, box)
    assert_analytic(window, box, tolerance=1e-6)


STORED_DATE_LINES = {
    "170 to 190": np.arange(170.0, 190.1, 0.5),
    "170 to 180, -180 to -170": np.r_[170.0:180.0:0.5, -180.0:-169.9:0.5],
    "-180 to -170, 170 to 180": np.r_[-180.0:-169.9:0.5, 170.0:180.0:0.5],
    "both 180 and -180": np.r_[-180.0:-169.9:0.5, 170.0:180.1:0.5],
}


@pytest.mark.parametrize("stored", STORED_DATE_LINES.values(), ids=STORED_DATE_LINES.keys())
@pytest.mark.parametrize("box", [Box(175, -20, 186, -15), Box(-185, -20, -174, -15)], ids=["east", "west"])
def test_longitudes_run_on_across_the_date_line(stored, box):
    lat = np.arange(-25.0, -9.9, 0.5)
    field = field_of(RectilinearGrid(stored, lat), east_north(*np.meshgrid(stored, lat))[None])
    window = WindowMaker(field).window(0, 0, box)
    lon, _ = axes_of(window)
    assert lon[0] <= box.west
    assert lon[-1] >= box.east
    assert_analytic(window, box, tolerance=1e-6)


@pytest.mark.parametrize("west", [-180.0, 0.0, 20.0], ids=str)
def test_a_global_grid_serves_any_longitude_and_closes_on_itself(west):
    lon, lat = west + np.arange(0.0, 360.0, 1.0), np.arange(-90.0, 90.1, 1.0)
    vectors = np.cos(np.radians(np.meshgrid(lon, lat)[0])) * (1 + 0.5j)
    maker = WindowMaker(field_of(RectilinearGrid(lon, lat), vectors[None]))
    for box in (Box(-5, 10, 5, 20), Box(175, -60, 190, -50), Box(355, 0, 365, 5)):
        window = maker.window(0, 0, box)
        at, _ = axes_of(window)
        assert at[0] <= box.west < box.east <= at[-1]
        assert vectors_of(window)[0, 0, 0].real == pytest.approx(np.cos(np.radians(at)), abs=1e-6)
        assert len(at) < 25
    whole = maker.window(0, 0, Box(-180, -90, 180, 90))
    at, _ = axes_of(whole)
    assert at[-1] - at[0] == pytest.approx(360.0)
    assert np.array_equal(whole.values[..., 0, :], whole.values[..., -1, :])


def test_an_uneven_axis_is_resampled_at_its_finest_spacing():
    lat = np.degrees(np.arctan(np.sinh(np.linspace(0.4, 0.7, 40))))
    lon = np.arange(100.0, 110.0, 0.25)
    field = field_of(RectilinearGrid(lon, lat), east_north(*np.meshgrid(lon, lat))[None])
    box = Box(102, lat[3], 107, lat[-3])
    window = WindowMaker(field).window(0, 0, box)
    assert window.lat_step_deg <= np.diff(lat).min() * 1.0001
    assert_analytic(window, box, tolerance=1e-5)


def test_an_axis_of_float32_longitudes_counts_as_uniform():
    lon = np.linspace(0, 359.91666, 4320).astype(np.float32).astype(float)
    lat = np.arange(30.0, 32.0, 1 / 12)
    field = field_of(RectilinearGrid(lon, lat), east_north(*np.meshgrid(lon, lat))[None])
    window = WindowMaker(field).window(0, 0, Box(-2, 30.5, 2, 31.5))
    assert window.lon_step_deg == pytest.approx(1 / 12, rel=1e-4)
    assert_analytic(window, Box(-2, 30.5, 2, 31.5), tolerance=1e-5)


# ---------------------------------------------------------------- projections

PROJECTIONS = {
    "polar stereographic": (CRS("+proj=stere +lat_0=90 +lon_0=70 +lat_ts=60 +R=6371000"), 5.0, 60.5, 2000.0),
    "south polar": (CRS("+proj=stere +lat_0=-90 +lon_0=0 +lat_ts=-71 +R=6371000"), 160.0, -68.0, 4000.0),
    "lambert": (CRS("+proj=lcc +lon_0=15 +lat_0=63 +lat_1=63 +lat_2=63 +R=6371000"), 5.0, 60.0, 2500.0),
    "mercator": (CRS("+proj=merc +lon_0=140 +lat_ts=30 +ellps=WGS84"), 178.0, 35.0, 5000.0),
}


def to_components(crs, x, y, vectors):
    """East and north vectors in the components of the axes, by stepping a metre on the map."""
    inverse = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    lon, lat = inverse.transform(x, y)
    next_lon, next_lat = inverse.transform(x + 1.0, y)
    along = (np.mod(next_lon - lon + 180, 360) - 180) * np.cos(np.radians(lat)) + 1j * (next_lat - lat)
    return vectors * np.conj(along) / np.abs(along)


@pytest.mark.parametrize("y_down", [False, True], ids=["y-up", "y-down"])
@pytest.mark.parametrize("case", PROJECTIONS.values(), ids=PROJECTIONS.keys())
def test_projected_components_are_turned_to_east_and_north(case, y_down):
    crs, lon, lat, spacing = case
    forward = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    x0, y0 = forward.transform(lon, lat)
    x, y = x0 + spacing * np.arange(-60, 61), y0 + spacing * np.arange(-50, 51)
    y = y[::-1] if y_down else y
    mesh = np.meshgrid(x, y)
    here = forward.transform(*mesh, direction="INVERSE")
    stored = to_components(crs, *mesh, east_north(*here))
    field = field_of(ProjectedGrid(x, y, crs), stored[None], components="grid")
    box = Box(lon - 0.4, lat - 0.2, lon + 0.4, lat + 0.2)
    window = WindowMaker(field).window(0, 0, box)
    assert_analytic(window, box, tolerance=2e-4)
    assert window.lat_step_deg * 111_195 <= spacing * 1.03


def test_east_and_north_on_a_projection_are_left_alone():
    crs, lon, lat, spacing = PROJECTIONS["lambert"]
    forward = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    x0, y0 = forward.transform(lon, lat)
    x, y = x0 + spacing * np.arange(-60, 61), y0 + spacing * np.arange(-50, 51)
    here = forward.transform(*np.meshgrid(x, y), direction="INVERSE")
    window = WindowMaker(field_of(ProjectedGrid(x, y, crs), east_north(*here)[None])).window(
        0, 0, Box(4.6, 59.8, 5.4, 60.2)
    )
    assert_analytic(window, Box(4.6, 59.8, 5.4, 60.2), tolerance=1e-5)


def test_a_turned_globe_with_its_own_longitudes():
    crs = CRS.from_cf({"grid_mapping_name": "rotated_latitude_longitude", "grid_north_pole_latitude": 39.25,
                       "grid_north_pole_longitude": -162.0, "earth_radius": 6371000.0})  # fmt: skip
    inverse = Transformer.from_crs(crs, crs.source_crs, always_xy=True)
    for shift in (0.0, 360.0):
        x, y = np.arange(-12.0, -6.0, 0.05), np.arange(8.0, 13.0, 0.05)
        lon, lat = inverse.transform(*np.meshgrid(x, y))
        nxt = inverse.transform(*np.meshgrid(x + 1e-5, y))
        along = (nxt[0] - lon) * np.cos(np.radians(lat)) + 1j * (nxt[1] - lat)
        stored = east_north(lon, lat) * np.conj(along) / np.abs(along)
        field = field_of(ProjectedGrid(x + shift, y, crs), stored[None], components="grid")
        middle = (float(lon.mean()), float(lat.mean()))
        box = Box(middle[0] - 1, middle[1] - 0.5, middle[0] + 1, middle[1] + 0.5)
        assert_analytic(WindowMaker(field).window(0, 0, box), box, tolerance=2e-4)


def test_a_projection_around_the_pole_serves_all_longitudes():
    crs = CRS("+proj=stere +lat_0=90 +lon_0=-45 +lat_ts=70 +R=6371000")
    x = np.arange(-2.0e6, 2.01e6, 50e3)
    _lon, lat = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True).transform(*np.meshgrid(x, x))
    stored = to_components(crs, *np.meshgrid(x, x), np.cos(np.radians(lat)) * (1 + 1j))
    field = field_of(ProjectedGrid(x, x, crs), stored[None], components="grid")
    maker = WindowMaker(field)
    for west in (-175.0, -20.0, 170.0):
        window = maker.window(0, 0, Box(west, 78, west + 15, 82))
        _, at = axes_of(window)
        got = vectors_of(window)[0, 0]
        assert np.abs(got - np.cos(np.radians(at))[:, None] * (1 + 1j)).max() < 5e-3


# ---------------------------------------------------------------- curvilinear


def turned_grid(lon0, lat0, *, angle_deg, cells=(60, 80), spacing_deg=0.05):
    """A grid turned by the angle about a point, even in kilometres there; lon, lat and its angle at each node."""
    i, j = np.meshgrid(np.arange(cells[1]) - cells[1] / 2, np.arange(cells[0]) - cells[0] / 2)
    z = (i + 1j * j) * spacing_deg * np.exp(1j * np.radians(angle_deg))
    lat = lat0 + z.imag
    lon = lon0 + z.real / np.cos(np.radians(lat))
    east = np.gradient(lon, axis=1) * np.cos(np.radians(lat))
    return lon, lat, np.arctan2(np.gradient(lat, axis=1), east)


@pytest.mark.parametrize("angle_known", [True, False], ids=["angle", "no-angle"])
@pytest.mark.parametrize("place", [(5.0, 60.0), (180.0, -30.0), (-70.0, 10.0)], ids=str)
def test_curvilinear_components_are_turned_by_the_angle(place, angle_known):
    lon, lat, angle = turned_grid(*place, angle_deg=40.0)
    stored = east_north(lon, lat) * np.exp(-1j * angle)
    wrapped = np.mod(lon + 180.0, 360.0) - 180.0
    grid = CurvilinearGrid(wrapped, lat, angle if angle_known else None)
    box = Box(place[0] - 0.8, place[1] - 0.5, place[0] + 0.8, place[1] + 0.5)
    window = WindowMaker(field_of(grid, stored[None], components="grid")).window(0, 0, box)
    assert_analytic(window, box, tolerance=3e-4)
    assert window.lat_step_deg <= 0.0505


def test_missing_positions_over_land_only_cost_their_cells():
    lon, lat, angle = turned_grid(130.0, 33.0, angle_deg=20.0)
    land = (np.abs(lon - 130.0) < 0.4) & (np.abs(lat - 33.0) < 0.3)
    stored = east_north(lon, lat) * np.exp(-1j * angle)
    grid = CurvilinearGrid(np.where(land, np.nan, lon), np.where(land, np.nan, lat))
    box = Box(129.0, 32.5, 131.0, 33.5)
    field = field_of(grid, stored[None], components="grid", mask=land)
    window = WindowMaker(field, coast_fill_m=0.0).window(0, 0, box)
    lon_w, lat_w = np.meshgrid(*axes_of(window))
    got = vectors_of(window)[0, 0]
    inside = (np.abs(lon_w - 130) < 0.3) & (np.abs(lat_w - 33) < 0.2)
    assert not np.isfinite(got[inside]).any()
    sea = (np.abs(lon_w - 130) > 0.55) & (np.abs(lon_w - 130) < 1.0) & (np.abs(lat_w - 33) < 0.3)
    assert np.isfinite(got[sea]).all()
    assert np.abs(got - east_north(lon_w, lat_w))[sea].max() < 1e-3


def tripolar(columns=180, rows=90):
    """A made-up tripolar grid: Mercator-like below 65N, above it two poles on land at 100W and 80E; columns go round
    once, and the last row folds onto itself."""
    lon = -100.0 + (np.arange(columns) + 0.5) * 360.0 / columns
    lower = np.linspace(-60, 64, rows - 20)
    grid_lon, grid_lat = np.meshgrid(lon, lower)
    # Above 65N: bipolar coordinates, that is confocal ellipses and hyperbolas on the plane that touches the pole.
    rim = np.tan(np.radians(25.0) / 2)
    s = np.radians(lon + 100.0)
    fall = np.linspace(1.0, 0.0, 21)[1:] + 0.0
    fall[-1] = 0.02
    focus = 0.8 * rim
    start = np.arctanh(np.sqrt(rim**2 - focus**2) / rim)
    up = []
    for share in fall:
        r = start * share
        z = np.cosh(r) * np.cos(s) + 1j * np.sinh(r) * np.sin(s)
        scale = rim / np.cosh(start)
        up.append(z * scale)
    z = np.array(up)
    colat = 2 * np.arctan(np.abs(z))
    cap_lon, cap_lat = np.degrees(np.angle(z)) - 100.0, 90.0 - np.degrees(colat)
    return np.concatenate((grid_lon, cap_lon)), np.concatenate((grid_lat, cap_lat))


def test_a_tripolar_grid_has_no_seams():
    lon, lat = tripolar()
    smooth = np.cos(np.radians(lat)) * (np.cos(np.radians(lon)) + 1j * np.sin(np.radians(2 * lon)))
    grid = CurvilinearGrid(np.mod(lon + 180, 360) - 180, lat)
    maker = WindowMaker(field_of(grid, smooth[None]), coast_fill_m=0.0)
    for box in (Box(-106, 20, -94, 30), Box(-110, -40, -90, -30), Box(70, 70, 95, 80), Box(-20, 84, 20, 88)):
        window = maker.window(0, 0, box)
        lon_w, lat_w = np.meshgrid(*axes_of(window))
        got = vectors_of(window)[0, 0]
        want = np.cos(np.radians(lat_w)) * (np.cos(np.radians(lon_w)) + 1j * np.sin(np.radians(2 * lon_w)))
        assert np.isfinite(got).all(), box
        assert np.abs(got - want).max() < 0.03, box


# ---------------------------------------------------------------- coast


def test_the_coast_takes_the_nearest_sea_value_within_the_distance_and_no_further():
    lon, lat = np.arange(0.0, 2.0, 0.02), np.arange(60.0, 61.0, 0.01)
    mesh = np.meshgrid(lon, lat)
    land = (mesh[0] > 0.8) & (mesh[0] < 1.4)
    field = field_of(RectilinearGrid(lon, lat), east_north(*mesh)[None], mask=land)
    window = WindowMaker(field, coast_fill_m=5000.0).window(0, 0, Box(0, 60, 2, 61))
    got, (at_lon, at_lat) = vectors_of(window)[0, 0], axes_of(window)
    sea = np.flatnonzero((at_lon <= 0.8 + 1e-9) | (at_lon >= 1.4 - 1e-9))
    for row, column in itertools.product((10, 50, 90), range(len(at_lon))):
        across_m = (at_lon[sea] - at_lon[column]) * 111_195 * np.cos(np.radians(at_lat[row]))
        nearest = sea[np.argmin(np.abs(across_m))]
        distance_m = np.abs(across_m).min()
        if distance_m == 0:
            assert not window.filled[row, column]
            assert got[row, column] == pytest.approx(east_north(at_lon[column], at_lat[row]), abs=1e-6)
        elif distance_m < 5000.0:
            assert window.filled[row, column]
            assert got[row, column] == pytest.approx(east_north(at_lon[nearest], at_lat[row]), abs=1e-6)
        else:
            assert not window.filled[row, column]
            assert np.isnan(got[row, column])


def test_diagonal_distance_counts_on_the_globe_not_in_cells():
    lon, lat = np.arange(0.0, 1.0, 0.02), np.arange(70.0, 70.5, 0.02)
    vectors = np.full((1, len(lat), len(lon)), np.nan + 1j * np.nan)
    vectors[0, 12, 25] = 0.5 + 0.1j
    window = WindowMaker(field_of(RectilinearGrid(lon, lat), vectors)).window(0, 0, Box(0, 70, 1, 70.5))
    at_lon, at_lat = np.meshgrid(*axes_of(window))
    east = (at_lon - 0.5) * 111_195 * np.cos(np.radians((at_lat + 70.24) / 2))
    distance_m = np.hypot(east, (at_lat - 70.24) * 111_195)
    has_data = np.isfinite(vectors_of(window)[0, 0])
    assert np.array_equal(has_data, distance_m <= 10_000.0)


def test_a_mask_that_changes_in_time_is_filled_anew():
    lon, lat = np.arange(0.0, 1.0, 0.05), np.arange(50.0, 51.0, 0.05)
    mesh = np.meshgrid(lon, lat)
    vectors = np.array([east_north(*mesh)] * 3)
    vectors[1][mesh[0] < 0.07] = np.nan
    window = WindowMaker(field_of(RectilinearGrid(lon, lat), vectors)).window(0, 7200, Box(0, 50, 1, 51))
    got = vectors_of(window)[0]
    assert np.isfinite(got).all()
    assert got[0, 5, 0] == pytest.approx(east_north(0.0, 50.25), abs=1e-6)
    assert got[1, 5, 0] == pytest.approx(east_north(0.1, 50.25), abs=1e-6)
    assert window.filled[:, :2].all()
    assert not window.filled[:, 2:].any()


# ---------------------------------------------------------------- time, members, streaming


def simple_field(time_s, *, members=1, **more):
    lon, lat = np.arange(0.0, 5.0, 0.5), np.arange(50.0, 55.0, 0.5)
    mesh = np.meshgrid(lon, lat)
    vectors = np.array([[east_north(*mesh, time) * (1 + member) for time in time_s] for member in range(members)])
    return field_of(RectilinearGrid(lon, lat), vectors, time_s=time_s, **more)


def test_windows_reach_one_time_beyond_both_ends_and_share_their_grid():
    maker = WindowMaker(simple_field(np.arange(0, 24) * HOUR_S))
    box = Box(1, 51, 3, 53)
    first = maker.window(0, 5 * HOUR_S, box)
    later = maker.window(5.5 * HOUR_S, 8 * HOUR_S, box)
    assert first.time_s.tolist() == [hour * HOUR_S for hour in range(7)]
    assert later.time_s.tolist() == [hour * HOUR_S for hour in range(5, 10)]
    for name in ("lon_start_deg", "lat_start_deg", "lon_step_deg", "lat_step_deg"):
        assert getattr(first, name) == getattr(later, name)
    assert np.array_equal(first.values[:, 5:7], later.values[:, 0:2])


def test_nothing_is_served_where_or_when_the_source_has_nothing():
    maker = WindowMaker(simple_field(np.arange(0, 4) * HOUR_S))
    assert maker.window(4 * HOUR_S, 5 * HOUR_S, Box(1, 51, 3, 53)) is None
    assert maker.window(-2 * HOUR_S, -1, Box(1, 51, 3, 53)) is None
    assert maker.window(0, HOUR_S, Box(20, 51, 23, 53)) is None
    assert maker.window(0, HOUR_S, Box(1, 10, 3, 13)) is None


def test_members_stay_apart():
    window = WindowMaker(simple_field([0.0, HOUR_S], members=3)).window(0, 0, Box(1, 51, 3, 53))
    assert window.members == 3
    assert window.values[2] == pytest.approx(3 * window.values[0])


def test_a_time_without_any_data_is_a_missing_time():
    field = simple_field(np.arange(0, 6) * HOUR_S)
    whole = field.read(0, 6).copy()
    whole[:, 3] = np.nan
    broken = RawField(**{**field.__dict__, "read": lambda first, last: whole[:, first:last]})
    source = GriddedSource("test", [broken])
    (coverage,) = source.coverage
    assert coverage.time_s.tolist() == [hour * HOUR_S for hour in (0, 1, 2, 4, 5)]
    assert coverage.bridged_s == ((2 * HOUR_S, 4 * HOUR_S),)
    assert coverage.gaps_s == ()
    window = source.window("current", 0, 5 * HOUR_S, Box(1, 51, 3, 53))
    assert window.time_s.tolist() == coverage.time_s.tolist()
    assert np.isfinite(window.values).all()


@pytest.mark.parametrize(
    ("hours", "bridge_h", "gaps", "bridged"),
    [
        ([0, 1, 2, 3, 5, 6, 7], 3.0, [], [(3, 5)]),
        ([0, 1, 2, 3, 7, 8, 9], 3.0, [(3, 7)], []),
        ([0, 6, 12, 18, 24, 36, 42], 9.0, [(24, 36)], []),
        ([0, 3, 6, 9, 12, 15, 18, 24, 30, 36, 42, 48], 9.0, [], []),
        ([0, 24, 48], 36.0, [], []),
        ([0], 3.0, [], []),
    ],
    ids=["small hole", "large hole", "six-hourly", "thinning forecast", "daily", "single"],
)
def test_holes_in_time(hours, bridge_h, gaps, bridged):
    source = GriddedSource("test", [simple_field(np.array(hours) * HOUR_S)])
    (coverage,) = source.coverage
    assert [(a / HOUR_S, b / HOUR_S) for a, b in coverage.gaps_s] == gaps
    assert [(a / HOUR_S, b / HOUR_S) for a, b in coverage.bridged_s] == bridged
    assert source.window("current", 0, 0, Box(1, 51, 3, 53)).bridge_s_max == bridge_h * HOUR_S


# ---------------------------------------------------------------- refusals and notes


def test_a_speed_no_sea_has_is_refused_with_its_place_and_time():
    field = simple_field([0.0, HOUR_S])
    values = field.read(0, 2).copy()
    values[0, 1, 4, 3] = (7.0, 0.0)
    spoiled = RawField(**{**field.__dict__, "read": lambda first, last: values[:, first:last]})
    message = "7 m/s at 52 00.000N 001 30.000E, 1970-01-01 01:00Z, is above the limit of 5 m/s; check the units"
    with pytest.raises(ForcingError, match=message):
        _ = GriddedSource("test", [spoiled]).coverage
    with pytest.raises(ForcingError, match=message):
        WindowMaker(spoiled).window(0, 7200, Box(0, 50, 5, 55))


def test_a_storm_is_no_fault_and_a_hurricane_of_fill_values_is():
    ones = np.ones((1, 20, 20))
    grid = RectilinearGrid(np.arange(20.0), np.arange(20.0))
    (coverage,) = GriddedSource("test", [field_of(grid, 45.0 * ones + 0j, quantity="wind")]).coverage
    assert coverage.speed_max_m_per_s == pytest.approx(45.0)
    with pytest.raises(ForcingError, match="9999 m/s"):
        _ = GriddedSource("test", [field_of(grid, 9999.0 * ones + 0j, quantity="wind")]).coverage


def test_constant_and_zero_fields_are_taken_with_a_loud_note():
    grid = RectilinearGrid(np.arange(20.0), np.arange(20.0))
    ones = np.ones((2, 20, 20))
    (constant,) = GriddedSource("test", [field_of(grid, (0.3 + 0.1j) * ones)]).coverage
    assert any("constant everywhere" in note for note in constant.notes)
    (calm,) = GriddedSource("test", [field_of(grid, 0j * ones)]).coverage
    assert any("zero everywhere" in note for note in calm.notes)
    half = ones * 0.2 * (1 + np.arange(20) / 20)
    half[:, :10] = 0.0
    (land,) = GriddedSource("test", [field_of(grid, half + 0j)]).coverage
    assert any("50 % of the cells are zero at all times" in note for note in land.notes)


def test_nothing_but_missing_data_is_refused():
    grid = RectilinearGrid(np.arange(20.0), np.arange(20.0))
    with pytest.raises(ForcingError, match="holds no value at all"):
        _ = GriddedSource("test", [field_of(grid, np.full((1, 20, 20), np.nan + 0j))]).coverage


def test_a_line_of_points_is_refused():
    grid = RectilinearGrid(np.arange(20.0), np.array([50.0]))
    with pytest.raises(ForcingError, match="at least two rows"):
        WindowMaker(field_of(grid, np.ones((1, 1, 20)) + 0j))


def test_the_picture_shows_where_data_is():
    lon, lat = np.arange(0.0, 24.0, 0.1), np.arange(50.0, 62.0, 0.1)
    mesh = np.meshgrid(lon, lat)
    field = field_of(RectilinearGrid(lon, lat), east_north(*mesh)[None], mask=mesh[0] > 12.0)
    (coverage,) = GriddedSource("test", [field]).coverage
    assert coverage.has_data.shape == (24, 48)
    assert coverage.has_data[:, :24].all()
    assert not coverage.has_data[:, 26:].any()
    assert (coverage.box.west, coverage.box.north) == pytest.approx((0.0, 61.9))
    assert coverage.spacing_deg == pytest.approx((0.1, 0.1))


def test_the_picture_of_a_coarse_grid_has_no_holes():
    lon, lat = np.arange(0.0, 24.0, 2.0), np.arange(50.0, 62.0, 2.0)
    mesh = np.meshgrid(lon, lat)
    (coverage,) = GriddedSource("test", [field_of(RectilinearGrid(lon, lat), east_north(*mesh)[None])]).coverage
    assert coverage.has_data.all()
