"""Tracks are read as the programs of the field write them: GPX, tables, NMEA and AIS logs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import reduce

import gpxpy.gpx
import pytest
from pyais import encode_dict

from sarex.formats.track_text import read_track
from sarex.model.errors import ResultsError
from sarex.model.search_result import Track

START = datetime(2015, 11, 16, 23, 58, tzinfo=UTC)
START_S = START.timestamp()
PLACES = [(60.5 + 0.01 * step, 4.0 - 0.02 * step) for step in range(5)]
TIMES = [START + timedelta(minutes=step) for step in range(5)]


def read(text: str, **how: object) -> Track:
    return read_track(Track.model_validate({"file": "log", **how}), text, "log")


def assert_the_five(track: Track, degrees: float = 1e-6, seconds: float = 0.001) -> None:
    assert len(track.fixes) == 5
    for (time_s, lon, lat), when, place in zip(track.fixes, TIMES, PLACES, strict=True):
        assert time_s == pytest.approx(when.timestamp(), abs=seconds)
        assert (lat, lon) == pytest.approx(place, abs=degrees)


def gpx(names: tuple[str | None, ...] = ("PV One",), *, timed: bool = True) -> gpxpy.gpx.GPX:
    made = gpxpy.gpx.GPX()
    for name in names:
        track = gpxpy.gpx.GPXTrack(name=name)
        for part in (slice(0, 2), slice(2, 5)):
            points = [
                gpxpy.gpx.GPXTrackPoint(lat, lon, time=when if timed else None)
                for (lat, lon), when in zip(PLACES[part], TIMES[part], strict=True)
            ]
            track.segments.append(gpxpy.gpx.GPXTrackSegment(points))
        made.tracks.append(track)
    return made


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_gpx_of_both_versions(version):
    assert_the_five(read(gpx().to_xml(version)))


def test_the_named_track_of_a_gpx_file():
    assert_the_five(read(gpx(("PV One", "Rescue 71")).to_xml(), name="Rescue 71"))
    with pytest.raises(ResultsError, match=r"2 tracks \('PV One', 'Rescue 71'\); say which"):
        read(gpx(("PV One", "Rescue 71")).to_xml())
    with pytest.raises(ResultsError, match="0 tracks named 'Third'"):
        read(gpx(("PV One", "Rescue 71")).to_xml(), name="Third")


def test_gpx_without_times_or_tracks_is_refused():
    with pytest.raises(ResultsError, match="no times"):
        read(gpx(timed=False).to_xml())
    with pytest.raises(ResultsError, match="no track"):
        read(gpx(()).to_xml())


def test_xml_with_entities_is_refused():
    bomb = '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaa">]><gpx>&a;</gpx>'
    with pytest.raises(ResultsError, match="entities"):
        read(bomb)
    with pytest.raises(ResultsError, match="is no XML"):
        read("<gpx><trk>")
    with pytest.raises(ResultsError, match="no GPX"):
        read("<kml></kml>")


def table(heading: str, line: str, separator: str = ",") -> str:
    lines = [
        separator.join(line.format(when=when, s=int(when.timestamp()), lat=lat, lon=lon).split("|"))
        for when, (lat, lon) in zip(TIMES, PLACES, strict=True)
    ]
    return "\n".join([heading, *lines]) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        table("time,lat,lon,speed", "{when:%Y-%m-%dT%H:%M:%SZ}|{lat:.6f}|{lon:.6f}|12.1"),
        table("Timestamp;Latitude;Longitude", "{when:%Y-%m-%dT%H:%M:%S+00:00}|{lat:.6f}|{lon:.6f}", ";"),
        table("UTC\tLAT\tLON", "{when:%Y-%m-%d %H:%M:%S}|{lat:.6f}|{lon:.6f}", "\t"),
        table("mmsi,epoch,longitude,latitude", "123|{s}|{lon:.6f}|{lat:.6f}"),
        table("time,lat,lon", "{s}000|{lat:.6f}|{lon:.6f}"),
    ],
    ids=["plain", "semicolons", "utc column", "epoch", "milliseconds"],
)
def test_tables(text):
    assert_the_five(read(text))


def test_a_table_with_decimal_commas_and_one_with_degrees_and_minutes():
    comma = table("time;lat;lon", "{s}|{lat:.6f}|{lon:.6f}", ";").replace(".", ",")
    assert_the_five(read(comma))
    minutes = "time,position\n2015-11-16T08:00Z,60 30.0N 004 00.0E\n2015-11-16T09:00Z,60 31.5S 004 00.0W\n"
    assert read(minutes).fixes[1][1:] == pytest.approx((-4.0, -60.525))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("time,lat,lon\n2015-11-16T08:00:00,60,4\n2015-11-16T08:01:00Z,60,4\n", "line 2: .*no zone"),
        ("time,lat,lon\n2015-11-16T08:00Z,95,4\n", "line 2: position 95 4 is not on the Earth"),
        ("time,lat,lon\n2015-11-16T08:00Z,60\n", "line 2: it has too few columns"),
        ("a,b,c\n1,2,3\n", "names no column for time and lat and lon"),
        ("time,lat,lon\n2015-11-16T08:00Z,60,4\n", "holds 1 fixes"),
        ("time,lat,lon\n2015-11-16T08:00Z,60," + "4" * 200_000 + "\n", "line 2: field larger than field limit"),
        ("  \n", "is empty"),
    ],
)
def test_tables_with_faults(text, said):
    with pytest.raises(ResultsError, match=said):
        read(text)


def test_a_quote_that_nobody_closed_takes_no_fix_with_it():
    text = table("time,lat,lon,note", '{when:%Y-%m-%dT%H:%M:%SZ}|{lat:.6f}|{lon:.6f}|"turned')
    assert_the_five(read(text))


def sentence(body: str) -> str:
    return f"${body}*{reduce(lambda a, b: a ^ b, body.encode(), 0):02X}"


def dm(degrees: float, width: int, letters: str) -> str:
    whole, minutes = divmod(abs(degrees) * 60.0, 60.0)
    return f"{int(whole):0{width}d}{minutes:08.5f},{letters[0] if degrees >= 0 else letters[1]}"


def rmc(when: datetime, place: tuple[float, float], status: str = "A") -> str:
    return sentence(
        f"GPRMC,{when:%H%M%S}.00,{status},{dm(place[0], 2, 'NS')},{dm(place[1], 3, 'EW')},10.0,090.0,{when:%d%m%y},,,A"
    )


def gga(when: datetime, place: tuple[float, float], quality: int = 1) -> str:
    where = f"{dm(place[0], 2, 'NS')},{dm(place[1], 3, 'EW')}"
    return sentence(f"GNGGA,{when:%H%M%S},{where},{quality},08,0.9,5.0,M,46.9,M,,")


def test_an_nmea_log_over_midnight_with_noise_in_it():
    lines = [rmc(when, place) for when, place in zip(TIMES, PLACES, strict=True)]
    damaged = lines[2].replace("60", "61", 1)
    text = "\r\n".join([*lines[:3], damaged, rmc(TIMES[3], (0.0, 0.0), "V"), gga(TIMES[3], PLACES[3]), *lines[3:], "x"])
    track = read(text)
    assert_the_five(track)
    assert track.notes == (
        "1 sentences with a wrong checksum or damaged content were left out",
        "1 positions that the receiver marked as invalid were left out",
    )


def test_a_log_without_dates_needs_one_and_goes_on_over_midnight():
    text = "\n".join(gga(when, place) for when, place in zip(TIMES, PLACES, strict=True))
    assert_the_five(read(text, date="2015-11-16"))
    with pytest.raises(ResultsError, match="give the `date` of its first line"):
        read(text)


@pytest.mark.parametrize(
    ("wrong", "right"), [("nan", ".00"), ("250000", "083000"), ("086000", "083000"), ("-0400", "00400")]
)
def test_sentences_with_times_and_places_that_are_none_are_left_out(wrong, right):
    """Their checksums may be right all the same, or missing."""
    body = "GPRMC,083000.00,A,6030.0,N,00400.0,E,10.0,090.0,161115,,,A"
    damaged = f"${body.replace(right, wrong)}"
    assert damaged != f"${body}"
    track = read("\n".join([damaged, *(rmc(when, place) for when, place in zip(TIMES, PLACES, strict=True))]))
    assert_the_five(track)
    assert track.notes == ("1 sentences with a wrong checksum or damaged content were left out",)


def ais(step: int, mmsi: int = 257123000, kind: int = 1) -> str:
    told = {"type": kind, "mmsi": mmsi, "lat": PLACES[step][0], "lon": PLACES[step][1], "second": TIMES[step].second}
    return str(encode_dict(told, talker_id="AI", radio_channel="A")[0])


@pytest.mark.parametrize("kind", [1, 18])
@pytest.mark.parametrize(
    "line",
    [
        "\\s:rORBCOMM,c:{late:.0f}*00\\{ais}",
        "{stamp} {ais}",
        "{late:.0f} {ais}",
        "{ais},{late:.0f}",
    ],
    ids=["tag block", "iso before", "epoch before", "epoch after"],
)
def test_ais_logs_take_their_minute_from_the_line_and_the_second_from_the_message(line, kind):
    lines = []
    for step, when in enumerate(TIMES):
        heard = when + timedelta(seconds=4)
        stamp = heard.strftime("%Y-%m-%dT%H:%M:%SZ")
        lines.append(line.format(late=heard.timestamp(), stamp=stamp, ais=ais(step, kind=kind)))
    assert_the_five(read("\n".join(lines)), degrees=2e-6)


def test_one_craft_of_many_in_an_ais_log():
    lines = [
        f"\\c:{when.timestamp():.0f}*00\\{ais(step, mmsi)}"
        for step, when in enumerate(TIMES)
        for mmsi in (257123000, 431000001)
    ]
    assert_the_five(read("\n".join(lines), mmsi=431000001), degrees=2e-6)
    with pytest.raises(ResultsError, match=r"2 craft .*257123000 with 5 fixes.*say which with `mmsi`"):
        read("\n".join(lines))
    with pytest.raises(ResultsError, match="no position of 1 "):
        read("\n".join(lines), mmsi=1)


def test_ais_among_own_sentences_takes_their_clock():
    lines = [line for step, when in enumerate(TIMES) for line in (rmc(when, (10.0, 10.0)), ais(step))]
    assert_the_five(read("\n".join(lines), mmsi=257123000), degrees=2e-6)
    assert read("\n".join(lines)).fixes[0][1:] == pytest.approx((10.0, 10.0))


def test_a_real_sentence_without_any_time_is_refused():
    with pytest.raises(ResultsError, match="none of its 1 positions has a date"):
        read("!AIVDM,1,1,,B,15M67FC000G?ufbE`FepT@3n00Sa,0*5C\n")


def test_messages_in_two_parts():
    *_, payload, _ = ais(0).split(",")
    parts = [
        sentence(f"AIVDM,2,{number},3,B,{part},0").replace("$", "!")
        for number, part in ((1, payload[:14]), (2, payload[14:]))
    ]
    stamped = [f"{START_S + extra:.0f} {part}" for extra in (0, 60) for part in parts]
    track = read("\n".join([*stamped, stamped[1], f"{START_S:.0f} {ais(1)}"]))
    assert [fix[0] for fix in track.fixes] == [START_S, START_S + 60.0, START_S]
    assert track.fixes[0][1:] == pytest.approx(PLACES[0][::-1], abs=2e-6)
    assert track.notes == ("1 sentences with a wrong checksum or damaged content were left out",)
