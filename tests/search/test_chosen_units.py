"""Which units are planned for: names and patterns as people type them."""

from __future__ import annotations

import pytest

from plan_scene import fleet, vessel
from sarex.model.errors import PlanError, UnitsError
from sarex.search.chosen_units import chosen_units

UNITS = fleet(vessel("PV One"), vessel("Lifeboat 1"), vessel("Rescue 71", patterns=["PS", "CS"]))


@pytest.mark.parametrize(
    ("names", "kept", "left"),
    [
        ((), (), ["PV One", "Lifeboat 1", "Rescue 71"]),
        (("Lifeboat 1",), (), ["Lifeboat 1"]),
        (("Rescue 71", "PV One"), (), ["PV One", "Rescue 71"]),
        (("Lifeboat 1",), ("PV One",), ["PV One", "Lifeboat 1"]),
    ],
)
def test_only_those_named_and_those_that_keep_their_task(names, kept, left):
    assert [unit.name for unit in chosen_units(UNITS, names, None, kept=kept).units] == left


@pytest.mark.parametrize("told", ["SS", "ss", "expanding square", " Expanding Square "])
def test_a_pattern_by_its_code_or_name(told):
    (unit,) = chosen_units(UNITS, ["Lifeboat 1"], told).units
    assert unit.patterns == ("SS",)


@pytest.mark.parametrize("told", ["TSN", "track line, non-return"])
def test_a_track_line_may_be_asked_for(told):
    (unit,) = chosen_units(UNITS, ["Lifeboat 1"], told).units
    assert unit.patterns == ("TSN",)


def test_a_kept_unit_is_asked_for_nothing_else():
    chosen = chosen_units(UNITS, ["Lifeboat 1"], "VS", kept=["PV One"])
    assert [unit.patterns for unit in chosen.units] == [vessel().patterns, ("VS",)]


@pytest.mark.parametrize(
    ("names", "pattern", "error", "said"),
    [
        (["lifeboat 1"], None, UnitsError, "no unit 'lifeboat 1' in the units file; did you mean 'Lifeboat 1'?"),
        (["PV Onne"], None, UnitsError, "did you mean 'PV One'?"),
        (["Zebra"], None, UnitsError, "there: 'PV One', 'Lifeboat 1', 'Rescue 71'"),
        ([], "expanding squar", PlanError, r"did you mean SS \(expanding square\)\?"),
        ([], "XX9", PlanError, r"'XX9' is not known; give one of PS \(parallel sweep\)"),
        ([], "B", PlanError, r"pattern B \(barrier\) is not planned by itself"),
        (["Rescue 71"], "SS", UnitsError, r"'Rescue 71' is not asked for SS \(its `patterns`: PS, CS\)"),
    ],
)
def test_what_is_not_there_is_named_with_a_way_out(names, pattern, error, said):
    with pytest.raises(error, match=said):
        chosen_units(UNITS, names, pattern)
