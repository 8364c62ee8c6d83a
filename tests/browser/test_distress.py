"""People in distress on the page: recorded, shown on demand and forgotten, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from browser.conftest import Ready
from browser.hand import open_tab, press, reach, sign_in, write

SECRET = "Haruka Tanakawa"


def test_a_person_and_a_note_are_sealed_shown_and_forgotten_by_keyboard(
    ready: Ready, open_page: Callable[..., Page]
) -> None:
    case = ready.client.post("/api/cases", json={"name": "for people", "exercise": True}).json()["id"]
    page = open_page()
    sign_in(page, f"{ready.server.address}/cases/{case}#distress")
    panel, log = page.locator("#panel-distress"), page.locator("#panel-log")
    press(page, "Record a person")
    for label, text in (("Name", SECRET), ("Age", "41"), ("Illnesses, medicines", "insulin")):
        write(page, label, text)
    assert SECRET not in page.evaluate("JSON.stringify([localStorage, sessionStorage, document.title, location.href])")
    press(page, "Save sealed")
    expect(panel.locator(".task")).to_contain_text("Person 1 sealed")
    expect(panel).not_to_contain_text(SECRET)
    press(page, "Show: Person 1")
    expect(panel.locator("dl")).to_contain_text(SECRET)

    open_tab(page, "log")
    expect(panel.locator("dl")).to_have_count(0)
    write(page, "Note", f"the mother of {SECRET} called")
    reach(page, "It tells of a person: seal it")
    page.keyboard.press("Space")
    press(page, "Write it down")
    expect(log).to_contain_text("noted: (sealed)")
    press(page, str(log.locator("li button").get_attribute("aria-label")))
    expect(log.locator(".said")).to_have_text(f"the mother of {SECRET} called")

    open_tab(page, "distress")
    press(page, "Forget all people of this case …")
    page.keyboard.press("ArrowDown")
    reach(page, "I know that nobody can undo this")
    page.keyboard.press("Space")
    press(page, "Forget them for ever")
    expect(panel.get_by_role("status")).to_contain_text("Forgotten: 1.")
    expect(panel.get_by_role("status")).to_be_focused()
    expect(panel).to_contain_text("no longer needed, the case is over")
    open_tab(page, "log")
    expect(log).to_contain_text("forgotten: the key is destroyed")
    assert SECRET not in page.content()
    assert ready.client.get(f"/api/cases/{case}/distress").json()["people"] == []
    # The desk has drifted and planned another case with people: map, plan and every file of it lie here too.
    files = [path.read_bytes() for path in ready.server.folder.rglob("*") if path.is_file()]
    assert len(files) > 20
    assert not any(word in content for content in files for word in (b"asthma", SECRET.encode()))
