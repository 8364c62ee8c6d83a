"""Maps of a cloud on one raster: the date line is no edge, and nothing in distress yet is no fault."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from normal_cloud import scattered
from sarex.drift.map_series import CELLS_MAX, SIDE_MAX, map_series
from sarex.formats.map_series_files import particle_bytes
from sarex.model.errors import CloudError
from sarex.model.particle_cloud import ParticleCloud, Status


def spreading(lon: float, particles: int = 4000) -> ParticleCloud:
    """Normal about a place: 2 km at first, 20 km an hour later, and nothing in distress before."""
    offsets = np.random.Generator(np.random.PCG64(3)).normal(size=(particles, 2))
    first = scattered(2_000.0 * offsets, lon=lon, lat=34.0, hours=0)
    later = scattered(20_000.0 * offsets, lon=lon, lat=34.0, hours=0)
    nothing = np.full_like(first.lon, np.nan)
    status = np.concatenate([np.full_like(first.status, Status.UNDER_WAY), first.status, later.status], axis=1)
    return replace(
        first,
        time_s=first.time_s[0] + np.array([0.0, 3600.0, 7200.0]),
        lon=np.concatenate([nothing, first.lon, later.lon], axis=1),
        lat=np.concatenate([nothing, first.lat, later.lat], axis=1),
        status=status,
    )


@pytest.mark.parametrize("lon", [130.0, 179.95, -179.95])
def test_each_time_is_drawn_where_it_is(lon: float) -> None:
    series = map_series(spreading(lon))
    assert series.charts[0] is None
    assert series.heat.shape == (3, *series.raster.shape)
    assert not series.heat[0].any()
    assert max(series.raster.shape) <= SIDE_MAX
    edges = series.raster.lon_edges
    assert (np.diff(edges) > 0).all()
    assert edges[-1] - edges[0] < 3.0, "not round the globe"
    rows = series.raster.lat_edges
    middles_lon, middles_lat = (edges[:-1] + edges[1:]) / 2, (rows[:-1] + rows[1:]) / 2
    for index, sd_m in ((1, 2_000.0), (2, 20_000.0)):
        heat = series.heat[index].astype(float)
        assert heat.max() == 255
        across, up = heat.sum(axis=0), heat.sum(axis=1)
        centre = np.average(middles_lon, weights=across)
        assert (centre - lon + 180) % 360 - 180 == pytest.approx(0.0, abs=0.02)
        assert np.average(middles_lat, weights=up) == pytest.approx(34.0, abs=0.02)
        spread = np.sqrt(np.average((middles_lat - 34.0) ** 2, weights=up)) * 111_000.0
        # What is smoothed over the particles and the cells adds to it; the tail below 1/510 is cut off.
        assert 0.85 * sd_m < spread < 1.35 * sd_m


def test_a_cloud_without_any_position_is_told() -> None:
    cloud = spreading(130.0, 100)
    nowhere = replace(cloud, status=np.full_like(cloud.status, Status.LEFT_FORCING))
    with pytest.raises(CloudError, match="no particle has a position"):
        map_series(nowhere)


def test_many_times_share_the_cells() -> None:
    cloud = spreading(130.0, 50)
    times = 600
    often = replace(
        cloud,
        time_s=cloud.time_s[0] + 60.0 * np.arange(times),
        lon=np.repeat(cloud.lon[:, 2:], times, axis=1),
        lat=np.repeat(cloud.lat[:, 2:], times, axis=1),
        status=np.repeat(cloud.status[:, 2:], times, axis=1),
    )
    assert map_series(often).heat.size <= 1.1 * CELLS_MAX


def test_points_stand_for_their_weight() -> None:
    cloud = spreading(130.0)
    north = cloud.lat[:, 2] > 34.0
    weight = np.where(north, 3.0, 1.0)
    heavy = replace(cloud, weight=weight / weight.sum())
    places = np.frombuffer(particle_bytes(heavy, 130.0), "<f4").reshape(3, 4000, 2)
    assert np.isnan(places[0]).all()
    share = weight[north].sum() / weight.sum()
    for part in (4000, 500):
        assert (places[2, :part, 1] > 34.0).mean() == pytest.approx(share, abs=0.05)
