"""One browser, and one desk with a case that is drifted and planned, for all tests of the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from browser.chromium import NO_WEBGL, chromium
from browser.hand import sign_in
from desk_server import Browser as Client
from desk_server import Server, set_up, start_server
from web.desk_case import drifted, new_case, planned

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "frontend" / "src" / "i18n"
WAIT_MS = 30_000
# A busy machine is no fault of the page.
expect.set_options(timeout=WAIT_MS)


@dataclass(frozen=True)
class Ready:
    """A desk with one case on which everything was done."""

    server: Server
    client: Client
    case: str

    @property
    def address(self) -> str:
        return f"{self.server.address}/cases/{self.case}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium(), args=list(NO_WEBGL))
        yield running
        running.close()


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    server = start_server(tmp_path_factory.mktemp("ready"))
    try:
        client = set_up(server)
        case = new_case(client, "Two people missing north of Iki")
        for name in ("Haruka", "Jun"):
            client.post(f"/api/cases/{case}/distress", json={"name": name, "medical": "asthma"}).raise_for_status()
        drifted(client, case)
        planned(client, case, iterations=5)
        yield Ready(server, client, case)
    finally:
        server.stop()


@pytest.fixture(scope="session")
def words() -> dict[str, dict[str, str]]:
    """The catalogues of the page by language."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in WORDS.glob("*.json") if path.stem != "glossary"}


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Pages that fail the test when a script on them does."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1920, "height": 1080}, "locale": "en-GB", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def case_page(open_page: Callable[..., Page], ready: Ready) -> Page:
    """The ready case, drawn."""
    page = open_page()
    sign_in(page, ready.address)
    page.wait_for_selector(".task")
    return page


@pytest.fixture
def out() -> Path:
    """Where pictures for people go: out/desk, which git ignores."""
    folder = ROOT / "out" / "desk"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
