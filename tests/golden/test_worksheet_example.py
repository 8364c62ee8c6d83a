"""A whole worksheet worked by hand elsewhere, and the small sums of the manuals. [NATSAR2023]"""

from __future__ import annotations

import pytest

from sarex.model.geodesy import bearing_deg, distance_m
from sarex.model.quantities import KNOT_M_PER_S, NAUTICAL_MILE_M, parse_position
from sarex.model.worksheet import (
    DivergingDatums,
    FactorSource,
    LineDatum,
    PointDatum,
    UnitEffort,
    WorksheetInputs,
)
from sarex.search.circular_normal import square_poc, strip_poc
from sarex.search.datum import ManualLeeway, Velocity, drifted_datum, velocity
from sarex.search.worksheet import worksheet

NM, KN, HOUR = NAUTICAL_MILE_M, KNOT_M_PER_S, 3600.0


def effort(name: str, sweep_width_nm: float, area_nm2: float) -> UnitEffort:
    """A unit with this much effort at 10 kn."""
    on_scene_s = area_nm2 / sweep_width_nm / 10.0 / 0.85 * HOUR
    return UnitEffort(
        name=name, sweep_width_m=sweep_width_nm * NM, search_speed_m_per_s=10.0 * KN, on_scene_s=on_scene_s
    )


def inputs(
    datum: PointDatum | DivergingDatums | LineDatum, error_nm: float, *units: UnitEffort, **more: object
) -> WorksheetInputs:
    return WorksheetInputs.model_validate(
        {
            "datum": datum,
            "initial_error_m": 0.0,
            "drift_error_m": error_nm * NM,
            "search_error_m": 0.0,
            "units": units,
            **more,
        }
    )


def test_the_whole_worksheet() -> None:
    drift = drifted_datum(
        ManualLeeway(0.029, 0.04 * KN, 15.0),
        velocity(20.0 * KN, 270.0),
        [velocity(0.5 * KN, 180.0)],
        duration_s=5.0 * HOUR,
        errors_m_per_s=[0.3 * KN] * 6,
    )
    for found, speed, toward in (
        (drift.centre, 0.796492, 231.1155),
        (drift.left, 0.891554, 222.1999),
        (drift.right, 0.688427, 240.4489),
    ):
        assert found.speed / KN == pytest.approx(speed, abs=1e-6)
        assert found.toward_deg == pytest.approx(toward, abs=1e-4)
    assert drift.distance_m / NM == pytest.approx(1.60468, abs=1e-5)
    assert drift.drift_error_m / NM == pytest.approx(3.674235, abs=1e-6)
    start = parse_position("06 00.0S 106 30.0E")
    centre, left, right = drift.positions(start)
    assert distance_m(start, centre) / NM == pytest.approx(0.796492 * 5.0, abs=1e-5)
    assert distance_m(left, right) / NM == pytest.approx(1.60468, abs=1e-4)
    assert (bearing_deg(left, right) + 180.0) % 360.0 == pytest.approx(180.0, abs=0.01)
    sheet = worksheet(
        WorksheetInputs(
            datum=DivergingDatums(distance_m=drift.distance_m),
            initial_error_m=NM,
            drift_error_m=drift.drift_error_m,
            search_error_m=NM,
            units=(effort("helicopter", 1.35, 364.5), effort("vessel", 2.25, 270.0)),
            factor_source="given",
            search_factor=1.1,
        )
    )
    assert sheet.total_probable_error_m / NM == pytest.approx(3.937004, abs=1e-6)
    assert sheet.effort_factor_m2 / NM**2 == pytest.approx(15.5, abs=1e-6)
    assert sheet.separation_ratio == pytest.approx(0.4076, abs=1e-4)
    assert sheet.total_effort_m2 / NM**2 == pytest.approx(634.5, abs=1e-6)
    assert sheet.relative_effort == pytest.approx(40.93548, abs=1e-5)
    assert sheet.search_radius_m / NM == pytest.approx(4.330704, abs=1e-6)
    assert sheet.area_m2 / NM**2 == pytest.approx(88.9188, abs=1e-4)
    assert sheet.coverage == pytest.approx(7.135726, abs=1e-5)
    assert [row.spacing_m / NM for row in sheet.units] == pytest.approx([0.189189, 0.315315], abs=1e-6)
    assert [row.effort_m2 / NM**2 for row in sheet.units] == pytest.approx([364.5, 270.0])
    assert sum(row.area_m2 for row in sheet.units) == pytest.approx(sheet.area_m2)


def test_errors_add_as_squares() -> None:
    sheet = worksheet(
        WorksheetInputs(
            datum=PointDatum(),
            initial_error_m=5.0 * NM,
            drift_error_m=0.0,
            search_error_m=1.0 * NM,
            units=(effort("one", 1.0, 100.0),),
            factor_source="given",
            search_factor=1.1,
        )
    )
    assert sheet.total_probable_error_m / NM == pytest.approx(5.0990195, abs=1e-7)
    assert sheet.search_radius_m / NM == pytest.approx(5.6089215, abs=1e-7)


