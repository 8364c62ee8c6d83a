"""A process that plays scripted cases into a log and tells of each event that was accepted, until it is killed.

    python killed_writer.py FOLDER [URL]

Where processes can fork, it imports everything once and forks a child for each line that it reads; elsewhere it plays
by itself.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sarex.adapters.node_folder import open_node
from scripted_case import play_on


def play(folder: Path, url: str | None) -> None:
    """Go on with the newest case, and open the next when it is closed. Tells position and hash of each event after
    `append` has returned, in one write, so that no word is torn."""
    log = open_node(folder, url).log
    while True:
        for entry in play_on(log):
            os.write(1, f"accepted {entry.position} {entry.hash}\n".encode())


def fork_for_each_line(folder: Path, url: str | None) -> None:
    # Opened and closed once, so that children find every library loaded.
    open_node(folder, url).engine.dispose()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            play(folder, url)
        os.write(1, f"child {child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"dead\n")


if __name__ == "__main__":
    place, address = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    (fork_for_each_line if hasattr(os, "fork") else play)(place, address)
