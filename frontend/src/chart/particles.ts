// Particles as single dots, put straight into a picture: the only way to draw 100 000 of them in a frame without a GPU.

import { type View, pixelX, pixelY } from './view'

const BIG_DOTS_MAX = 20_000

export class Particles {
  readonly count: number
  private readonly xy: Float32Array
  private readonly origin: { x: number; y: number }
  private readonly canvas = document.createElement('canvas')

  /** places: (time, particle, lon-lat), NaN where a particle is not there. */
  constructor(places: Float32Array, times: number, view: Pick<View, 'map'>) {
    this.count = places.length / 2 / times
    let first = 0
    while (first < places.length && Number.isNaN(places[first]!)) first += 2
    const lon = places[first] ?? 0
    const turn = view.map.turn(lon)
    this.origin = { x: view.map.xOn(lon, turn), y: view.map.y(places[first + 1] ?? 0) }
    this.xy = new Float32Array(places.length)
    for (let at = 0; at < places.length; at += 2) {
      this.xy[at] = view.map.xOn(places[at]!, turn) - this.origin.x
      this.xy[at + 1] = view.map.y(places[at + 1]!) - this.origin.y
    }
  }

  draw(target: CanvasRenderingContext2D, view: View, time: number): void {
    const [red, green, blue] = view.palette.particle
    const colour = ((190 << 24) | (blue << 16) | (green << 8) | red) >>> 0
    const { width, height } = view
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width
      this.canvas.height = height
    }
    const draw = this.canvas.getContext('2d')!
    const image = draw.createImageData(width, height)
    const out = new Uint32Array(image.data.buffer)
    const left = pixelX(view, this.origin.x), top = pixelY(view, this.origin.y)
    const scale = 1 / view.metres
    const big = this.count <= BIG_DOTS_MAX || view.ratio > 1.5
    const end = (time + 1) * this.count * 2
    for (let at = time * this.count * 2; at < end; at += 2) {
      const x = left + this.xy[at]! * scale
      const y = top - this.xy[at + 1]! * scale
      if (!(x >= 0 && y >= 0 && x < width - 1 && y < height - 1)) continue
      const dot = (y | 0) * width + (x | 0)
      out[dot] = colour
      if (big) out[dot + 1] = out[dot + width] = out[dot + width + 1] = colour
    }
    draw.putImageData(image, 0, 0)
    target.drawImage(this.canvas, 0, 0)
  }
}
