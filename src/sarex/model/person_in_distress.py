"""Somebody who is searched for. Never written anywhere but sealed."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sarex.model.events.payload import Label, Text, printable


class PersonInDistress(BaseModel):
    """What helps to find and to treat a person, and whom to tell."""

    # A fault that ends up in a log must not say what was written.
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)

    name: Label
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    description: Text = ""
    """Build, clothing, life jacket, whether the person can swim."""
    medical: Text = ""
    telephone: Annotated[str, Field(max_length=120), AfterValidator(printable)] = ""
    relatives: Text = ""
    """Whom to tell, and how to reach them."""
