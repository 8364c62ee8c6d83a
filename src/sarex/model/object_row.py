"""What search objects look like: the rows of the sweep width tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sarex.model.csv_table import table_rows
from sarex.model.sentence import Sentence

FIXED_WING_SPEEDS_KN = (150.0, 180.0, 210.0)
HELICOPTER_SPEEDS_KN = (60.0, 90.0, 120.0, 140.0)


@dataclass(frozen=True)
class ObjectRow:
    """One kind of object of the sweep width tables. [NSS2000]

    small          : person, raft or boat below 30 ft, which weather hides soonest
    seen_m         : the smaller dimension that a camera sees [m]
    merchant_row   : the same object in the table of the merchant ship, or the next smaller one
    radar, aps137  : its group in the radar tables; empty where they have none
    fixed_wing, helicopter : speed factors at FIXED_WING_SPEEDS_KN and HELICOPTER_SPEEDS_KN
    """

    row: str
    label: str
    small: bool
    seen_m: float
    merchant_row: str
    radar: str
    aps137: str
    fixed_wing: tuple[float, ...]
    helicopter: tuple[float, ...]

    @property
    def said(self) -> Sentence:
        """`label` in every language."""
        size = "".join(letter for letter in self.row if letter.isdigit())
        if self.person:
            return Sentence("row.PIW")
        kinds = {"Raft": "row.raft", "PB ≤": "row.power_boat_to", "PB": "row.power_boat", "SB": "row.sail_boat",
                 "Ship ≥": "row.ship_from", "Ship": "row.ship"}  # fmt: skip
        code = next(code for begins, code in kinds.items() if self.row.startswith(begins))
        return Sentence(code, size=size)

    @property
    def person(self) -> bool:
        return self.row == "PIW"


@cache
def object_rows() -> dict[str, ObjectRow]:
    """Every row by its name in the tables."""
    rows = {}
    for entry in table_rows("object_rows.csv"):
        fixed_wing = tuple(float(entry[f"fw_{speed:.0f}"]) for speed in FIXED_WING_SPEEDS_KN)
        helicopter = tuple(float(entry[f"h_{speed:.0f}"]) for speed in HELICOPTER_SPEEDS_KN)
        rows[entry["row"]] = ObjectRow(
            entry["row"], entry["label"], entry["small"] == "yes", float(entry["seen_m"]), entry["merchant_row"],
            entry["radar"], entry["aps137"], fixed_wing, helicopter,
        )  # fmt: skip
    return rows
