"""Grids, levels and members of NetCDF files, against an analytic field that the test writes on them."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import CRS, Transformer

from adapters.sea_file import HOURS_SINCE, START_S, SeaFile, east_north, plain_sea
from sarex.adapters.gridded_file import open_gridded, open_gridded_source
from sarex.adapters.raw_field import CurvilinearGrid, ProjectedGrid, RectilinearGrid
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box

LAMBERT = {
    "grid_mapping_name": "lambert_conformal_conic", "standard_parallel": [63.0, 63.0],
    "longitude_of_central_meridian": 15.0, "latitude_of_projection_origin": 63.0, "earth_radius": 6371000.0,
}  # fmt: skip
LAMBERT_TEXT = "+proj=lcc +lon_0=15 +lat_0=63 +lat_1=63 +lat_2=63 +R=6.371e+06 +units=m +no_defs"


def box_about(lon, lat, across, up):
    return Box(float(lon) - across, float(lat) - up, float(lon) + across, float(lat) + up)


def window_of(path, box, quantity="current", **more):
    source = open_gridded_source(str(path), name=path.name, **more)
    return source.window(quantity, START_S, START_S, box)


def assert_analytic(window, box, *, tolerance, time=0):
    rows, columns = window.values.shape[2:4]
    lon = window.lon_start_deg + window.lon_step_deg * np.arange(columns)
    lat = window.lat_start_deg + window.lat_step_deg * np.arange(rows)
    lon, lat = np.meshgrid(lon, lat)
    inside = (lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)
    got = (window.values[..., 0] + 1j * window.values[..., 1])[0, time][inside]
    assert inside.sum() > 10
    assert np.isfinite(got).all()
    assert np.abs(got - east_north(lon[inside], lat[inside])).max() < tolerance


# ---------------------------------------------------------------- longitudes and latitudes


@pytest.mark.parametrize("dims", [("time", "lat", "lon"), ("time", "lon", "lat"), ("lat", "time", "lon")], ids=str)
@pytest.mark.parametrize("down", [False, True], ids=["up", "down"])
def test_any_order_of_dimensions_and_latitudes(tmp_path, dims, down):
    lat = np.arange(33.0, 36.1, 0.25)
    path = plain_sea(tmp_path / "s.nc", dims=dims, lat=lat[::-1] if down else lat).done()
    box = Box(129, 33.5, 131, 35)
    assert_analytic(window_of(path, box), box, tolerance=2e-6)


def test_latitudes_and_longitudes_over_two_dimensions_that_are_none(tmp_path):
    sea = SeaFile(tmp_path / "wrf.nc")
    lon, lat = np.meshgrid(np.arange(128.0, 132.0, 0.25), np.arange(33.0, 36.0, 0.25))
    sea.add("XTIME", ("Time",), np.array([0.0]), units=HOURS_SINCE)
    sea.add("XLAT", ("Time", "south_north", "west_east"), lat[None], units="degree_north")
    sea.add("XLONG", ("Time", "south_north", "west_east"), lon[None], units="degree_east")
    for name, part in (("U10", east_north(lon, lat).real), ("V10", east_north(lon, lat).imag)):
        sea.add(name, ("Time", "south_north", "west_east"), part[None], units="m s-1", coordinates="XLONG XLAT XTIME")
    path = sea.done()
    (field,) = open_gridded(str(path), name="wrf.nc")
    assert isinstance(field.grid, RectilinearGrid)
    box = Box(129, 33.5, 131, 35)
    assert_analytic(window_of(path, box, "wind"), box, tolerance=2e-6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"lat": np.arange(128.0, 132.0, 0.25), "lon": np.arange(33.0, 36.0, 0.25)},
            "latitudes reach 131.75, and none",
        ),
        ({"lon": np.arange(0.0, 1000.0, 10.0)}, "longitudes reach 990"),
        ({"lat": np.array([33.0, np.nan, 34.0])}, "has missing values; write the axes whole"),
    ],
    ids=["swapped", "too far", "missing"],
)
def test_impossible_positions_are_refused(tmp_path, change, message):
    path = plain_sea(tmp_path / "s.nc", **change).done()
    with pytest.raises(ForcingError, match=message):
        open_gridded(str(path), name="s.nc")


def test_contradicting_coordinates_are_refused(tmp_path):
    sea = SeaFile(tmp_path / "x.nc")
    sea.add("time", ("time",), np.array([0.0]), units=HOURS_SINCE)
    sea.add("lat", ("lat",), np.arange(33.0, 36.0), units="degrees_east")
    sea.add("lon", ("lon",), np.arange(50.0, 54.0), units="degrees_north")
    for name in ("uo", "vo"):
        sea.add(name, ("time", "lat", "lon"), np.zeros((1, 3, 4)), units="m/s")
    with pytest.raises(ForcingError, match=r"contradict each other; are latitude and longitude swapped\?"):
        open_gridded(str(sea.done()), name="x.nc")


def test_triangles_are_refused_in_one_clear_line(tmp_path):
    sea = SeaFile(tmp_path / "fvcom.nc")
    sea.add("time", ("time",), np.array([0.0]), units=HOURS_SINCE)
    sea.add("lat", ("node",), np.arange(33.0, 43.0), units="degrees_north")
    sea.add("lon", ("node",), np.arange(50.0, 60.0), units="degrees_east")
    for name in ("uo", "vo"):
        sea.add(name, ("time", "node"), np.zeros((1, 10)), units="m/s")
    with pytest.raises(ForcingError, match="lies on 10 single points or triangles"):
        open_gridded(str(sea.done()), name="fvcom.nc")


def test_no_grid_at_all_is_refused(tmp_path):
    sea = SeaFile(tmp_path / "n.nc").add("time", ("time",), np.array([0.0]), units=HOURS_SINCE)
    for name in ("uo", "vo"):
        sea.add(name, ("time", "a", "b"), np.zeros((1, 3, 4)), units="m/s")
    with pytest.raises(ForcingError, match=r"no grid is known for uo \(time, a, b\); the file needs latitude"):
        open_gridded(str(sea.done()), name="n.nc")


def test_components_on_different_dimensions_are_refused(tmp_path):
    sea = plain_sea(tmp_path / "d.nc", names=("uo", "dummy"))
    sea.add("vo", ("lat", "lon"), np.zeros((13, 17)), units="m/s")
    with pytest.raises(ForcingError, match="do not share their dimensions"):
        open_gridded(str(sea.done()), name="d.nc")


# ---------------------------------------------------------------- projections


def projected_sea(path, mapping, *, positions=None, km=False):
    """Components along the axes of the Lambert map; `positions` adds 2-D longitudes and latitudes, shifted by it."""
    crs = CRS(LAMBERT_TEXT)
    x, y = -560e3 + 2500.0 * np.arange(60), -260e3 + 2500.0 * np.arange(50)
    mesh = np.meshgrid(x, y)
    inverse = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    lon, lat = inverse.transform(*mesh)
    near = inverse.transform(mesh[0] + 1.0, mesh[1])
    along = (near[0] - lon) * np.cos(np.radians(lat)) + 1j * (near[1] - lat)
    stored = east_north(lon, lat) * np.conj(along) / np.abs(along)
    sea = SeaFile(path).add("time", ("time",), np.array([0.0]), units=HOURS_SINCE)
    unit, factor = ("km", 1e-3) if km else ("m", 1.0)
    sea.add("x", ("x",), x * factor, units=unit, standard_name="projection_x_coordinate")
    sea.add("y", ("y",), y * factor, units=unit, standard_name="projection_y_coordinate")
    if mapping is not None:
        sea.add("projection", (), np.array(0), dtype="i4", **mapping)
    if positions is not None:
        sea.add("longitude", ("y", "x"), lon + positions, units="degrees_east")
        sea.add("latitude", ("y", "x"), lat, units="degrees_north")
    for name, standard, part in (
        ("u", "x_sea_water_velocity", stored.real),
        ("v", "y_sea_water_velocity", stored.imag),
    ):
        sea.add(name, ("time", "y", "x"), part[None], units="m s-1", standard_name=standard, grid_mapping="projection")
    return sea.done(), Box(
        float(lon.mean()) - 0.6, float(lat.mean()) - 0.2, float(lon.mean()) + 0.6, float(lat.mean()) + 0.2
    )


@pytest.mark.parametrize(
    "mapping",
    [
        LAMBERT,
        {"proj4": LAMBERT_TEXT},
        {"grid_mapping_name": "house_projection", "proj4": LAMBERT_TEXT},
        {"crs_wkt": CRS(LAMBERT_TEXT).to_wkt()},
        {**LAMBERT, "reference_ellipsoid_name": "sphere"},
    ],
    ids=["cf", "proj4", "unknown name with proj4", "wkt", "named ellipsoid"],
)
def test_projections_in_every_dress(tmp_path, mapping):
    path, box = projected_sea(tmp_path / "p.nc", mapping)
    (field,) = open_gridded(str(path), name="p.nc")
    assert isinstance(field.grid, ProjectedGrid)
    assert field.components == "grid"
    assert_analytic(window_of(path, box), box, tolerance=2e-4)


def test_axes_in_kilometres(tmp_path):
    path, box = projected_sea(tmp_path / "km.nc", LAMBERT, km=True)
    assert_analytic(window_of(path, box), box, tolerance=2e-4)


def test_positions_serve_where_the_projection_cannot_be_understood(tmp_path):
    path, box = projected_sea(tmp_path / "q.nc", {"grid_mapping_name": "house_projection"}, positions=0.0)
    (field,) = open_gridded(str(path), name="q.nc")
    assert isinstance(field.grid, CurvilinearGrid)
    assert_analytic(window_of(path, box), box, tolerance=2e-4)
    path, _ = projected_sea(tmp_path / "r.nc", {"grid_mapping_name": "house_projection"})
    with pytest.raises(ForcingError, match="no grid is known for u"):
        open_gridded(str(path), name="r.nc")


def test_positions_go_before_a_projection_that_contradicts_them(tmp_path):
    path, _ = projected_sea(tmp_path / "s.nc", LAMBERT, positions=3.0)
    (field,) = open_gridded(str(path), name="s.nc")
    assert isinstance(field.grid, CurvilinearGrid)
    assert "the projection in the file does not fit its longitudes and latitudes: these are used" in field.notes
    path, _ = projected_sea(tmp_path / "t.nc", LAMBERT, positions=0.0)
    assert isinstance(open_gridded(str(path), name="t.nc")[0].grid, ProjectedGrid)


# ---------------------------------------------------------------- staggered


def staggered_sea(path, *, cut=False, croco=False, mask=True, angle=True, positions=True, levels=4):
    """u and v of the analytic field on the sides of the cells of a turned grid; `cut`: all dimensions alike, as after
    cutting a piece out; `croco`: dimensions shared with rho. Land in one corner."""
    rows, columns, turn = 40, 50, 0.6
    i, j = np.meshgrid(np.arange(columns), np.arange(rows))

    def place(a, b):
        z = (a + 1j * b) * 0.04 * np.exp(1j * turn)
        lat = 34.0 + z.imag
        return 129.0 + z.real / np.cos(np.radians(34.0)), lat

    def components(a, b):
        lon, lat = place(a, b)
        shear = np.cos(np.radians(lat)) / np.cos(np.radians(34.0))
        along = shear * np.cos(turn) + 1j * np.sin(turn)
        return east_north(lon, lat) * np.conj(along) / np.abs(along), np.angle(along)

    land = (i < 6) & (j < 8)
    u = components(i + 0.5, j)[0].real
    v = components(i, j + 0.5)[0].imag
    u_land = land | np.roll(land, -1, axis=1)
    v_land = land | np.roll(land, -1, axis=0)
    u, v = np.where(u_land, 0.0, u), np.where(v_land, 0.0, v)
    if not cut:
        u, v, u_land, v_land = u[:, :-1], v[:-1], u_land[:, :-1], v_land[:-1]
    u_dims, v_dims = ("eta_u", "xi_u"), ("eta_v", "xi_v")
    if croco:
        u_dims, v_dims = ("eta_rho", "xi_u"), ("eta_v", "xi_rho")
    sea = SeaFile(path, type="ROMS/TOMS history file")
    sea.add("ocean_time", ("ocean_time",), np.array([0.0, 1.0]), units=HOURS_SINCE)
    sea.add("s_rho", ("s_rho",), (np.arange(levels) + 0.5) / levels - 1.0, standard_name="ocean_s_coordinate_g2")
    rho = ("eta_rho", "xi_rho")
    lon, lat = place(i, j)
    if positions:
        sea.add("lon_rho", rho, lon, units="degree_east").add("lat_rho", rho, lat, units="degree_north")
    if angle:
        sea.add("angle", rho, components(i, j)[1], units="radians")
    if mask:
        sea.add("mask_rho", rho, (~land).astype(float))
    for name, dims, values in (("u", u_dims, u), ("v", v_dims, v)):
        block = np.stack([np.stack([values * (level + 1) / levels for level in range(levels)])] * 2)
        sea.add(
            name, ("ocean_time", "s_rho", *dims), block, units="meter second-1", long_name=f"{name}-momentum component"
        )
    return sea.done(), lon, lat, land


@pytest.mark.parametrize("change", [{}, {"cut": True}, {"croco": True}, {"angle": False}], ids=str)
def test_staggered_components_meet_at_the_rho_points(tmp_path, change):
    path, lon, lat, _ = staggered_sea(tmp_path / "roms.nc", **change)
    (field,) = open_gridded(str(path), name="roms.nc")
    assert field.level == "top layer, s_rho -0.125 of 4 levels"
    assert "u and v brought to one point from the sides of each cell" in field.notes
    box = Box(
        float(lon[20, 25]) - 0.25, float(lat[20, 25]) - 0.25, float(lon[20, 25]) + 0.25, float(lat[20, 25]) + 0.25
    )
    assert_analytic(window_of(path, box), box, tolerance=1e-3)


def test_land_of_a_staggered_grid_is_missing_data_never_still_water(tmp_path):
    path, _, _, land = staggered_sea(tmp_path / "roms.nc")
    values = open_gridded(str(path), name="roms.nc")[0].read(0, 1)[0, 0]
    assert np.isnan(values[land]).all()
    assert np.isfinite(values[~land]).all()
    # Beside land the side that is sea gives the value: half of it would be a zero mixed in.
    full = open_gridded(str(staggered_sea(tmp_path / "b.nc")[0]), name="b")[0].read(0, 1)[0, 0]
    assert values[4, 6, 0] == pytest.approx(values[12, 6, 0], abs=0.02)
    assert np.array_equal(full, values, equal_nan=True)


def test_a_part_of_a_staggered_grid_is_the_part_of_the_whole(tmp_path):
    path, *_ = staggered_sea(tmp_path / "roms.nc")
    (field,) = open_gridded(str(path), name="roms.nc")
    whole = field.read(0, 2)
    for rows, columns in (
        (slice(0, 40), slice(0, 50)), (slice(3, 9), slice(4, 20)), (slice(30, 40), slice(40, 50)),
        (slice(0, 40, 3), slice(1, 50, 7)), (slice(0, 1), slice(49, 50)),
    ):  # fmt: skip
        assert np.array_equal(field.part(0, 2, rows, columns), whole[:, :, rows, columns], equal_nan=True)


def test_a_staggered_grid_without_mask_or_positions(tmp_path):
    path, *_ = staggered_sea(tmp_path / "m.nc", mask=False)
    assert any("no land mask in the file" in note for note in open_gridded(str(path), name="m.nc")[0].notes)
    path, *_ = staggered_sea(tmp_path / "n.nc", positions=False)
    with pytest.raises(ForcingError, match=r"lon_rho, lat_rho\) are not in the file; append them from the grid file"):
        open_gridded(str(path), name="n.nc")


# ---------------------------------------------------------------- levels


@pytest.mark.parametrize(
    ("depths", "level", "index", "warned"),
    [([0.5, 10.0, 50.0], "depth 0.5 m of 3 levels", 0, False), ([-50.0, -10.0, 0.0], "depth 0 m of 3 levels", 2, False),
     ([100.0, 200.0], "depth 100 m of 2 levels", 0, True)],
)  # fmt: skip
def test_the_depth_nearest_to_the_surface_is_taken_and_said(tmp_path, depths, level, index, warned):
    sea = SeaFile(tmp_path / "z.nc").add("time", ("time",), np.array([0.0]), units=HOURS_SINCE)
    sea.add("depth", ("depth",), np.array(depths), units="m", positive="down")
    sea.add("lat", ("lat",), np.arange(33.0, 36.0), units="degrees_north")
    sea.add("lon", ("lon",), np.arange(128.0, 132.0), units="degrees_east")
    values = np.broadcast_to((np.arange(len(depths)) / 10.0)[None, :, None, None], (1, len(depths), 3, 4))
    for name in ("uo", "vo"):
        sea.add(name, ("time", "depth", "lat", "lon"), values, units="m/s")
    (field,) = open_gridded(str(sea.done()), name="z.nc")
    assert field.level == level
    assert field.read(0, 1)[0, 0] == pytest.approx(np.full((3, 4, 2), index / 10.0), abs=1e-6)
    assert any("no surface current" in note for note in field.notes) == warned


@pytest.mark.parametrize(
    ("heights", "units", "index"),
    [([10.0], "m", 0), ([10.0, 80.0, 100.0], "m", 0), ([2.0, 10.0], "m", 1), ([80.0, 100.0], "m", None),
     ([1000.0, 850.0], "hPa", None), ([100000.0], "Pa", None)],
)  # fmt: skip
def test_wind_is_taken_at_10_m_and_nowhere_else(tmp_path, heights, units, index):
    sea = SeaFile(tmp_path / "w.nc").add("time", ("time",), np.array([0.0]), units=HOURS_SINCE)
    sea.add("height", ("height",), np.array(heights), units=units)
    sea.add("lat", ("lat",), np.arange(33.0, 36.0), units="degrees_north")
    sea.add("lon", ("lon",), np.arange(128.0, 132.0), units="degrees_east")
    values = np.broadcast_to((1.0 + np.arange(len(heights)))[None, :, None, None], (1, len(heights), 3, 4))
    for name, standard in (("a", "eastward_wind"), ("b", "northward_wind")):
        sea.add(name, ("time", "height", "lat", "lon"), values, units="m/s", standard_name=standard)
    path = sea.done()
    if index is None:
        with pytest.raises(ForcingError, match="a, b have no level at 10 m along height"):
            open_gridded(str(path), name="w.nc")
    else:
        (field,) = open_gridded(str(path), name="w.nc")
        assert field.level.startswith("10 m")
        assert field.read(0, 1)[0, 0, 0, 0, 0] == 1.0 + index


def test_a_scalar_height_is_minded_and_a_silent_one_said(tmp_path):
    for height, fine in ((10.0, True), (100.0, False)):
        sea = SeaFile(tmp_path / f"h{height}.nc").add("height", (), np.array(height), units="m", standard_name="height")
        standard, extra = ("eastward_wind", "northward_wind"), {"coordinates": "height"}
        path = plain_sea(None, names=("a", "b"), standard=standard, file=sea, extra=extra).done()
        if fine:
            assert open_gridded(str(path), name="h")[0].level == "10 m"
        else:
            with pytest.raises(ForcingError, match="no level at 10 m"):
                open_gridded(str(path), name="h")
    path = plain_sea(tmp_path / "s.nc", names=("a", "b"), standard=("eastward_wind", "northward_wind")).done()
    assert "the height of a is not stated: taken as 10 m" in open_gridded(str(path), name="s.nc")[0].notes


def test_dimensions_that_are_not_known_are_refused(tmp_path):
    sea = SeaFile(tmp_path / "q.nc").add("time", ("time",), np.array([0.0]), units=HOURS_SINCE)
    sea.add("lat", ("lat",), np.arange(33.0, 36.0), units="degrees_north")
    sea.add("lon", ("lon",), np.arange(128.0, 132.0), units="degrees_east")
    for name in ("uo", "vo"):
        sea.add(name, ("time", "season", "band", "lat", "lon"), np.zeros((1, 2, 2, 3, 4)), units="m/s")
    with pytest.raises(ForcingError, match="uo has dimensions season, band that are not known"):
        open_gridded(str(sea.done()), name="q.nc")


# ---------------------------------------------------------------- members


@pytest.mark.parametrize("dim", ["number", "member", "realization", "ensemble"])
@pytest.mark.parametrize("last", [False, True], ids=["first", "behind time"])
def test_members_of_an_ensemble_stay_apart(tmp_path, dim, last):
    sea = SeaFile(tmp_path / "e.nc").add("time", ("time",), np.array([0.0, 1.0]), units=HOURS_SINCE)
    sea.add("lat", ("lat",), np.arange(33.0, 36.0), units="degrees_north")
    sea.add("lon", ("lon",), np.arange(128.0, 132.0), units="degrees_east")
    values = np.broadcast_to(np.arange(3)[:, None, None, None] + np.array([0, 10])[None, :, None, None], (3, 2, 3, 4))
    dims = ("time", dim, "lat", "lon") if last else (dim, "time", "lat", "lon")
    for name in ("u10", "v10"):
        sea.add(name, dims, np.swapaxes(values, 0, 1) if last else values, units="m/s", dtype="f4")
    (field,) = open_gridded(str(sea.done()), name="e.nc")
    assert field.members == 3
    assert field.read(0, 2)[:, :, 0, 0, 0].tolist() == [[0, 10], [1, 11], [2, 12]]


# ---------------------------------------------------------------- real files


def test_norkyst_cells_come_back_turned_to_east_and_north(real_data):
    """A cell of the file, turned by hand, against the window there."""
    import netCDF4

    path = real_data / "norway_2015-11-16" / "current_norkyst800.nc"
    source = open_gridded_source(str(path), name=path.name)
    (coverage,) = source.coverage
    assert (coverage.quantity, coverage.level, coverage.members) == ("current", "depth 0 m", 1)
    assert coverage.grid == "projected (polar stereographic (variant a)), 301 x 201"
    assert len(coverage.time_s) == 67
    assert coverage.gaps_s == coverage.bridged_s == ()
    assert coverage.range_m_per_s[1] == pytest.approx(1.5868, abs=1e-3)
    with netCDF4.Dataset(path) as stored:
        x, y = stored["X"][:].data, stored["Y"][:].data
        vectors = (stored["u"][10, 0] + 1j * stored["v"][10, 0]).filled(np.nan)
        start_s = float(stored["time"][10])
    crs = CRS("+proj=stere +lat_0=90 +lon_0=70 +lat_ts=60 +R=6371000")
    to_positions = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    window = source.window("current", start_s, start_s, Box(3.0, 60.0, 5.0, 61.0))
    level = int(np.flatnonzero(window.time_s == start_s)[0])
    got = window.values[0, level, ..., 0] + 1j * window.values[0, level, ..., 1]
    checked = 0
    for row in range(20, 180, 20):
        for column in range(20, 280, 20):
            lon, lat = to_positions.transform(x[column], y[row])
            if (
                not (3.05 < lon < 4.95 and 60.05 < lat < 60.95)
                or np.isnan(vectors[row - 2 : row + 3, column - 2 : column + 3]).any()
            ):
                continue
            # On this map north lies at the longitude's difference to 70E, seen from the pole.
            turned = vectors[row, column] * np.exp(-1j * np.radians(lon - 70.0))
            at_x = (lon - window.lon_start_deg) / window.lon_step_deg
            at_y = (lat - window.lat_start_deg) / window.lat_step_deg
            i, j = int(at_x), int(at_y)
            a, b = at_x - i, at_y - j
            here = (
                got[j, i] * (1 - a) * (1 - b)
                + got[j, i + 1] * a * (1 - b)
                + got[j + 1, i] * (1 - a) * b
                + got[j + 1, i + 1] * a * b
            )
            assert abs(here - turned) < 0.03
            checked += 1
    assert checked >= 20


def test_arome_wind_at_10_m(real_data):
    path = real_data / "norway_2015-11-16" / "wind_arome.nc"
    source = open_gridded_source(str(path), name=path.name)
    (coverage,) = source.coverage
    assert (coverage.quantity, coverage.level, coverage.variables) == ("wind", "10 m", ("x_wind_10m", "y_wind_10m"))
    assert coverage.grid == "projected (lambert conic conformal (2sp)), 81 x 151"
    assert coverage.box.west == pytest.approx(2.4512, abs=1e-3)
    assert coverage.box.north == pytest.approx(62.4627, abs=1e-3)
    assert coverage.range_m_per_s[1] == pytest.approx(27.88, abs=0.01)


@pytest.mark.parametrize("day", [1, 2])
def test_roms_s_levels(real_data, day):
    import netCDF4

    path = real_data / "grids" / f"roms_s_levels_day{day}.nc"
    (field,) = open_gridded(str(path), name=path.name)
    assert field.level == "top layer, s_rho -0.014 of 35 levels"
    assert field.variables == ("u", "v")
    assert np.datetime64(int(field.time_s[0]), "s") == np.datetime64(f"2016-02-0{day + 1}T12:00")
    values = field.read(0, 1)[0, 0]
    with netCDF4.Dataset(path) as stored:
        stored.set_auto_mask(False)
        u, v, sea = stored["u"][0, -1], stored["v"][0, -1], stored["mask_rho"][:] > 0.5
    assert np.isnan(values[~sea]).all()
    row, column = (
        np.argwhere(sea[2:-2, 2:-2] & sea[2:-2, 1:-3] & sea[1:-3, 2:-2] & sea[2:-2, 3:-1] & sea[3:-1, 2:-2])[7] + 2
    )
    assert values[row, column, 0] == pytest.approx((u[row, column - 1] + u[row, column]) / 2, abs=1e-5)
    assert values[row, column, 1] == pytest.approx((v[row - 1, column] + v[row, column]) / 2, abs=1e-5)
    # Land is packed as 0, which would unpack to a current of 0.34 m/s.
    assert np.nanmax(np.hypot(values[..., 0], values[..., 1])) < 0.7


def test_croco_is_understood_with_its_warnings(real_data):
    path = real_data / "grids" / "croco_his.nc"
    source = open_gridded_source(str(path), name=path.name)
    (coverage,) = source.coverage
    assert coverage.quantity == "current"
    assert coverage.level == "top layer, s_rho -0.922 of 3 levels"
    assert any("highest layer in the file is s_rho -0.922, which is not the surface" in note for note in coverage.notes)
    assert any("has no date" in note for note in coverage.notes)
    assert coverage.time_s.tolist() == [0.0, 259200.0]
    assert (coverage.box.west, coverage.box.south) == pytest.approx((8.0, -38.0))
    window = source.window("current", 0.0, 0.0, Box(10, -35, 14, -30))
    assert np.isfinite(window.values).all()
    assert np.abs(window.values).max() < 0.5


def test_a_grid_file_alone_is_no_forcing(real_data):
    with pytest.raises(ForcingError, match="it holds no wind or current, so give the history"):
        open_gridded(str(real_data / "grids" / "croco_grd.nc"), name="croco_grd.nc")
