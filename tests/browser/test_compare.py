"""Two maps side by side: before and after an update, with their figures, moved together by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from browser.conftest import Ready
from browser.hand import press, reach, sign_in
from web.desk_case import SIGHTING, done, drifted, new_case, planned

SCALES = "() => [...document.querySelectorAll('.ol-scale-line')].map((one) => one.innerText)"

ZOOMS_MAX = 8


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def test_before_and_after_an_update(ready: Ready, open_page: Callable[..., Page], out: Path) -> None:
    case = new_case(ready.client, "before and after")
    drifted(ready.client, case)
    planned(ready.client, case, iterations=5)
    reported = ready.client.post(f"/api/cases/{case}/results", json={"result": SIGHTING})
    assert done(ready.client, reported.json()["job"])["state"] == "done"
    planned(ready.client, case, iterations=5)
    runs = ready.client.get(f"/api/cases/{case}/runs").json()
    pos = [one["pos"] for one in runs if one["kind"] == "plan_made"]

    page = open_page()
    sign_in(page, f"{ready.server.address}/cases/{case}")
    press(page, "Compare")
    expect(page.locator(".exercise")).to_be_visible()
    row = page.locator("tbody tr")
    points = round(100 * (pos[1] - pos[0]) + 0.0, 1)
    sign = "+" if points > 0 else "−" if points < 0 else ""
    expect(row.first.locator("td")).to_have_text([percent(pos[0]), percent(pos[1]), f"{sign}{abs(points)} points"])
    expect(page.get_by_role("status").filter(has_text="POS: A")).to_contain_text(f"B {percent(pos[1])}")
    expect(row.filter(has_text="POS Patrol A").locator("td").first).to_contain_text("%")
    expect(row.filter(has_text="Units used").locator("td").first).to_contain_text("Patrol A")

    reach(page, "Shown time A")
    at = page.locator("#time-A").input_value()
    page.keyboard.press("ArrowRight")
    assert page.locator("#time-A").input_value() == page.locator("#time-B").input_value() == str(int(at) + 1)
    area = ready.client.get(f"/api/cases/{case}/map", params={"run": runs[0]["run"]}).json()["areas"][int(at) + 1]
    expect(row.filter(has_text="50 % area").locator("td").first).to_have_text(
        f"{area['p50']['area_m2'] / 1852**2:.1f} nm²"
    )
    page.get_by_label("Move the time of both together").uncheck()
    page.focus("#time-A")
    page.keyboard.press("Home")
    assert page.locator("#time-B").input_value() == str(int(at) + 1)

    scales = page.evaluate(SCALES)
    assert scales[0] == scales[1]
    page.focus(".chart >> nth=1")
    for _ in range(ZOOMS_MAX):  # the bar is rounded, and a busy machine draws a step late
        page.keyboard.press("+")
        page.wait_for_timeout(500)
        if page.evaluate(SCALES)[0] != scales[0]:
            break
    page.wait_for_function(
        f"(before) => {{ const [a, b] = ({SCALES})(); return a === b && a !== before }}", arg=scales[0]
    )
    page.screenshot(path=out / "desk_compare.png")
    page.emulate_media(media="print")
    expect(page.locator(".pair .ol-scale-line").first).to_be_hidden()
    assert page.evaluate("() => getComputedStyle(document.querySelector('.chart-canvas')).objectFit") == "contain"
    page.emulate_media(media="screen")

    page.locator("#plan-A").select_option("no plan")
    expect(row.first.locator("td")).to_have_text(["–", percent(pos[1]), "–"])
    page.reload()
    expect(row.first.locator("td")).to_have_text(["–", percent(pos[1]), "–"])
