"""How soon others see what one browser does, and how long lists and long cases take: `script/bench desk
server`.

One real server on loopback with SQLite and every write on the disk before it is answered. The second browser is a
process of its own; both read the same clock of the machine. Rows:
- live: from the moment before a note is posted to the moment its line has arrived at the second browser.
- crowd: the same while 50 browsers listen, at the slowest of five of them.
- list: the list of 1 000 cases, right after a start and again.
- long case: a case with 10 000 events, opened by a server that never read it, and again.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import httpx

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from desk_server import Browser, Server, set_up, start_server

CROWD: Final = 50
WATCHED: Final = 5
PAUSE_S: Final = 0.01
_SPAWN: Final = multiprocessing.get_context("spawn")


def heard(address: str, cookies: dict[str, str], pipe: Connection) -> None:
    """A second browser in a process of its own: tells when each note's line arrived."""
    with (
        suppress(httpx.HTTPError, OSError),  # the server is killed in the end
        Browser(base_url=address, cookies=cookies, timeout=None) as browser,
        browser.stream("GET", "/api/stream") as answer,
    ):
        for line in answer.iter_lines():
            if line.startswith("data: "):
                arrived_s = time.time()
                data = json.loads(line[6:])
                pipe.send((data.get("kind", "hello"), data.get("version"), arrived_s))


def listeners(server: Server, browser: Browser, number: int) -> list[Connection]:
    """So many browsers that listen, each ready."""
    from benchmarks.desk.server_speed import heard as listener  # by its own name, for this may run as a main program

    mine = []
    for _ in range(number):
        here, there = _SPAWN.Pipe(duplex=False)
        cookies = dict(browser.cookies)
        _SPAWN.Process(target=listener, args=(server.address, cookies, there), daemon=True).start()
        mine.append(here)
    for pipe in mine:
        assert pipe.recv()[0] == "hello"
    return mine


def live(browser: Browser, ears: list[Connection], notes: int) -> list[float]:
    """Milliseconds from each post to its arrival at the last of these listeners."""
    case = browser.post("/api/cases", json={"name": "live", "exercise": True}).json()["id"]
    for ear in ears:
        while ear.recv()[0] != "case_opened":
            pass
    taken = []
    for number in range(notes):
        time.sleep(PAUSE_S)
        began_s = time.time()
        browser.post(f"/api/cases/{case}/notes", json={"text": f"note {number}"})
        taken.append(1000.0 * (max(ear.recv()[2] for ear in ears) - began_s))
    return taken


def crowd(server: Server, browser: Browser, notes: int) -> list[float]:
    """The same with a crowd of listeners, of which some are watched."""
    import threading

    ready = threading.Barrier(CROWD - WATCHED + 1)

    def listen() -> None:
        with suppress(httpx.HTTPError, OSError), browser.stream("GET", "/api/stream", timeout=None) as answer:
            ready.wait()
            for _ in answer.iter_lines():
                pass

    for _ in range(CROWD - WATCHED):
        threading.Thread(target=listen, daemon=True).start()
    ready.wait()
    return live(browser, listeners(server, browser, WATCHED), notes)


def fill(folder: Path, cases: int, events: int) -> str:
    """Cases with a few events each, and one long one, by the commands themselves; returns the id of the long one."""
    from datetime import UTC, datetime

    from sarex.adapters.node_folder import open_node
    from sarex.model.case import fold
    from sarex.operations.case_life import open_case
    from sarex.operations.command import By
    from sarex.operations.notes import write_note

    log, by = open_node(folder, None, "desk").log, By("Chief", datetime.now(UTC))
    for number in range(cases):
        log.append(open_case(f"c{number}", f"Case {number}", by, exercise=True), 0)
    case = fold(log.append(open_case("long", "A long case", by, exercise=True), 0))
    part = 500
    for first in range(0, events - 1, part):
        notes = [f"n{number}" for number in range(first, min(first + part, events - 1))]
        log.append([write_note(case, note, f"line {note}", by)[0] for note in notes], None)
    return "long"


def timed(work: Callable[[], Any]) -> float:
    """Milliseconds."""
    began_s = time.perf_counter()
    work()
    return 1000.0 * (time.perf_counter() - began_s)


def figures(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {
        "number": len(ordered), "median_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[int(0.95 * len(ordered))], 2), "p99_ms": round(ordered[int(0.99 * len(ordered))], 2),
        "max_ms": round(ordered[-1], 2),
    }  # fmt: skip


def measured(folder: Path, *, notes: int, cases: int, events: int) -> dict[str, Any]:
    """All rows."""
    server = start_server(folder / "live")
    try:
        chief = set_up(server)
        rows: dict[str, Any] = {"live": figures(live(chief, listeners(server, chief, 1), notes))}
        rows["crowd"] = figures(crowd(server, chief, notes))
    finally:
        server.kill()
    long_case = fill(folder / "full", cases, events)
    server = start_server(folder / "full")
    try:
        chief = set_up(server)
        rows["case_first_ms"] = round(timed(lambda: chief.get(f"/api/cases/{long_case}").raise_for_status()), 1)
        rows["case_again_ms"] = round(timed(lambda: chief.get(f"/api/cases/{long_case}").raise_for_status()), 1)
        rows["list_first_ms"] = round(timed(lambda: chief.get("/api/cases").raise_for_status()), 1)
        rows["list_again_ms"] = round(timed(lambda: chief.get("/api/cases").raise_for_status()), 1)
        rows["cases"], rows["events"] = len(chief.get("/api/cases").json()), events
    finally:
        server.kill()
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notes", type=int, default=1000)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--events", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        rows = measured(Path(folder), notes=asked.notes, cases=asked.cases, events=asked.events)
    print(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
