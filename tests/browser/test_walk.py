"""From an empty database to the files that are handed over, by keyboard alone, while a second browser looks on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from browser.hand import open_tab, press, reach, write
from desk_server import PASSWORD, start_server

CASE = "Raft off Tsushima"
RAFT = {"en": "life raft", "ja": "救命いかだ", "ko": "구명뗏목"}
REASON = {"en": "of all", "ja": "成功確率は全体の", "ko": "성공확률은 전체의"}
DONE_MS = 120_000
Words = dict[str, dict[str, str]]


@pytest.mark.parametrize(("language", "locale"), [("en", "en-GB"), ("ja", "ja-JP"), ("ko", "ko-KR")])
def test_from_nothing_to_gpx_and_pdf_by_keyboard(
    language: str, locale: str, tmp_path: Path, *, open_page: Callable[..., Page], words: Words
) -> None:
    say = words[language]
    server = start_server(tmp_path)
    try:
        page = open_page(locale=locale)
        _first_start(page, f"{server.address}/setup#{server.link}", say)
        second = open_page(locale=locale, storage_state=page.context.storage_state())
        second.goto(server.address)
        expect(second.locator("h1")).to_have_text(say["cases.title"])
        _new_case(page, say, RAFT[language])
        expect(second.locator(".cases")).to_contain_text(CASE)
        second.get_by_role("link", name=CASE).click()
        _weather_and_drift(page, say)
        expect(second.locator("#map-told")).to_contain_text(say["map.areas"].split("{")[0].strip(), timeout=DONE_MS)
        _unit_and_plan(page, say)
        second.locator("#tab-plan").click()
        expect(second.locator(".task h3")).to_contain_text("Patrol One", timeout=DONE_MS)
        expect(page.locator(".task em")).to_contain_text(REASON[language])
        _hand_over(page)
    finally:
        server.stop()


def _first_start(page: Page, link: str, say: dict[str, str]) -> None:
    page.goto(link)
    write(page, say["name"], "Chief")
    write(page, say["password"], PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(say["cases.title"])


def _new_case(page: Page, say: dict[str, str], raft: str) -> None:
    press(page, say["cases.new"])
    write(page, say["incident.name"], CASE)
    write(page, say["incident.object"], raft)
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Enter")
    write(page, say["place"], "34-47.8N 129-30.5E")
    expect(page.locator(".echo").first).to_contain_text("34 47.800N 129 30.500E")
    write(page, f"{say['field.time']} (UTC)", "2026-01-30 03:00")
    write(page, f"{say['incident.until']} (UTC)", "2026-01-30 09:00")
    write(page, say["incident.particles"], "500")
    expect(page.locator("#open-case")).to_be_enabled()
    press(page, say["new.open"])
    page.wait_for_selector("#panel-forcing")


def _weather_and_drift(page: Page, say: dict[str, str]) -> None:
    write(page, f"{say['place.time']} (UTC)", "2026-01-30 00:00")
    for key, text in (("wind_from", "270"), ("wind_speed", "15"), ("current_toward", "045"), ("current_speed", "0.5")):
        write(page, say[f"forcing.{key}"], text)
    press(page, say["forcing.keep"])
    expect(page.locator("#panel-forcing fieldset legend").first).to_contain_text(say["forcing.table"])
    open_tab(page, "situation")
    expect(page.locator("#run-drift")).to_be_enabled()
    press(page, say["drift.run"])
    expect(page.locator("#time")).to_be_enabled(timeout=DONE_MS)


def _unit_and_plan(page: Page, say: dict[str, str]) -> None:
    open_tab(page, "units")
    write(page, say["units.take"], "patrol vessel")
    page.wait_for_selector("#panel-units [role=option]")
    page.keyboard.press("Enter")
    reach(page, say["name"], back=True)
    page.keyboard.press("Control+a")
    page.keyboard.type("Patrol One")
    write(page, say["units.at"], "34 40N 129 40E")
    write(page, f"{say['units.available']} (UTC)", "2026-01-30 03:30")
    write(page, say["field.endurance"], "6 h")
    write(page, say["field.sweep_width"], "1.6 nm")
    press(page, say["save"])
    expect(page.locator("#units-told")).to_be_empty()
    open_tab(page, "plan")
    write(page, say["plan.seconds"], "2")
    page.keyboard.press("Enter")
    expect(page.locator(".task h3")).to_contain_text("Patrol One", timeout=DONE_MS)


def _hand_over(page: Page) -> None:
    open_tab(page, "exports")
    page.wait_for_selector("#panel-exports a")
    with page.expect_download() as gpx:
        press(page, "plan.gpx")
    root = ElementTree.parse(gpx.value.path()).getroot()
    assert root.tag == "{http://www.topografix.com/GPX/1/1}gpx"
    names = [name.text or "" for name in root.iter("{http://www.topografix.com/GPX/1/1}name")]
    assert any("Patrol One" in name for name in names)
    with page.expect_download() as pdf:
        press(page, "plan.pdf")
    assert Path(pdf.value.path()).read_bytes().startswith(b"%PDF-")
