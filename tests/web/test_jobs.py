"""Jobs: progress, cancelling, and a server that is killed in their middle."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk_server import Browser, Server, set_up, start_server
from sarex.adapters.sql_engine import open_engine, sqlite_url
from sarex.adapters.sql_jobs import SqlJobs
from sarex.adapters.worker import Message, WorkerProcess
from sarex.model.errors import PlanError, WorkError
from sarex.model.job import Job
from sarex.web.job_board import ATTEMPTS_MAX, JobBoard
from web.desk_case import INCIDENT, TABLE, done

WAIT_S = 60.0


def counted(spec: Mapping[str, Any], send: Any) -> Mapping[str, Any]:
    """Work that does as it is told."""
    send("progress", {"share": 0.5, "text": "half", "best_pos": 0.25})
    if spec["do"] == "fail":
        raise PlanError("no unit can be used; send others")
    if spec["do"] == "die":
        raise KeyError("a mistake of ours")
    while spec["do"] == "wait" and not Path(spec["until"]).exists():
        time.sleep(0.02)
    return {"answer": 42}


class Case:
    """Takes what jobs bring."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Mapping[str, Any]] = {}

    def finish(self, job: Job, outcome: Mapping[str, Any]) -> None:
        if job.case == "closed":
            raise PlanError("the case is closed; open it")
        self.outcomes[job.id] = outcome

    def finished(self, job: Job) -> bool:
        return job.id in self.outcomes


def board(folder: Path, case: Case, told: list[Job]) -> JobBoard:
    jobs = SqlJobs(open_engine(sqlite_url(folder / "jobs.sqlite")))
    return JobBoard(jobs, lambda job: WorkerProcess(counted, job.spec), case, told=told.append, slots=1)


def ended(jobs: JobBoard, job: Job) -> Job:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        now = jobs.get(job.id)
        assert now is not None
        if now.over:
            return now
        time.sleep(0.02)
    raise AssertionError("it did not end")


def test_jobs_run_in_order_and_end_as_they_should(tmp_path: Path) -> None:
    case, told = Case(), []
    jobs = board(tmp_path, case, told)
    jobs.open()
    try:
        asked = [
            jobs.submit("plan", where, author="Ann", spec={"do": what}, now_s=1.0)
            for where, what in (("c", "work"), ("c", "fail"), ("c", "die"), ("closed", "work"))
        ]
        over = [ended(jobs, job) for job in asked]
    finally:
        jobs.close()
    assert [job.state for job in over] == ["done", "failed", "failed", "failed"]
    assert over[1].error == "no unit can be used; send others"
    assert "ended without a word" in over[2].error
    assert over[3].error == "the case is closed; open it"
    assert case.outcomes == {asked[0].id: {"answer": 42}}
    first = [(job.state, job.text, job.best_pos) for job in told if job.id == asked[0].id]
    assert first[0] == ("waiting", "waiting", None)
    assert ("running", "half", 0.25) in first
    assert first[-1][0] == "done"


def test_a_job_is_cancelled_while_it_runs_and_while_it_waits(tmp_path: Path) -> None:
    case, told = Case(), []
    jobs = board(tmp_path, case, told)
    jobs.open()
    try:
        spec = {"do": "wait", "until": str(tmp_path / "never")}
        running, waiting = (jobs.submit("plan", "c", author="Ann", spec=spec, now_s=1.0) for _ in range(2))
        while not any(job.share == 0.5 for job in told):
            time.sleep(0.02)
        assert jobs.cancel(waiting.id, "Bob") == ended(jobs, waiting)
        jobs.cancel(running.id, "Bob")
        assert ended(jobs, running).state == "cancelled"
        assert jobs.of_case("c") == []
        after = jobs.submit("plan", "c", author="Ann", spec={"do": "work"}, now_s=2.0)
        assert ended(jobs, after).state == "done"
    finally:
        jobs.close()
    assert list(case.outcomes) == [after.id]


def test_what_a_stopped_server_left_is_taken_up(tmp_path: Path) -> None:
    case, told = Case(), []
    jobs, gate = board(tmp_path, case, told), tmp_path / "gate"
    jobs.open()
    spec = {"do": "wait", "until": str(gate)}
    running, waiting = (jobs.submit("plan", "c", author="Ann", spec=spec, now_s=1.0) for _ in range(2))
    while not any(job.share == 0.5 for job in told):
        time.sleep(0.02)
    jobs.close()
    again = board(tmp_path, case, told)
    again.open()
    gate.touch()
    try:
        assert ended(again, running).state == "done"
        assert ended(again, waiting).state == "done"
        assert again.get(running.id).attempts == 2  # type: ignore[union-attr]
    finally:
        again.close()
    assert set(case.outcomes) == {running.id, waiting.id}


