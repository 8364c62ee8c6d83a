// Sea, land and graticule, on a canvas of their own: while only the time changes they are not drawn again.

import { latText, lonText } from '../format'
import { gridStepMin } from './grid_step'
import { overviewPath } from './overview'
import { type Box, type View, boxOf, label, pixelX, pixelY } from './view'

export interface Coast { type: 'MultiPolygon'; coordinates: number[][][][] }

/** A wider view is drawn with the coast of the overview: the exact one would take the server long, and could not be seen. */
export const WIDE_DEG = 12

export class Ground {
  private readonly canvas = document.createElement('canvas')
  private drawn = ''
  private land: Path2D | null = null
  private readonly origin = { x: 0, y: 0 }
  private version = 0
  private box: Box | null = null
  private overview: Path2D | null = null

  /** Have the coast of the world ready; `done` when it is. */
  loadOverview(map: View['map'], done: () => void): void {
    overviewPath(map).then((path) => {
      this.overview = path
      this.version += 1
      done()
    }).catch(() => undefined)
  }

  /** Land in a box; its longitudes go on from the box's west. */
  setCoast(coast: Coast, box: Box, view: View): void {
    const turn = view.map.turn((box.west + box.east) / 2)
    this.box = box
    // A path holds single precision: an origin nearby keeps it exact to less than a metre.
    this.origin.x = view.map.xOn((box.west + box.east) / 2, turn)
    this.origin.y = view.map.y((box.south + box.north) / 2)
    this.land = new Path2D()
    for (const polygon of coast.coordinates) {
      for (const ring of polygon) {
        ring.forEach((point, index) => {
          const x = view.map.xOn(point[0]!, turn) - this.origin.x
          const y = view.map.y(point[1]!) - this.origin.y
          if (index === 0) this.land!.moveTo(x, y)
          else this.land!.lineTo(x, y)
        })
        this.land.closePath()
      }
    }
    this.version += 1
  }

  draw(target: CanvasRenderingContext2D, view: View): void {
    const wanted = [view.width, view.height, view.metres, view.centreX, view.centreY, view.palette.sea, this.version].join()
    if (wanted !== this.drawn) {
      this.drawn = wanted
      this.canvas.width = view.width
      this.canvas.height = view.height
      this.redraw(this.canvas.getContext('2d', { alpha: false })!, view)
    }
    target.drawImage(this.canvas, 0, 0)
  }

  private redraw(draw: CanvasRenderingContext2D, view: View): void {
    draw.fillStyle = view.palette.sea
    draw.fillRect(0, 0, view.width, view.height)
    const shown = boxOf(view)
    const exact = this.land && this.box && shown.east - shown.west <= WIDE_DEG && meets(this.box, shown)
    if (exact) drawLand(draw, view, this.land!, this.origin)
    else if (this.overview) drawLand(draw, view, this.overview, { x: 0, y: 0 })
    this.graticule(draw, view)
  }

  private graticule(draw: CanvasRenderingContext2D, view: View): void {
    const box = boxOf(view)
    const step = gridStepMin((((box.east - box.west) * 60) / view.width) * view.ratio) / 60
    draw.strokeStyle = view.palette.grid
    draw.lineWidth = view.ratio
    draw.beginPath()
    const meridians: [number, number][] = []
    for (let line = Math.ceil(box.west / step); line * step <= box.east; line++) {
      const at = Math.round(pixelX(view, view.map.xOn(line * step, 0))) + 0.5
      meridians.push([line * step, at])
      draw.moveTo(at, 0)
      draw.lineTo(at, view.height)
    }
    const parallels: [number, number][] = []
    for (let line = Math.ceil(box.south / step); line * step <= box.north; line++) {
      const at = Math.round(pixelY(view, view.map.y(line * step))) + 0.5
      parallels.push([line * step, at])
      draw.moveTo(0, at)
      draw.lineTo(view.width, at)
    }
    draw.stroke()
    const edge = 6 * view.ratio
    const decimals = step * 60 < 1 ? 1 : 0
    for (const [lon, at] of meridians) label(draw, view, lonText(lon, decimals), [at + edge / 2, view.height - 2 * edge])
    for (const [lat, at] of parallels) if (at < view.height - 5 * edge) label(draw, view, latText(lat, decimals), [edge, at])
  }
}

const meets = (a: Box, b: Box): boolean => a.west < b.east && b.west < a.east && a.south < b.north && b.south < a.north

function drawLand(draw: CanvasRenderingContext2D, view: View, land: Path2D, origin: { x: number; y: number }): void {
  const scale = 1 / view.metres
  draw.setTransform(scale, 0, 0, -scale, pixelX(view, origin.x), pixelY(view, origin.y))
  draw.fillStyle = view.palette.land
  draw.fill(land, 'evenodd')
  draw.strokeStyle = view.palette.shore
  draw.lineWidth = view.metres * view.ratio
  draw.stroke(land)
  draw.setTransform(1, 0, 0, 1, 0, 0)
}
