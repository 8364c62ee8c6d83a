"""What script/audit makes of the answers of the advisory services."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "script" / "audit"
TODAY = date(2026, 11, 26)
ACCEPTED = {"CVE-2026-1": {"id": "CVE-2026-1", "reason": "only on Windows 95", "until": date(2026, 12, 1)}}
VULNERABLE = {
    "dependencies": [
        {"name": "fine", "version": "1.0", "vulns": []},
        {"name": "holed", "version": "2.0", "vulns": [
            {"id": "PYSEC-2026-9", "aliases": ["CVE-2026-1"], "fix_versions": ["2.1"], "description": "a hole"}]},
    ],
}  # fmt: skip
UNKNOWN = {
    "dependencies": [{"name": name, "skip_reason": f"{name} not found on PyPI"} for name in ("sarex", "fine", "other")]
}
REFUSED = {"message": "405 Method Not Allowed", "statusCode": 405}
PAGE = {
    "auditReportVersion": 2,
    "vulnerabilities": {
        "holed": {"via": [{"url": "https://github.com/advisories/GHSA-aaaa", "title": "A hole"}]},
        "above": {"via": ["holed"]},
    },
    "metadata": {"dependencies": {"total": 40}},
}


@pytest.fixture(scope="module")
def audit() -> Any:
    loader = importlib.machinery.SourceFileLoader("sarex_audit", str(SCRIPT))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[loader.name] = module  # dataclasses look it up
    loader.exec_module(module)
    return module


def test_a_known_vulnerability_fails(audit: Any) -> None:
    verdict = audit.Verdict()
    audit.judge_python(verdict, VULNERABLE, {})
    audit.judge_page(verdict, PAGE, {})
    assert verdict.audited == 42
    assert verdict.faults == [
        "holed 2.0 has PYSEC-2026-9 = CVE-2026-1; take 2.1 in constraints.txt",
        "holed has GHSA-aaaa; A hole; take another release in package-lock.json",
    ]
    assert verdict.unasked == []


def test_what_is_accepted_is_accepted_by_name_with_a_reason_and_for_a_time(audit: Any) -> None:
    verdict = audit.Verdict()
    audit.judge_python(verdict, VULNERABLE, ACCEPTED)
    audit.judge_accepted(verdict, ACCEPTED, TODAY)
    assert verdict.faults == []
    audit.judge_accepted(verdict, ACCEPTED, date(2026, 12, 2))
    audit.judge_accepted(verdict, {"CVE-2026-1": {"reason": "", "until": TODAY}}, TODAY)
    audit.judge_accepted(verdict, {"CVE-2026-2": {**ACCEPTED["CVE-2026-1"]}}, TODAY)
    assert [line.partition(";")[0] for line in verdict.faults] == [
        "CVE-2026-1 was accepted until 2026-12-01", "CVE-2026-1 is accepted without a reason and a date",
        "CVE-2026-2 is accepted and nothing has it any more",
    ]  # fmt: skip


def test_what_could_not_be_asked_is_said_and_is_no_clean_bill(audit: Any) -> None:
    verdict = audit.Verdict()
    audit.judge_python(verdict, UNKNOWN, {})
    audit.judge_page(verdict, REFUSED, {})
    assert (verdict.audited, verdict.faults) == (0, [])
    assert verdict.unasked == [
        "2 of 2 Python packages (fine not found on PyPI, ...)", "the page's packages (405 Method Not Allowed)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "said"),
    [("print('[]')", "an answer that is no report"), ("import sys; sys.exit('no route to host')", "no route to host"),
     ("pass", "no answer")],
)  # fmt: skip
def test_a_service_that_does_not_answer_is_named(audit: Any, tmp_path: Path, code: str, said: str) -> None:
    verdict = audit.Verdict()
    assert audit.asked("the packages", [sys.executable, "-c", code], tmp_path, verdict) is None
    assert audit.asked("the others", [str(tmp_path / "nothing")], tmp_path, verdict) is None
    assert verdict.unasked[0] == f"the packages ({said})"
    assert "No such file" in verdict.unasked[1]
