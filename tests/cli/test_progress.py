"""Progress on a terminal is gone before anything else is said."""

from __future__ import annotations

import io
import sys

import pytest

from sarex.cli import Progress
from sarex.model.errors import ForcingError

HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("fault", [ForcingError("broken"), KeyboardInterrupt(), None], ids=["fault", "Ctrl-C", "none"])
def test_the_bar_is_gone_and_the_cursor_back_however_a_run_ends(monkeypatch, fault):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    try:
        with Progress() as progress:
            progress(0.0, "reading wind and current")
            progress(0.5, "drifting")
            if fault is not None:
                raise fault
    except (ForcingError, KeyboardInterrupt):
        pass
    shown = screen.getvalue()
    assert HIDE_CURSOR in shown
    assert shown.rindex(SHOW_CURSOR) > shown.rindex(HIDE_CURSOR)
    assert sys.stderr is screen
