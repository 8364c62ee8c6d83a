"""People, their sessions and what they did beside the cases, in the SQL database of the node."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import argon2
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from sarex.adapters.sql_engine import reading, writing
from sarex.model.errors import PersonError
from sarex.model.person import Person, Role, Session, checked_name, checked_password

SESSION_IDLE_S: Final = 12 * 3600.0
SESSION_S_MAX: Final = 7 * 86_400.0
SEEN_EVERY_S: Final = 60.0
SETUP_S_MAX: Final = 24 * 3600.0
LINK_S_MAX: Final = 3600.0
MEMORY_KIB: Final = 19_456
"""With two rounds what OWASP asks for at least: more would let a few sign-ins at once hold up the whole desk."""
DEED_LENGTH_MAX: Final = 400
DEEDS_MAX: Final = 1000

_tables = MetaData()
_people = Table(
    "person", _tables,
    Column("name", String(80), primary_key=True),
    Column("folded", String(240), nullable=False, unique=True),
    Column("role", String(32), nullable=False),
    Column("password", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_s", Float, nullable=False),
)  # fmt: skip
_sessions = Table(
    "session", _tables,
    Column("token", String(64), primary_key=True),
    Column("name", String(80), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created_s", Float, nullable=False),
    Column("seen_s", Float, nullable=False),
)  # fmt: skip
_setup = Table(
    "setup", _tables, Column("token", String(64), primary_key=True), Column("created_s", Float, nullable=False)
)
_links = Table(
    "sign_in_link", _tables,
    Column("token", String(64), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("created_s", Float, nullable=False),
)  # fmt: skip
_deeds = Table(
    "deed", _tables,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("time_s", Float, nullable=False, index=True),
    Column("who", String(80), nullable=False),
    Column("what", String(40), nullable=False),
    Column("case_id", String(64)),
    Column("detail", Text, nullable=False),
)  # fmt: skip
KEPT_TABLES: Final = (_people, _deeds)
"""What a backup holds of them: sessions and links end with the desk that gave them."""


@dataclass(frozen=True)
class Deed:
    """Something that somebody did beside the log of the cases: signed in, took a file, made a user."""

    time_s: float
    who: str
    what: str
    case: str | None
    detail: str


class SqlPeople:
    """Keeps people with argon2 hashes of their passwords, sessions and links by hashes of their tokens. Every
    function may be called from any thread; times are seconds since 1970-01-01 UTC."""

    def __init__(self, engine: Engine, hasher: argon2.PasswordHasher | None = None) -> None:
        self._engine = engine
        self._hasher = hasher or argon2.PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)
        # Verified where nobody has the name, so that the time of the answer does not tell who is known.
        self._nobody = self._hasher.hash(secrets.token_hex(16))
        with writing(engine) as connection:
            _tables.create_all(connection)

    def everyone(self) -> list[Person]:
        """All people by name."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(_people).order_by(_people.c.name)).mappings().all()
        return [_person(row) for row in rows]

    def add(self, name: str, role: Role, password: str, now_s: float) -> Person:
        """A new person. Raises PersonError where the name is taken."""
        hashed = self._hasher.hash(checked_password(password))
        with writing(self._engine) as connection:
            return _add(connection, checked_name(name), role, hashed, now_s=now_s)

    def change(
        self, name: str, *, role: Role | None = None, active: bool | None = None, password: str | None = None
    ) -> Person:
        """Another role, password or state; it ends the person's sessions. Raises PersonError where nobody has the name,
        or where nobody could manage people any more."""
        changes: dict[str, Any] = {"role": role, "active": active}
        if password is not None:
            changes["password"] = self._hasher.hash(checked_password(password))
        changes = {key: value for key, value in changes.items() if value is not None}
        with writing(self._engine) as connection:
            if changes:
                connection.execute(update(_people).where(_people.c.name == name).values(changes))
            row = connection.execute(select(_people).where(_people.c.name == name)).mappings().first()
            if row is None:
                raise PersonError(f"nobody here is called {name!r}; see the list of people for the names")
            administrators = select(func.count()).where(_people.c.role == "administrator", _people.c.active)
            if not connection.execute(administrators).scalar_one():
                raise PersonError(
                    f"without {name!r} nobody could manage the people of this desk; make another administrator first"
                )
            if changes:
                connection.execute(delete(_sessions).where(_sessions.c.name == name))
        return _person(row)

    def sign_in(self, name: str, password: str, now_s: float) -> tuple[str, Session] | None:
        """A new session and its token, or None where name and password do not fit."""
        with reading(self._engine) as connection:
            row = connection.execute(select(_people).where(_people.c.name == name)).mappings().first()
        hashed = self._nobody if row is None else str(row["password"])
        if not self._fits(hashed, password) or row is None or not row["active"]:
            return None
        with writing(self._engine) as connection:
            if self._hasher.check_needs_rehash(hashed):
                fresh = self._hasher.hash(password)
                connection.execute(update(_people).where(_people.c.name == name).values(password=fresh))
            connection.execute(delete(_sessions).where(_dead(now_s)))
            return _begin(connection, _person(row), now_s)

    def _fits(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False

    def session(self, token: str, now_s: float) -> Session | None:
        """Who this token stands for, if the session has not run out; it is kept alive by being used."""
        wanted = select(_sessions, _people.c.role, _people.c.active).join(_people, _people.c.name == _sessions.c.name)
        alive = wanted.where(_sessions.c.token == _digest(token), ~_dead(now_s))
        with reading(self._engine) as connection:
            row = connection.execute(alive).mappings().first()
        if row is None or not row["active"]:
            return None
        # Also where the clock was set back: the time that was seen then would keep the session alive too long.
        if abs(now_s - row["seen_s"]) > SEEN_EVERY_S:
            with writing(self._engine) as connection:
                mine = _sessions.c.token == _digest(token)
                connection.execute(update(_sessions).where(mine).values(seen_s=now_s))
        return Session(_person(row), row["csrf"], row["created_s"] + SESSION_S_MAX)

    def sign_out(self, token: str) -> None:
        """End this session."""
        with writing(self._engine) as connection:
            connection.execute(delete(_sessions).where(_sessions.c.token == _digest(token)))

    def setup_token(self, now_s: float) -> str | None:
        """A fresh one-time token for the first administrator; None where there are people already."""
        token = secrets.token_urlsafe(32)
        with writing(self._engine) as connection:
            if connection.execute(select(func.count()).select_from(_people)).scalar_one():
                return None
            connection.execute(delete(_setup))
            connection.execute(insert(_setup).values(token=_digest(token), created_s=now_s))
        return token

    def set_up(self, token: str, name: str, password: str, now_s: float) -> tuple[str, Session] | None:
        """The first administrator, signed in; None where the token is not the last one, is used or is too old."""
        hashed = self._hasher.hash(checked_password(password))
        with writing(self._engine) as connection:
            rows = connection.execute(select(_setup)).all()
            if not any(
                hmac.compare_digest(row.token, _digest(token)) and now_s - row.created_s < SETUP_S_MAX for row in rows
            ):
                return None
            connection.execute(delete(_setup))
            return _begin(connection, _add(connection, checked_name(name), "administrator", hashed, now_s=now_s), now_s)

    def link_token(self, name: str, now_s: float) -> str:
        """A fresh one-time token that signs this person in; the person's earlier ones end. No route gives one out: only
        the program that opened the desk may. Raises PersonError where nobody who may sign in has the name."""
        token = secrets.token_urlsafe(32)
        with writing(self._engine) as connection:
            if _active(connection, name) is None:
                raise PersonError(f"nobody who may sign in is called {name!r}; see the list of people for the names")
            connection.execute(delete(_links).where(_links.c.name == name))
            connection.execute(insert(_links).values(token=_digest(token), name=name, created_s=now_s))
        return token

    def sign_in_by(self, token: str, now_s: float) -> tuple[str, Session] | None:
        """A new session by a link's token, which ends with it; None where it was never given, is used or is too old."""
        mine = _links.c.token == _digest(token)
        with writing(self._engine) as connection:
            row = connection.execute(select(_links).where(mine)).mappings().first()
            connection.execute(delete(_links).where(mine))
            person = None if row is None else _active(connection, row["name"])
            if row is None or person is None or now_s - row["created_s"] >= LINK_S_MAX:
                return None
            return _begin(connection, person, now_s)

    def note(self, who: str, what: str, detail: str = "", *, now_s: float, case: str | None = None) -> None:
        """Write down a deed. It stays."""
        row = {"time_s": now_s, "who": who[:80], "what": what, "case_id": case, "detail": detail[:DEED_LENGTH_MAX]}
        with writing(self._engine) as connection:
            connection.execute(insert(_deeds).values(row))

    def deeds(self, since_s: float = 0.0, case: str | None = None, limit: int = DEEDS_MAX) -> list[Deed]:
        """The last deeds since a time, of one case or of all, in order of time."""
        wanted = select(_deeds).where(_deeds.c.time_s >= since_s)
        if case is not None:
            wanted = wanted.where(_deeds.c.case_id == case)
        with reading(self._engine) as connection:
            rows: Sequence[Any] = connection.execute(
                wanted.order_by(_deeds.c.sequence.desc()).limit(min(limit, DEEDS_MAX))
            ).all()
        return [Deed(row.time_s, row.who, row.what, row.case_id, row.detail) for row in reversed(rows)]


def _dead(now_s: float) -> Any:
    return (_sessions.c.seen_s < now_s - SESSION_IDLE_S) | (_sessions.c.created_s < now_s - SESSION_S_MAX)


def _add(connection: Connection, name: str, role: Role, hashed: str, *, now_s: float) -> Person:
    row = {
        "name": name, "folded": name.casefold(), "role": role, "password": hashed, "active": True, "created_s": now_s,
    }  # fmt: skip
    try:
        connection.execute(insert(_people).values(row))
    except IntegrityError:
        raise PersonError(f"somebody is called {name!r} already; choose another name") from None
    return Person(name, role)


def _active(connection: Connection, name: str) -> Person | None:
    row = connection.execute(select(_people).where(_people.c.name == name, _people.c.active)).mappings().first()
    return None if row is None else _person(row)


def _begin(connection: Connection, person: Person, now_s: float) -> tuple[str, Session]:
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    row = {"token": _digest(token), "name": person.name, "csrf": csrf, "created_s": now_s, "seen_s": now_s}
    connection.execute(insert(_sessions).values(row))
    return token, Session(person, csrf, now_s + SESSION_S_MAX)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _person(row: Mapping[Any, Any]) -> Person:
    return Person(row["name"], row["role"], bool(row["active"]))
