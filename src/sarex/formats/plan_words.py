"""The words and figures that every account of a plan shares."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

from sarex.model.geodesy import bearing_deg, destination, distance_m
from sarex.model.quantities import (
    NAUTICAL_MILE_M,
    format_duration,
    format_length,
    format_speed,
    format_time,
)
from sarex.model.search_plan import Leg, SearchArea, SearchPlan, UnitTask

LAW_WORDS: Final = {
    "random": "random search", "inverse_cube": "inverse cube", "definite": "definite range", "m_beta": "M-beta",
    "logistic": "logistic", "table": "table of lateral ranges",
}  # fmt: skip
TIMING_WORDS: Final = {
    "worksheet": "Legs are timed at search speed without stops; 15 % of the time on scene is kept for turns and for "
    "looking at sightings.",
    "timed": "Turns and cross legs take their time; 5 % of the time on scene is kept for looking at sightings.",
}


def iso_time(time_s: float) -> str:
    """ISO 8601 in UTC to the second."""
    return datetime.fromtimestamp(round(time_s), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def minute(time_s: float) -> str:
    """A time to the minute."""
    return format_time(60.0 * round(time_s / 60.0))


def square_miles(area_m2: float) -> str:
    """An area in square nautical miles."""
    return f"{area_m2 / NAUTICAL_MILE_M**2:.1f} nm2"


def bearing_text(bearing: float) -> str:
    """Three figures, such as 045."""
    return f"{round(bearing) % 360:03d}"


def area_name(index: int) -> str:
    """What the areas are called, in the order of the tasks: A-1, A-2 ..."""
    return f"A-{index + 1}"


def long_side(area: SearchArea) -> str:
    """Both bearings of the long side of an area."""
    bearing = round(area.bearing_deg) % 180
    return f"{bearing:03d}/{bearing + 180:03d}"


def task_name(task: UnitTask) -> str:
    """The unit, and which of its sorties where it is not the first."""
    return task.unit.name if task.sortie == 1 else f"{task.unit.name} (sortie {task.sortie})"


def pos_line(plan: SearchPlan) -> str:
    """The chance of success with its upper figures, where they were computed."""
    bound, ceiling = plan.bound, plan.ceiling
    parts = [f"POS {plan.pos:.2f}"]
    if bound is not None:
        parts.append(f"optimum of divisible effort {bound.pos:.2f} ({bound.law.replace('_', ' ')})")
    if ceiling is not None:
        parts.append(f"ceiling {ceiling.pos:.2f}")
    return "; ".join(parts)


class Steering(NamedTuple):
    """What a unit steers on one leg: through the water where the pattern moves with it, else over the ground."""

    course_deg: float
    distance_m: float


def steering(task: UnitTask, leg: Leg) -> Steering:
    """Course and distance of a leg to steer by."""
    end = leg.end
    if task.motion is not None:
        drifted_m = task.motion.speed_m_per_s * (leg.end_s - leg.start_s)
        end = destination(end, task.motion.toward_deg + 180.0, drifted_m)
    return Steering(bearing_deg(leg.start, end), distance_m(leg.start, end))


def first_turn(task: UnitTask) -> str | None:
    """`right` or `left` where the square or the sectors turn; None for other patterns."""
    runs = [leg for leg in task.legs if leg.kind == "search"]
    if task.pattern not in ("SS", "VS") or len(runs) < 2:
        return None
    turned = (steering(task, runs[1]).course_deg - steering(task, runs[0]).course_deg) % 360.0
    return "right" if turned < 180.0 else "left"


def legs_text(task: UnitTask) -> str:
    """How many legs, which way the first goes and how they follow each other."""
    runs = [leg for leg in task.legs if leg.kind == "search"]
    text = "1 leg" if len(runs) == 1 else f"{len(runs)} legs"
    if task.creep_deg is not None and len(runs) > 1:
        text += f", creeping {bearing_text(task.creep_deg)}"
    if runs:
        first = steering(task, runs[0])
        text += f", first leg {bearing_text(first.course_deg)} for {format_length(first.distance_m)}"
    turn = first_turn(task)
    return text if turn is None else f"{text}, turns to the {turn}"


def motion_text(task: UnitTask) -> str | None:
    """How the pattern moves with the water; None where it lies still."""
    if task.motion is None:
        return None
    return (
        f"the pattern moves with the datum toward {bearing_text(task.motion.toward_deg)} at "
        f"{format_speed(task.motion.speed_m_per_s)}: steer courses and times through the water and do not correct for "
        "drift; positions of legs hold at their times"
    )


def sensing_lines(task: UnitTask) -> Iterator[str]:
    """Which sensor sees which object how far by which law, and where the figures come from."""
    if task.sensing is None:
        if task.unit.sweep_width is not None:
            yield f"sweep width {format_length(task.unit.sweep_width, 2)}, given in the units file"
        return
    for entry in task.sensing.objects:
        curve = entry.curve
        source = f": {curve.source}" if curve.source else ""
        yield (
            f"{entry.object_key} by {entry.sensor.replace('_', ' ')}: sweep width "
            f"{format_length(curve.sweep_width_m, 2)}, law {LAW_WORDS[curve.law]}{source}"
        )
        yield from entry.notes


def shares_lines(plan: SearchPlan) -> Iterator[str]:
    """POS by scenario, by object and by hour, where there is more than one of each."""
    for what, shares in (("scenario", plan.pos_by_scenario), ("object", plan.pos_by_object)):
        if len(shares) > 1:
            yield f"POS by {what}: " + ", ".join(f"{name} {pos:.2f}" for name, pos in shares) + "."
    if plan.pos_by_hour:
        yield "POS reached by: " + ", ".join(f"{minute(time_s)} {pos:.2f}" for time_s, pos in plan.pos_by_hour) + "."


def finding_lines(plan: SearchPlan) -> Iterator[str]:
    """What the upper figures stand on, what more would bring, and how the plan was found."""
    for name, figure in (("Optimum of divisible effort", plan.bound), ("Ceiling", plan.ceiling)):
        if figure is not None:
            yield (
                f"{name} {figure.pos:.2f}: law {figure.law.replace('_', ' ')}, cells {format_length(figure.cell_m)}, "
                f"smoothed over {format_length(figure.smoothing_m)}."
            )
    if plan.survival is not None:
        yield (
            f"Alive when found: {plan.survival.pos_alive:.2f} in water of {plan.survival.water_temperature_c:g} C "
            f"({plan.survival.source})."
        )
    for value in plan.marginal:
        gain = f"POS {value.pos_gain:+.3f}" if value.pos_gain >= 0.0005 else "no gain (below 0.001)"
        yield f"{value.change}: {gain}."
    found = plan.optimiser
    if found is not None:
        scored = "scored on halves of one cloud" if found.second_seed is None else f"scored on seed {found.second_seed}"
        yield (
            f"Found with seed {found.seed} in {found.iterations} iterations ({found.seconds:.0f} s, stopped by "
            f"{found.stopped_by}) on {found.particles} particles: POS {found.pos_fitted:.2f} on the cloud that it was "
            f"fitted to; {scored}."
        )


def method_text(plan: SearchPlan) -> str:
    """Who made the plan."""
    return "the worksheet of the IAMSAR manual" if plan.method == "worksheet" else "the optimiser of Sarex"


def search_length(plan: SearchPlan) -> str:
    """From the first start to the last departure."""
    return format_duration(plan.search_end_s - plan.search_start_s)
