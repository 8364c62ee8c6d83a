"""Working a case: every change is seen by the other browser, and nobody writes over what somebody else wrote."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from browser.conftest import Ready
from browser.hand import sign_in
from desk_server import PASSWORD
from web.desk_case import drifted, new_case, planned, seen

Opener = Callable[..., Page]
MIDDLE = """() => {
  const canvas = document.querySelector('.chart-canvas')
  const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  const box = canvas.getBoundingClientRect(), xs = [], ys = []
  // The first unit is drawn in #00598c.
  for (let at = 0; at < data.length; at += 4) if (data[at] === 0 && data[at + 1] === 0x59 && data[at + 2] === 0x8c) {
    xs.push((at / 4) % width)
    ys.push(Math.floor(at / 4 / width))
  }
  const middle = (all) => all.sort((a, b) => a - b)[all.length >> 1]
  return [box.left + middle(xs) * box.width / width, box.top + middle(ys) * box.height / height]
}"""


def fresh(ready: Ready, open_page: Opener, tab: str) -> tuple[Page, str]:
    """A case of its own, so that tests do not meet; with a plan where the tab is about it."""
    case = new_case(ready.client, f"for {tab}")
    if tab in ("plan", "results"):
        drifted(ready.client, case)
        planned(ready.client, case, iterations=5)
    page = open_page()
    sign_in(page, f"{ready.server.address}/cases/{case}#{tab}")
    page.wait_for_selector(f"#panel-{tab}:visible")
    return page, case


def test_a_task_laid_anew_is_scored_at_once_written_frozen_and_undone(ready: Ready, open_page: Opener) -> None:
    page, case = fresh(ready, open_page, "plan")
    page.click("#show-0")
    form = page.locator(".task.chosen fieldset")
    form.get_by_label("Length (nm)").fill("400")
    expect(form.locator(".error")).to_be_visible()
    expect(form.get_by_role("button", name="Keep this change")).to_be_disabled()
    form.get_by_label("Length (nm)").fill("7")
    expect(form.get_by_role("button", name="Keep this change")).to_be_enabled()
    dragged = form.get_by_role("status").inner_text()
    at = page.evaluate(MIDDLE)
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + 40, at[1] + 30, steps=4)
    with page.expect_response("**try=1"):
        page.mouse.up()
    expect(form.get_by_role("status")).not_to_have_text(dragged)
    with page.expect_response("**try=1") as scored:
        form.get_by_label("Length (nm)").fill("6")
    said = round(100 * scored.value.json()["pos"], 1)
    expect(form.get_by_role("status")).to_contain_text(re.compile(rf"POS {said:.1f} % \([+−]"))
    form.get_by_role("button", name="Keep this change").click()
    expect(page.locator(".task .tag", has_text="changed")).to_be_visible()
    expect(page.locator(".figures dd").first).to_have_text(f"{said:.1f} %")
    page.click("#freeze-0")
    expect(page.locator(".task .tag", has_text="frozen")).to_be_visible()
    held = [task for task in ready.client.get(f"/api/cases/{case}").json()["tasks"] if task["frozen"]]
    assert len(held) == 1
    page.click("#undo")
    expect(page.locator(".task .tag", has_text="frozen")).to_have_count(0)
    page.click("#order-0")
    expect(page.locator(".task .tag", has_text="frozen")).to_be_visible()
    page.get_by_role("button", name="Release the unit").click()
    expect(page.locator(".task .tag", has_text="frozen")).to_have_count(0)
    expect(page.locator(".task .tag", has_text="ordered")).to_be_visible()


def test_the_later_of_two_writers_is_told_who_was_first(ready: Ready, open_page: Opener) -> None:
    page, case = fresh(ready, open_page, "situation")
    other = ready.client.get(f"/api/cases/{case}").json()["incident"]
    # Offline, the page does not hear of the change, as on a bad link.
    page.route("**/api/stream*", lambda route: route.abort())
    page.reload()
    page.wait_for_selector("#panel-situation:visible")
    body = {"incident": {**other, "name": "by the other"}}
    answer = ready.client.put(f"/api/cases/{case}/incident", json=body, headers=seen(ready.client, case))
    assert answer.status_code == 200, answer.text
    page.get_by_label("Name of the case").fill("by me")
    expect(page.locator("#panel-situation").get_by_role("button", name="Save")).to_be_enabled()
    page.locator("#panel-situation").get_by_role("button", name="Save").click()
    expect(page.locator("[role=alert]", has_text="Chief changed the case meanwhile")).to_be_visible()
    assert ready.client.get(f"/api/cases/{case}").json()["incident"]["name"] == "by the other"


def test_what_is_typed_outlives_another_language_and_a_reload_and_is_told_at_its_field(
    ready: Ready, open_page: Opener
) -> None:
    page, case = fresh(ready, open_page, "situation")
    wrong = page.locator("#panel-situation").get_by_label("Position error")
    wrong.fill("2")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    told = page.locator(f"#{wrong.get_attribute('aria-describedby')}")
    expect(told).to_contain_text("length 2.0 has no unit")
    page.locator("header select").first.select_option("ko")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator("input[aria-invalid=true]")).to_have_value("2")
    page.reload()
    expect(page.locator("input[aria-invalid=true]")).to_have_value("2")
    page.locator("input[aria-invalid=true]").fill("3 nm")
    with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        page.locator("#panel-situation").get_by_role("button", name="저장").click()
    held = ready.client.get(f"/api/cases/{case}").json()["incident"]
    assert held["scenarios"][0]["position_error"] == "5556.0 m"
    assert [one["object"] for one in held["object"]] == ["PIW-1", "LIFE-RAFT-NB-1"]
    page.wait_for_function("() => sessionStorage.length === 0")


def test_a_result_updates_the_map_and_can_be_taken_back(ready: Ready, open_page: Opener) -> None:
    page, case = fresh(ready, open_page, "results")
    page.click("#report-flown")
    expect(page.locator("#panel-results .tag")).to_have_text("in the map", timeout=60_000)
    page.get_by_role("button", name=re.compile("Take it back")).click()
    expect(page.locator("#panel-results")).to_contain_text("No results yet.")
    # What was found says where it came from, and others working meanwhile are no reason to refuse it.
    form = page.locator("#panel-results .found")
    form.get_by_label("Kind").select_option("debris")
    form.get_by_label("Position", exact=True).fill("34 52N 130 09E")
    form.get_by_label("Time (UTC)").fill("2026-01-30 06:00")
    form.get_by_role("button", name="Report").click()
    expect(form.locator("[role=alert]")).to_contain_text("object")
    form.get_by_role("combobox", name="What it was").fill("life jacket")
    page.locator("#panel-results [role=option]").first.click()
    page.route("**/api/stream*", lambda route: route.abort())
    ready.client.post(f"/api/cases/{case}/notes", json={"text": "written meanwhile"})
    form.get_by_role("button", name="Report").click()
    expect(form.locator(".good")).to_have_text("Reported. debris 1")
    (report,) = ready.client.get(f"/api/cases/{case}").json()["results"]
    assert (report["report"]["kind"], report["report"]["object"]) == ("debris", "PIW-2")


def test_five_minutes_offline_on_a_computer_whose_clock_is_wrong(ready: Ready, open_page: Opener) -> None:
    case, page = new_case(ready.client, "on a radio link"), open_page()
    page.clock.install(time=datetime.now(UTC) - timedelta(hours=3))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/stream" in request.url else None)
    sign_in(page, f"{ready.server.address}/cases/{case}#log")
    expect(page.locator(".clock-wrong")).to_have_text(re.compile(r"clock is (3:00|2:59) h behind the desk's"))
    before, shown, after = datetime.now(UTC), page.locator("#clock").inner_text(), datetime.now(UTC)
    assert any(f"{time:%H:%M}Z" in shown for time in (before - timedelta(seconds=6), before, after))
    ready.client.post(f"/api/cases/{case}/notes", json={"text": "before the break"})
    expect(page.locator(".log")).to_contain_text("before the break")
    last = ready.client.get(f"/api/cases/{case}/events").json()[-1]["sequence"]

    page.context.set_offline(True)
    expect(page.locator(".link-down")).to_be_visible()
    note = page.locator("#panel-log textarea")
    note.fill("Ferry reports an orange light")
    for number in range(3):
        ready.client.post(f"/api/cases/{case}/notes", json={"text": f"missed {number}"})
        page.clock.fast_forward("01:40")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("The desk cannot be reached. Nothing was saved; try again.").first).to_be_visible()
    expect(note).to_have_value("Ferry reports an orange light")
    expect(page.locator(".log")).not_to_contain_text("missed")

    page.context.set_offline(False)
    expect(page.locator(".log")).to_contain_text("missed 2")
    expect(page.locator(".link-down")).to_be_hidden()
    assert int(asked[-1].rpartition("since=")[2]) >= last, "it asks for what it missed"
    expect(note).to_have_value("Ferry reports an orange light")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".log li").first).to_contain_text("Ferry reports an orange light")
    lines = page.locator(".log li small").all_inner_texts()
    told = ["before the break", "missed 0", "missed 1", "missed 2", "Ferry reports an orange light"]
    assert lines[4::-1] == [f"noted: {text}" for text in told]
    assert len(lines) == ready.client.get(f"/api/cases/{case}").json()["version"]


def test_a_file_that_is_no_forcing_is_refused_in_one_line(ready: Ready, open_page: Opener) -> None:
    page, case = fresh(ready, open_page, "forcing")
    before = len(ready.client.get(f"/api/cases/{case}").json()["forcing"])
    page.set_input_files("input[type=file] >> nth=0", {"name": "w.nc", "mimeType": "x/y", "buffer": b"no forcing"})
    page.get_by_role("button", name="Attach the file").click()
    expect(page.locator("#file-fault")).to_contain_text("w.nc")
    assert len(ready.client.get(f"/api/cases/{case}").json()["forcing"]) == before


def test_a_wrong_password_is_said_and_an_observer_has_no_buttons_to_change_things(
    ready: Ready, open_page: Opener
) -> None:
    ready.client.post("/api/people", json={"name": "looker", "role": "observer", "password": "four plain words here"})
    page = open_page()
    page.goto(ready.address)
    page.fill("#name", "looker")
    page.fill("#password", "something else")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_contain_text("do not fit")
    sign_in(page, ready.address, "looker")
    page.wait_for_selector(".task")
    for button in ("#undo", "#run-plan", "#run-drift", "#freeze-0", "#save-units", "#tab-distress"):
        expect(page.locator(button)).to_have_count(0)


def test_a_crew_sees_its_task_steps_through_its_legs_and_reports(ready: Ready, open_page: Opener) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
    page = open_page(**phone)
    unit = ready.client.get(f"/api/cases/{ready.case}/plan").json()["units"][0]
    sign_in(page, f"{ready.address}/crew#{unit['name']}/{unit['n']}".replace(" ", "%20"))
    expect(page.locator("h1")).to_have_text(unit["name"])
    expect(page.locator(".crew")).to_contain_text(unit["csp_dm"])
    page.tap("#leg-next")
    expect(page.locator(".leg").nth(1)).to_contain_text(f"Leg 2 of {len(unit['legs'])}")
    wide, view = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert wide <= view
    page.get_by_label("Position", exact=True).fill("34 55N 130 12E")
    page.get_by_label("Time (UTC)").fill("2026-01-30 06:00")
    page.get_by_role("button", name="Report").click()
    expect(page.locator("[role=status]", has_text="Reported")).to_be_visible()
    names = [one["report"]["kind"] for one in ready.client.get(f"/api/cases/{ready.case}").json()["results"]]
    assert names == ["sighting"]


def test_an_administrator_lets_somebody_in_and_sees_who_did_what(ready: Ready, open_page: Opener) -> None:
    page = open_page()
    sign_in(page, f"{ready.server.address}/people")
    page.wait_for_selector("tbody tr")
    page.get_by_label("Name").fill("Watch Two")
    page.locator("form select").select_option("observer")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Add the person").click()
    expect(page.locator("tr", has_text="Watch Two")).to_contain_text("may sign in")
    page.get_by_label("Role: Watch Two").select_option("planner")
    page.get_by_role("button", name="Stop: Watch Two").click()
    expect(page.locator("tr", has_text="Watch Two")).to_contain_text("stopped")
    found = [one for one in ready.client.get("/api/people").json() if one["name"] == "Watch Two"]
    assert found == [{"name": "Watch Two", "role": "planner", "active": False}]
    page.get_by_role("link", name="Audit").click()
    expect(page.locator("tbody tr", has_text="Watch Two, observer")).to_contain_text("made a user")


def test_a_closed_case_is_only_read_until_it_is_opened_again(ready: Ready, open_page: Opener) -> None:
    page, case = fresh(ready, open_page, "situation")
    page.click("#close")
    expect(page.locator("#undo")).to_have_count(0)
    assert ready.client.get(f"/api/cases/{case}").json()["state"] == "closed"
    page.get_by_role("button", name="Open it again").click()
    expect(page.locator("#undo")).to_have_count(1)


def test_a_session_that_ended_leads_to_signing_in_and_back_to_the_case(case_page: Page, ready: Ready) -> None:
    page = case_page
    page.context.clear_cookies()
    # The live stream may have led to signing in already: then there is nothing left to press.
    page.evaluate("document.querySelector('#undo')?.click()")
    expect(page.locator("#password")).to_be_visible()
    page.fill("#name", "Chief")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".task")
    assert page.url.split("#")[0] == ready.address


def test_what_is_being_typed_is_not_lost_when_somebody_else_saves(ready: Ready, open_page: Opener) -> None:
    page, case = fresh(ready, open_page, "situation")
    panel = page.locator("#panel-situation")
    name = panel.get_by_label("Name of the case")
    name.fill("mine, half")
    other = ready.client.get(f"/api/cases/{case}").json()["incident"]
    body = {"incident": {**other, "name": "by the other"}}
    ready.client.put(f"/api/cases/{case}/incident", json=body, headers=seen(ready.client, case)).raise_for_status()
    expect(panel.locator(".note")).to_contain_text("Somebody else changed this")
    assert name.input_value() == "mine, half"
    expect(panel.get_by_role("button", name="Save")).to_be_disabled()
    panel.get_by_role("button", name="Take theirs").click()
    expect(panel.get_by_label("Name of the case")).to_have_value("by the other")
    expect(panel.locator(".note")).to_have_count(0)
