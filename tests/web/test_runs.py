"""Earlier maps and plans of a case are still there, as they were told then."""

from __future__ import annotations

from typing import Any

import numpy as np

from desk_server import Browser
from web.desk_case import SIGHTING, done, drifted, new_case, planned, seen


def _told(browser: Browser, case: str, run: str | None) -> tuple[Any, bytes, bytes]:
    """The map of a run: what stands at each time, the heat, and some of its particles."""
    asked: dict[str, Any] = {} if run is None else {"run": run}
    answers = [
        browser.get(f"/api/cases/{case}/{path}", params={**asked, **more})
        for path, more in (("map", {}), ("map/heat.bin", {}), ("particles.bin", {"limit": 50}))
    ]
    assert [answer.status_code for answer in answers] == [200] * 3
    return answers[0].json(), answers[1].content, answers[2].content


def test_every_run_says_what_it_said_then(chief: Browser) -> None:
    case = new_case(chief, "before and after")
    assert chief.get(f"/api/cases/{case}/runs").json() == []
    drifted(chief, case)
    planned(chief, case, iterations=5)
    plan = chief.get(f"/api/cases/{case}/plan").json()
    first = _told(chief, case, None)
    unit = next(one for one in plan["units"] if one["pattern"] in ("PS", "CS", "SS"))
    change = {"length_m": unit["area"]["length_m"] * 0.8, "width_m": unit["area"]["width_m"] * 0.8}
    moved = chief.patch(f"/api/cases/{case}/tasks/{unit['name']}/1", json=change, headers=seen(chief, case)).json()
    assert moved["refusals"] == []
    reported = chief.post(f"/api/cases/{case}/results", json={"result": SIGHTING})
    assert done(chief, reported.json()["job"])["state"] == "done"

    runs = chief.get(f"/api/cases/{case}/runs").json()
    assert [one["kind"] for one in runs] == ["drift_estimated", "plan_made", "task_changed", "map_updated"]
    drift, made, laid, update = runs
    assert [one["current"] for one in runs] == [False, False, True, True]
    assert [one["made_on"] for one in runs] == [drift["run"]] * 3 + [update["run"]]
    assert [one["pos"] for one in runs] == [None, plan["pos"], moved["pos"], None]
    assert (laid["unit"], update["results"]) == (unit["name"], [SIGHTING["name"]])
    assert _told(chief, case, drift["run"]) == first
    assert _told(chief, case, update["run"]) == _told(chief, case, None) != first
    assert chief.get(f"/api/cases/{case}/plan", params={"run": made["run"]}).json() == plan
    by_hand = chief.get(f"/api/cases/{case}/plan", params={"run": laid["run"]}).json()
    assert by_hand == chief.get(f"/api/cases/{case}/plan").json()
    assert by_hand["pos"] == moved["pos"] != plan["pos"]
    served = chief.get(f"/api/cases/{case}").json()["drift"]["figures"]["served"]
    assert {(one["quantity"], one["name"]) for one in served} == {("wind", "by_hand.yaml"), ("current", "by_hand.yaml")}
    assert np.allclose([one["served"] for one in served], 1.0)

    for path, run in (("map", made["run"]), ("map/heat.bin", "nothing"), ("particles.bin", laid["run"]),
                      ("plan", drift["run"]), ("plan", "nothing")):  # fmt: skip
        refused = chief.get(f"/api/cases/{case}/{path}", params={"run": run})
        assert refused.status_code == 404
        assert run in refused.json()["error"]["text"]
    assert chief.get(f"/api/cases/{case}/map", params={"run": "../x"}).status_code == 422
    undone = chief.post(f"/api/cases/{case}/undo")
    assert done(chief, undone.json()["job"])["state"] == "done"
    assert _told(chief, case, None) == first
    assert _told(chief, case, update["run"])[1] != first[1], "what was there before an undo can still be seen"
