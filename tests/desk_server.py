"""A real server in a process of its own, and browsers that are signed in."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx

PASSWORD = "four plain words here"
LINK = re.compile(r"(http://[\d.]+:\d+)/setup#(\S+)")
ADDRESS = re.compile(r"open at (http://[\d.]+:\d+)")


class Browser(httpx.Client):
    """Keeps cookies, and sends back the token that the page sends back."""

    def request(self, method: str, url: object, **options: object) -> httpx.Response:  # type: ignore[override]
        token = self.cookies.get("sarex_csrf")
        if token and method != "GET":
            options["headers"] = {"x-sarex-csrf": token, **(options.get("headers") or {})}  # type: ignore[dict-item]
        return super().request(method, url, **options)  # type: ignore[arg-type]


@dataclass
class Server:
    """A running desk. `link` is the token of the first start."""

    process: subprocess.Popen[str]
    address: str
    link: str
    folder: Path
    browsers: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        self.browsers.append(Browser(base_url=self.address, timeout=30, limits=httpx.Limits(max_connections=200)))
        return self.browsers[-1]

    def signed_in(self, name: str = "Chief", password: str = PASSWORD) -> Browser:
        browser = self.browser()
        answer = browser.post("/api/session", json={"name": name, "password": password})
        assert answer.status_code == 200, answer.text
        return browser

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.stop()

    def stop(self) -> None:
        for browser in self.browsers:
            browser.close()
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(15)
        assert self.process.stderr is not None
        self.process.stderr.close()


def start_server(folder: Path, *options: str, file_bytes_max: int | None = None) -> Server:
    """A desk on a free port; returns when it has said where it is.

    file_bytes_max : of any file that it writes, as on a disk that is full after so much
    """
    command = [sys.executable, "-m", "sarex", "desk", "--port", "0", "--data-dir", str(folder), *options]
    if file_bytes_max is not None:
        limit = f"import resource, os, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({file_bytes_max},) * 2); "
        command = [sys.executable, "-c", f"{limit}os.execv(sys.argv[1], sys.argv[1:])", *command]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    address, link = "", ""
    assert process.stderr is not None
    for line in process.stderr:
        if found := ADDRESS.search(line):
            address = found[1]
        if found := LINK.search(line):
            link = found[2]
        if "Sign in" in line or link:
            break
    assert address, "the server ended before it was open"
    return Server(process, address, link, folder)


@dataclass
class Demo(Server):
    """A running demo with its case ready. `link` is the whole link that signs in."""

    def interrupt(self) -> tuple[int, str]:
        """Ctrl-C: how it ends, and what it says last."""
        assert self.process.stderr is not None
        self.process.send_signal(signal.SIGINT)
        said = self.process.stderr.read()
        code = self.process.wait(15)
        self.stop()
        return code, said


QUICK_DEMO = """
import sys
from pathlib import Path
from sarex.cli import Progress
from sarex.demo_desk import DemoRequest, run_demo_desk
run_demo_desk(Path(sys.argv[1]), DemoRequest(port=0, particles=300, iterations=3), Progress())
"""


def start_demo(folder: Path, *options: str, quick: bool = False, until: str = "/enter#") -> tuple[Demo, str]:
    """The demo, when it has said this, and all it said. quick : a first start with few particles and iterations"""
    command = ["-c", QUICK_DEMO, str(folder)] if quick else ["-m", "sarex", "demo", "-o", str(folder), *options]
    # A browser that does nothing, unless the test brings its own.
    environment = {"BROWSER": "true", **os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen([sys.executable, *command], stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if until in line:
            break
    found = ADDRESS.search(said)
    assert found, f"the demo ended before it was open: {said}"
    return Demo(process, found[1], said.splitlines()[-1], folder), said


def set_up(server: Server) -> Browser:
    """The first administrator, Chief, signed in."""
    browser = server.browser()
    answer = browser.post("/api/setup", json={"token": server.link, "name": "Chief", "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return browser
