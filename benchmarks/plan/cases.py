"""The cases that worksheet and optimiser plan: six on made-up seas, one on the real sea west of Norway."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from sarex import api, wiring
from sarex.adapters.synthetic_sea import write_synthetic_sea
from sarex.formats.incident_yaml import parse_incident
from sarex.formats.units_yaml import parse_units_file
from sarex.model.quantities import parse_time
from sarex.search.optimise.search_case import SearchCase

DATA_VARIABLE: Final = "SAREX_TEST_DATA"
PARTICLES: Final = 10_000
SEED: Final = 7
SYNTHETIC_HOURS: Final = 36

STEADY: Final = """wind: [{time: 2026-06-10T00:00Z, from: 240, speed: 12 kn}]
current: [{time: 2026-06-10T00:00Z, toward: 060, speed: 0.5 kn}]
"""
GALE: Final = """wind:
  - {time: 2026-06-10T00:00Z, from: 220, speed: 28 kn}
  - {time: 2026-06-11T00:00Z, from: 270, speed: 36 kn}
current: [{time: 2026-06-10T00:00Z, toward: 050, speed: 2.5 kn}]
"""


@dataclass(frozen=True)
class Case:
    """forcing : text of a hand table, or `synthetic`, or `norway`;  object_text : as in an incident file"""

    name: str
    told: str
    scenarios: str
    units: str
    forcing: str = STEADY
    object_text: str = "LIFE-RAFT-DB-10"
    until: str = "2026-06-11T00:00Z"
    shoreline: Literal["none", "stick"] = "none"
    lines: str = "[]"

    def incident(self, particles: int, seed: int) -> str:
        """The incident file."""
        return (
            f"format: sarex-incident/1\nname: {self.name}\nobject: {self.object_text}\nscenarios:\n{self.scenarios}"
            f"drift: {{until: {self.until}, particles: {particles}, seed: {seed}, shoreline: {self.shoreline}}}\n"
        )

    @property
    def fleet(self) -> str:
        """The units file."""
        return f"format: sarex-units/1\nconditions: {{visibility: 10 nm}}\nlines: {self.lines}\nunits:\n{self.units}"

    def files(self, folder: Path) -> list[str]:
        """Wind and current, written into the folder where they are made up. Raises SystemExit without the real ones."""
        if self.forcing == "synthetic":
            start_s = parse_time("2026-06-09T18:00Z").timestamp()
            land = wiring.land_test(wiring.open_coast())
            return [str(path) for path in write_synthetic_sea(folder / "sea", start_s, SYNTHETIC_HOURS, land)]
        if self.forcing == "norway":
            data = os.environ.get(DATA_VARIABLE)
            if not data:
                raise SystemExit(f"the case {self.name} needs the Norway files; set {DATA_VARIABLE}")
            real = Path(data).resolve() / "norway_2015-11-16"
            return [str(real / "current_norkyst800.nc"), str(real / "wind_arome.nc")]
        table = folder / "hand_table.yaml"
        table.write_text(self.forcing, encoding="utf-8")
        return [str(table)]

    def search_case(self, folder: Path, particles: int = PARTICLES, seed: int = SEED) -> SearchCase:
        """The case drifted twice, with two seeds: fitted to the first cloud, judged on the second."""
        files = self.files(folder)
        cloud, second = (
            api.drift(parse_incident(self.incident(particles, number)), files) for number in (seed, seed + 1)
        )
        land = None if self.shoreline == "none" else wiring.land_test(wiring.open_coast())
        return SearchCase(cloud, parse_units_file(self.fleet), second, wiring.open_sources(files), land)


def unit(name: str, kind: str, at: str, speeds: str, **settings: str) -> str:
    """One line of a units file. speeds : in transit and searching, such as `20/15 kn`"""
    transit, search = speeds.removesuffix(" kn").split("/")
    fields = {"available": "2026-06-10T08:00Z", **settings}
    rest = ", ".join(f"{field}: {value}" for field, value in fields.items())
    return (
        f'  - {{name: {name}, kind: {kind}, at: "{at}", transit_speed: {transit} kn, search_speed: {search} kn, '
        f"{rest}}}\n"
    )


def position(name: str, at: str, weight: float, error: str = "3 nm") -> str:
    return (
        f'  - {{name: {name}, weight: {weight}, kind: position, at: "{at}", time: 2026-06-10T06:00Z, '
        f"position_error: {error}, time_error: 20 min}}\n"
    )


CAMERA: Final = "[{sensor: camera, field_of_view: 80 deg, pixels: 3840}]"
MIXED: Final = (
    unit("Vessel 1", "vessel", "46 45N 020 30W", "20/15 kn", endurance="10 h")
    + unit("Merchant 2", "merchant_ship", "47 20N 020 20W", "16/14 kn", on_scene="6 h", return_to_base="false")
    + unit("Lifeboat 3", "lifeboat", "47 05N 019 40W", "25/18 kn", endurance="7 h")
    + unit("Helicopter 4", "helicopter", "46 40N 020 10W", "130/90 kn", endurance="3 h 30 min")
    + unit("Plane 5", "fixed_wing", "48 30N 016 00W", "220/150 kn", endurance="6 h")
    + unit("Drone 6", "drone", "47 00N 020 00W", "40/30 kn", endurance="2 h", height="60 m", sensors=CAMERA)
)
"""Six units of six kinds, one of each, for the two-mode case and for the figures of speed."""

TWO_MODES: Final = position("main", "47 00N 020 00W", 0.65) + position("other", "47 10N 019 15W", 0.35)
POINT: Final = Case(
    "point", "one position, life raft, 12 kn of wind; a vessel and a helicopter",
    position("last call", "47 00N 020 00W", 1.0, "5 nm"),
    unit("Vessel 1", "vessel", "46 45N 020 30W", "20/15 kn", endurance="7 h")
    + unit("Helicopter 2", "helicopter", "46 40N 020 10W", "130/90 kn", endurance="2 h 30 min"),
)  # fmt: skip
LINE: Final = Case(
    "line", "anywhere along 90 nm of a crossing, life raft; vessel, helicopter, lifeboat",
    '  - {name: crossing, kind: datum_line, line: ["46 40N 021 00W", "47 20N 019 00W"], time: 2026-06-10T05:00Z, '
    "time_error: 45 min, error: 0.5 nm}\n",
    unit("Vessel 1", "vessel", "46 45N 020 30W", "20/15 kn", endurance="9 h")
    + unit("Helicopter 2", "helicopter", "46 40N 020 10W", "130/90 kn", endurance="3 h 30 min")
    + unit("Lifeboat 3", "lifeboat", "47 05N 019 40W", "25/18 kn", endurance="7 h"),
)  # fmt: skip
TWO_MODE: Final = Case(
    "two modes", "two positions 32 nm apart, 65 and 35 %, raft or person in the water; six units of six kinds",
    TWO_MODES, MIXED,
    object_text="[{object: LIFE-RAFT-NB-1, weight: 0.5}, {object: PIW-1, weight: 0.5}]",
)  # fmt: skip
FAST: Final = Case(
    "fast drift", "2.5 kn of current, 28 to 36 kn of wind; vessel, helicopter, plane",
    position("last call", "47 00N 020 00W", 1.0, "4 nm"),
    unit("Vessel 1", "vessel", "47 10N 019 10W", "22/15 kn", endurance="10 h", available="2026-06-10T10:00Z")
    + unit("Helicopter 2", "helicopter", "47 30N 018 40W", "130/90 kn", endurance="4 h", available="2026-06-10T09:00Z")
    + unit("Plane 3", "fixed_wing", "48 30N 016 00W", "220/150 kn", endurance="6 h", available="2026-06-10T09:00Z"),
    forcing=GALE,
)  # fmt: skip
COAST: Final = Case(
    "near coast", "6 nm off a coast with islands, synthetic sea; patrol boat, helicopter, lifeboat",
    '  - {name: last call, kind: position, at: "34 28.0N 129 34.0E", time: 2026-06-10T00:00Z, position_error: 3 nm, '
    "time_error: 20 min}\n",
    unit("Boat 1", "vessel", "34 06N 129 46E", "20/14 kn", endurance="8 h", available="2026-06-10T01:00Z")
    + unit("Helicopter 2", "helicopter", "33 40N 130 00E", "130/90 kn", endurance="3 h", available="2026-06-10T01:00Z")
    + unit("Lifeboat 3", "lifeboat", "34 40N 129 36E", "25/18 kn", endurance="6 h", available="2026-06-10T01:30Z"),
    forcing="synthetic", until="2026-06-10T10:00Z", shoreline="stick",
)  # fmt: skip
SPLIT: Final = Case(
    "split by a line", "an agreed line through the middle of the cloud; two units of each side",
    position("last call", "47 00N 020 00W", 1.0, "6 nm"),
    unit("East vessel", "vessel", "47 00N 019 20W", "20/15 kn", endurance="9 h", nation="East")
    + unit("East helicopter", "helicopter", "46 50N 019 00W", "130/90 kn", endurance="3 h 30 min", nation="East")
    + unit("West vessel", "vessel", "47 00N 020 50W", "20/15 kn", endurance="9 h", nation="West")
    + unit("West lifeboat", "lifeboat", "47 05N 020 30W", "25/18 kn", endurance="6 h", nation="West"),
    lines='[{name: agreed line, points: ["46 00N 019 55W", "48 00N 019 45W"], left: [West], right: [East]}]',
)  # fmt: skip
NORWAY: Final = Case(
    "Norway", "real wind, current and coast of 16 November 2015, raft, two scenarios; vessel, helicopter, drone",
    '  - {name: last fix, weight: 0.7, kind: position, at: "60 30.0N 004 00.0E", time: 2015-11-16T06:00Z, '
    "position_error: 2 nm, time_error: 30 min}\n"
    "  - {name: overdue, weight: 0.3, kind: voyage, speed: 8 kn, speed_error: 1 kn, track_error: 1 nm, route: "
    '[{at: "60 10.0N 003 30.0E", time: 2015-11-16T04:00Z}, {at: "60 50.0N 004 20.0E"}]}\n',
    unit("Vessel 1", "vessel", "60 24N 004 50E", "20/15 kn", endurance="10 h", available="2015-11-16T08:00Z")
    + unit("Helicopter 2", "helicopter", "60 17N 005 13E", "130/90 kn", endurance="4 h", available="2015-11-16T08:30Z")
    + unit("Drone 3", "drone", "60 24N 004 50E", "40/30 kn", endurance="2 h", available="2015-11-16T08:30Z",
           height="60 m", sensors=CAMERA),
    forcing="norway", until="2015-11-17T06:00Z", shoreline="stick",
)  # fmt: skip
CASES: Final = {case.name: case for case in (POINT, LINE, TWO_MODE, FAST, COAST, SPLIT, NORWAY)}


def usable_cases() -> list[Case]:
    """All of them; without the real data all but Norway."""
    return [case for case in CASES.values() if case.forcing != "norway" or os.environ.get(DATA_VARIABLE)]


def fleet_case(units: int) -> Case:
    """The two-mode case with so many units: the six kinds in turn, each round from bases further along."""
    kinds = MIXED.splitlines(keepends=True)
    lines = []
    for number in range(units):
        line, turn = kinds[number % len(kinds)], number // len(kinds)
        name = line.partition("name: ")[2].partition(",")[0]
        base = line.partition('at: "')[2].partition('"')[0]
        minutes = (int(base[3:5]) + 7 * turn) % 60
        lines.append(line.replace(name, f"{name} of {turn + 1}", 1).replace(base, f"{base[:3]}{minutes:02d}{base[5:]}"))
    return replace(TWO_MODE, name=f"{units} units", units="".join(lines))
