// The plan on the map: areas, the pattern in them, the point where it begins, and the way there.

import type { Mercator, Place } from './mercator'
import { type View, label, pixel, short } from './view'

export interface ShownTask {
  key: string
  name: string
  corners: Place[]
  centre: Place
  legs: [Place, Place][]
  csp: Place
  transit: Place[]
}

export function drawTasks(draw: CanvasRenderingContext2D, view: View, tasks: readonly ShownTask[], chosen: string): void {
  tasks.forEach((task, index) => {
    const colour = view.palette.units[index % view.palette.units.length]!
    const strong = task.key === chosen
    draw.save()
    draw.strokeStyle = draw.fillStyle = colour
    draw.lineJoin = 'round'
    line(draw, task.transit.map((at) => pixel(view, at)), 1.2 * view.ratio, [6 * view.ratio, 5 * view.ratio])
    draw.globalAlpha = strong ? 1 : 0.75
    draw.lineWidth = view.ratio
    draw.setLineDash([])
    draw.beginPath()
    for (const [from, to] of task.legs) {
      draw.moveTo(...pixel(view, from))
      draw.lineTo(...pixel(view, to))
    }
    draw.stroke()
    draw.globalAlpha = 1
    const corners = task.corners.map((at) => pixel(view, at))
    if (corners.length > 0) line(draw, [...corners, corners[0]!], (strong ? 4 : 2) * view.ratio, [])
    const csp = pixel(view, task.csp)
    draw.beginPath()
    draw.arc(csp[0], csp[1], 5 * view.ratio, 0, 2 * Math.PI)
    draw.fill()
    const top = corners.reduce((best, corner) => (corner[1] < best[1] ? corner : best), corners[0] ?? csp)
    label(draw, view, short(task.name), [top[0] + 6 * view.ratio, top[1] - 8 * view.ratio], colour)
    draw.restore()
  })
}

function line(draw: CanvasRenderingContext2D, points: [number, number][], width: number, dash: number[]): void {
  draw.lineWidth = width
  draw.setLineDash(dash)
  draw.beginPath()
  points.forEach((point, index) => (index === 0 ? draw.moveTo(...point) : draw.lineTo(...point)))
  draw.stroke()
}

/** The task whose area holds a place; the last drawn first. */
export function taskAt(tasks: readonly ShownTask[], view: View, at: [number, number]): ShownTask | undefined {
  return [...tasks].reverse().find((task) => inside(task.corners.map((corner) => pixel(view, corner)), at))
}

function inside(ring: readonly [number, number][], [x, y]: [number, number]): boolean {
  let odd = false
  ring.forEach(([ax, ay], index) => {
    const [bx, by] = ring[(index + 1) % ring.length]!
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd
  })
  return odd
}

/** The task as it lies when it is moved by so many metres of the map. */
export function moved(task: ShownTask, map: Mercator, eastM: number, northM: number): ShownTask {
  const move = (at: Place): Place => map.place(map.x(at.lon) + eastM, map.y(at.lat) + northM)
  return {
    ...task, corners: task.corners.map(move), centre: move(task.centre), csp: move(task.csp),
    legs: task.legs.map(([from, to]) => [move(from), move(to)]), transit: [...task.transit.slice(0, -1), ...task.transit.slice(-1).map(move)],
  }
}
