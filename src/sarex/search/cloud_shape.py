"""The shape of a cloud in the words of the manual: one datum, two diverging datums, or a line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sarex.search.circular_normal import PROBABLE_ERROR_SIGMAS
from sarex.search.local_plane import Point
from sarex.search.worksheet import WIDE_SEPARATION_RATIO

VALLEY_DEPTH: Final = 0.5
"""Two clusters are told apart where the density between them falls below this part of the lower of their peaks: for
two equal normals that is 2.8 E apart."""
CLUSTER_SHARE_MIN: Final = 0.1
"""Of the weight afloat, that each of two clusters must hold."""
LINE_ASPECT_MIN: Final = 4.0
"""A line datum is at least so many times longer than wide (in standard deviations) ..."""
LINE_KURTOSIS_MAX: Final = 2.4
"""... and spread evenly along: half-way from a uniform distribution (1.8) to a normal (3.0)."""
ROUND_ASPECT_MAX: Final = 1.1
"""Below this the cloud has no main axis worth the name."""
BINS: Final = 400


@dataclass(frozen=True)
class Ellipse:
    """Second moments of a group of particles in a local plane.

    centre : [m]; axis : unit vector of the main axis; bearing of it in [0, 180)
    along_m, across_m : standard deviations on the main axis and across it
    """

    centre: Point
    axis: Point
    along_m: float
    across_m: float

    @property
    def aspect(self) -> float:
        return self.along_m / self.across_m if self.across_m > 0.0 else (1.0 if self.along_m == 0.0 else math.inf)

    @property
    def probable_error_m(self) -> float:
        """E of the circle with the area of the ellipse that holds 50 %."""
        return PROBABLE_ERROR_SIGMAS * math.sqrt(self.along_m * self.across_m)

    def blurred(self, probable_error_m: float) -> Ellipse:
        """With an independent circular error added."""
        sigma = probable_error_m / PROBABLE_ERROR_SIGMAS
        return Ellipse(self.centre, self.axis, math.hypot(self.along_m, sigma), math.hypot(self.across_m, sigma))


@dataclass(frozen=True)
class CloudShape:
    """What the worksheet is to be fed with.

    kind    : `point`, `line`, `leeway_divergence` (two datums, one area) or `two_points` (two datums, two areas)
    groups  : bool (particle,) each; one, or two for `two_points`
    ellipses: of each group; for `leeway_divergence` a circle half-way between the two datums, its axis along them
    distance_m : between the two datums, 0 for one
    clusters: bool (particle,) each, the two clusters where there are two
    """

    kind: Literal["point", "line", "leeway_divergence", "two_points"]
    groups: tuple[NDArray[np.bool_], ...]
    ellipses: tuple[Ellipse, ...]
    distance_m: float = 0.0
    clusters: tuple[NDArray[np.bool_], ...] = ()

    @property
    def line_length_m(self) -> float:
        """Of an even spread along the main axis, once the spread across is taken off."""
        ellipse = self.ellipses[0]
        return math.sqrt(12.0 * max(ellipse.along_m**2 - ellipse.across_m**2, 0.0))


def ellipse_of(east: NDArray[np.float64], north: NDArray[np.float64], weight: NDArray[np.float64]) -> Ellipse:
    """Weighted mean and main axes. east, north [m], weight : float64 (particle,)."""
    share = weight / weight.sum()
    centre = Point(float(share @ east), float(share @ north))
    return _axes(centre, east - centre.east, north - centre.north, share)


def _axes(centre: Point, east: NDArray[np.float64], north: NDArray[np.float64], share: NDArray[np.float64]) -> Ellipse:
    cross = float(share @ (east * north))
    variances, vectors = np.linalg.eigh(np.array([[share @ east**2, cross], [cross, share @ north**2]]))
    along, across = math.sqrt(max(variances[1], 0.0)), math.sqrt(max(variances[0], 0.0))
    return Ellipse(centre, pointing_east(Point(float(vectors[0, 1]), float(vectors[1, 1]))), along, across)


def pointing_east(axis: Point) -> Point:
    """Of the two directions of an axis the one with a bearing in [0, 180)."""
    return axis.back if axis.east < 0.0 or (axis.east == 0.0 and axis.north < 0.0) else axis


def cloud_shape(
    east: NDArray[np.float64], north: NDArray[np.float64], weight: NDArray[np.float64], *, search_error_m: float
) -> CloudShape:
    """Which datum the manual would use for these particles.

    east, north : float64 (particle,) [m], NaN where not afloat; weight : float64 (particle,)
    search_error_m : Y, which widens every datum

    1. Two clusters, where the density along the main axis has a valley (VALLEY_DEPTH): the separation ratio of their
       centres decides between one joint area (SR < 4) and two areas.
    2. A line, where the cloud is long (LINE_ASPECT_MIN) and evenly spread along (LINE_KURTOSIS_MAX).
    3. Else one point, with the cloud's own ellipse about it.
    """
    afloat = np.isfinite(east) & (weight > 0.0)
    whole = ellipse_of(east[afloat], north[afloat], weight[afloat])
    along = np.full(east.shape, np.nan)
    along[afloat] = (east[afloat] - whole.centre.east) * whole.axis.east
    along[afloat] += (north[afloat] - whole.centre.north) * whole.axis.north
    valley = _valley(along[afloat], weight[afloat])
    if valley is not None:
        near = afloat & (along < valley)
        return _two_clusters(east, north, weight, (near, afloat & ~near), search_error_m=search_error_m)
    everyone = np.ones(east.shape, dtype=np.bool_)
    kind: Literal["point", "line"] = "point"
    if whole.along_m > 0.0 and whole.blurred(search_error_m).aspect >= LINE_ASPECT_MIN:
        share = weight[afloat] / weight[afloat].sum()
        kurtosis = float(share @ along[afloat] ** 4) / whole.along_m**4
        kind = "line" if kurtosis <= LINE_KURTOSIS_MAX else "point"
    return CloudShape(kind, (everyone,), (whole.blurred(search_error_m),))


def _two_clusters(
    east: NDArray[np.float64],
    north: NDArray[np.float64],
    weight: NDArray[np.float64],
    clusters: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    *,
    search_error_m: float,
) -> CloudShape:
    ellipses = tuple(ellipse_of(east[one], north[one], weight[one]).blurred(search_error_m) for one in clusters)
    shares = [float(weight[one].sum()) for one in clusters]
    total = sum(shares)
    apart = Point(
        ellipses[1].centre.east - ellipses[0].centre.east, ellipses[1].centre.north - ellipses[0].centre.north
    )
    distance_m = math.hypot(*apart)
    error_m = math.sqrt(
        sum(share * one.probable_error_m**2 for share, one in zip(shares, ellipses, strict=True)) / total
    )
    if error_m == 0.0 or distance_m / error_m >= WIDE_SEPARATION_RATIO:
        return CloudShape("two_points", clusters, ellipses, distance_m, clusters)
    axis = pointing_east(Point(apart.east / distance_m, apart.north / distance_m))
    # The manual has one E about both datums, the same in all directions.
    middle = Point(
        (ellipses[0].centre.east + ellipses[1].centre.east) / 2.0,
        (ellipses[0].centre.north + ellipses[1].centre.north) / 2.0,
    )
    sigma = error_m / PROBABLE_ERROR_SIGMAS
    joint = Ellipse(middle, axis, sigma, sigma)
    return CloudShape("leeway_divergence", (np.ones(east.shape, dtype=np.bool_),), (joint,), distance_m, clusters)


def _valley(along: NDArray[np.float64], weight: NDArray[np.float64]) -> float | None:
    """Where the density along the main axis has its deepest valley, if that is deep enough. [m]"""
    share = weight / weight.sum()
    spread = math.sqrt(float(share @ along**2))
    if spread == 0.0:
        return None
    effective = 1.0 / float(share @ share)
    counts, edges = np.histogram(along, bins=BINS, weights=share)
    bandwidth = 0.9 * spread * effective**-0.2 / float(edges[1] - edges[0])
    reach = np.arange(-math.ceil(4.0 * bandwidth), math.ceil(4.0 * bandwidth) + 1)
    density = np.convolve(counts, np.exp(-0.5 * (reach / bandwidth) ** 2), mode="full")[reach[-1] : reach[-1] + BINS]
    below = np.cumsum(counts)
    lower_peak = np.minimum(np.maximum.accumulate(density), np.maximum.accumulate(density[::-1])[::-1])
    eligible = (below >= CLUSTER_SHARE_MIN) & (below <= 1.0 - CLUSTER_SHARE_MIN)
    if not eligible.any():
        return None
    depth = np.where(eligible, density / lower_peak, np.inf)
    # A valley may be empty over a stretch: its middle, not its first bin.
    deepest = np.flatnonzero(depth <= depth.min() + 1e-12)
    middle = int(deepest[len(deepest) // 2])
    return float(edges[middle + 1]) if depth[middle] < VALLEY_DEPTH else None
