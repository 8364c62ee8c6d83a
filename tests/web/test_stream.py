"""The live stream: what one browser does the others see, also after a break."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest

from desk_server import PASSWORD, Browser, Server
from sarex.web.stream import Line, Stream

Told = tuple[str, int | None, dict[str, Any]]


def events(answer: httpx.Response) -> Iterator[Told]:
    """Kind, place and data of each event, as they come."""
    kind, place = "", None
    for line in answer.iter_lines():
        if line.startswith("event: "):
            kind = line[7:]
        elif line.startswith("id: "):
            place = int(line[4:])
        elif line.startswith("data: ") and kind != "beat":  # of long silences on a busy machine
            yield kind, place, json.loads(line[6:])
            place = None


@contextmanager
def listening(browser: Browser, **options: Any) -> Iterator[Iterator[Told]]:
    with browser.stream("GET", "/api/stream", timeout=20, **options) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield events(answer)


def test_the_second_browser_sees_it_at_once(server: Server, chief: Browser) -> None:
    other = server.signed_in("observer")
    with listening(other) as told:
        kind, _, hello = next(told)
        assert (kind, hello["name"], hello["node"]) == ("hello", "observer", "desk")
        case = chief.post("/api/cases", json={"name": "seen", "exercise": True}).json()["id"]
        began = time.perf_counter()
        chief.post(f"/api/cases/{case}/notes", json={"text": "the ferry turns round"})
        lines = [next(told) for _ in range(2)]
        assert time.perf_counter() - began < 5.0
    assert [line[2]["kind"] for line in lines] == ["case_opened", "note_written"]
    note = lines[1][2]
    assert (note["case"], note["version"], note["author"]) == (case, 2, "Chief")
    assert note["summary"] == "noted: the ferry turns round"
    assert lines[1][1] == lines[0][1] + 1 == note["sequence"]  # type: ignore[operator]


def test_a_browser_that_was_away_is_told_what_it_missed(server: Server, chief: Browser) -> None:
    other = server.signed_in("observer")
    case = chief.post("/api/cases", json={"name": "missed", "exercise": True}).json()["id"]
    with listening(other) as told:
        next(told)
        chief.post(f"/api/cases/{case}/notes", json={"text": "before the break"})
        _, last, _ = next(told)
    for number in range(600):
        if number % 100 == 0:
            chief.post(f"/api/cases/{case}/notes", json={"text": f"missed {number}"})
    with listening(other, headers={"last-event-id": str(last)}) as told:
        assert next(told)[0] == "hello"
        missed = [next(told) for _ in range(6)]
        chief.post(f"/api/cases/{case}/notes", json={"text": "live again"})
        after = next(told)
    assert [line[2]["summary"] for line in missed] == [f"noted: missed {number}" for number in range(0, 600, 100)]
    assert [line[1] for line in (*missed, after)] == list(range(last + 1, last + 8))  # type: ignore[operator]
    with listening(other, headers={"last-event-id": "nonsense"}) as told:
        assert next(told)[0] == "hello"


def test_fifty_browsers_on_one_case_wait_for_none(server: Server, chief: Browser) -> None:
    """Fifty listen, fifty more ask for everything again and again, and one writes."""
    case = chief.post("/api/cases", json={"name": "a crowd", "exercise": True}).json()["id"]
    paths = (f"/api/cases/{case}", "/api/cases", f"/api/cases/{case}/events", "/api/me")

    def read(_: int) -> set[int]:
        return {chief.get(path).status_code for _ in range(3) for path in paths}

    with ExitStack() as streams, ThreadPoolExecutor(51) as readers:
        crowd = [streams.enter_context(listening(chief)) for _ in range(50)]
        assert [next(told)[0] for told in crowd] == ["hello"] * 50
        asked = readers.map(read, range(50))
        written = [chief.post(f"/api/cases/{case}/notes", json={"text": f"note {n}"}).status_code for n in range(20)]
        assert set().union(*asked) == {200}
        assert written == [201] * 20
        for told in crowd:
            assert [next(told)[2]["summary"] for _ in range(20)] == [f"noted: note {n}" for n in range(20)]


def test_everything_can_be_replayed_from_the_beginning(server: Server, chief: Browser) -> None:
    case = chief.post("/api/cases", json={"name": "last", "exercise": True}).json()["id"]
    with listening(server.signed_in("observer"), params={"since": 0}) as told:
        next(told)
        places = []
        for _, place, line in told:
            places.append(place)
            if line["case"] == case:
                break
    assert places == list(range(1, len(places) + 1))


def test_who_may_no_longer_listen_is_cut_off_however_much_there_is_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sarex.web.stream.BEAT_S", 0.05)
    beats = [Line("beat", {"n": 1}), None]

    async def heard() -> list[bytes]:
        stream = Stream()
        stream.open()

        async def talk() -> None:
            for place in range(1, 1_000_000):
                stream.publish(Line("log", {}, place))
                await asyncio.sleep(0.001)

        talking = asyncio.create_task(talk())
        listening = stream.listen(Line("hello", {}, 0), 0, replay=lambda *_: [], beat=lambda: beats.pop(0))
        async with asyncio.timeout(60):
            lines = [text async for text in listening]
        talking.cancel()
        return lines

    with ThreadPoolExecutor() as own:  # the driver of the browser has a loop running in this thread
        lines = own.submit(asyncio.run, heard()).result()
    places = [int(line.split(b"\n")[0][4:]) for line in lines[1:] if b"beat" not in line]
    assert places == list(range(1, len(places) + 1)), "a beat takes no line away"
    assert [b"beat" in line for line in lines].count(True) == 1
    assert beats == []


def test_strangers_hear_nothing(server: Server) -> None:
    assert server.browser().get("/api/stream").status_code == 401


def test_the_audit_tells_who_did_what(server: Server, chief: Browser) -> None:
    case = chief.post("/api/cases", json={"name": "audited", "exercise": True}).json()["id"]
    server.signed_in("planner").post(f"/api/cases/{case}/notes", json={"text": "by the planner"})
    server.browser().post("/api/session", json={"name": "Mallory", "password": PASSWORD})
    whole = chief.get("/api/audit").json()
    deeds = [(deed["who"], deed["what"]) for deed in whole]
    assert ("planner", "signed in") in deeds
    assert ("Mallory", "sign-in refused") in deeds
    assert ("planner", "note_written") in deeds
    assert [deed["time"] for deed in whole] == sorted(deed["time"] for deed in whole)
    of_case = chief.get("/api/audit", params={"case": case}).json()
    assert [deed["detail"] for deed in of_case] == ["opened the exercise audited", "noted: by the planner"]
    later = chief.get("/api/audit", params={"since": "2100-01-01T00:00Z"})
    assert later.json() == []
