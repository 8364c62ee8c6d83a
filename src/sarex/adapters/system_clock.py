"""The clock of the machine."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """Keeps the promise `Clock`."""

    def now(self) -> datetime:
        """In UTC."""
        return datetime.now(UTC)
