"""Search effort laid on the cells of a moving map: to the particles, back to the cells, and kept within its budget."""

from __future__ import annotations

from numba import njit


@njit(cache=True)
def exposure_of(coverage, object_class, corner, patch, taps, east, north, exposure):
    """Coverage that each particle meets in all slots together.

    coverage : (class, cell) [-]; exposure : (particle,), overwritten
    object_class : (particle,); corner : (slot, particle), row of `patch`, negative where it cannot be found
    patch : (corner, row) first cell of each row of the square of cells that a particle is spread over
    taps : (fraction, column) shares of those cells, columns a multiple of four; east, north : (slot, particle) which
    fraction
    """
    width = taps.shape[1]
    exposure[:] = 0.0
    # Slot by slot, because the cells of one slot stay in the nearest cache.
    for slot in range(corner.shape[0]):
        for particle in range(corner.shape[1]):
            place = corner[slot, particle]
            if place < 0:
                continue
            plane, across, up = object_class[particle], east[slot, particle], north[slot, particle]
            total = 0.0
            for row in range(width):
                part = 0.0
                # Written out in fours: nearly twice as fast as the plain loop.
                for column in range(0, width, 4):
                    cell = patch[place, row] + column
                    part += taps[across, column] * coverage[plane, cell]
                    part += taps[across, column + 1] * coverage[plane, cell + 1]
                    part += taps[across, column + 2] * coverage[plane, cell + 2]
                    part += taps[across, column + 3] * coverage[plane, cell + 3]
                total += taps[up, row] * part
            exposure[particle] += total


@njit(cache=True)
def spread_back(share, object_class, corner, patch, taps, east, north, value):
    """Lay what each particle is worth on the cells that it is spread over, in every slot: the adjoint of `exposure_of`.

    share : (particle,); value : (class, cell), overwritten; the rest as there
    """
    width = taps.shape[1]
    value[:] = 0.0
    for slot in range(corner.shape[0]):
        for particle in range(corner.shape[1]):
            place = corner[slot, particle]
            if place < 0 or share[particle] == 0.0:
                continue
            plane, across, up = object_class[particle], east[slot, particle], north[slot, particle]
            for row in range(width):
                part = share[particle] * taps[up, row]
                for column in range(0, width, 4):
                    cell = patch[place, row] + column
                    value[plane, cell] += part * taps[across, column]
                    value[plane, cell + 1] += part * taps[across, column + 1]
                    value[plane, cell + 2] += part * taps[across, column + 2]
                    value[plane, cell + 3] += part * taps[across, column + 3]


@njit(cache=True)
def within_budget(effort, first_cell, budget):
    """Move each part of `effort` to the nearest one that is nowhere negative and sums to its budget, in place.

    effort : (group, cell); first_cell : (slot + 1,), where the cells of each slot begin; budget : (group, slot) >= 0
    """
    for group in range(effort.shape[0]):
        for slot in range(budget.shape[1]):
            part = effort[group, first_cell[slot] : first_cell[slot + 1]]
            if budget[group, slot] <= 0.0:
                part[:] = 0.0
                continue
            # All cells sink by one level; those that fall below zero leave, which lets the level rise again.
            level, kept = (part.sum() - budget[group, slot]) / len(part), len(part)
            while True:
                total, count = 0.0, 0
                for cell in range(len(part)):
                    if part[cell] > level:
                        total += part[cell]
                        count += 1
                # None is left where the budget is smaller than the last digit of the largest cell.
                if count in (0, kept):
                    break
                level, kept = (total - budget[group, slot]) / count, count
            for cell in range(len(part)):
                part[cell] = max(part[cell] - level, 0.0)
