"""The desk of the demo: the ready case on a real desk, made by the commands and jobs that all cases are made by."""

from __future__ import annotations

import asyncio
import secrets
import sys
import uuid
import webbrowser
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sarex.demo import INCIDENT, ITERATIONS, UNITS, demo_folder, write_demo_sea
from sarex.model.errors import SarexError, WorkError
from sarex.model.person import Person, Session

if TYPE_CHECKING:
    from socket import socket

    from sarex.model.case import Case
    from sarex.model.events.event import Draft
    from sarex.model.incident import Incident
    from sarex.operations.command import By
    from sarex.web.desk import Desk
    from sarex.web.settings import WebSettings

PORT: Final = 8340
DESK: Final = "desk"
"""In the demo's folder."""
DEMO: Final = Person("demo", "administrator")
"""Whoever opens the link. Administrator, so that nothing of the desk is hidden from who looks at it."""
MARK: Final = "ready-case"
"""The note by which a ready case is known again."""
NOTE: Final = "The ready case of `sarex demo`: an exercise on a sea that Sarex made up. Change it as you like."
ASK_S: Final = 0.2
TEXT_BROWSERS: Final = frozenset({"www-browser", "links", "elinks", "lynx", "w3m"})
"""They would take the terminal that the demo runs in, and show no map."""

Told = Callable[[float, str], None]


@dataclass(frozen=True)
class DemoRequest:
    """port       : to listen on; another one if it is taken
    anew       : make another ready case beside those that are there
    particles  : of the ready case, if not its own number
    iterations : of the optimiser
    """

    port: int = PORT
    anew: bool = False
    particles: int | None = None
    iterations: int = ITERATIONS


def run_demo_desk(folder: Path, request: DemoRequest, progress: AbstractContextManager[Told]) -> None:
    """Serve the desk in the folder, with the ready case, until Ctrl-C, and open it in a browser. Raises SarexError."""
    with suppress(KeyboardInterrupt):
        from sarex.adapters.folder_lock import folder_lock

        demo_folder(folder)
        with folder_lock(folder / DESK):
            _serve(folder, request, progress)
    _say("The demo is closed. What was accepted is kept; `sarex demo` opens it again, and goes on where it was.")


def _serve(folder: Path, request: DemoRequest, progress: AbstractContextManager[Told]) -> None:
    from sarex.desk import open_desk
    from sarex.web.server import serve
    from sarex.web.settings import WebSettings

    settings, listener = _listening(WebSettings(port=request.port, demo=True))
    desk = open_desk(folder / DESK, settings)
    _say(f"The desk of the demo is open at {settings.address} (Ctrl-C closes it). Data: {folder}")

    def begin() -> None:
        with progress as told:
            case_id = ready_case(desk, folder, request, told)
        link = f"{settings.address}/enter#{_token(desk)}/{case_id}"
        _say(f"The case is ready. This link signs you in; it works once, for an hour:\n{link}")
        _show(link)

    serve(desk, listener, begin)


def _listening(settings: WebSettings) -> tuple[WebSettings, socket]:
    """On the wanted port, or on another one where that is taken."""
    from sarex.web.server import listening_socket

    try:
        listener = listening_socket(settings)
    except SarexError:
        listener = listening_socket(replace(settings, port=0))
        _say(f"Port {settings.port} is taken, so another one is used.")
    return replace(settings, port=listener.getsockname()[1]), listener


def ready_case(desk: Desk, folder: Path, request: DemoRequest, told: Told) -> str:
    """The id of the ready case, with a plan. What an earlier start left undone is done; a case that had its plan is
    left as people left it. Raises SarexError.

    folder : for the synthetic sea
    """
    from sarex.formats.incident_yaml import parse_incident
    from sarex.formats.units_yaml import parse_units_file
    from sarex.operations.case_content import revise_incident, revise_units

    case = None if request.anew else _found(desk)
    incident, units = parse_incident(INCIDENT), parse_units_file(UNITS)
    if request.particles is not None:
        drift = incident.drift.model_copy(update={"particles": request.particles})
        incident = incident.model_copy(update={"drift": drift})
    if case is None:
        case = _opened(desk, incident)
    if _was_planned(case) or case.state == "closed":
        return case.id

    def act(command: Callable[[Case, By], list[Draft]]) -> Case:
        return desk.cases.act(case.id, DEMO, command, None)

    if case.incident is None:
        act(lambda case, by: revise_incident(case, incident, by))
    if case.units is None:
        act(lambda case, by: revise_units(case, units, by))
    _attach_sea(desk, case, folder, told)
    _compute(desk, case.id, request.iterations, told)
    return case.id


