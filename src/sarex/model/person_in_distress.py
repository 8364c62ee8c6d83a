"""Somebody who is searched for. Never written anywhere but sealed."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sarex.model.events.payload import Label, Text


class PersonInDistress(BaseModel):
    """What helps to find and to treat a person, and whom to tell."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: Label
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    description: Text = ""
    """Build, clothing, life jacket, whether the person can swim."""
    medical: Text = ""
    telephone: Annotated[str, Field(max_length=120)] = ""
    relatives: Text = ""
    """Whom to tell, and how to reach them."""
