"""How fast the event log is: opening a long case, accepting an event, telling it to a waiting reader.

python -m benchmarks.desk.log_speed [--events 10000] [--database URL]
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sarex.adapters.node_folder import open_node
from sarex.adapters.sql_log import SqlLog, uncollected
from sarex.formats.incident_yaml import parse_incident
from sarex.model.canonical import sha256_hex
from sarex.model.case import Case, fold
from sarex.model.events.case_events import CaseOpened, IncidentRevised
from sarex.model.events.estimate_events import DriftEstimated, TaskKey
from sarex.model.events.event import Draft
from sarex.model.events.note_events import NoteWritten
from sarex.model.events.payload import Payload, plain_document
from sarex.model.events.result_events import ResultReported
from sarex.model.events.task_events import TaskFrozen

EXAMPLE = Path(__file__).parents[2] / "examples" / "voyage.yaml"
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
RUNS = 7
APPENDS = 300
BATCH = 500
NOTE = "Fishing vessel in the area reports a light, bearing 120, checked by Rescue One without a find. " * 2


def payloads() -> Iterator[Payload]:
    """What a long night brings: of ten events six notes and results, two tasks, a drift and a revised incident."""
    incident = plain_document(parse_incident(EXAMPLE.read_text(encoding="utf-8")))
    yield CaseOpened(name="A long night", exercise=True)
    for number in itertools.count():
        yield IncidentRevised(incident={**incident, "name": f"Revision {number}"})
        yield DriftEstimated(
            run=f"d{number}", sarex_version="0.1.0", sources=(), cloud=sha256_hex(b"%d" % number),
            incident_sha256=sha256_hex(b"-%d" % number), seed=number,
        )  # fmt: skip
        for kind in range(6):
            yield NoteWritten(note=f"n{number}-{kind}", text=NOTE)
        yield ResultReported(
            result=f"r{number}", report={"kind": "sighting", "name": f"r{number}", "at": "34 30N 129 12E"}
        )
        yield TaskFrozen(task=TaskKey(unit=f"Unit {number % 20}"), frozen=number % 2 == 0)


def drafts(count: int) -> list[Draft]:
    return [
        Draft(case="c1", author="Mori", time=NOW, payload=payload) for payload in itertools.islice(payloads(), count)
    ]


def filled(log: SqlLog, count: int) -> None:
    written = drafts(count)
    for start in range(0, count, BATCH):
        log.append(written[start : start + BATCH], start)


def opened(log: SqlLog) -> Case:
    with uncollected():
        return fold(log.read_case("c1"))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def append_ms(log: SqlLog, case: Case) -> list[float]:
    """Each of some events accepted one by one, on the disk."""
    took = []
    for number in range(APPENDS):
        note = Draft(case="c1", author="Kim", time=NOW, payload=NoteWritten(note=f"late{number}", text=NOTE))
        took.append(1000 * timed(lambda note=note, number=number: log.append([note], case.version + number))[0])
    return took


def told_ms(log: SqlLog, version: int) -> list[float]:
    """From the beginning of an append to its reading by another thread that waits."""
    took = []
    for number in range(APPENDS):
        position = log.last_position()
        heard: list[float] = []

        def listen(position: int = position, heard: list[float] = heard) -> None:
            log.wait(position, 10.0)
            log.read(position, 10)
            heard.append(time.perf_counter())

        listener = threading.Thread(target=listen)
        listener.start()
        time.sleep(0.002)
        began = time.perf_counter()
        note = NoteWritten(note=f"told{number}", text=NOTE)
        log.append([Draft(case="c1", author="Kim", time=NOW, payload=note)], version + number)
        listener.join()
        took.append(1000 * (heard[0] - began))
    return took


def spread(values: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(values), 2), "p99": round(statistics.quantiles(values, n=100)[98], 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--database", help="URL of an empty database; SQLite by default")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        node = open_node(Path(folder) / "node", chosen.database)
        filled(node.log, chosen.events)
        runs = [timed(lambda: opened(node.log)) for _ in range(RUNS)]
        case = opened(node.log)
        report = {
            "schema": "sarex-log-speed/1",
            "database": node.engine.dialect.name,
            "events": chosen.events,
            "open_case_s": round(statistics.median(wall for wall, _ in runs), 3),
            "open_case_processor_s": round(statistics.median(processor for _, processor in runs), 3),
            "one_more_event_ms": round(1000 * timed(lambda: case.after(node.log.read(case.version - 1)[-1]))[1], 2),
            "append_ms": spread(append_ms(node.log, case)),
            "append_to_reader_ms": spread(told_ms(node.log, case.version + APPENDS)),
        }
        node.engine.dispose()
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
