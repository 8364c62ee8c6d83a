"""A real Chromium: the one on this machine, or one that is fetched. Without one the tests fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
INSTALL_S_MAX = 300
NO_WEBGL = ("--disable-gpu", "--disable-software-rasterizer")
"""As on a locked desktop: no GPU, and no WebGL made up by the processor."""


def chromium() -> str:
    """Its path. Raises RuntimeError where it is neither there nor to be had."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    for attempt in (_fetched, _debian):
        if (found := attempt()) is not None:
            return found
    raise RuntimeError("no Chromium was found or could be fetched; install it (Debian, Ubuntu: apt install chromium)")


def _fetched() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        path = driver.chromium.executable_path
    if not os.path.exists(path):  # noqa: PTH110
        _called([sys.executable, "-m", "playwright", "install", "chromium"])
    return path if os.path.exists(path) else None  # noqa: PTH110


def _debian() -> str | None:
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    _called(["apt-get", "update", "-qq"])
    _called(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"])
    return shutil.which("chromium")


def _called(command: list[str]) -> None:
    try:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, check=False, timeout=INSTALL_S_MAX, capture_output=True, env=environment)
    except subprocess.TimeoutExpired:
        return
