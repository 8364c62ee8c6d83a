"""A result that was applied to a cloud, as the cloud's record keeps it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class FreshDraw(BaseModel):
    """Particles drawn afresh by their weights, because too few of them carried nearly all of it.

    at_s    : output time from which the copies go on with fresh noise, seconds since 1970-01-01 UTC
    kept    : particles that go on as they were;  fresh : copies that drifted on by themselves
    forcing : name and hash of what they drifted in
    """

    model_config = ConfigDict(frozen=True)

    at_s: float
    kept: int
    fresh: int
    forcing: tuple[str, ...]
    notes: tuple[str, ...] = ()


class AppliedUpdate(BaseModel):
    """One applied result.

    result         : the result as JSON, complete, so that it can be applied again
    pos            : chance that the search would have found the object; None for what is no search
    pos_cumulative : the same for all searches so far, 1 - product of (1 - POS)
    effective_size : 1 / sum of squared weights, after it
    effective_share: that against the cloud before its first result (after the last fresh draw)
    law            : how the particles were reweighted, in words
    notes          : what was done to the result, what bears on the outcome
    warning        : what the reader must not overlook
    """

    model_config = ConfigDict(frozen=True)

    name: str
    kind: Literal["search", "sighting", "debris", "marker_buoy"]
    result: str
    result_sha256: str
    pos: float | None
    pos_cumulative: float
    effective_size: float
    effective_share: float
    law: str
    notes: tuple[str, ...] = ()
    warning: str = ""
    fresh_draw: FreshDraw | None = None
