"""All measurements of the desk, one after the other: script/bench desk [page|log|server] [...]."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

PARTS = {path.stem.removesuffix("_speed"): path.stem for path in sorted(Path(__file__).parent.glob("*_speed.py"))}


def main() -> None:
    chosen = sys.argv[1:2] if sys.argv[1:2] and not sys.argv[1].startswith("-") else list(PARTS)
    options = sys.argv[2:] if len(chosen) == 1 else sys.argv[1:]
    for name in chosen:
        if name not in PARTS:
            raise SystemExit(f"script/bench desk: {name!r} is not measured; there is: {', '.join(PARTS)}")
        sys.stdout.write(f"{name}:\n")
        sys.stdout.flush()
        sys.argv = [name, *options]
        runpy.run_module(f"benchmarks.desk.{PARTS[name]}", run_name="__main__")


if __name__ == "__main__":
    main()
