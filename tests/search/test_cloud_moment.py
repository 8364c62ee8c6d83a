"""The cloud between its output times, and the way its datum goes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from normal_cloud import NM, START_S, normal_cloud
from sarex.model.errors import PlanError
from sarex.model.geodesy import destination, distance_m
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import Position
from sarex.search.cloud_moment import CloudPath
from sarex.search.datum_path import DatumPath


def everyone(cloud: ParticleCloud) -> DatumPath:
    return DatumPath(CloudPath(cloud), np.ones(cloud.particles, dtype=bool))


@pytest.mark.parametrize("hours", [0.0, 1.0, 7.25, 24.0])
@pytest.mark.parametrize(("lon", "lat"), [(3.0, 60.0), (179.95, -45.0), (-179.99, 78.0)])
def test_the_datum_moves_with_the_cloud(lon: float, lat: float, hours: float) -> None:
    cloud = normal_cloud(2000, sigmas_nm=(3, 3), lon=lon, lat=lat, drift=(1.5, 80.0))
    still = normal_cloud(2000, sigmas_nm=(3, 3), lon=lon, lat=lat)
    moved = everyone(cloud).at(START_S + 3600.0 * hours)
    expected = destination(everyone(still).at(START_S), 80.0, 1.5 * NM * hours)
    assert distance_m(moved, expected) < 60.0


def test_a_mean_of_opposite_sides_of_the_date_line_is_on_it() -> None:
    cloud = normal_cloud(2, lon=180.0, lat=10.0)
    cloud = replace(cloud, lon=np.tile([[179.0], [-179.0]], (1, 25)), lat=np.full((2, 25), 10.0))
    datum = everyone(cloud).at(START_S + 1800.0)
    assert abs(datum.lon) == pytest.approx(180.0)
    assert datum.lat == pytest.approx(10.0, abs=0.01)


def test_only_those_afloat_before_and_after_count_as_afloat_between() -> None:
    cloud = normal_cloud(5, hours=2)
    status = cloud.status.copy()
    status[0, :] = [Status.UNDER_WAY, Status.AFLOAT, Status.AFLOAT]
    status[1, :] = [Status.AFLOAT, Status.STRANDED, Status.STRANDED]
    status[2, :] = [Status.AFLOAT, Status.LEFT_FORCING, Status.LEFT_FORCING]
    path = CloudPath(replace(cloud, status=status))
    moment = path.moment(START_S + 1200.0)
    assert moment.afloat.tolist() == [False, False, False, True, True]
    assert np.isnan(moment.lon[:3]).all()
    assert np.isfinite(moment.lat[3:]).all()
    shares = path.shares(START_S + 1200.0)
    assert shares == pytest.approx(
        {Status.UNDER_WAY: 0.2, Status.AFLOAT: 0.4, Status.STRANDED: 0.2, Status.LEFT_FORCING: 0.2}
    )
    assert path.shares(START_S)[Status.AFLOAT] == pytest.approx(0.8)
    assert path.moment(START_S + 3600.2).afloat.tolist() == [True, False, False, True, True]


def test_nothing_is_said_beyond_the_cloud() -> None:
    path = CloudPath(normal_cloud(5, hours=2))
    with pytest.raises(PlanError, match="let the drift run longer"):
        path.moment(START_S + 7202.0)
    with pytest.raises(PlanError, match="2026-01-29 23:00Z"):
        path.moment(START_S - 3600.0)


def test_no_datum_where_nobody_is_afloat() -> None:
    cloud = normal_cloud(4, hours=2)
    status = cloud.status.copy()
    status[:, 1:] = Status.STRANDED
    aground = replace(cloud, status=status)
    with pytest.raises(PlanError, match="100% stranded"):
        everyone(aground).at(START_S + 3600.0)
    assert CloudPath(aground).first_afloat_s == START_S
    never = CloudPath(replace(cloud, status=np.full_like(status, Status.STRANDED)))
    with pytest.raises(PlanError, match="no particle is ever afloat"):
        _ = never.first_afloat_s


def test_positions_between_lie_on_the_straight_way() -> None:
    cloud = normal_cloud(3, drift=(2.0, 45.0), hours=1)
    moment = CloudPath(cloud).moment(START_S + 900.0)
    for index in range(3):
        first, last = (Position(float(cloud.lon[index, at]), float(cloud.lat[index, at])) for at in (0, 1))
        now = Position(float(moment.lon[index]), float(moment.lat[index]))
        assert distance_m(first, now) == pytest.approx(distance_m(first, last) / 4.0, abs=0.5)
