"""The planner in DSSE's search environment, at the settings of DSSE's published figures.

`python -m benchmarks.plan.dsse.run [--episodes N] [--particles N] [--readme]`

Nothing that DSSE shows differs between two episodes until the person is found: the map is the same in every one, and an
empty look is what the planner expects. So what a policy does in each step is worked out once and replayed for all
seeds; that the maps were the same is checked in every step of every episode.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median
from typing import Any, Final

import numpy as np
from benchmarks.plan.dsse import peer, report
from benchmarks.plan.dsse.policies import ByLaw, ByMap, Greedy, Policy
from benchmarks.plan.dsse.scene import DRONES, SETTINGS, STAY, STEPS, Setting

RESULTS: Final = peer.ROOT / "benchmarks" / "results" / "dsse.json"
README: Final = Path(__file__).with_name("README.md")
FIRST_SEED: Final = 10_000
PARTICLE_SEED: Final = 1


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.plan.dsse.run", description=str(__doc__).splitlines()[0]
    )
    parser.add_argument("--episodes", type=int, default=1000, help="for each setting and policy")
    parser.add_argument("--particles", type=int, default=6000, help="of the planner's cloud")
    parser.add_argument("--readme", action="store_true", help="put the table into README.md")
    asked = parser.parse_args()
    peer.install()
    rows = []
    for setting in SETTINGS:
        with peer.Peer() as environment:
            version = environment.ask(open=setting.constructor())["version"]
            for name, policy in policies(setting, asked.particles):
                rows.append(measured(environment, setting, name, policy, episodes=asked.episodes))
                print(report.line(rows[-1]), flush=True)
    result = {"version": version, "episodes": asked.episodes, "particles": asked.particles, "rows": rows}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=1))
    if asked.readme:
        report.into_readme(result, README)


def policies(setting: Setting, particles: int) -> Iterator[tuple[str, Policy]]:
    yield "greedy", Greedy()
    yield "map", ByMap(particles, PARTICLE_SEED)
    yield "law", ByLaw(particles, PARTICLE_SEED, setting.dispersion)


def measured(environment: peer.Peer, setting: Setting, name: str, policy: Policy, *, episodes: int) -> dict[str, Any]:
    """Found or not and number of actions, over all seeds."""
    steps: list[list[int]] = []
    ended: dict[int, dict[str, Any]] = {}
    seeds = list(range(FIRST_SEED, FIRST_SEED + episodes))
    maps = 1
    while len(ended) < episodes:
        # Whoever is not found by the steps worked out so far is where the policy is asked for more of them.
        further(environment, policy, next(seed for seed in seeds if seed not in ended), steps)
        left = [seed for seed in seeds if seed not in ended]
        answer = environment.ask(replay=left, drones=DRONES, steps=steps)
        maps = max(maps, answer["maps"])
        ended |= {seed: told for seed, told in zip(left, answer["episodes"], strict=True) if told["over"]}
    if maps != 1:
        raise SystemExit("DSSE showed different maps in the same step: replayed steps are not what the policy would do")
    told = [ended[seed] for seed in seeds]
    rate = mean(one["found"] for one in told)
    return {
        "dispersion": setting.dispersion,
        "policy": name,
        "found": rate,
        "error": float(np.sqrt(rate * (1.0 - rate) / episodes)),
        "actions": mean(one["actions"] for one in told),
        "actions_median": median(one["actions"] for one in told),
        "actions_found": mean(one["actions"] for one in told if one["found"]),
        "reward": mean(one["reward"] for one in told),
    }


def further(environment: peer.Peer, policy: Policy, seed: int, steps: list[list[int]]) -> None:
    """Flies one episode by the steps so far, then asks the policy until it ends, and keeps what it did."""
    seen, over, step = environment.ask(reset=seed, drones=DRONES), False, 0
    while not over:
        if step == len(steps):
            drones = [(x, y) for x, y in seen["drones"]]
            # The environment says only in the call after its last step that time is up.
            done = step == STEPS
            steps.append([STAY] * len(DRONES) if done else policy.actions(np.array(seen["map"]), drones, step))
        seen = environment.ask(step=steps[step])
        over, step = seen["over"], step + 1


if __name__ == "__main__":
    main()
