"""What all tests share: where the real data is, and one loud line when it is not there."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine

from desk_server import start_demo
from postgresql_server import postgresql_server

# The same examples every time, so that a run says something about the change and not about luck. New examples:
# HYPOTHESIS_PROFILE=default script/test. No example has a time limit: a busy machine is no fault of the code.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@dataclass(frozen=True)
class DemoMade:
    """Exit codes and words of the two starts."""

    folder: Path
    broken_off: tuple[int, str]
    healed: tuple[int, str]


DATA_VARIABLE = "SAREX_TEST_DATA"
_missed: list[str] = []


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with real forcing files. Tests that need it are skipped where it is not given."""
    folder = os.environ.get(DATA_VARIABLE)
    if not folder:
        pytest.skip(f"needs real data: set {DATA_VARIABLE}")
    path = Path(folder)
    if not path.is_dir():
        pytest.fail(f"{DATA_VARIABLE} is {folder!r}, which is no folder; correct it or unset it")
    return path


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and DATA_VARIABLE in str(report.longrepr):
        _missed.append(report.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _missed:
        terminalreporter.write_line(
            f"!!! {len(_missed)} TESTS ON REAL DATA WERE SKIPPED: set {DATA_VARIABLE} to the folder that holds it !!!",
            red=True,
            bold=True,
        )


@pytest.fixture(scope="session")
def demo_made(tmp_path_factory: pytest.TempPathFactory) -> DemoMade:
    """The folder of a demo whose first start was broken off in the middle of the drift and whose second one made the
    ready case, with what they said last and how they ended."""
    folder = tmp_path_factory.mktemp("demo") / "ready"
    broken_off, _ = start_demo(folder, quick=True, until="placing the particles")
    first = broken_off.interrupt()
    healed, said = start_demo(folder, quick=True)
    code, last = healed.interrupt()
    return DemoMade(folder, first, (code, said + last))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a real PostgreSQL server's first database."""
    with postgresql_server() as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    name = f"t{uuid.uuid4().hex}"
    engine = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield postgresql.replace("/postgres?", f"/{name}?")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()
