"""What is compared of two clouds: mean, principal standard deviations and mean path length, in metres."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from validation.opendrift.start import local_plane


@dataclass(frozen=True)
class CloudStatistics:
    """One cloud at one time, in metres east and north of the start."""

    hour: int
    particles: int
    mean_m: tuple[float, float]
    covariance_m2: tuple[tuple[float, float], tuple[float, float]]
    path_m: float
    """Mean length of the hourly path from the start."""

    @property
    def principal_sd_m(self) -> NDArray[np.float64]:
        return np.sqrt(np.linalg.eigvalsh(np.asarray(self.covariance_m2)))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def cloud_statistics(
    lon: NDArray[np.float64], lat: NDArray[np.float64], hour: int, origin: tuple[float, float]
) -> CloudStatistics:
    """Of positions (particle, hour) [degrees]; particles without a position at the hour are left out."""
    known = np.isfinite(lon[:, : hour + 1]).all(axis=1)
    east, north = local_plane(*origin).transform(lon[known, : hour + 1], lat[known, : hour + 1])
    path = np.hypot(np.diff(east, axis=1), np.diff(north, axis=1)).sum(axis=1)
    at = np.array([east[:, -1], north[:, -1]])
    (east_mean, north_mean), covariance = at.mean(axis=1), np.cov(at)
    return CloudStatistics(
        hour,
        int(known.sum()),
        (round(float(east_mean), 2), round(float(north_mean), 2)),
        ((round(covariance[0, 0]), round(covariance[0, 1])), (round(covariance[1, 0]), round(covariance[1, 1]))),
        round(float(path.mean()), 2),
    )


@dataclass(frozen=True)
class Agreement:
    """How far two clouds differ, each as a share of the mean path length of the reference."""

    hour: int
    mean_offset: float
    principal_sd: float

    @staticmethod
    def of(reference: CloudStatistics, ours: CloudStatistics) -> Agreement:
        offset_m = float(np.hypot(*(np.asarray(ours.mean_m) - reference.mean_m)))
        sd_m = float(np.abs(ours.principal_sd_m - reference.principal_sd_m).max())
        return Agreement(reference.hour, offset_m / reference.path_m, sd_m / reference.path_m)
