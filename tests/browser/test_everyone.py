"""Nothing on the pages shuts anybody out: axe finds no serious fault, in each light, and targets are large enough."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser.conftest import ROOT, Ready
from browser.hand import sign_in

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TABS = ("situation", "distress", "forcing", "units", "plan", "results", "log", "exports")
LOOK = """async () => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const found = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
  return found.violations.map((one) => [one.impact, one.id, one.nodes.map((node) => node.html.slice(0, 160))])
}"""
BAD = ("serious", "critical")


def faults(page: Page) -> list[object]:
    page.evaluate(AXE.read_text("utf-8"))
    return [fault for fault in page.evaluate(LOOK) if fault[0] in BAD]


@pytest.mark.parametrize("light", ["day", "dusk", "night"])
def test_axe_finds_no_serious_fault(light: str, ready: Ready, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.add_init_script(f"localStorage.setItem('sarex.light', '{light}')")
    page.goto(ready.server.address)
    page.wait_for_selector("#name")
    assert faults(page) == []
    sign_in(page, ready.server.address)
    page.wait_for_selector(".cases a")
    assert faults(page) == []
    page.goto(f"{ready.server.address}/new")
    page.wait_for_selector("#open-case")
    page.wait_for_timeout(600)
    assert faults(page) == []
    for path in ("people", "audit"):
        page.goto(f"{ready.server.address}/{path}")
        page.wait_for_selector("tbody tr")
        assert faults(page) == [], path
    page.goto(ready.address)
    page.wait_for_selector(".task")
    page.click("#show-0")
    for tab in TABS:
        page.click(f"#tab-{tab}")
        if tab == "distress":
            for button in ("#show-everybody", "#forget", "#person-new"):
                page.click(button)
        page.wait_for_timeout(300)
        assert faults(page) == [], tab
    page.goto(f"{ready.address}/compare")
    page.wait_for_selector("tbody tr")
    assert faults(page) == [], "compare"
    page.goto(f"{ready.address}/crew")
    page.click(".crew a")
    page.wait_for_selector("#leg-next")
    assert faults(page) == []


def test_pictures_of_the_main_views(ready: Ready, open_page: Callable[..., Page], out: Path) -> None:
    """They are for people to look at; here only that each is drawn, wide or narrow, in each language."""
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "device_scale_factor": 2}
    for name, locale, light, shape in (
        ("desk_en_day", "en-GB", "day", {}), ("desk_ja_night", "ja-JP", "night", {}),
        ("desk_ko_dusk", "ko-KR", "dusk", {}),
        ("crew_ja_day", "ja-JP", "day", phone), ("desk_phone_ko_night", "ko-KR", "night", phone),
    ):  # fmt: skip
        page = open_page(locale=locale, **shape)
        page.add_init_script(f"localStorage.setItem('sarex.light', '{light}')")
        sign_in(page, f"{ready.address}/crew" if name.startswith("crew") else ready.address)
        page.wait_for_selector(".crew a, .task")
        if name.startswith("crew"):
            page.click(".crew a")
            page.wait_for_selector("#leg-next")
        else:
            page.click("#show-0")
        page.wait_for_timeout(1200)
        page.screenshot(path=out / f"{name}.png")
        colours = page.evaluate("""() => {
          const canvas = document.querySelector('.chart-canvas')
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
          return new Set(new Uint32Array(data.buffer)).size
        }""")
        assert colours > 50, name
