"""People in distress on the desk: who may see them, that no word of them is anywhere in clear, and that they can be
forgotten everywhere, and nothing else with them."""

from __future__ import annotations

import re
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desk_server import Browser, Server, set_up, start_server
from sarex.adapters.node_folder import Node, open_node
from sarex.model.canonical import canonical_bytes
from sarex.model.case import Case, fold
from sarex.model.events.people_events import PersonRecorded
from sarex.model.person_in_distress import PersonInDistress
from sarex.operations.command import By
from sarex.operations.people import forget_people, read_person
from sarex.wiring import back_up, restore_node
from web.desk_case import seen

PERSON: dict[str, Any] = {
    "name": "Haruka Tanakawa", "age": 41, "description": "orange lifejacket", "medical": "insulinum b.i.d.",
    "telephone": "+81 90 5550 0000", "relatives": "brother Kenjiro, asks every hour",
}  # fmt: skip
NOTE = "the mother of Tanakawa called from Fukuoka"
WORDS = ("Tanakawa", "lifejacket", "insulinum", "5550 0000", "Kenjiro", "Fukuoka")
KEY = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
"""As the desk writes keys."""
NOW = By("Chief", datetime(2026, 11, 25, 12, 0, tzinfo=UTC))


def new_case(browser: Browser, *, exercise: bool = True) -> str:
    return str(browser.post("/api/cases", json={"name": "Overdue", "exercise": exercise}).json()["id"])


def recorded(browser: Browser, case: str, **change: Any) -> str:
    answer = browser.post(f"/api/cases/{case}/distress", json={**PERSON, **change})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_each_role_sees_and_does_what_it_may(server: Server, chief: Browser, observer: Browser) -> None:
    real, drill = new_case(chief, exercise=False), new_case(chief)
    ids = {case: recorded(chief, case) for case in (real, drill)}
    forget = {"reason": "mistake"}
    for role, reads, forgets in (
        ("coordinator", (real, drill), True), ("planner", (real, drill), False), ("exercise_control", (drill,), False),
    ):  # fmt: skip
        browser = server.signed_in(role)
        for case in (real, drill):
            told = browser.get(f"/api/cases/{case}/distress/{ids[case]}")
            assert told.status_code == (200 if case in reads else 403), role
            assert browser.get(f"/api/cases/{case}/distress").status_code == told.status_code
            wrote = browser.put(f"/api/cases/{case}/distress/{ids[case]}", json=PERSON, headers=seen(chief, case))
            assert wrote.status_code == told.status_code
            if case in reads:
                assert told.json() == {"id": ids[case], "person": PERSON}
        empty = new_case(chief)
        assert browser.post(f"/api/cases/{empty}/distress/forget", json=forget).status_code == (422 if forgets else 403)
    for path in ("", f"/{ids[drill]}"):
        assert observer.get(f"/api/cases/{drill}/distress{path}").status_code == 403
    assert observer.post(f"/api/cases/{drill}/distress", json=PERSON).status_code == 403
    assert server.browser().get(f"/api/cases/{drill}/distress/{ids[drill]}").status_code == 401
    readers = [deed["who"] for deed in chief.get("/api/audit", params={"case": drill}).json()
               if deed["what"] == "read what is known of a person" and deed["detail"] == ids[drill]]  # fmt: skip
    assert readers == ["coordinator", "planner", "exercise_control"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"name": "Tanakawa\x07"}, "body.name"), ({"name": "Tanakawa" * 20}, "at most 120"), ("Tanakawa", "body"),
        ({"name": "x", "age": "Tanakawa"}, "body.age"), ({"name": "x", "Tanakawa": 1}, "a key that is not known"),
        ({"name": "x", "telephone": " Tanakawa "}, "body.telephone"), ({"name": {"Tanakawa": 1}}, "body.name"),
        ({"age": 3}, "required"),
    ],
)  # fmt: skip
def test_no_fault_repeats_what_was_sent(chief: Browser, body: Any, said: str) -> None:
    case = new_case(chief)
    answer = chief.post(f"/api/cases/{case}/distress", json=body)
    assert answer.status_code == 422
    assert said in answer.json()["error"]["text"]
    assert "Tanakawa" not in answer.text
    assert "Tanakawa" not in chief.post(f"/api/cases/{case}/notes", json={"text": "Tanakawa\x07", "sealed": True}).text
    assert chief.get(f"/api/cases/{case}").json()["version"] == 1


