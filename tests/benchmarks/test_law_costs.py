"""The costs of a score under each law: that the scene is one in which every law finds something, but not all."""

from __future__ import annotations

import numba
import pytest
from benchmarks.plan.laws import CURVES, measured


def test_every_law_is_measured_where_it_has_something_to_find() -> None:
    threads = numba.get_num_threads()
    rows = {row["law"]: row for row in measured(300)}
    assert set(rows) == set(CURVES)
    assert numba.get_num_threads() == threads
    for row in rows.values():
        assert 0.4 < row["pos"] < 0.7
        assert row["score_ms"] > 0.0
        assert row["one_core_ms"] >= 0.0
    assert rows["table of 26 rows to 2.7 nm"]["pos"] == pytest.approx(rows["logistic, to 30 nm"]["pos"], abs=0.002)
    assert rows["inverse cube, blind within 200 m"]["pos"] < rows["inverse cube"]["pos"] + 0.01