def test_search_time_and_track() -> None:
    """L = 0.85 V T; three miles at 10 kn are 18 minutes."""
    unit = UnitEffort(name="one", sweep_width_m=2.0 * NM, search_speed_m_per_s=15.0 * KN, on_scene_s=8.0 * HOUR)
    row = worksheet(inputs(PointDatum(), 5.0, unit)).units[0]
    assert row.search_time_s == pytest.approx(6.8 * HOUR)
    assert row.track_length_m / NM == pytest.approx(102.0)
    assert row.effort_m2 / NM**2 == pytest.approx(204.0)
    assert pytest.approx(18.0) == 3.0 * NM / (10.0 * KN) / 60.0


@pytest.mark.parametrize("relative", [0.25, 1.0, 8.0, 64.0])
@pytest.mark.parametrize("source", ["optimum", "published"])
def test_a_point_datum(relative: float, source: FactorSource) -> None:
    table = {0.25: (0.51096, 0.04360), 1.0: (0.72399, 0.13931), 8.0: (1.22548, 0.53293), 64.0: (2.08992, 0.94751)}
    factor, pos = table[relative]
    sheet = worksheet(inputs(PointDatum(), 2.0, effort("one", 1.0, relative * 4.0), factor_source=source))
    within = 1e-4 if source == "optimum" else 0.02 * factor
    assert sheet.search_factor == pytest.approx(factor, abs=within)
    assert sheet.pos == pytest.approx(pos, abs=1e-4 if source == "optimum" else 2e-4)
    assert sheet.area_m2 == pytest.approx(4.0 * sheet.search_radius_m**2)
    assert sheet.coverage * sheet.area_m2 == pytest.approx(sheet.total_effort_m2)
    assert sheet.separation_ratio is None


def test_a_line_datum() -> None:
    """E x L counts, with L two errors longer than the line; the ideal curve for ideal conditions."""
    sheet = worksheet(inputs(LineDatum(length_m=16.0 * NM), 2.0, effort("one", 1.0, 80.0), conditions="ideal"))
    assert sheet.line_length_m == pytest.approx(20.0 * NM)
    assert sheet.relative_effort == pytest.approx(2.0)
    assert sheet.search_factor == pytest.approx(1.0317, abs=1e-4)
    assert sheet.area_m2 / NM**2 == pytest.approx(2.0 * 1.0317 * 2.0 * 20.0, abs=0.01)
    assert sheet.pos == pytest.approx(0.60147, abs=1e-4)
    assert sheet.poc == pytest.approx(strip_poc(1.0317, 1.0), abs=1e-4)
    assert "inverse cube" in sheet.law


@pytest.mark.parametrize(("distance_nm", "wide"), [(0.0, False), (7.99, False), (8.0, True), (40.0, True)])
def test_two_datums_by_the_separation_ratio(distance_nm: float, wide: bool) -> None:
    sheet = worksheet(inputs(DivergingDatums(distance_m=distance_nm * NM), 2.0, effort("one", 1.0, 32.0)))
    radius = sheet.search_radius_m
    assert sheet.widely_diverging is wide
    if wide:
        # Half of the effort on each: the same as two point datums with Zr = 4.
        assert sheet.search_factor == pytest.approx(1.02760, abs=1e-4)
        assert sheet.area_m2 == pytest.approx(2.0 * 4.0 * radius**2)
        assert sheet.pos == pytest.approx(0.36640, abs=1e-4)
        assert sheet.poc == pytest.approx(square_poc(1.02760, 1.0), abs=1e-4)
    else:
        assert sheet.search_factor == pytest.approx(1.22548, abs=1e-4)
        assert sheet.area_m2 == pytest.approx(4.0 * radius**2 + 2.0 * radius * distance_nm * NM)


def test_earlier_searches_widen_the_next() -> None:
    first = worksheet(inputs(PointDatum(), 2.0, effort("one", 1.0, 16.0)))
    second = worksheet(
        inputs(PointDatum(), 2.0, effort("one", 1.0, 16.0), earlier_relative_effort=first.relative_effort)
    )
    assert second.cumulative_relative_effort == pytest.approx(8.0)
    assert second.search_factor == pytest.approx(1.22548, abs=1e-4)
    assert second.coverage < first.coverage


def test_leeway_in_a_calm_is_none() -> None:
    drift = drifted_datum(ManualLeeway(0.029, 0.1, 15.0), Velocity(0.0, 0.0), [], duration_s=HOUR, errors_m_per_s=[0.1])
    assert drift.distance_m == 0.0
    assert drift.centre.speed == 0.0
