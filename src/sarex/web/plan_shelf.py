"""Plans that were looked at lately, read once from the files of the node."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

from sarex.model.search_plan import SearchPlan
from sarex.ports import BlobStore

PLANS_MAX: Final = 40


class PlanShelf:
    """May be asked from any thread."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs
        self._plans: OrderedDict[str, SearchPlan] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, sha256: str) -> SearchPlan:
        """The plan of this hash. Raises LogError where it is not kept or is damaged."""
        with self._lock:
            plan = self._plans.get(sha256)
        if plan is None:
            plan = SearchPlan.model_validate_json(self._blobs.read(sha256))
        with self._lock:
            self._plans[sha256] = plan
            self._plans.move_to_end(sha256)
            while len(self._plans) > PLANS_MAX:
                self._plans.popitem(last=False)
        return plan