def test_a_person_is_revised_undone_and_never_lost_to_two_writers(chief: Browser) -> None:
    case = new_case(chief)
    person = recorded(chief, case)
    path = f"/api/cases/{case}/distress/{person}"
    older = seen(chief, case)
    assert chief.put(path, json=PERSON).status_code == 428
    assert chief.put(path, json={**PERSON, "age": 42}, headers=older).status_code == 200
    assert chief.put(path, json={**PERSON, "age": 43}, headers=older).status_code == 409
    assert chief.get(path).json()["person"]["age"] == 42
    chief.post(f"/api/cases/{case}/undo")
    assert chief.get(path).json()["person"] == PERSON
    chief.post(f"/api/cases/{case}/undo")
    assert chief.get(path).status_code == 404
    chief.post(f"/api/cases/{case}/redo")
    assert chief.get(path).json()["person"] == PERSON
    for wrong, status in (("nobody", 404), ("a b", 422)):
        assert chief.get(f"/api/cases/{case}/distress/{wrong}").status_code == status
        assert chief.get(f"/api/cases/{case}/notes/{wrong}").status_code == status
    assert chief.get("/api/cases/none/distress").status_code == 404
    assert chief.put(f"/api/cases/{case}/distress/nobody", json=PERSON, headers=seen(chief, case)).status_code == 404
    chief.patch(f"/api/cases/{case}", json={"state": "closed"}, headers=seen(chief, case))
    assert "reopen it" in chief.post(f"/api/cases/{case}/distress", json=PERSON).json()["error"]["text"]


def test_after_forgetting_there_can_be_others(server: Server, chief: Browser) -> None:
    case, planner = new_case(chief), server.signed_in("planner")
    gone = recorded(chief, case)
    shell = recorded(planner, case)
    planner.post(f"/api/cases/{case}/undo")
    path = f"/api/cases/{case}/distress"
    told = chief.post(f"{path}/forget", json={"reason": "asked"}, headers=seen(chief, case))
    assert told.json() == {"version": 5, "people": 1, "key_files": []}
    assert chief.get(f"{path}/{gone}").status_code == 404
    assert "cannot be undone" in chief.post(f"/api/cases/{case}/undo").json()["error"]["text"]
    # What was undone before can be done again, as an empty shell.
    assert planner.post(f"/api/cases/{case}/redo").status_code == 200
    assert chief.get(f"{path}/{shell}").json() == {"id": shell, "person": None}
    again = recorded(chief, case, name="Somebody else")
    chief.post(f"/api/cases/{case}/notes", json={"text": NOTE, "sealed": True})
    listed = chief.get(path).json()
    assert [(one["id"], one["state"]) for one in listed["people"]] == [(shell, "forgotten"), (again, "kept")]
    assert [(one["people"], one["reason"]) for one in listed["forgotten"]] == [
        (1, "asked for by the person or the family")
    ]
    assert listed["keys"] == 1
    assert chief.get(f"{path}/{again}").json()["person"]["name"] == "Somebody else"
    note = chief.get(f"/api/cases/{case}").json()["notes"][0]
    assert (note["text"], note["sealed"], note["forgotten"]) == ("", True, False)
    assert chief.get(f"/api/cases/{case}/notes/{note['id']}").json()["text"] == NOTE
    assert chief.post(f"{path}/forget", json={"reason": "over"}).json()["people"] == 2
    assert chief.get(f"/api/cases/{case}/notes/{note['id']}").json()["text"] is None
    assert chief.get(f"/api/cases/{case}").json()["notes"][0]["forgotten"] is True
    assert chief.post(f"{path}/forget", json={"reason": "over"}).status_code == 422
    assert chief.post(f"{path}/forget", json={"reason": "Tanakawa asked"}).status_code == 422


