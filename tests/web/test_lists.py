"""What the desk tells without a case: catalogues, positions, incidents, coast, light."""

from __future__ import annotations

import pytest
import shapely
import shapely.geometry

from desk_server import Browser
from web.desk_case import INCIDENT


def test_catalogues_are_searched_by_plain_words(observer: Browser) -> None:
    assert [one["key"] for one in observer.get("/api/objects", params={"q": "survival suit"}).json()] == ["PIW-4"]
    assert len(observer.get("/api/objects").json()) == 85
    assert observer.get("/api/objects", params={"q": "zeppelin"}).json() == []
    (boat,) = observer.get("/api/units", params={"q": "lifeboat"}).json()
    assert boat["entry"]["search_speed"] == "15 kn"
    assert "radar" in {one["name"] for one in observer.get("/api/sensors", params={"q": "radar"}).json()}
    assert observer.get("/api/objects", params={"q": "x" * 300}).status_code == 422


@pytest.mark.parametrize("text", ["34 47.82N 130 05.5E", "34.797 130.0916667", "34°47'49.2\"N 130°05'30\"E"])
def test_a_position_is_echoed(observer: Browser, text: str) -> None:
    place = observer.post("/api/read/position", json={"text": text}).json()
    assert place["dm"] == "34 47.820N 130 05.500E"
    assert place["lon"] == pytest.approx(130.0916667, abs=1e-6)


def test_a_bad_position_is_told(observer: Browser) -> None:
    answer = observer.post("/api/read/position", json={"text": "91 00N 130 00E"})
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["fault"] == "latitude 91 in '91 00N 130 00E' is outside -90 to 90"
    assert error["way_out"].startswith("write latitude first")
    assert error["text"] == f"{error['fault']}; {error['way_out']}"


def test_an_incident_is_read_whole_or_every_fault_told(observer: Browser) -> None:
    good = observer.post("/api/read/incident", json={"incident": INCIDENT}).json()
    assert good["ok"]
    assert good["incident"]["drift"]["step"] == "600.0 s"
    bad = {**INCIDENT, "object": "zeppelin", "scenarios": [{**INCIDENT["scenarios"][0], "at": "here", "weight": -1}]}
    told = observer.post("/api/read/incident", json={"incident": bad}).json()
    assert not told["ok"]
    assert [one["place"] for one in told["problems"]] == ["scenarios[0].weight", "scenarios[0].at"]
    told = observer.post("/api/read/incident", json={"incident": {**INCIDENT, "object": "zeppelin"}}).json()
    assert [one["place"] for one in told["problems"]] == ["object[0].object"]
    told = observer.post("/api/read/incident", json={"incident": {"format": "x"}}).json()
    assert "sarex-incident/1" in told["problems"][0]["text"]


def test_the_coast_is_the_one_of_the_drift(observer: Browser) -> None:
    box = {"west": 129.0, "south": 34.0, "east": 129.9, "north": 35.0}
    answer = observer.get("/api/coast", params={**box, "detail": 0.01})
    assert answer.headers["content-type"] == "application/geo+json"
    land = shapely.geometry.shape(answer.json())
    assert land.is_valid
    assert land.contains(shapely.Point(129.3, 34.3)), "Tsushima"
    assert not land.contains(shapely.Point(129.7, 34.7)), "the strait"
    fine = shapely.geometry.shape(observer.get("/api/coast", params=box).json())
    assert shapely.get_num_coordinates(fine) > 2 * shapely.get_num_coordinates(land)
    assert land.area == pytest.approx(fine.area, rel=0.05)


def test_the_coast_goes_across_the_date_line(observer: Browser) -> None:
    box = {"west": 178.0, "south": -18.0, "east": -179.0, "north": -16.0}
    land = shapely.geometry.shape(observer.get("/api/coast", params={**box, "detail": 0.01}).json())
    west, _, east, _ = land.bounds
    assert 177.9 <= west < 180.0 < east <= 181.1, "Fiji"


def test_boxes_that_hold_nothing_or_too_much_are_refused(observer: Browser) -> None:
    for box in ((0, 10, 1, 10), (0, 0, 170, 10), (5, 0, 5, 1), (0, 0, 181, 1), ("nan", 0, 1, 1)):
        params = dict(zip(("west", "south", "east", "north"), box, strict=True))
        assert observer.get("/api/coast", params=params).status_code == 422


def test_light_comes_in_order(observer: Browser) -> None:
    params = {"lon": 130.0, "lat": 34.0, "from": "2026-01-30T00:00Z", "until": "2026-01-31T00:00Z"}
    light = observer.get("/api/daylight", params=params).json()
    assert [one["state"] for one in light] == ["day", "civil", "dark", "civil", "day"]
    assert light[0]["time"] == "2026-01-30T00:00:00Z"
    assert light[1]["time"].startswith("2026-01-30T08:4"), "sunset near Tsushima"
    assert 0.8 < light[2]["moon"]["illuminated"] < 1.0, "three days before full moon"
    polar = observer.get("/api/daylight", params={**params, "lat": 80.0}).json()
    assert [one["state"] for one in polar] == ["dark"]
    assert observer.get("/api/daylight", params={**params, "until": params["from"]}).status_code == 422
    assert observer.get("/api/daylight", params={**params, "until": "9999-12-31T23:59Z"}).status_code == 422
