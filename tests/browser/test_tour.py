"""The demo's link opens the ready case with its plan, and the tour leads through it by keyboard and goes for good."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from browser.test_everyone import faults
from conftest import DemoMade
from desk_server import start_demo

TOLD = ("map", "time", "forcing", "plan", "task", "results", "exports")


def test_the_link_opens_the_ready_case_and_its_tour(
    demo_made: DemoMade, open_page: Callable[..., Page], words: dict[str, dict[str, str]]
) -> None:
    demo, _ = start_demo(demo_made.folder, "--port", "0")
    try:
        page = open_page(locale="ja-JP", viewport={"width": 390, "height": 844})
        page.goto(demo.link)
        tour = page.get_by_role("dialog", name=words["ja"]["tour"])
        for step in TOLD:
            expect(tour.get_by_role("heading")).to_have_text(words["ja"][f"tour.{step}.title"])
            expect(page.locator("#tour-next")).to_be_focused()
            if step == "time":
                assert faults(page) == []
                assert page.locator(".time-bar").bounding_box()["y"] < tour.bounding_box()["y"]  # type: ignore[index]
            if step == "task":
                expect(page.locator(".task")).not_to_have_count(0)
                assert faults(page) == []
            page.keyboard.press("Enter")
        expect(tour).to_have_count(0)
        page.reload()
        page.wait_for_selector("#panel-exports a")
        expect(page.locator("#tour")).to_be_visible()
        expect(tour).to_have_count(0)
        page.click("#tour")
        expect(tour).to_be_visible()
        page.keyboard.press("Escape")
        expect(tour).to_have_count(0)
        expect(page.locator("#tour")).to_be_focused()
        used = open_page()
        used.goto(demo.link)
        expect(used.get_by_role("alert")).to_contain_text("this link is not valid, is used")
    finally:
        demo.interrupt()