def _found(desk: Desk) -> Case | None:
    """The ready case that was made last."""
    cases = [desk.cases.case(head.id) for head in desk.cases.heads()]
    ready = [case for case in cases if MARK in case.notes]
    return max(ready, key=lambda case: case.notes[MARK].position, default=None)


def _opened(desk: Desk, incident: Incident) -> Case:
    from sarex.model.case import Case
    from sarex.operations.case_life import open_case
    from sarex.operations.notes import write_note

    case_id, by = uuid.uuid4().hex, desk.cases.by(DEMO.name)
    opened = open_case(case_id, incident.name, by, exercise=True)
    return desk.cases.open(case_id, [*opened, *write_note(Case(case_id), MARK, NOTE, by)])


def _was_planned(case: Case) -> bool:
    from sarex.model.events.estimate_events import PlanMade

    return any(isinstance(step.entry.event.payload, PlanMade) for step in case.steps.values())


def _attach_sea(desk: Desk, case: Case, folder: Path, told: Told) -> None:
    """The sources of the synthetic sea that the case lacks."""
    from sarex.adapters.synthetic_sea import CURRENT_FILE, WIND_FILE
    from sarex.web.forcing_routes import Given, attached
    from sarex.web.job_routes import sources_of

    there = {source["name"] for source in sources_of(case)}
    if {CURRENT_FILE, WIND_FILE} <= there:
        return
    told(0.0, "making a synthetic sea")
    for path in write_demo_sea(folder):
        if path.name not in there:
            asyncio.run(attached(desk, case.id, DEMO, seen=None, given=Given(path, path.name)))


def _compute(desk: Desk, case_id: str, iterations: int, told: Told) -> None:
    """Drift, then plan, as a person at the desk asks for them. What an earlier start began is waited for."""
    from sarex.web.job_routes import BegunReply, DriftBody, PlanBody, post_drift, post_plan

    signed = Session(DEMO, "", 0.0)

    def begin_drift() -> BegunReply:
        return post_drift(case_id, DriftBody(), desk, None, signed=signed)

    def begin_plan() -> BegunReply:
        return post_plan(case_id, PlanBody(iterations=iterations), desk, None, signed=signed)

    for kind, begin in (("drift", begin_drift), ("plan", begin_plan)):
        case = desk.cases.case(case_id)
        if (case.drift if kind == "drift" else case.plan) is None:
            begun = [job.id for job in desk.board.of_case(case_id) if job.kind == kind]
            _wait(desk, begun[0] if begun else begin().job, told)


def _wait(desk: Desk, job_id: str, told: Told) -> None:
    """Until the job is done. Raises WorkError with what it says where it fails, or where the desk is closed."""
    while (job := desk.board.get(job_id)) is not None and job.state in ("waiting", "running"):
        told(job.share, job.text)
        if desk.closed(ASK_S):
            raise WorkError("the demo was closed before its case was ready; start it again")
    if job is None or job.state != "done":
        said = "" if job is None else job.error or job.text
        raise WorkError(f"the ready case could not be made ({said}); start the demo again")


def _token(desk: Desk) -> str:
    """Of a link for the demo's user, who is made if need be, with a password that nobody knows."""
    people = {person.name: person for person in desk.people.everyone()}
    if DEMO.name not in people:
        desk.people.add(DEMO.name, DEMO.role, secrets.token_urlsafe(32), desk.now_s())
    elif people[DEMO.name] != DEMO:
        desk.people.change(DEMO.name, role=DEMO.role, active=True)
    return desk.people.link_token(DEMO.name, desk.now_s())


def _show(link: str) -> None:
    """In the person's browser; a machine without one has the printed link."""
    with suppress(webbrowser.Error):
        browser = webbrowser.get()
        if getattr(browser, "name", "") not in TEXT_BROWSERS:
            browser.open(link)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
