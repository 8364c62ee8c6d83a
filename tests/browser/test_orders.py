"""A task ordered by hand on the page: typed by keyboard, tried, kept, seen, and taken back by one step."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from browser.conftest import Ready
from browser.hand import press, reach, write

Words = dict[str, dict[str, str]]


def test_an_order_is_typed_tried_kept_and_undone(case_page: Page, ready: Ready, words: Words, out: Path) -> None:
    page, say = case_page, words["en"]
    plan = ready.client.get(f"/api/cases/{ready.case}/plan").json()
    version = ready.client.get(f"/api/cases/{ready.case}").json()["version"]
    press(page, say["order.open"])
    page.locator("#order-unit").select_option("Patrol A")
    page.locator("#order-pattern").select_option("TSN")
    write(page, "Position 1", "34 50N 130 00E")
    write(page, "Position 2", "34-54.0N 130-14.0")
    press(page, say["order.try"])
    wrong = page.locator("[aria-invalid=true]")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_value("34-54.0N 130-14.0")
    page.keyboard.press("Control+a")
    page.keyboard.type("34-54.0N 130-14.0E")
    press(page, say["order.try"])
    expect(page.locator("#order-told")).to_contain_text(f"POS {100 * plan['pos']:.1f}")
    expect(page.locator("#order-keep")).to_be_enabled()
    page.screenshot(path=out / "order-tried.png")
    assert ready.client.get(f"/api/cases/{ready.case}").json()["version"] == version, "to try writes nothing"
    press(page, say["order.keep"])
    task = page.locator(".task", has_text="Patrol A").first
    expect(task).to_contain_text("TSN")
    expect(page.locator("#order-form")).to_be_hidden()
    kept = ready.client.get(f"/api/cases/{ready.case}/plan").json()
    assert next(one for one in kept["units"] if one["name"] == "Patrol A")["pattern"] == "TSN"
    reach(page, f"{say['undo']}: {say['event.task_changed']}", back=True)
    page.keyboard.press("Enter")
    expect(task).not_to_contain_text("TSN")
    again = ready.client.get(f"/api/cases/{ready.case}/plan").json()
    assert (again["pos"], again["units"]) == (plan["pos"], plan["units"])
