"""Bodies of requests: closed to words they do not know, and plain JSON where a document comes in."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict

DEPTH_MAX: Final = 30
INTEGER_MAX: Final = 2**63


class Body(BaseModel):
    """A body of a request."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


def _plain(value: Any, depth: int = 0) -> None:
    if depth > DEPTH_MAX:
        raise ValueError(f"more than {DEPTH_MAX} levels of lists and keys")
    if isinstance(value, str):
        _whole_text(value)
    elif isinstance(value, float) and value - value != 0.0:
        raise ValueError(f"{value} is no number that JSON knows")
    elif isinstance(value, int) and abs(value) >= INTEGER_MAX:
        raise ValueError(f"a whole number has {len(str(value))} digits, too many")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _whole_text(key)
            _plain(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _plain(inner, depth + 1)


def _whole_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("a text holds half a character") from None
    if "\0" in text:
        raise ValueError("a text holds a NUL")


def plain_object(value: dict[str, Any]) -> dict[str, Any]:
    """The object, if it is what JSON can hold and can be kept. Raises ValueError."""
    _plain(value)
    return value


JsonObject = Annotated[dict[str, Any], AfterValidator(plain_object)]
