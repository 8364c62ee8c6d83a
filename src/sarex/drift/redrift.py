"""Drifts again what belongs to a cloud: copies of particles with fresh noise, debris from the same starts, water "
"alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from sarex.drift.drift_run import DriftRun
from sarex.drift.forcing_rule import ForcingNeed, check_given, check_period, percent, too_much
from sarex.drift.forecast import DEFAULT_OPTIONS, ForecastOptions, forecast, leeway_classes_of
from sarex.drift.jibing import sides_at
from sarex.drift.particles import Particles
from sarex.drift.reach_box import reach_box, start_box
from sarex.drift.seed_shore import seeds_at_sea
from sarex.drift.start import starting_particles
from sarex.drift.trajectories import Trajectories
from sarex.model.errors import CloudError, ForcingGapError, ResultsError
from sarex.model.forcing_window import Quantity
from sarex.model.incident import NOISE_PRESETS, Incident
from sarex.model.leeway_class import LeewayClass, LeewayFit
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import Position, format_time
from sarex.model.redrift import DebrisDrift, OnwardTracks
from sarex.ports import CoastSource, ForcingSource

_WATER: Final = LeewayClass("WATER", "moves with the water", 0, *[LeewayFit(0.0, 0.0, 0.0)] * 3)


@dataclass(frozen=True)
class ForcingRedrift:
    """Keeps `model.redrift.Redrift` with the forcing and the coast of the case."""

    sources: Sequence[ForcingSource]
    coast: CoastSource | None
    own_classes: Iterable[LeewayClass] = ()
    options: ForecastOptions = DEFAULT_OPTIONS

    def onward(
        self, cloud: ParticleCloud, chosen: NDArray[np.int64], names: NDArray[np.int64], at: int
    ) -> OnwardTracks:
        """See `Redrift`. Leeway, side of the wind and forcing member of a copy are those of its ancestor; the errors of
        wind and current are drawn anew, and a capsized ancestor goes on upright."""
        incident = _incident_of(cloud)
        lon, lat, status = cloud.lon[chosen, at:], cloud.lat[chosen, at:], cloud.status[chosen, at:]
        moving = np.flatnonzero((status[:, 0] == Status.AFLOAT) | (status[:, 0] == Status.UNDER_WAY))
        if not moving.size:
            return OnwardTracks(lon, lat, status, ())
        starts = self._starts(cloud, incident)
        copies = _copies(cloud, starts, chosen[moving], names[moving], at=at)
        run = self._run(incident, leeway_classes_of(incident, self.own_classes), copies)
        done = run.run(copies)
        first = int(np.searchsorted(cloud.time_s[at:], done.time_s[0] - 0.5))
        assert np.allclose(cloud.time_s[at + first :], done.time_s, atol=0.5)
        lon[moving, first:], lat[moving, first:], status[moving, first:] = done.lon, done.lat, done.status
        left = float((done.status[:, -1] == Status.LEFT_FORCING).sum()) / cloud.particles
        notes = self._departure_notes(left)
        if incident.drift.capsizing is not None:
            notes = (*notes, "fresh particles go on upright, whether their ancestor had capsized or not")
        return OnwardTracks(lon, lat, status, _forcing_text(done), notes)

    def debris(self, cloud: ParticleCloud, object_key: str, until_s: float) -> DebrisDrift:
        """See `Redrift`."""
        incident = _debris_incident(cloud, object_key, until_s)
        starts = self._starts(cloud, incident)
        coast = None if incident.drift.shoreline == "none" else self.coast
        drifted = forecast(incident, self.sources, coast, own_classes=self.own_classes, options=self.options)
        return DebrisDrift(
            start_lon=starts.lon,
            start_lat=starts.lat,
            birth_s=starts.birth_s,
            scenario=starts.scenario,
            lon=drifted.lon[:, -1],
            lat=drifted.lat[:, -1],
            status=drifted.status[:, -1],
            root=roots(cloud),
            notes=tuple(note for note in drifted.provenance.notes if "left the forcing" in note),
        )

    def water(self, cloud: ParticleCloud, start: Position, start_s: float, end_s: float) -> Position:
        """See `Redrift`. Stokes drift counts where the cloud's settings add it."""
        incident = _incident_of(cloud)
        settings = incident.drift.model_copy(
            update={"until": datetime.fromtimestamp(end_s, UTC), "noise": NOISE_PRESETS["none"], "shoreline": "none"}
        )
        one = replace(
            _first(starting_particles(incident)),
            lon=np.array([start.lon]), lat=np.array([start.lat]), birth_s=np.array([start_s]),
            object_class=np.zeros(1, dtype=np.int16),
        )  # fmt: skip
        done = self._run(incident.model_copy(update={"drift": settings}), (_WATER,), one).run(one)
        if done.status[0, -1] != Status.AFLOAT:
            raise ForcingGapError(
                f"the forcing does not cover the marker buoy's way from {start} between {format_time(start_s)} and "
                f"{format_time(end_s)}; load a file that does, or cut the track"
            )
        return Position(float(done.lon[0, -1]), float(done.lat[0, -1]))

    def _starts(self, cloud: ParticleCloud, incident: Incident) -> Particles:
        """The starts of the cloud's first particles, by the incident that it carries. Raises CloudError."""
        starts = starting_particles(incident)
        first = _first_cloud(cloud)
        if len(starts) != first.particles or (starts.scenario != first.scenario).any():
            raise CloudError(
                "the cloud's particles are not all those of its incident (another tool cut or sorted the file), so "
                "none can be drifted again; use the file that `sarex drift` wrote"
            )
        if incident.drift.shoreline == "none" or self.coast is None:
            return starts
        return seeds_at_sea(starts, self.coast).particles

    def _run(self, incident: Incident, classes: tuple[LeewayClass, ...], particles: Particles) -> DriftRun:
        """A run for these particles, its forcing checked. Raises ForcingGapError."""
        settings = incident.drift
        quantities: tuple[Quantity, ...] = (
            ("wind", "current", "stokes") if settings.stokes == "add" else ("wind", "current")
        )
        coverages = [coverage for source in self.sources for coverage in source.coverage]
        start_s, end_s = float(particles.birth_s.min()), settings.until.timestamp()
        box = reach_box(start_box(particles.lon, particles.lat), max(end_s - start_s, 0.0), coverages, quantities)
        need = ForcingNeed(quantities, min(start_s, end_s), end_s, box)
        check_given(need, coverages)
        if not self.options.allow_gaps:
            check_period(need, coverages)
        shore = None if settings.shoreline == "none" else self.coast
        return DriftRun(
            settings, classes, self.sources, shore, box, threads=self.options.threads or 0,
            window_bytes_max=self.options.chunk_bytes,
        )  # fmt: skip

    def _departure_notes(self, left: float) -> tuple[str, ...]:
        if left == 0.0:
            return ()
        said = f"{percent(left)} of the probability was drawn afresh and left the forcing"
        if too_much(left) and not self.options.allow_gaps:
            raise ForcingGapError(
                f"{said}; load forcing of a larger area or a longer time, or allow it with --allow-gaps"
            )
        return (said,)


