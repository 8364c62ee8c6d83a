// Single places: what was reported, units at their base with the circle they can reach, and the line that is measured.

import { degrees, nm } from '../format'
import { type Place, courseDeg, distanceM, rangeRing } from './mercator'
import { type View, label, pixel, pixelX, pixelY, short } from './view'

export interface Mark { at: Place; name: string; radiusM?: number; kind: 'report' | 'unit' }

/** Longest and shortest range in view that a circle is drawn for [pixels of the page]. */
const CIRCLE_PX = [3, 4000] as const

export function drawMarks(draw: CanvasRenderingContext2D, view: View, marks: readonly Mark[]): void {
  for (const mark of marks) {
    const [x, y] = pixel(view, mark.at)
    const size = 6 * view.ratio
    draw.strokeStyle = draw.fillStyle = mark.kind === 'unit' ? view.palette.base : view.palette.mark
    draw.lineWidth = 2 * view.ratio
    draw.beginPath()
    if (mark.kind === 'unit') {
      draw.moveTo(x, y - size)
      draw.lineTo(x + size, y + size)
      draw.lineTo(x - size, y + size)
      draw.closePath()
    } else {
      for (const side of [-1, 1]) {
        draw.moveTo(x - size, y - size * side)
        draw.lineTo(x + size, y + size * side)
      }
    }
    draw.stroke()
    circle(draw, view, mark)
    label(draw, view, short(mark.name), [x + 1.8 * size, y], draw.strokeStyle as string)
  }
}

function circle(draw: CanvasRenderingContext2D, view: View, mark: Mark): void {
  if (!mark.radiusM) return
  const radius = mark.radiusM / view.map.groundScale(view.map.y(mark.at.lat)) / view.metres
  if (radius < CIRCLE_PX[0] * view.ratio || radius > CIRCLE_PX[1] * view.ratio) return
  const turn = view.map.turn(mark.at.lon)
  draw.save()
  draw.lineWidth = 1.2 * view.ratio
  draw.setLineDash([2 * view.ratio, 4 * view.ratio])
  draw.beginPath()
  rangeRing(mark.at, mark.radiusM).forEach(({ lon, lat }, index) => {
    const x = pixelX(view, view.map.xOn(lon, turn)), y = pixelY(view, view.map.y(lat))
    if (index === 0) draw.moveTo(x, y)
    else draw.lineTo(x, y)
  })
  draw.stroke()
  draw.restore()
}

/** `060° 12.3 nm` of each leg. */
export const legText = (from: Place, to: Place): string => `${degrees(courseDeg(from, to))} ${nm(distanceM(from, to))}`

export function drawMeasure(draw: CanvasRenderingContext2D, view: View, places: readonly Place[]): void {
  if (places.length === 0) return
  const points = places.map((at) => pixel(view, at))
  draw.strokeStyle = draw.fillStyle = view.palette.measure
  draw.lineWidth = 2 * view.ratio
  draw.beginPath()
  points.forEach((point, index) => (index === 0 ? draw.moveTo(...point) : draw.lineTo(...point)))
  draw.stroke()
  points.forEach(([x, y], index) => {
    draw.fillStyle = view.palette.measure
    draw.beginPath()
    draw.arc(x, y, 4 * view.ratio, 0, 2 * Math.PI)
    draw.fill()
    if (index > 0) label(draw, view, legText(places[index - 1]!, places[index]!), [x + 8 * view.ratio, y], view.palette.measure)
  })
}
