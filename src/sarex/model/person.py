"""The people of a desk: who may sign in, as what, and what that allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, Field

from sarex.model.errors import PersonError

Role = Literal["coordinator", "planner", "observer", "exercise_control", "administrator"]
Permission = Literal["read", "work", "command", "people", "audit", "distress", "forget"]
"""read: see cases, maps, plans. work: incident, units, forcing, drift, plan, results, tasks. command: open, rename and
close cases. people: users and roles. audit: who did what. distress: record and read who is searched for.
forget: destroy what is known of them."""

ROLES: Final[tuple[Role, ...]] = get_args(Role)
ALLOWED: Final[dict[Role, frozenset[Permission]]] = {
    "coordinator": frozenset({"read", "work", "command", "audit", "distress", "forget"}),
    "planner": frozenset({"read", "work", "distress"}),
    "observer": frozenset({"read"}),
    "exercise_control": frozenset({"read", "work", "command", "distress"}),
    "administrator": frozenset({"read", "work", "command", "people", "audit", "distress", "forget"}),
}
EXERCISE_ONLY: Final[frozenset[Role]] = frozenset({"exercise_control"})
"""Roles that may change exercises, and no case where somebody is really in distress; whose people they may not see."""

DESK: Final = "desk"
"""The author of what the desk does by itself, such as bringing a map to the results that were reported."""
NAME_LENGTH_MAX: Final = 80
PASSWORD_LENGTH_MIN: Final = 10
PASSWORD_LENGTH_MAX: Final = 200


def checked_name(name: str) -> str:
    """The name, if it can be printed and told from others. Raises PersonError."""
    if not name.isprintable() or name != name.strip() or not name:
        raise PersonError(f"the name {name!r} is empty, has blanks around it or cannot be printed; write plain text")
    if name.casefold() == DESK:
        raise PersonError(f"{name!r} is what the desk calls itself in its log; choose another name")
    return name


def checked_password(password: str) -> str:
    """The password, if it is long enough. Raises PersonError, which does not repeat it."""
    if not PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX:
        raise PersonError(
            f"the password has {len(password)} characters, and {PASSWORD_LENGTH_MIN} to {PASSWORD_LENGTH_MAX} are "
            "asked for; a few words in a row are good"
        )
    return password


PersonName = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH_MAX), AfterValidator(checked_name)]
Password = Annotated[
    str, Field(min_length=PASSWORD_LENGTH_MIN, max_length=PASSWORD_LENGTH_MAX), AfterValidator(checked_password)
]


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in. A person who left is kept as not `active`, so that the log still knows the name."""

    name: str
    role: Role
    active: bool = True

    @property
    def exercises_only(self) -> bool:
        """Whether it may change exercises, and no case where somebody is really in distress."""
        return self.role in EXERCISE_ONLY

    def may(self, permission: Permission) -> bool:
        return self.active and permission in ALLOWED[self.role]


@dataclass(frozen=True)
class Session:
    """A person signed in. `csrf` must come back in a header with every request that changes something."""

    person: Person
    csrf: str
    expires_s: float
