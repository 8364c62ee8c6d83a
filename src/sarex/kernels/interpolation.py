"""Forcing at a point: linear in space and time, from any number of sources packed into one buffer."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import config, njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

NODE: Final = 4
"""Numbers a node of a packed window holds: east and north at the start of an interval, then at its end."""


class Forcing(NamedTuple):
    """Windows of all sources, packed for the time loop, one row a source; the sources of one quantity are neighbours.

    buffer  : float32, first NaN enough for any missing value, then for each source its nodes
              (member, interval, lat, lon, NODE): both ends of a time interval lie side by side
    axes    : float64 (source, 4), first longitude in [-180, 180) and latitude [degrees], columns and rows a degree
    shape   : int64 (source, 2), columns and rows, each at least 2
    members : int64 (source, 2), members and numbers in the buffer from one member to the next
    time_s  : float64 (source, time), ascending, filled up with infinity
    start   : int64 (source, time), place in the buffer of the interval that begins at that time; -1 where the next
              time is too far away, or there is none
    first   : int64 (4,), the first source of wind, current and Stokes drift, and one past the last
    filled  : uint8, a map of the cells that took their nearest sea value for each source that has any
    map_at  : int64 (source,), place of its map in `filled`; -1 where it has none
    """

    buffer: NDArray[np.float32]
    axes: NDArray[np.float64]
    shape: NDArray[np.int64]
    members: NDArray[np.int64]
    time_s: NDArray[np.float64]
    start: NDArray[np.int64]
    first: NDArray[np.int64]
    filled: NDArray[np.uint8]
    map_at: NDArray[np.int64]


def _blend(builder: ir.IRBuilder, low: ir.Value, high: ir.Value, weight: ir.Value) -> ir.Value:
    """low + weight * (high - low) on short vectors: equal ends give exactly that value, whatever the weight."""
    width = low.type.count
    spread = builder.insert_element(ir.Constant(low.type, ir.Undefined), weight, ir.Constant(ir.IntType(32), 0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), width), [0] * width)
    spread = builder.shuffle_vector(spread, spread, zeros)
    return builder.fadd(low, builder.fmul(spread, builder.fsub(high, low)))


def _part(builder: ir.IRBuilder, vector: ir.Value, first: int, count: int) -> ir.Value:
    places = ir.Constant(ir.VectorType(ir.IntType(32), count), list(range(first, first + count)))
    return builder.shuffle_vector(vector, vector, places)


@intrinsic
def _cell_value_compiled(typingctx: Any, buffer: Any, at: Any, row: Any, x: Any, y: Any, w: Any) -> Any:
    """`cell_value` on short vectors: one load brings the eight numbers of a row, all blends work on whole vectors."""
    del typingctx, x, y, w
    single = types.float32
    signature = types.UniTuple(single, 2)(buffer, types.int64, types.int64, single, single, single)
    del at, row

    def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        array, at, row, x, y, w = arguments
        data = context.make_array(signature.args[0])(context, builder, array).data
        eight = ir.VectorType(ir.FloatType(), 2 * NODE).as_pointer()
        south = builder.load(builder.bitcast(builder.gep(data, [at]), eight), align=4)
        north = builder.load(builder.bitcast(builder.gep(data, [builder.add(at, row)]), eight), align=4)
        meridian = _blend(builder, south, north, y)
        both = _blend(builder, _part(builder, meridian, 0, NODE), _part(builder, meridian, NODE, NODE), x)
        pair = _blend(builder, _part(builder, both, 0, 2), _part(builder, both, 2, 2), w)
        parts = [builder.extract_element(pair, ir.Constant(ir.IntType(32), i)) for i in range(2)]
        return context.make_tuple(builder, signature.return_type, parts)

    return signature, generate


def _cell_value_plain(buffer: Any, at: int, row: int, x: Any, y: Any, w: Any) -> tuple[Any, Any]:
    """What `_cell_value_compiled` does, for runs with the compiler off."""
    south, north = buffer[at : at + 2 * NODE], buffer[at + row : at + row + 2 * NODE]
    meridian = south + y * (north - south)
    both = meridian[:NODE] + x * (meridian[NODE:] - meridian[:NODE])
    east, north = both[:2] + w * (both[2:] - both[:2])
    return east, north


_COMPILER_OFF: Final = bool(config.DISABLE_JIT)
cell_value: Any = _cell_value_plain if _COMPILER_OFF else _cell_value_compiled
"""East and north (float32) within one cell of a packed window: `cell_value(buffer, at, row, x, y, w)`.

`at` is the place of its south-west node, `row` how far on the next row of nodes lies; x, y, w (float32) are the shares
of the cell eastward and northward and of the time interval. NaN if any of the eight corner values is NaN.
"""


@njit(cache=True, error_model="numpy")
def interval_at(time_s, start, time):
    """The interval that holds a time, and the share of it that has passed.

    time_s, start : one row of `Forcing`. Returns (place in the buffer, share), or (-1, 0) where nothing serves.
    A time at which a gap begins still belongs to the interval before it.
    """
    after = np.searchsorted(time_s, time, side="right")
    if after == 0:
        return -1, np.float32(0.0)
    at = after - 1
    if start[at] >= 0:
        return start[at], np.float32((time - time_s[at]) / (time_s[at + 1] - time_s[at]))
    if time == time_s[at] and at > 0 and start[at - 1] >= 0:
        return start[at - 1], np.float32(1.0)
    return -1, np.float32(0.0)


@njit(cache=True, error_model="numpy", nogil=True)
def intervals_at(forcing: Forcing, time_s: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """`interval_at` for each source and each time: int64 and float32 (source, time).

    They come from the absolute times alone, so that it does not matter where a chunk of time begins.
    """
    start = np.empty((len(forcing.map_at), len(time_s)), dtype=np.int64)
    share = np.empty((len(forcing.map_at), len(time_s)), dtype=np.float32)
    for source in range(start.shape[0]):
        for point in range(len(time_s)):
            start[source, point], share[source, point] = interval_at(
                forcing.time_s[source], forcing.start[source], time_s[point]
            )
    return start, share


@njit(cache=True, error_model="numpy", forceinline=True)
def place_in_grid(lon, lat, axes, columns, rows):
    """Column and row of the cell that holds a point, and the shares of the cell to the east and north of its corner.

    Returns (inside, column, row, x, y); the last four mean nothing where the point is not inside.
    """
    x = lon - axes[0]
    x = (x + 360.0 if x < 0.0 else x) * axes[2]
    y = (lat - axes[1]) * axes[3]
    inside = (x <= columns - 1.0) & (y >= 0.0) & (y <= rows - 1.0)
    x = x if inside else 0.0
    y = y if inside else 0.0
    column, row = np.int64(x), np.int64(y)
    column = column if column < columns - 2 else columns - 2
    row = row if row < rows - 2 else rows - 2
    return inside, column, row, np.float32(x - column), np.float32(y - row)
