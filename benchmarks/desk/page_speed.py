"""How fast the page is: a frame of the time slider with 100 000 particles, heat and coast; panning; first paint; size.

python -m benchmarks.desk.page_speed [--particles 100000] [--frames 200]

Headless Chromium with WebGL off, as on a locked desktop, 1920 x 1080. A real desk serves a real case.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from tests.browser.chromium import NO_WEBGL, chromium
from tests.desk_server import PASSWORD, Server, set_up, start_server

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src" / "sarex" / "web" / "static"
INCIDENT: dict[str, Any] = {
    "format": "sarex-incident/1", "name": "Life raft west of Oygarden", "object": "LIFE-RAFT-DB-10",
    "scenarios": [{"name": "last fix", "kind": "position", "at": "60 30.0N 004 20.0E", "time": "2015-11-16T06:00Z",
                   "position_error": "2 nm"}],
    "drift": {"until": "2015-11-17T06:00Z", "seed": 7},
}  # fmt: skip
TABLE = {
    "wind": [{"time": "2015-11-16T00:00Z", "from": 200, "speed": "20 kn"},
             {"time": "2015-11-17T06:00Z", "from": 280, "speed": "18 kn"}],
    "current": [{"time": "2015-11-16T00:00Z", "toward": 350, "speed": "0.8 kn"}],
}  # fmt: skip
GOAL_MS, GOAL_P95_MS, GOAL_PAINT_MS, GOAL_BYTES = 33.0, 60.0, 1000.0, 350_000
SLIDE = """(frames) => new Promise((done) => {
  const slider = document.getElementById('time'), times = []
  let last = performance.now(), count = 0
  const step = () => {
    const now = performance.now()
    if (count > 0) times.push(now - last)
    last = now
    if (count++ >= frames) return done(times)
    slider.value = String((Number(slider.value) + 1) % (Number(slider.max) + 1))
    slider.dispatchEvent(new Event('input'))
    requestAnimationFrame(step)
  }
  requestAnimationFrame(step)
})"""
PAN = """(frames) => new Promise((done) => {
  const host = document.querySelector('.ol-viewport'), box = host.getBoundingClientRect(), times = []
  const at = (n) => ({ clientX: box.left + 500 + 100 * Math.sin(n / 12), clientY: box.top + 400 + 60 * Math.cos(n / 9),
    pointerId: 1, pointerType: 'mouse', isPrimary: true, bubbles: true, button: 0, buttons: 1 })
  host.dispatchEvent(new PointerEvent('pointerdown', at(0)))
  let last = performance.now(), count = 0
  const step = () => {
    const now = performance.now()
    if (count > 0) times.push(now - last)
    last = now
    if (count++ >= frames) { document.dispatchEvent(new PointerEvent('pointerup', at(count))); return done(times) }
    document.dispatchEvent(new PointerEvent('pointermove', at(count)))
    requestAnimationFrame(step)
  }
  requestAnimationFrame(step)
})"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


@contextmanager
def desk(particles: int) -> Iterator[tuple[Server, str]]:
    """A desk with one drifted case, and the case."""
    with tempfile.TemporaryDirectory() as folder:
        server = start_server(Path(folder))
        try:
            client = set_up(server)
            incident = {**INCIDENT, "drift": {**INCIDENT["drift"], "particles": particles}}
            case = client.post("/api/cases", json={"name": "bench", "exercise": True, "incident": incident}).json()[
                "id"
            ]
            client.post(f"/api/cases/{case}/forcing", json={"table": TABLE}).raise_for_status()
            job = client.post(f"/api/cases/{case}/drift", json={}).raise_for_status().json()["job"]
            while (told := client.get(f"/api/jobs/{job}").json())["state"] in ("waiting", "running"):
                time.sleep(0.5)
            if told["state"] != "done":
                raise SystemExit(f"the drift failed: {told['error']}")
            yield server, case
        finally:
            server.stop()


def figures(times_ms: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile of frames."""
    return {"median_ms": round(statistics.median(times_ms), 1),
            "p95_ms": round(statistics.quantiles(times_ms, n=20)[-1], 1)}  # fmt: skip


def bundle_bytes() -> int:
    """Of everything that a browser fetches to show the page, packed; the coast overview comes after it."""
    files = [path for path in STATIC.rglob("*") if path.suffix in {".html", ".js", ".css"}]
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in files)


def measure(page: Page, address: str, *, case: str, frames: int) -> dict[str, Any]:
    """Sign in, open the case, and time its frames."""
    page.goto(address)
    page.wait_for_selector("#name")
    paint_ms = page.evaluate(PAINT)
    page.fill("#name", "Chief")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".cases a")
    page.goto(f"{address}/cases/{case}")
    page.wait_for_selector("#time:enabled")
    with page.expect_response("**/particles.bin*"):
        page.check("#layer-particles")
    page.wait_for_timeout(4000)
    webgl = page.evaluate("() => document.createElement('canvas').getContext('webgl2') !== null")
    return {"first_paint_ms": paint_ms, "webgl": webgl, "slider": figures(page.evaluate(SLIDE, frames)),
            "pan": figures(page.evaluate(PAN, frames))}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--particles", type=int, default=100_000)
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--quick", action="store_true", help="fewer frames")
    chosen = parser.parse_args(arguments)
    with desk(chosen.particles) as (server, case), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(NO_WEBGL))
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        told = measure(page, server.address, case=case, frames=60 if chosen.quick else chosen.frames)
        told = {"particles": chosen.particles, "chromium": browser.version, "bundle_gzip_bytes": bundle_bytes(), **told}
        browser.close()
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    met = (
        told["slider"]["median_ms"] <= GOAL_MS, told["slider"]["p95_ms"] <= GOAL_P95_MS,
        (told["first_paint_ms"] or 1e9) <= GOAL_PAINT_MS, told["bundle_gzip_bytes"] <= GOAL_BYTES,
    )  # fmt: skip
    sys.stdout.write(f"goals met: {sum(met)} of {len(met)}\n")


if __name__ == "__main__":
    main()
