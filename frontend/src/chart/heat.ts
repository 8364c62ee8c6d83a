// The probability map: one byte a cell, on columns of longitude and rows of latitude.

import { type Palette, heatTable } from './palette'
import { mercatorRows } from './raster_rows'
import { type View, pixelX, pixelY } from './view'

export interface Grid { columns: number; rows: number; lon: number[]; lat: number[] }

export class Heat {
  private readonly canvas = document.createElement('canvas')
  private drawn = ''
  private table: Uint32Array | null = null
  private tableOf: Palette | null = null
  private readonly rowOf: Uint16Array

  /** bytes: (time, row, column), the south-west first. */
  constructor(private readonly grid: Grid, private readonly bytes: Uint8Array, view: Pick<View, 'map'>) {
    this.canvas.width = grid.columns
    this.canvas.height = grid.rows
    this.rowOf = mercatorRows(grid.lat, (lat) => view.map.y(lat))
  }

  draw(target: CanvasRenderingContext2D, view: View, time: number): void {
    this.paint(view.palette, time)
    const { lon, lat } = this.grid
    const west = lon[0]!, east = lon[lon.length - 1]!
    const turn = view.map.turn((west + east) / 2)
    const left = pixelX(view, view.map.xOn(west, turn)), right = pixelX(view, view.map.xOn(east, turn))
    const top = pixelY(view, view.map.y(lat[lat.length - 1]!)), bottom = pixelY(view, view.map.y(lat[0]!))
    target.imageSmoothingEnabled = true
    target.drawImage(this.canvas, left, top, right - left, bottom - top)
  }

  private paint(palette: Palette, time: number): void {
    const wanted = `${time} ${palette.sea}`
    if (wanted === this.drawn) return
    this.drawn = wanted
    if (this.tableOf !== palette) this.table = heatTable((this.tableOf = palette))
    const { columns, rows } = this.grid
    const image = new ImageData(columns, rows)
    const out = new Uint32Array(image.data.buffer)
    const table = this.table!
    const first = time * rows * columns
    for (let row = 0; row < rows; row++) {
      const from = first + this.rowOf[row]! * columns
      const to = row * columns
      for (let column = 0; column < columns; column++) out[to + column] = table[this.bytes[from + column]!]!
    }
    this.canvas.getContext('2d')!.putImageData(image, 0, 0)
  }
}
