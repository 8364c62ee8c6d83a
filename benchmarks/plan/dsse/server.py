"""DSSE's search environment, spoken to in JSON lines. Runs in the environment that peer.py makes, never in Sarex's own.

A request is one line, and so is its answer:
  {"open": {arguments of the environment}}       -> {"version"}
  {"reset": seed, "drones": [[x, y], ...]}       -> {"drones", "map": rows}
  {"step": [action of each drone]}               -> {"drones", "map", "over", "found"}
  {"replay": [seed, ...], "drones": ..., "steps": [[action of each drone], ...]}
       the same steps for every seed             -> {"episodes": [{"over", "found", "actions", "reward"}, ...], "maps"}
`maps` is how many different maps were seen in one and the same step, at most. Only what the environment gives to its
agents is answered: the person's place is never read.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import defaultdict
from importlib.metadata import version
from typing import Any

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import numpy as np
from DSSE import DroneSwarmSearch


class Server:
    """One environment and the requests that it answers."""

    def open(self, settings: dict[str, Any]) -> dict[str, Any]:
        start = tuple(settings.pop("person_initial_position"))
        self.env = DroneSwarmSearch(render_mode="ansi", person_initial_position=start, **settings)
        return {"version": version("DSSE")}

    def reset(self, seed: int, drones: list[list[int]]) -> dict[str, Any]:
        # The environment draws from both global generators and leaves the seed that it is given unused.
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        seen, _ = self.env.reset(options={"drones_positions": [tuple(place) for place in drones]})
        return self._shown(seen)

    def step(self, actions: list[int]) -> dict[str, Any]:
        seen, _, over, found = self._stepped(actions)
        return {**self._shown(seen), "over": over, "found": found}

    def replay(self, seeds: list[int], drones: list[list[int]], steps: list[list[int]]) -> dict[str, Any]:
        maps: dict[int, set[bytes]] = defaultdict(set)
        episodes = []
        for seed in seeds:
            self.reset(seed, drones)
            over, found, total, count = False, False, 0.0, 0
            while not over and count < len(steps):
                seen, reward, over, found = self._stepped(steps[count])
                maps[count].add(seen[self.env.possible_agents[0]][1].tobytes())
                total, count = total + reward, count + 1
            episodes.append({"over": over, "found": found, "actions": count, "reward": total})
        return {"episodes": episodes, "maps": max(map(len, maps.values()))}

    def _stepped(self, actions: list[int]) -> tuple[dict[str, Any], float, bool, bool]:
        seen, rewards, ended, cut, told = self.env.step(dict(zip(self.env.possible_agents, actions, strict=True)))
        over = any(ended.values()) or any(cut.values())
        return seen, float(sum(rewards.values())), over, any(one["Found"] for one in told.values())

    def _shown(self, seen: dict[str, Any]) -> dict[str, Any]:
        shown = seen[self.env.possible_agents[0]][1]
        return {"drones": [[int(x), int(y)] for x, y in self.env.agents_positions], "map": shown.tolist()}


def main() -> None:
    # The environment prints when it is made: that must not get between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    server = Server()
    for line in sys.stdin:
        ask = json.loads(line)
        if "open" in ask:
            answer = server.open(ask["open"])
        elif "reset" in ask:
            answer = server.reset(ask["reset"], ask["drones"])
        elif "step" in ask:
            answer = server.step(ask["step"])
        else:
            answer = server.replay(ask["replay"], ask["drones"], ask["steps"])
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
