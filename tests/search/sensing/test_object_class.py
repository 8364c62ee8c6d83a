"""Which row each class is looked for by."""

from __future__ import annotations

from pathlib import Path

import pytest

from sarex.model.leeway_class import LeewayClass, LeewayFit, leeway_catalogue
from sarex.search.sensing.object_class import object_class, object_classes

STILL = LeewayFit(0.0, 0.0, 0.0)


def own(key: str, description: str) -> LeewayClass:
    return LeewayClass(key, description, 0, STILL, STILL, STILL)


def test_every_published_class_has_its_place() -> None:
    assert list(object_classes()) == [entry.key for entry in leeway_catalogue()]
    unseen = {key for key, found in object_classes().items() if found.row is None}
    assert unseen == {"SEWAGE", *(f"MED-WASTE-{number}" for number in range(1, 8))}
    assert {key for key, found in object_classes().items() if found.in_water} == {f"PIW-{n}" for n in range(1, 7)}


@pytest.mark.parametrize(
    ("key", "row"),
    [("PIW-1", "PIW"), ("LIFE-RAFT-DB-14", "Raft4p"), ("LIFE-RAFT-DB-19", "Raft15p"), ("AVIATION-2", "Raft25p"),
     ("LIFE-RAFT-SB-10", "Raft1p"), ("LIFE-RAFT-SB-9", "Raft1p"), ("COASTAL-FREIGHTER", "Ship 120ft"),
     ("sport-boat", "PB 20ft"), ("SAILBOAT-2", "PB 20ft"), ("SAILBOAT-1", "SB 20ft")],
)  # fmt: skip
def test_published_classes(key: str, row: str) -> None:
    found = object_class(key)
    assert found.row is not None
    assert found.row.row == row
    assert f"row {row}" in found.source


@pytest.mark.parametrize(
    ("description", "row"),
    [
        ("Liferaft, 12 person, canopy", "Raft10p"), ("6-person raft", "Raft6p"), ("raft for 2 people", "Raft1p"),
        ("life raft", "Raft4p"), ("12 m fishing boat", "PB 33ft"), ("fishing vessel 24 metres", "PB 78ft"),
        ("dinghy", "PB ≤ 15ft"), ("4 m skiff", "PB ≤ 15ft"), ("sailing yacht, 42 ft", "SB 40ft"),
        ("old sloop", "SB 20ft"), ("cargo ship 110 m", "Ship ≥ 300ft"), ("ferry", "Ship 120ft"),
        ("diver with tank", "PIW"), ("Person on a raft, 4 persons", "Raft4p"),
    ],
)  # fmt: skip
def test_own_classes_go_by_their_words(description: str, row: str) -> None:
    found = object_class("OURS", [own("OURS", description)])
    assert found.row is not None
    assert found.row.row == row
    assert found.in_water == (row == "PIW")


def test_an_unknown_thing_asks_for_a_width() -> None:
    found = object_class("THING", [own("THING", "wooden crate")])
    assert found.row is None
    assert "`sweep_width`" in found.source
    assert object_class("NOWHERE").row is None


def test_the_documents_show_the_same_rows() -> None:
    text = (Path(__file__).parents[3] / "docs" / "sensors.md").read_text(encoding="utf-8")
    shown = {
        key: cells[1]
        for line in text.splitlines()
        if line.startswith("| ") and len(cells := [cell.strip() for cell in line.split("|")]) == 5
        for key in cells[3].split(", ")
        if key in object_classes()
    }
    assert shown == {key: found.row.row if found.row else "none" for key, found in object_classes().items()}