def roots(cloud: ParticleCloud) -> NDArray[np.int64]:
    """The particle of the first drift that each particle descends from, int64 (particle,)."""
    descent = None if cloud.history is None else cloud.history.descent
    return np.arange(cloud.particles) if descent is None else roots(descent.before)[descent.ancestor]


def _first_cloud(cloud: ParticleCloud) -> ParticleCloud:
    while cloud.history is not None and cloud.history.descent is not None:
        cloud = cloud.history.descent.before
    return cloud


def _incident_of(cloud: ParticleCloud) -> Incident:
    try:
        return Incident.model_validate_json(cloud.provenance.incident)
    except ValidationError:
        raise CloudError(
            "the incident that the cloud carries cannot be read, so nothing of it can be drifted again; make the cloud "
            "again with `sarex drift`"
        ) from None


def _debris_incident(cloud: ParticleCloud, object_key: str, until_s: float) -> Incident:
    """The cloud's incident with another object and end."""
    told = json.loads(_incident_of(cloud).model_dump_json(by_alias=True))
    told["object"] = [{"object": object_key}]
    told["drift"]["until"] = datetime.fromtimestamp(until_s, UTC).isoformat()
    try:
        return Incident.model_validate(told)
    except ValidationError as fault:
        said = " ".join(str(fault.errors(include_url=False)[0]["msg"]).split())
        raise ResultsError(
            f"debris found {format_time(until_s)} cannot come from this case ({said}); check its time"
        ) from None


def _sides(cloud: ParticleCloud, starts: Particles, time_s: float) -> NDArray[np.int8]:
    """Side of the wind of each particle of the cloud at one of its output times."""
    settings = _incident_of(cloud).drift
    descent = None if cloud.history is None else cloud.history.descent
    if descent is None:
        return sides_at(time_s, settings, starts.side, particle_id=starts.particle_id, birth_s=starts.birth_s)
    sides = _sides(descent.before, starts, time_s)[descent.ancestor]
    fresh = np.flatnonzero(descent.fresh)
    if time_s > descent.at_s and fresh.size:
        then = _sides(descent.before, starts, descent.at_s)[descent.ancestor[fresh]]
        birth_s = np.maximum(starts.birth_s[roots(cloud)[fresh]], descent.at_s)
        names = descent.name_start + fresh
        sides[fresh] = sides_at(time_s, settings, then, particle_id=names, birth_s=birth_s)
    return sides


def _copies(
    cloud: ParticleCloud, starts: Particles, chosen: NDArray[np.int64], names: NDArray[np.int64], *, at: int
) -> Particles:
    """The chosen particles as they go on from output time `at`: from where they are afloat, or from their own start."""
    time_s = float(cloud.time_s[at])
    root = roots(cloud)[chosen]
    afloat = cloud.status[chosen, at] == Status.AFLOAT
    return Particles(
        particle_id=names,
        lon=np.where(afloat, cloud.lon[chosen, at], starts.lon[root]),
        lat=np.where(afloat, cloud.lat[chosen, at], starts.lat[root]),
        birth_s=np.where(afloat, time_s, np.maximum(starts.birth_s[root], time_s)),
        weight=np.full(chosen.size, 1.0 / cloud.particles),
        scenario=cloud.scenario[chosen],
        object_class=cloud.object_class[chosen],
        member=starts.member[root],
        side=_sides(cloud, starts, time_s)[chosen],
        downwind_deviate=starts.downwind_deviate[root],
        crosswind_deviate=starts.crosswind_deviate[root],
    )


def _first(particles: Particles) -> Particles:
    return Particles(**{name: getattr(particles, name)[:1] for name in Particles.__dataclass_fields__})


def _forcing_text(done: Trajectories) -> tuple[str, ...]:
    return tuple(
        f"{use.quantity} from {use.name}: {use.served:.1%} of the drift"
        + (f", sha256 {use.sha256}" if use.sha256 else "")
        for use in done.uses
    )