class Place:
    """A desk that may be killed, and everything that lies anywhere of it."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self.folder, self.url = folder, url
        self.desk, self.stick, self.safe = folder / "desk", folder / "stick", folder / "safe"
        self.said, self.began_s = "", time.time() - 1.0
        for one in (self.stick, self.safe):
            one.mkdir()

    def start(self) -> Server:
        return start_server(self.desk, *([] if self.url is None else ["--database", self.url]))

    def end(self, server: Server) -> None:
        server.process.kill()
        self.said += server.process.communicate()[1]
        server.stop()

    def node(self) -> Node:
        return open_node(self.desk, self.url, make=False)

    def backed_up(self, name: str, keys: Path) -> Path:
        back_up(self.desk, self.folder / name, url=self.url, keys=keys)
        return self.folder / name

    def contents(self, *, but: Path | None = None) -> Iterator[bytes]:
        """Of every file of the desk, its backups, key files and, if it has one, of what its database server wrote."""
        data = [] if self.url is None else Path(self.url.rpartition("host=")[2], "data").rglob("*")
        server = [path for path in data if path.stat().st_mtime >= self.began_s]
        for path in (*self.folder.rglob("*"), *server):
            if path.is_file() and (but is None or but not in path.parents):
                with suppress(FileNotFoundError):
                    yield path.read_bytes()
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    yield from (archive.read(name) for name in archive.namelist())

    def in_clear(self) -> set[str]:
        """Words about the person that stand anywhere."""
        encodings = [(word, spelt) for word in WORDS for spelt in (word.encode(), word.encode("utf-16-le"))]
        return {word for content in self.contents() for word, spelt in encodings if spelt in content}

    def opens(self, case: str, recorded: PersonRecorded, *, but: Path | None = None) -> bool:
        """Whether anything that could be a key anywhere opens what was sealed."""
        bound = canonical_bytes({"about": f"person {recorded.person}", "case": case, "format": "sarex-sealed/1"})
        content = recorded.sealed.content()
        found = {key for part in self.contents(but=but) for key in KEY.findall(part)}
        for key in found:
            with suppress(InvalidTag):
                AESGCM(bytes.fromhex(key.decode())).decrypt(content[:12], content[12:], bound)
                return True
        return False


def everything_asked(browser: Browser, case: str) -> str:
    """What the desk tells of a case to somebody who does not ask for a person by id."""
    paths = ("cases", *(f"cases/{case}{part}" for part in ("", "/events", "/distress", "/jobs")), "audit")
    told = [browser.get(f"/api/{path}").text for path in paths]
    with browser.stream("GET", "/api/stream", params={"since": 0}) as stream:
        for line in stream.iter_lines():
            told.append(line)
            if "note_written" in line:
                return "\n".join(told)
    raise AssertionError("the stream never told of the note")


def but_people(case: Case) -> dict[Any, Any]:
    return {facet: entry for facet, entry in case.facets.items() if facet[0] not in ("people", "forgotten")}


def comes_back(place: Place, backup: Path, keys: Path, case: str, *, person: str) -> bool:
    """Whether a desk restored from these can read the person."""
    folder = place.folder / f"again-{backup.stem}-{keys.stem}"
    restore_node(backup, folder, keys=keys)
    node = open_node(folder, make=False)
    try:
        found = fold(node.log.read_case(case))
        return person in found.people and read_person(found, person, node.people) is not None
    finally:
        node.engine.dispose()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_person_can_be_forgotten_everywhere_and_nothing_else_with_it(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    place = Place(tmp_path, request.getfixturevalue("postgresql_url") if database == "postgresql" else None)
    server = place.start()
    chief = set_up(server)
    case, other = new_case(chief), new_case(chief)
    person, beside = recorded(chief, case), recorded(chief, other)
    chief.post(f"/api/cases/{case}/notes", json={"text": NOTE, "sealed": True})
    chief.get(f"/api/cases/{case}/distress/{person}")
    told = everything_asked(chief, case)
    assert [word for word in WORDS if word in told] == []
    early = place.backed_up("early.zip", place.stick / "keys.json")
    shutil.copy2(place.stick / "keys.json", place.safe / "copy.json")
    place.backed_up("early.zip", tmp_path / "lost.json")
    (tmp_path / "lost.json").unlink()
    node = place.node()
    before, log = fold(node.log.read_case(case)), node.log.read()
    sealed = before.people[person].event.payload
    assert isinstance(sealed, PersonRecorded)
    assert place.opens(case, sealed)

    answer = chief.post(f"/api/cases/{case}/distress/forget", json={"reason": "period"})
    assert answer.json()["key_files"] == [str(tmp_path / "lost.json")]
    place.end(server)

    # Nothing that is left opens it, but for the copy of the key file that nobody should have made.
    assert not place.opens(case, sealed, but=place.safe)
    assert place.opens(case, sealed)
    after = fold(node.log.read_case(case))
    assert node.log.read()[: len(log)] == log
    assert node.log.check() == len(log) + 1
    assert but_people(after) == but_people(before)
    assert read_person(fold(node.log.read_case(other)), beside, node.people) == PersonInDistress(**PERSON)

    # A desk that was killed between the decision and the destruction ends it when it starts.
    fate = fold(node.log.read_case(other))
    node.log.append(forget_people(fate, "asked", NOW, node.people), fate.version)
    assert node.people.keys(other) != ()
    server = place.start()
    chief = server.signed_in()
    assert len(chief.get("/api/cases").json()) == 2
    assert node.people.keys(other) == ()
    path = f"/api/cases/{case}/distress"
    assert chief.get(path).json()["key_files"] == [str(tmp_path / "lost.json")]
    files = [place.stick / "keys.json", *[tmp_path / "lost.json"] * 2]  # one that can be reached stays known
    destroyed = [chief.post(f"{path}/destroyed", json={"key_file": str(file)}).status_code for file in files]
    assert destroyed == [404, 204, 404]
    assert chief.get(path).json()["key_files"] == []
    late = place.backed_up("late.zip", place.stick / "keys.json")
    place.end(server)
    node.engine.dispose()
    assert place.in_clear() == set()
    assert [word for word in WORDS if word in place.said] == []

    assert not comes_back(place, early, place.stick / "keys.json", case, person=person)
    assert not comes_back(place, late, place.safe / "copy.json", case, person=person)
    # Both from before: what nobody can reach opens what it opened then.
    assert comes_back(place, early, place.safe / "copy.json", case, person=person)
