"""Signing in and out, the first start, and the people of the desk."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from sarex.model.person import NAME_LENGTH_MAX, PASSWORD_LENGTH_MAX, Password, Person, PersonName, Role, Session
from sarex.model.sentence import Sentence
from sarex.web.access import TOKEN_LENGTH_MAX, Signed, give_cookies, take_cookies, token_of
from sarex.web.body import Body
from sarex.web.desk import Desk, DeskHere
from sarex.web.fault import RefusedError

router = APIRouter(prefix="/api", tags=["people"])


class Credentials(Body):
    name: Annotated[str, Field(max_length=NAME_LENGTH_MAX)]
    password: Annotated[str, Field(max_length=PASSWORD_LENGTH_MAX)]


class LinkToken(Body):
    token: Annotated[str, Field(max_length=TOKEN_LENGTH_MAX)]


class FirstPerson(Body):
    token: Annotated[str, Field(max_length=TOKEN_LENGTH_MAX)]
    name: PersonName
    password: Password


class NewPerson(Body):
    name: PersonName
    role: Role
    password: Password


class PersonChange(Body):
    name: PersonName
    role: Role | None = None
    active: bool | None = None
    password: Password | None = None


class PasswordChange(Body):
    old: Annotated[str, Field(max_length=PASSWORD_LENGTH_MAX)]
    new: Password


class MeReply(BaseModel):
    """demo: the desk is that of `sarex demo`, so the page begins its tour by itself."""

    name: str
    role: Role
    node: str
    demo: bool


class PersonReply(BaseModel):
    name: str
    role: Role
    active: bool


def _me(desk: Desk, session: Session) -> MeReply:
    person = session.person
    return MeReply(name=person.name, role=person.role, node=desk.node, demo=desk.settings.demo)


def _reply(person: Person) -> PersonReply:
    return PersonReply(name=person.name, role=person.role, active=person.active)


@router.post("/session")
def post_session(body: Credentials, request: Request, response: Response, desk: DeskHere) -> MeReply:
    """Sign in; the answer sets the cookies of the session."""
    token, session = _sign_in(desk, body.name, body.password, _address(request))
    give_cookies(response, desk, token, session)
    return _me(desk, session)


def _check_tries(desk: Desk, name: str, address: str, what: str) -> None:
    wait_s = math.ceil(desk.sign_ins.wait_s(name, address, desk.now_s()))
    if wait_s > 0:
        headers = {"retry-after": str(wait_s)}
        fault, way_out = Sentence("refused.too_often", what=what), Sentence("refused.too_often_way", seconds=wait_s)
        raise RefusedError(429, fault, way_out, headers=headers)


def _sign_in(desk: Desk, name: str, password: str, address: str) -> tuple[str, Session]:
    _check_tries(desk, name, address, Sentence("refused.password"))
    begun = desk.people.sign_in(name, password, desk.now_s())
    if begun is None:
        desk.sign_ins.failed(name, address, desk.now_s())
        desk.people.note(name if name.isprintable() else "?", "sign-in refused", f"from {address}", now_s=desk.now_s())
        raise RefusedError(401, Sentence("refused.no_fit"), Sentence("refused.no_fit_way"))
    desk.sign_ins.succeeded(name)
    desk.people.note(name, "signed in", f"from {address}", now_s=desk.now_s())
    return begun


def _address(request: Request) -> str:
    return request.client.host if request.client else "?"


@router.post("/session/link")
def post_session_link(body: LinkToken, request: Request, response: Response, desk: DeskHere) -> MeReply:
    """Sign in by a one-time link that the program which opened the desk gave out, as `sarex demo` does."""
    address = _address(request)
    _check_tries(desk, "", address, Sentence("refused.a_link"))
    begun = desk.people.sign_in_by(body.token, desk.now_s())
    if begun is None:
        desk.sign_ins.failed("", address, desk.now_s())
        raise RefusedError(403, Sentence("refused.demo_link"), Sentence("refused.demo_link_way"))
    token, session = begun
    desk.people.note(session.person.name, "signed in", f"by a link, from {address}", now_s=desk.now_s())
    give_cookies(response, desk, token, session)
    return _me(desk, session)


@router.delete("/session", status_code=204)
def delete_session(request: Request, response: Response, desk: DeskHere, signed: Signed) -> None:
    """Sign out."""
    desk.people.sign_out(token_of(request))
    desk.people.note(signed.person.name, "signed out", now_s=desk.now_s())
    take_cookies(response)


@router.post("/setup", status_code=201)
def post_setup(body: FirstPerson, request: Request, response: Response, desk: DeskHere) -> MeReply:
    """Make the first administrator with the one-time token that the server printed at its first start."""
    address = _address(request)
    wait_s = math.ceil(desk.sign_ins.wait_s("", address, desk.now_s()))
    begun = None if wait_s > 0 else desk.people.set_up(body.token, body.name, body.password, desk.now_s())
    if begun is None:
        desk.sign_ins.failed("", address, desk.now_s())
        raise RefusedError(403, Sentence("refused.link"), Sentence("refused.link_way"))
    token, session = begun
    desk.people.note(body.name, "set up the desk", f"from {address}", now_s=desk.now_s())
    give_cookies(response, desk, token, session)
    return _me(desk, session)


@router.get("/me")
def get_me(desk: DeskHere, signed: Signed) -> MeReply:
    """Who is signed in, as what, at which node."""
    return _me(desk, signed)


@router.put("/me/password", status_code=204)
def put_my_password(
    *, body: PasswordChange, request: Request, response: Response, desk: DeskHere, signed: Signed
) -> None:
    """Set one's own password; it ends all sessions of the person but this one, which begins anew."""
    name = signed.person.name
    _sign_in(desk, name, body.old, _address(request))
    desk.people.change(name, password=body.new)
    desk.people.note(name, "changed the own password", now_s=desk.now_s())
    begun = desk.people.sign_in(name, body.new, desk.now_s())
    assert begun is not None
    give_cookies(response, desk, *begun)


@router.get("/people")
def get_people(desk: DeskHere, _signed: Signed) -> list[PersonReply]:
    """Everybody who may sign in, and who could once."""
    return [_reply(person) for person in desk.people.everyone()]


@router.post("/people", status_code=201)
def post_person(body: NewPerson, desk: DeskHere, signed: Signed) -> PersonReply:
    """A new person."""
    person = desk.people.add(body.name, body.role, body.password, desk.now_s())
    desk.people.note(signed.person.name, "made a user", f"{body.name}, {body.role}", now_s=desk.now_s())
    return _reply(person)


@router.patch("/people")
def patch_person(body: PersonChange, desk: DeskHere, signed: Signed) -> PersonReply:
    """Another role, another password, or out of service; it ends the person's sessions."""
    person = desk.people.change(body.name, role=body.role, active=body.active, password=body.password)
    said = [f"role {body.role}" * (body.role is not None), f"active {body.active}" * (body.active is not None),
            "password" * (body.password is not None)]  # fmt: skip
    detail = f"{body.name}: {', '.join(filter(None, said)) or 'nothing'}"
    desk.people.note(signed.person.name, "changed a user", detail, now_s=desk.now_s())
    return _reply(person)
