"""GRIB files that are broken, incomplete or of no use are refused in one line, never read in part."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from adapters.grib_writer import (
    CURRENT_U,
    CURRENT_V,
    EAST,
    NORTH,
    REGULAR,
    SURFACE,
    WIND_U,
    WIND_V,
    Read,
    Refusal,
    current,
    grib1,
    grib2,
    grib2_together,
    mean,
    read_back,
    refusal_of,
    wind,
)
from sarex.adapters.grib_library import eccodes
from sarex.model.errors import ForcingError


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return partial(read_back, tmp_path)


@pytest.fixture
def refusal(tmp_path: Path) -> Refusal:
    return partial(refusal_of, tmp_path)


def test_a_local_table_of_another_centre_is_not_taken_for_wind(refusal: Refusal) -> None:
    message = refusal(grib1((128, 165), EAST, level=(1, 0), centre=7), grib1((128, 166), EAST, level=(1, 0), centre=7))
    assert "holds no wind at 10 m" in message
    assert "128/165" in message


def test_a_spacing_that_does_not_go_with_the_corners_is_refused(refusal: Refusal) -> None:
    message = refusal(current(grid=REGULAR | {"iDirectionIncrementInDegrees": 2.5}))
    assert "4 columns from 128 to 131 degrees, which does not go with its spacing of 2.5" in message


def test_means_of_unequal_length_and_extremes_are_refused(refusal: Refusal) -> None:
    assert "means over 3 h, 6 h" in refusal(mean(0, 3), mean(0, 6))
    keys = {"productDefinitionTemplateNumber": 8, "typeOfStatisticalProcessing": 2, "stepRange": "0-6"}
    assert "wind only as max over a period" in refusal(wind(**keys))


@pytest.mark.parametrize("missing", [0, 1])
def test_one_component_without_the_other_is_refused_by_name(refusal: Refusal, missing: int) -> None:
    parts = [grib2(CURRENT_U, EAST, level=SURFACE), grib2(CURRENT_V, NORTH, level=SURFACE)]
    del parts[missing]
    here, gone = (("v 10/1/3", "u 10/1/2"), ("u 10/1/2", "v 10/1/3"))[missing]
    message = refusal(*parts)
    assert f"current {here} but no {gone} for 2026-01-30 00:00Z" in message


def test_one_component_missing_at_one_hour_of_one_member_is_refused(refusal: Refusal) -> None:
    keys = {"productDefinitionTemplateNumber": 1, "numberOfForecastsInEnsemble": 2}
    whole = wind(perturbationNumber=0, **keys) + wind(perturbationNumber=1, **keys)
    half = wind(perturbationNumber=0, stepRange=3, **keys) + grib2(
        WIND_V, NORTH, perturbationNumber=1, stepRange=3, **keys
    )
    message = refusal(whole, half)
    assert "wind v 0/2/3 but no u 0/2/2 for 2026-01-30 03:00Z of member 1" in message


@pytest.mark.parametrize("cut", [3, 10, 40, 100, -1, -5])
def test_a_file_that_was_cut_short_is_refused(refusal: Refusal, cut: int) -> None:
    whole = current()
    second = whole.index(b"GRIB", 4)
    message = refusal(whole[: second + cut] if cut > 0 else whole[:cut])
    assert f"is broken at byte {second}" in message
    assert "fetch the file again" in message


def test_a_message_cut_short_in_the_middle_of_a_file_is_refused(refusal: Refusal) -> None:
    assert "no 7777" in refusal(current()[:-20] + wind())


@pytest.mark.parametrize("garbage", [b"\xff\xfe\x80" * 10, b"\0" * 3000 + b"\xab", b"<html>" * 1000])
def test_garbage_between_messages_is_refused(refusal: Refusal, garbage: bytes) -> None:
    assert "what follows is no GRIB message" in refusal(current(), garbage, wind())
    assert "what follows is no GRIB message" in refusal(current(), garbage)


@pytest.mark.parametrize(
    "filler", [b"\0" * 1022, b"\0" * 5000, b"\r\r\n\3\1\r\r\n123\r\r\nHTXX01 RJTD 300000\r\r\n", b"\n"]
)
def test_headings_and_padding_between_messages_do_no_harm(read: Read, filler: bytes) -> None:
    fields = read(filler, current(), filler, wind(), filler)
    assert [field.quantity for field in fields] == ["wind", "current"]


def test_a_field_with_spoilt_insides_is_refused_without_a_word_on_stderr(
    refusal: Refusal, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = bytearray(current())
    place = 16
    while whole[place + 4] != 5:
        place += int.from_bytes(whole[place : place + 4], "big")
    whole[place + 9 : place + 11] = (999).to_bytes(2, "big")  # a packing that does not exist
    assert "cannot be decoded" in refusal(bytes(whole))
    assert capfd.readouterr().err == ""


def test_a_date_that_does_not_exist_is_refused(refusal: Refusal) -> None:
    whole = bytearray(current())
    whole[16 + 14] = 13  # month
    assert "2026" in refusal(bytes(whole))


def test_a_reduced_grid_is_refused_with_the_way_out(refusal: Refusal) -> None:
    handle = eccodes.codes_grib_new_from_samples("reduced_gg_sfc_grib2")
    for key, value in {"discipline": 0, "parameterCategory": 2, "parameterNumber": 2}.items():
        eccodes.codes_set(handle, key, value)
    message = bytes(eccodes.codes_get_message(handle))
    assert "grid `reduced_gg`, which cannot be read" in refusal(message)


@pytest.mark.parametrize("seed", range(4))
def test_a_file_with_spoilt_bytes_is_read_or_refused_and_never_takes_the_process_along(
    tmp_path: Path, seed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    random = np.random.default_rng(seed)
    holes = EAST.copy()
    holes[1, 1] = np.nan
    sound = (current() + wind(), wind(holes, holes), grib2_together(grib2(WIND_U, EAST), grib2(WIND_V, NORTH)))
    for number in range(60):
        spoilt = bytearray(sound[number % len(sound)])
        for _ in range(random.integers(1, 4)):
            spoilt[random.integers(len(spoilt))] = random.integers(256)
        try:
            for field in read_back(tmp_path, bytes(spoilt)):
                assert field.read(0, len(field.time_s)).shape[3:] == (field.shape[1], 2)
        except ForcingError as error:
            message = str(error)
            assert len(message.splitlines()) == 1
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [(5 + 5, 200, "contradicts itself"), (5 + 19, 40, "contradicts itself")],
    ids=["number of values", "bits a value"],
)
def test_sections_that_contradict_each_other_are_refused(refusal: Refusal, place: int, value: int, words: str) -> None:
    whole = bytearray(grib2(WIND_U, EAST) + grib2(WIND_V, NORTH))
    section = 16
    while whole[section + 4] != 5:
        section += int.from_bytes(whole[section : section + 4], "big")
    whole[section + place - 5] = value
    assert words in refusal(bytes(whole))


def test_only_one_file_of_ours_loads_the_library() -> None:
    import sarex

    root = Path(sarex.__file__).parent
    loads = re.compile(r"^\s*(import|from) (eccodes|gribapi)\b", re.M)
    assert not [path for path in root.rglob("*.py") if loads.search(path.read_text(encoding="utf-8"))]
