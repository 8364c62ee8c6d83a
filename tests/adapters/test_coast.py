"""The coast with its cache, on a coast drawn by hand and on the real one."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.hand_drawn_coast import HandDrawnBuilder
from adapters.known_places import KNOWN_PLACES
from sarex.adapters.coast import Coast
from sarex.adapters.coast_sheet import CoastSheet, land_from_tile
from sarex.model.errors import CoastError
from sarex.model.forcing_window import Box

ISLAND = (1.2, 2.3, 1.7, 2.9)


def is_land(coast: Coast, lon: float, lat: float) -> bool:
    west, south = int(np.floor(lon)), int(np.floor(lat))
    (tile,) = coast.tiles([(west, south)])
    return bool(land_from_tile(tile)[int((lat - south) * 480), int((lon - west) * 480)])


def test_a_tile_is_built_once_and_then_read(tmp_path: Path) -> None:
    builder, announced = HandDrawnBuilder(ISLAND), list[str]()
    first = Coast(tmp_path, build=builder, announce=announced.append)
    (tile,) = first.tiles([(1, 2)])
    assert tile.kind == "mixed"
    assert len(announced) == 1
    assert "building the coast" in announced[0]
    # Three degrees about the tile reach into the sheets to the south and west; they are built along.
    assert builder.asked == [(0, 0), (-10, -10), (-10, 0), (0, -10)]
    first.tiles([(1, 2), (-2, -1)])
    second = Coast(tmp_path, build=builder, announce=announced.append)
    np.testing.assert_array_equal(second.tiles([(1, 2)])[0].bits, tile.bits)
    assert len(builder.asked) == 4
    assert len(announced) == 1
    assert first.notes == second.notes == ()


def test_a_damaged_sheet_is_built_again_without_fuss(tmp_path: Path) -> None:
    builder = HandDrawnBuilder(ISLAND)
    Coast(tmp_path, build=builder).tiles([(5, 5)])
    (path,) = tmp_path.glob("*/*.coast")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    coast = Coast(tmp_path, build=builder)
    assert coast.tiles([(1, 2)])[0].kind == "mixed"
    assert coast.notes == ()
    assert path.read_bytes() == whole


def test_without_a_cache_it_works_from_memory_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    builder, announced = HandDrawnBuilder(ISLAND), list[str]()
    coast = Coast(tmp_path / "file", build=builder, announce=announced.append)
    assert coast.tiles([(1, 2)])[0].kind == "mixed"
    built = len(builder.asked)
    assert is_land(coast, 1.5, 2.5)
    assert len(builder.asked) == built
    (note,) = coast.notes
    assert "cannot be cached" in note
    assert "SAREX_CACHE" in note
    assert [line for line in announced if "cannot be cached" in line] == [note]


def test_the_cache_of_another_version_is_not_read(tmp_path: Path) -> None:
    Coast(tmp_path, build=HandDrawnBuilder(ISLAND)).tiles([(1, 2)])
    (folder,) = tmp_path.iterdir()
    folder.rename(folder.with_name(folder.name + "-older"))
    builder = HandDrawnBuilder(ISLAND)
    Coast(tmp_path, build=builder).tiles([(1, 2)])
    assert (0, 0) in builder.asked


def test_the_failure_of_the_builder_reaches_the_caller_and_leaves_nothing(tmp_path: Path) -> None:
    def fails(corners: object) -> list[CoastSheet]:
        raise CoastError("the coast could not be built: no memory; free some")

    with pytest.raises(CoastError, match="no memory"):
        Coast(tmp_path, build=fails).tiles([(1, 2)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("corner", [(180, 0), (-181, 0), (0, 90), (0, -91)])
def test_there_is_no_tile_outside_the_world(tmp_path: Path, corner: tuple[int, int]) -> None:
    with pytest.raises(CoastError, match="no coast tile"):
        Coast(tmp_path, build=HandDrawnBuilder(ISLAND)).tiles([corner])


@pytest.mark.parametrize("box", [Box(3, 0, 2, 1), Box(0, 1, 1, 1), Box(0, 90, 1, 95)])
def test_a_box_without_area_is_refused(tmp_path: Path, box: Box) -> None:
    with pytest.raises(CoastError, match="holds no area"):
        Coast(tmp_path, build=HandDrawnBuilder(ISLAND)).polygons(box)


def test_a_large_box_is_drawn_coarser_and_misses_no_island(tmp_path: Path) -> None:
    rock = (33.0 + 1 / 4800, 3.0 + 1 / 4800, 33.0 + 2 / 4800, 3.0 + 2 / 4800)
    coast = Coast(tmp_path, build=HandDrawnBuilder(ISLAND, rock))
    island, islet = sorted(coast.polygons(Box(0, -20, 40, 20)), key=lambda ring: ring[0, 0])
    # 40 degrees in at most 2400 cells: eight cells drawn as one, which is a minute of arc.
    assert np.ptp(islet, axis=0) == pytest.approx([1 / 60, 1 / 60])
    assert island.min(axis=0) == pytest.approx([1.2, 2.3], abs=1 / 60)
    assert island.max(axis=0) == pytest.approx([1.7, 2.9], abs=1 / 60)


def test_the_whole_world_can_be_drawn(tmp_path: Path) -> None:
    def open_sea(corners: list[tuple[int, int]]) -> list[CoastSheet]:
        return [CoastSheet(west, south, (("sea", b""),) * 100) for west, south in corners]

    assert Coast(tmp_path, build=open_sea).polygons(Box(-180, -90, 180, 90)) == []


@pytest.mark.parametrize(("place", "lon", "lat", "land"), KNOWN_PLACES)
def test_known_places(coast: Coast, place: str, lon: float, lat: float, land: bool) -> None:
    assert is_land(coast, lon, lat) == land


# Two real islets off the Korean coast, each between the centres of its cells.
@pytest.mark.parametrize(("lon", "lat"), [(129.44751, 35.49165), (129.45580, 35.54332)])
def test_no_islet_is_missed(coast: Coast, lon: float, lat: float) -> None:
    assert is_land(coast, lon, lat)
    outlines = coast.polygons(Box(lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001))
    assert len(outlines) == 1


CONTAINS = """
import io, sys
import numpy as np
from roaring_landmask import LandmaskProvider, Shapes
lon, lat = np.load(io.BytesIO(sys.stdin.buffer.read()))
sys.stdout.buffer.write(Shapes.new(LandmaskProvider.Gshhg).contains_many(lon, lat).tobytes())
"""


@pytest.fixture(scope="module")
def peer_answers() -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]]:
    """What roaring_landmask itself says, in a process of its own: cell centres and any points about Tsushima, the
    Norwegian skerries and the date line."""
    generator = np.random.default_rng(5)
    boxes = [
        (129.0, 34.0, 130.0, 35.0),
        (4.5, 60.0, 5.5, 61.0),
        (179.5, -17.5, 180.0, -16.5),
        (-180.0, -17.5, -179.5, -16.5),
    ]
    centres = [(np.floor(_within(generator, box, 2000) * 480) + 0.5) / 480 for box in boxes]
    anywhere = [_within(generator, box, 2000) for box in boxes]
    points = np.concatenate([*centres, *anywhere], axis=1)
    message = io.BytesIO()
    np.save(message, points)
    done = subprocess.run(
        [sys.executable, "-c", CONTAINS], input=message.getvalue(), capture_output=True, timeout=300, check=True
    )
    land = np.frombuffer(done.stdout, np.bool_)
    return {"centres": (*points[:, :8000], land[:8000]), "anywhere": (*points[:, 8000:], land[8000:])}


def _within(generator: np.random.Generator, box: tuple[float, float, float, float], count: int) -> NDArray[np.float64]:
    west, south, east, north = box
    return np.stack([generator.uniform(west, east, count), generator.uniform(south, north, count)])


def _ours(coast: Coast, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.array([is_land(coast, x, y) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)])


@pytest.mark.slow
def test_cell_centres_agree_with_the_data_itself(coast: Coast, peer_answers: dict[str, tuple]) -> None:  # type: ignore[type-arg]
    lon, lat, land = peer_answers["centres"]
    ours = _ours(coast, lon, lat)
    assert 0.1 < land.mean() < 0.9
    # No centre on land is sea here; the other way round only the burned islets are.
    assert (ours | ~land).all()
    assert 0 < np.count_nonzero(ours & ~land) < 0.01 * len(land)


@pytest.mark.slow
def test_any_points_agree_but_for_half_a_cell_at_the_shore(coast: Coast, peer_answers: dict[str, tuple]) -> None:  # type: ignore[type-arg]
    lon, lat, land = peer_answers["anywhere"]
    assert np.mean(_ours(coast, lon, lat) != land) < 0.03


@pytest.mark.slow
def test_two_processes_may_build_the_same_coast_at_once(tmp_path: Path, coast: Coast) -> None:
    script = (
        "import sys; from pathlib import Path; from sarex.adapters.coast import Coast\n"
        "coast = Coast(Path(sys.argv[1])); print(*(t.kind for t in coast.tiles([(129, 34), (131, 34)])), *coast.notes)"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=300) for process in both] == [("mixed mixed\n", "")] * 2
    assert sorted(path.name for path in tmp_path.glob("*/*")) == ["N30E120.coast", "N30E130.coast"]

    def refuses(corners: object) -> list[CoastSheet]:
        raise AssertionError("the cache was there")

    cached = Coast(tmp_path, build=refuses).tiles([(129, 34)])[0]
    np.testing.assert_array_equal(cached.bits, coast.tiles([(129, 34)])[0].bits)


def test_the_parent_never_reads_the_data_itself(tmp_path: Path) -> None:
    """In a process of its own, because other tests here look the data up directly."""
    code = (
        "import sys; from pathlib import Path; from sarex.adapters.coast import Coast; "
        f"Coast(Path({str(tmp_path)!r})).tiles([(129, 34)]); "
        "print([name for name in sys.modules if name.startswith('roaring_landmask')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"
