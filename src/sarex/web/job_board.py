"""The board of jobs: who waits, who runs, how far, and what is done when one ends. Nothing on it is lost silently."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, Protocol

from sarex.adapters.sql_jobs import SqlJobs
from sarex.adapters.worker import Message, WorkerProcess
from sarex.model.errors import SarexError, WorkError
from sarex.model.job import Job, JobKind
from sarex.model.sentence import Sentence

SLOTS: Final = 2
WAITING_MAX: Final = 100
ATTEMPTS_MAX: Final = 2
"""A job in whose middle the server was stopped is begun again once; if that stops it again, it is reported."""
TOLD_EVERY_S: Final = 0.25
STOP_S_MAX: Final = 5.0
BROKEN_OFF: Final = Sentence("job.broken_off_twice")


class Finisher(Protocol):
    """What the desk does with what jobs bring."""

    def finish(self, job: Job, outcome: Mapping[str, Any]) -> None:
        """Put the outcome into the case. Raises SarexError where the case cannot take it."""

    def finished(self, job: Job) -> bool:
        """Whether the case has the outcome of this job already."""


class JobBoard:
    """Runs at most SLOTS jobs at a time, in order of arrival. Every function may be called from any thread.

    start : begins the work of a job in a process of its own
    told  : called with every change of a job, from any thread
    """

    def __init__(
        self,
        jobs: SqlJobs,
        start: Callable[[Job], WorkerProcess],
        finisher: Finisher,
        *,
        told: Callable[[Job], None],
        slots: int = SLOTS,
    ) -> None:
        self._jobs, self._start, self._finisher, self._told, self._slots = jobs, start, finisher, told, slots
        self._changed = threading.Condition()
        self._live: dict[str, Job] = {}
        self._workers: dict[str, WorkerProcess] = {}
        self._cancelled: set[str] = set()
        self._threads: list[threading.Thread] = []
        self._stopping = False

    def open(self) -> None:
        """Take up what the last server left, and begin to work."""
        for job in self._jobs.in_state("waiting", "running"):
            self._take_up(job)
        self._threads = [threading.Thread(target=self._work, name=f"job slot {n}") for n in range(self._slots)]
        for thread in self._threads:
            thread.start()

    def _take_up(self, job: Job) -> None:
        if job.state == "running" and self._finisher.finished(job):
            self._jobs.put(replace(job, state="done", share=1.0, text=Sentence("job.done")))
        elif job.state == "running" and job.attempts >= ATTEMPTS_MAX:
            self._jobs.put(replace(job, state="failed", error=BROKEN_OFF, text=Sentence("job.broken_off")))
        else:
            again = Sentence("job.begun_again") if job.state == "running" else job.text
            waiting = replace(job, state="waiting", share=0.0, best_pos=None, text=again)
            self._jobs.put(waiting)
            self._live[job.id] = waiting

    def close(self) -> None:
        """Stop; what runs stays `running` in the database, and the next server takes it up."""
        with self._changed:
            self._stopping = True
            workers = list(self._workers.values())
            self._changed.notify_all()
        for worker in workers:
            worker.end()
        for thread in self._threads:
            thread.join(STOP_S_MAX)

    def submit(self, kind: JobKind, case: str, *, author: str, spec: Mapping[str, Any], now_s: float) -> Job:
        """A new job at the end of the line. Raises WorkError where the line is too long."""
        job = Job(uuid.uuid4().hex, kind, case, author, spec, text=Sentence("job.waiting"), created_s=now_s)
        with self._changed:
            if len(self._live) >= WAITING_MAX:
                raise WorkError(Sentence("case.jobs_max", jobs=len(self._live)))
            self._jobs.add(job)
            self._live[job.id] = job
            self._changed.notify()
        self._told(job)
        return job

    def get(self, job_id: str) -> Job | None:
        """The job as it is now."""
        with self._changed:
            live = self._live.get(job_id)
        return live or self._jobs.get(job_id)

    def of_case(self, case: str) -> list[Job]:
        """Jobs of a case that are not over."""
        with self._changed:
            return [job for job in self._live.values() if job.case == case]

    def cancel(self, job_id: str, who: str) -> Job | None:
        """End a job that is not over. The case stays as it was."""
        with self._changed:
            job = self._live.get(job_id)
            if job is None:
                return self._jobs.get(job_id)
            self._cancelled.add(job_id)
            worker = self._workers.get(job_id)
            if worker is None:
                ended = self._end(replace(job, state="cancelled", text=Sentence("job.cancelled_by", who=who)))
        if worker is None:
            self._told(ended)
            return ended
        worker.end()
        return replace(job, state="cancelled", text=Sentence("job.cancelled_by", who=who))

    def _end(self, job: Job) -> Job:
        """Under the lock: off the board, into the database."""
        self._jobs.put(job)
        self._live.pop(job.id, None)
        self._workers.pop(job.id, None)
        self._cancelled.discard(job.id)
        return job

    def _work(self) -> None:
        """A slot: one job after the other."""
        while (begun := self._next()) is not None:
            job, worker = begun
            self._told(job)
            ended = self._followed(job, worker)
            if ended is not None:
                with self._changed:
                    self._end(ended)
                self._told(ended)

    def _next(self) -> tuple[Job, WorkerProcess] | None:
        with self._changed:
            while not self._stopping:
                job = next((one for one in self._live.values() if one.state == "waiting"), None)
                if job is not None:
                    job = replace(job, state="running", text=Sentence("job.starting"), attempts=job.attempts + 1)
                    self._jobs.put(job)
                    self._live[job.id] = job
                    self._workers[job.id] = self._start(job)
                    return job, self._workers[job.id]
                self._changed.wait()
        return None

    def _followed(self, job: Job, worker: WorkerProcess) -> Job | None:
        """How the job ended; None where the server stops in its middle."""
        told_s = 0.0
        for message in worker.messages():
            if message.kind == "progress":
                job = self._moved(job, message)
                if time.monotonic() - told_s >= TOLD_EVERY_S:
                    told_s = time.monotonic()
                    self._told(job)
            elif self._stopping and message.kind == "failed":
                return None
            elif job.id in self._cancelled:
                return replace(job, state="cancelled", text=Sentence("job.cancelled"))
            elif message.kind == "failed":
                return replace(
                    job, state="failed", error=Sentence.plain(message.content["text"]), text=Sentence("job.failed")
                )
            else:
                return self._delivered(job, message.content)
        raise AssertionError("the last message of a worker is `done` or `failed`")

    def _moved(self, job: Job, message: Message) -> Job:
        said = message.content
        job = replace(job, share=float(said["share"]), text=Sentence.plain(said["text"]), best_pos=said.get("best_pos"))
        with self._changed:
            self._live[job.id] = job
        return job

    def _delivered(self, job: Job, outcome: Mapping[str, Any]) -> Job:
        try:
            self._finisher.finish(job, outcome)
        except SarexError as error:
            return replace(job, state="failed", error=error.said, text=Sentence("job.failed"))
        return replace(job, state="done", share=1.0, text=Sentence("job.done"))
