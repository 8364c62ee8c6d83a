"""The desk as a program: joins what keeps its data to the server, prints the link of the first start, serves."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sarex.adapters.node_folder import Node
    from sarex.adapters.worker import WorkerProcess
    from sarex.model.events.entry import Entry
    from sarex.model.job import Job
    from sarex.web.desk import Desk
    from sarex.web.settings import WebSettings

POOL_SIZE: Final = 2


def data_folder() -> Path:
    """Where a desk keeps its log and files if nothing else is said."""
    chosen, home = os.environ.get("SAREX_DATA_DIR"), Path.home()
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "sarex" / "desk"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "sarex" / "desk"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "sarex" / "desk"


def open_desk(folder: Path, settings: WebSettings, url: str | None = None) -> Desk:
    """The desk of a data folder, which is made if need be. Raises OutputError, LogError.

    url : of the SQL database; a SQLite file in the folder by default
    """
    from sarex import desk_jobs, desk_work
    from sarex.adapters.node_folder import open_node
    from sarex.adapters.sql_heads import SqlHeads
    from sarex.adapters.sql_jobs import SqlJobs
    from sarex.adapters.sql_people import SqlPeople
    from sarex.adapters.worker import WorkerPool, WorkerProcess
    from sarex.desk_files import clear_scratch
    from sarex.model.errors import LogError, OutputError
    from sarex.operations.people import hear
    from sarex.web.case_room import CaseRoom
    from sarex.web.desk import Desk
    from sarex.web.job_board import JobBoard
    from sarex.web.outcomes import Outcomes
    from sarex.web.plan_shelf import PlanShelf
    from sarex.web.stream import Stream, job_line, log_line

    node = open_node(folder, url, "desk")
    clear_scratch(folder)
    stream = Stream()

    def told(entry: Entry) -> None:
        with suppress(OutputError, LogError):  # told, and tried again, when somebody looks at the people of that case
            hear(entry, node.people)
        stream.publish(log_line(entry))

    cases = CaseRoom(node.log, time.time, told, SqlHeads(node.engine))  # hears what comes from now on
    _finish_forgetting(node)

    def start(job: Job) -> WorkerProcess:
        return WorkerProcess(desk_jobs.run, {**job.spec, "kind": job.kind, "data": str(folder)})

    board = JobBoard(
        SqlJobs(node.engine), start, Outcomes(cases), told=lambda job: stream.publish(job_line(job))
    )  # fmt: skip
    pool = WorkerPool(desk_work.WORKS, POOL_SIZE)
    return Desk(
        node.name, folder, node.log, node.blobs, SqlPeople(node.engine), node.people, cases, board, pool, stream,
        settings, time.time, PlanShelf(node.blobs),
    )  # fmt: skip


def _finish_forgetting(node: Node) -> None:
    """What a kill left of decisions to forget: before anybody can ask for a person."""
    from sarex.model.case import fold
    from sarex.model.errors import LogError, OutputError
    from sarex.operations.people import finish_forgetting

    for case in node.people.cases():
        with suppress(OutputError, LogError):  # told, and tried again, when somebody looks at the people of that case
            if entries := node.log.read_case(case):
                finish_forgetting(fold(entries), node.people)


def run_desk(folder: Path, settings: WebSettings, url: str | None = None) -> None:
    """Serve the desk until Ctrl-C. Raises SarexError, OutputError, also where another desk works in the folder."""
    from sarex.adapters.folder_lock import folder_lock

    with folder_lock(folder):
        _serve(folder, settings, url)
    _say("The desk is closed. What was accepted is kept, and jobs that ran are begun again at the next start.")


def _serve(folder: Path, settings: WebSettings, url: str | None) -> None:
    from sarex.web.server import listening_socket, serve

    listener = listening_socket(settings)
    settings = replace(settings, port=listener.getsockname()[1])
    desk = open_desk(folder, settings, url)
    token = desk.people.setup_token(desk.now_s())
    _say(f"The desk is open at {settings.address} (Ctrl-C closes it). Data: {folder}")
    if not settings.loopback:
        _say("It can be reached from other machines, and HTTP hides nothing: put a proxy with a certificate before it.")
    if token is None:
        _say("Sign in there.")
    else:
        _say("Nobody can sign in yet. Make the first administrator with this link; it works once, for a day:")
        _say(f"{settings.address}/setup#{token}")
    with suppress(KeyboardInterrupt):
        serve(desk, listener)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
