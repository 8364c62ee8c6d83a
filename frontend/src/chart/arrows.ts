// Wind and current at the shown time, on points evenly spaced over the view.

import { type View, pixel } from './view'

export interface Field { lon: number[]; lat: number[]; u: (number | null)[]; v: (number | null)[]; source?: string }

const LENGTH_PX_MAX = 46

/** m/s; null where there is nothing. */
export function fastest(field: Field | null): number | null {
  if (!field) return null
  const speeds = field.u.flatMap((u, index) => (u == null || field.v[index] == null ? [] : [Math.hypot(u, field.v[index]!)]))
  return speeds.length > 0 ? Math.max(...speeds) : null
}

/** kind: wind has whole shafts, current broken ones, so that they differ without colour. Longest: the fastest in view. */
export function drawArrows(draw: CanvasRenderingContext2D, view: View, field: Field, kind: 'wind' | 'current'): void {
  const most = fastest(field)
  if (!most) return
  draw.save()
  draw.strokeStyle = draw.fillStyle = kind === 'wind' ? view.palette.wind : view.palette.current
  draw.lineWidth = 1.6 * view.ratio
  draw.setLineDash(kind === 'wind' ? [] : [4 * view.ratio, 3 * view.ratio])
  field.lon.forEach((lon, index) => {
    const u = field.u[index], v = field.v[index]
    if (u == null || v == null) return
    const length = (Math.hypot(u, v) / most) * LENGTH_PX_MAX * view.ratio
    arrow(draw, pixel(view, { lon, lat: field.lat[index]! }), Math.atan2(-v, u), length)
  })
  draw.restore()
}

function arrow(draw: CanvasRenderingContext2D, [x, y]: [number, number], angle: number, length: number): void {
  const [dx, dy] = [(Math.cos(angle) * length) / 2, (Math.sin(angle) * length) / 2]
  draw.beginPath()
  draw.moveTo(x - dx, y - dy)
  draw.lineTo(x + dx, y + dy)
  draw.stroke()
  const head = Math.min(8, 3 + length / 5)
  draw.beginPath()
  draw.moveTo(x + dx, y + dy)
  for (const side of [2.6, -2.6]) draw.lineTo(x + dx + Math.cos(angle + side) * head, y + dy + Math.sin(angle + side) * head)
  draw.fill()
}
