"""How often a password may be tried."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Final

WINDOW_S: Final = 300.0
TRIES_BY_NAME: Final = 8
TRIES_BY_ADDRESS: Final = 40
KEYS_MAX: Final = 10_000
"""Names and addresses that are remembered; the one not heard of for longest is forgotten first."""


@dataclass
class SignInLimit:
    """Failures of the last minutes by name and by address. May be asked from any thread."""

    _failures: OrderedDict[tuple[str, str], deque[float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_s(self, name: str, address: str, now_s: float) -> float:
        """How long this name or address has to wait before it may try again; 0 if it may now."""
        with self._lock:
            return max(
                self._wait_s(("name", name.casefold()), TRIES_BY_NAME, now_s),
                self._wait_s(("address", address), TRIES_BY_ADDRESS, now_s),
            )

    def failed(self, name: str, address: str, now_s: float) -> None:
        """Count a failure."""
        with self._lock:
            for key in (("name", name.casefold()), ("address", address)):
                self._failures.setdefault(key, deque(maxlen=TRIES_BY_ADDRESS)).append(now_s)
                self._failures.move_to_end(key)
            while len(self._failures) > KEYS_MAX:
                self._failures.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """The name is its owner's again."""
        with self._lock:
            self._failures.pop(("name", name.casefold()), None)

    def _wait_s(self, key: tuple[str, str], tries: int, now_s: float) -> float:
        times = self._failures.get(key)
        if times is None:
            return 0.0
        # Also those of a clock that was set back since: nobody is to wait for hours.
        while times and abs(now_s - times[0]) > WINDOW_S:
            times.popleft()
        if not times:
            del self._failures[key]
        return min(times[-tries] + WINDOW_S - now_s, WINDOW_S) if len(times) >= tries else 0.0