def test_no_outcome_counts_twice_and_no_job_stops_the_server_for_ever(tmp_path: Path) -> None:
    case = Case()
    keeper = SqlJobs(open_engine(sqlite_url(tmp_path / "jobs.sqlite")))
    delivered = Job("a" * 32, "plan", "c", "Ann", {"do": "work"}, state="running", attempts=1)
    deadly = Job("b" * 32, "plan", "c", "Ann", {"do": "work"}, state="running", attempts=ATTEMPTS_MAX)
    for job in (delivered, deadly):
        keeper.add(job)
    case.outcomes[delivered.id] = {"answer": 41}
    jobs = board(tmp_path, case, [])
    jobs.open()
    jobs.close()
    assert jobs.get(delivered.id).state == "done"  # type: ignore[union-attr]
    broken = jobs.get(deadly.id)
    assert broken is not None
    assert broken.state == "failed"
    assert "start it anew" in broken.error
    assert case.outcomes == {delivered.id: {"answer": 41}}


def test_jobs_stand_on_postgresql_too(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url)
    keeper = SqlJobs(engine)
    job = Job("c" * 32, "plan", "c", "Ann", {"name": "구조 計画"}, state="running", best_pos=0.5, created_s=1.0)
    keeper.add(job)
    assert keeper.get(job.id) == job
    keeper.put(replace(job, state="done", share=1.0))
    assert keeper.in_state("running") == []
    assert keeper.in_state("done") == [replace(job, state="done", share=1.0)]
    engine.dispose()


def test_the_line_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sarex.web.job_board.WAITING_MAX", 2)
    jobs = board(tmp_path, Case(), [])
    for _ in range(2):
        jobs.submit("plan", "c", author="Ann", spec={"do": "work"}, now_s=1.0)
    with pytest.raises(WorkError, match="wait for some"):
        jobs.submit("plan", "c", author="Ann", spec={"do": "work"}, now_s=1.0)


def test_a_worker_says_everything_or_that_it_is_gone() -> None:
    worker = WorkerProcess(counted, {"do": "work"})
    assert [message.kind for message in worker.messages()] == ["progress", "done"]
    worker = WorkerProcess(counted, {"do": "wait", "until": "/never"})
    said = worker.messages()
    assert next(said) == Message("progress", {"share": 0.5, "text": "half", "best_pos": 0.25})
    worker.end()
    assert next(said).kind == "failed"


def killed_in_a_drift(folder: Path) -> tuple[str, str, list[int]]:
    """A server that is killed while a long drift runs: case, job, and the processes of its workers."""
    server = start_server(folder)
    chief = set_up(server)
    long = {**INCIDENT, "drift": {"until": "2026-02-06T03:00Z", "particles": 20_000, "seed": 1, "step": "1 min"}}
    case = chief.post("/api/cases", json={"name": "cut", "exercise": True, "incident": long}).json()["id"]
    assert chief.post(f"/api/cases/{case}/forcing", json={"table": TABLE}).status_code == 201
    job = chief.post(f"/api/cases/{case}/drift", json={}).json()["job"]
    until, workers = time.monotonic() + WAIT_S, []
    while len(workers) < 2 and time.monotonic() < until:  # one looked at the table, one drifts
        time.sleep(0.05)
        workers = [int(child) for child in children(server.process.pid) if "spawn_main" in command(int(child))]
    assert chief.get(f"/api/jobs/{job}").json()["state"] == "running"
    server.kill()
    return case, job, workers


def children(pid: int) -> list[str]:
    return [child for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="reads the processes of Linux")
def test_a_killed_server_loses_no_job_and_leaves_no_worker(tmp_path: Path) -> None:
    case, job, workers = killed_in_a_drift(tmp_path / "desk")
    until = time.monotonic() + 20.0
    while any("spawn_main" in command(worker) for worker in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any("spawn_main" in command(worker) for worker in workers), "workers go with their server"
    server: Server = start_server(tmp_path / "desk")
    try:
        chief: Browser = server.signed_in()
        told = chief.get(f"/api/jobs/{job}").json()
        assert told["state"] in ("waiting", "running"), told
        assert chief.delete(f"/api/jobs/{job}").json()["state"] == "cancelled"
        assert done(chief, job)["state"] == "cancelled"
        assert chief.get(f"/api/cases/{case}").json()["drift"] is None
        assert chief.get(f"/api/cases/{case}").json()["version"] == 3
    finally:
        server.stop()
