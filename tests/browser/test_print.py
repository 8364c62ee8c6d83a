"""The plan on paper: what stands on the sheets, in the light of the day however dark the bridge is."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from browser.conftest import Ready
from browser.hand import press, sign_in
from browser.test_everyone import faults

Words = dict[str, dict[str, str]]


def plain(text: str) -> str:
    """Without what a PDF does to spaces and to letters of one shape."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_the_sheet_says_by_itself_what_the_plan_is(
    ready: Ready, open_page: Callable[..., Page], words: Words, out: Path
) -> None:
    say = words["ja"]
    page = open_page(locale="ja-JP", viewport={"width": 1280, "height": 900})
    page.add_init_script("localStorage.setItem('sarex.light', 'night')")
    sign_in(page, ready.address)
    page.wait_for_selector(".task")
    page.focus("#time")
    page.keyboard.press("End")
    page.focus("#page-tools button")
    press(page, say["print"])
    expect(page.locator("#printed")).to_contain_text("Chief")
    shown = ready.client.get(f"/api/cases/{ready.case}/map").json()["times"][-1]
    time = f"{shown[:10]} {shown[11:16]}Z"
    expect(page.locator("#map-told")).to_contain_text(time)
    assert faults(page) == []
    page.wait_for_timeout(700)
    pdf = page.pdf(path=out / "sheet_ja.pdf", prefer_css_page_size=True)
    sheets = PdfReader(io.BytesIO(pdf)).pages
    text = [plain(sheet.extract_text()) for sheet in sheets]
    whole = "".join(text)
    for number, sheet in enumerate(text, 1):
        head = (say["exercise.mark"], say["map.not_navigation"], f"{number} / {len(sheets)}")
        for told in (*head, "Two people missing north of Iki"):
            assert plain(told) in sheet, told
    plan = ready.client.get(f"/api/cases/{ready.case}/plan?lang=ja").json()
    assert plain(time) in whole
    for name in ("pos", "bound", "ceiling"):
        share = plan[name if name == "pos" else f"pos_{name}"]
        assert plain(f"{say[f'plan.{name}']}{share:.1%}") in whole, name
    for unit in plan["units"]:
        for told in (unit["name"], unit["csp_dm"], unit["reason"], f"POD {unit['pod']:.1%}"):
            assert plain(told) in whole, told
    for served in ready.client.get(f"/api/cases/{ready.case}").json()["drift"]["figures"]["served"]:
        assert plain(" – ".join(served["hours"][0])) in whole
    assert plain(say["print.text"]) not in whole
    assert "Haruka" not in whole
    chart = max((image.image for image in sheets[0].images), key=lambda image: image.width * image.height)
    assert chart.width > 2000
    assert np.asarray(chart.convert("L")).mean() > 180.0
