"""What the map shows lies where it is, moves with the time, and can be used without a mouse and without seeing it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Ready
from browser.hand import reach, sign_in
from sarex.model.geodesy import distance_m
from sarex.model.quantities import Position, parse_position
from web.desk_case import INCIDENT, TABLE, drifted

Opener = Callable[..., Page]
DENSEST = """() => {
  const canvas = document.querySelector('.chart-canvas')
  const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  let best = [0, 0, 0]
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const at = 4 * (y * width + x)
    // By day heat turns from pale to dark red; nothing else on the map is so much redder than it is blue.
    const red = data[at] - data[at + 2] > 60 ? 765 - data[at] - data[at + 1] - data[at + 2] : 0
    if (red > best[0]) best = [red, x, y]
  }
  const box = canvas.getBoundingClientRect()
  return [box.left + best[1] * box.width / width, box.top + best[2] * box.height / height]
}"""
ONLY_HEAT = ("areas", "tasks")


def looked(page: Page) -> Position:
    text = page.locator(".looked").inner_text()
    return parse_position(re.sub(r"[°′]", " ", text.split(" · ")[0]))


def at_slider(page: Page) -> int:
    return int(page.locator("#time").input_value())


@pytest.mark.parametrize(("name", "at"), [("date line", "10 00.0N 179 58.0E"), ("north", "70 10.0N 018 00.0W")])
def test_the_densest_place_is_drawn_where_the_server_says(
    name: str, at: str, *, ready: Ready, open_page: Opener
) -> None:
    incident = {**INCIDENT, "name": name, "scenarios": [{**INCIDENT["scenarios"][0], "at": at}]}
    case = ready.client.post("/api/cases", json={"name": name, "exercise": True, "incident": incident}).json()["id"]
    ready.client.post(f"/api/cases/{case}/forcing", json={"table": TABLE})
    drifted(ready.client, case)
    page = open_page()
    sign_in(page, f"{ready.server.address}/cases/{case}")
    expect(page.locator("#map-told")).to_contain_text("50 % area")
    for layer in ONLY_HEAT:
        page.uncheck(f"#layer-{layer}")
    page.wait_for_timeout(700)
    page.mouse.click(*page.evaluate(DENSEST))
    page.wait_for_selector(".looked:not(:empty)")
    told = ready.client.get(f"/api/cases/{case}/map").json()
    probable = told["most_probable"][at_slider(page)]
    error_m = distance_m(looked(page), Position(probable["lon"], probable["lat"]))
    # Equal shades lie round the maximum; the raster has cells of some hundred metres.
    assert error_m < 1500.0


def test_the_slider_moves_the_map_by_keys_and_says_so(case_page: Page) -> None:
    page = case_page
    reach(page, "Shown time")
    before, told, picture = at_slider(page), page.locator("#map-told").inner_text(), page.locator(".chart").screenshot()
    page.keyboard.press("ArrowRight")
    assert at_slider(page) == before + 1
    expect(page.locator("#map-told")).not_to_have_text(told)
    page.wait_for_timeout(200)
    assert page.locator(".chart").screenshot() != picture
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\dZ", page.locator("#time").get_attribute("aria-valuetext") or "")


def test_particles_and_arrows_are_drawn_on_wish(case_page: Page) -> None:
    page = case_page
    page.wait_for_timeout(800)
    for layer in ("particles", "wind", "current"):
        before = page.locator(".chart").screenshot()
        page.check(f"#layer-{layer}")
        page.wait_for_timeout(900)
        assert page.locator(".chart").screenshot() != before, layer


def test_a_distance_is_measured_by_keys(case_page: Page) -> None:
    page = case_page
    page.focus("#measure")
    page.keyboard.press("Enter")
    page.focus(".chart")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    first = looked(page)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(350)
    page.keyboard.press("Enter")
    expect(page.locator(".looked")).to_contain_text("nm")
    text = page.locator(".looked").inner_text()
    said = re.search(r"(\d{3})° ([\d.]+) nm", text)
    assert said is not None, text
    assert int(said[1]) == pytest.approx(90, abs=1)
    assert float(said[2]) * 1852 == pytest.approx(distance_m(first, looked(page)), rel=0.006)


def test_a_place_is_taken_from_the_map_with_enter(case_page: Page) -> None:
    page = case_page
    page.click("#tab-results")
    form = page.locator("#panel-results .found")
    form.get_by_role("button", name="Take it from the map").press("Enter")
    expect(page.locator(".chart")).to_be_focused()
    page.keyboard.press("Enter")
    expect(form.locator(".echo").first).to_contain_text("= 3")
    assert form.get_by_label("Position", exact=True).input_value() in form.locator(".echo").first.inner_text()
