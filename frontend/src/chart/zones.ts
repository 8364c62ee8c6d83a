// What was agreed for the case: areas that units are held to or kept from, and lines between nations.

import type { Place } from './mercator'
import { type View, label, pixel, short } from './view'

/** barred: some unit may not enter it. A line is open. */
export interface Zone { name: string; points: Place[]; kind: 'area' | 'barred' | 'line' }

const HATCH_PX = 9

export function drawZones(draw: CanvasRenderingContext2D, view: View, zones: readonly Zone[]): void {
  for (const zone of zones) {
    const points = zone.points.map((at) => pixel(view, at))
    if (points.length < 2) continue
    draw.save()
    draw.strokeStyle = view.palette.zone
    draw.beginPath()
    points.forEach((point, index) => (index === 0 ? draw.moveTo(...point) : draw.lineTo(...point)))
    if (zone.kind !== 'line') draw.closePath()
    draw.lineWidth = 1.6 * view.ratio
    draw.setLineDash((zone.kind === 'line' ? [12, 4, 2, 4] : [8, 4]).map((part) => part * view.ratio))
    draw.stroke()
    if (zone.kind === 'barred') hatch(draw, view, points)
    draw.restore()
    label(draw, view, short(zone.name), [points[0]![0] + 6 * view.ratio, points[0]![1] - 9 * view.ratio], view.palette.zone)
  }
}

function hatch(draw: CanvasRenderingContext2D, view: View, points: readonly [number, number][]): void {
  const xs = points.map(([x]) => x), ys = points.map(([, y]) => y)
  const left = Math.max(Math.min(...xs), 0), right = Math.min(Math.max(...xs), view.width)
  const top = Math.max(Math.min(...ys), 0), bottom = Math.min(Math.max(...ys), view.height)
  if (left >= right || top >= bottom) return
  draw.clip()
  draw.setLineDash([])
  draw.lineWidth = view.ratio
  draw.beginPath()
  for (let x = left - (bottom - top); x < right; x += HATCH_PX * view.ratio) {
    draw.moveTo(x, bottom)
    draw.lineTo(x + bottom - top, top)
  }
  draw.stroke()
}
