"""A body that is JSON, or a form with one file beside it. The file lies in a folder of ours under a name of ours."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from sarex.web.body import plain_object
from sarex.web.fault import RefusedError

FIELDS_MAX: Final = 10
FIELD_BYTES_MAX: Final = 1_000_000
CHUNK: Final = 1 << 20
NAME_LENGTH_MAX: Final = 120
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Sent:
    """fields : of the JSON object, or of the form, where those that are JSON are read
    name   : what the sender calls the file, printable and short
    path   : where it lies until the request is answered
    """

    fields: dict[str, Any]
    name: str = ""
    path: Path | None = None

    def read_as(self, model: type[M]) -> M:
        """The fields as a body. Raises RequestValidationError."""
        try:
            return model.model_validate(self.fields)
        except ValidationError as fault:
            errors = fault.errors(include_url=False, include_context=False)
            raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in errors]) from None


def json_or_file(model: type[BaseModel]) -> dict[str, Any]:
    """For the description of a route that takes either."""
    schema = model.model_json_schema()
    form = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}
    for name in schema["properties"]:
        form["properties"][name] = {"type": "string", "description": "JSON"}  # type: ignore[index]
    content = {"application/json": {"schema": schema}, "multipart/form-data": {"schema": form}}
    return {"requestBody": {"required": True, "content": content}}


@asynccontextmanager
async def sent_form(request: Request, folder: Path) -> AsyncIterator[Sent]:
    """What was sent; the file is gone when the block ends. Raises RefusedError."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        yield Sent(_object(await request.body()))
        return
    if kind != "multipart/form-data":
        raise RefusedError(415, "the body is neither JSON nor a form", "send application/json or multipart/form-data")
    path = folder / uuid.uuid4().hex
    try:
        async with request.form(max_files=1, max_fields=FIELDS_MAX, max_part_size=FIELD_BYTES_MAX) as form:
            sent = await _read(form, path)
        yield sent
    finally:
        with suppress(OSError):
            path.unlink()


async def _read(form: FormData, path: Path) -> Sent:
    """What is in the form; its file goes to `path`."""
    files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    fields = {key: _value(value) for key, value in form.multi_items() if isinstance(value, str)}
    if not files:
        return Sent(_checked(fields))
    await run_in_threadpool(_copy, files[0], path)
    return Sent(_checked(fields), _shown(files[0].filename or ""), path)


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    try:
        return plain_object(fields)
    except ValueError as fault:
        raise RefusedError(400, f"a field of the form cannot be used ({fault})", "send plain JSON") from None


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
        if not isinstance(value, dict):
            raise ValueError("it is no object")
        return plain_object(value)
    except (ValueError, RecursionError) as fault:
        raise RefusedError(400, f"the body is no JSON object ({str(fault)[:100]})", "send well-formed JSON") from None


def _value(text: str) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, dict) else text


def _copy(file: UploadFile, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as target:
        while chunk := file.file.read(CHUNK):
            target.write(chunk)


def _shown(name: str) -> str:
    """The last part of the name, as it can be shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if letter.isprintable()).strip()
    return plain.encode("utf-8", "ignore").decode()[:NAME_LENGTH_MAX].strip() or "file"
