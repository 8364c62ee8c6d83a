// What one frame is drawn with: from the map's metres to pixels of the canvas.

import type { Mercator, Place } from './mercator'
import type { Palette } from './palette'

export interface View {
  map: Mercator
  palette: Palette
  width: number
  height: number
  /** Pixels of the canvas for one of the page. */
  ratio: number
  /** Metres of the map for one pixel of the canvas. */
  metres: number
  centreX: number
  centreY: number
}

export const pixelX = (view: View, x: number): number => view.width / 2 + (x - view.centreX) / view.metres
export const pixelY = (view: View, y: number): number => view.height / 2 - (y - view.centreY) / view.metres

export function pixel(view: View, place: Place): [number, number] {
  return [pixelX(view, view.map.x(place.lon)), pixelY(view, view.map.y(place.lat))]
}

/** West and east go on past 180 together; they lie round the middle meridian. */
export interface Box { west: number; south: number; east: number; north: number }

export function boxOf(view: View): Box {
  const halfX = (view.width / 2) * view.metres
  const halfY = (view.height / 2) * view.metres
  const lonOf = (x: number): number => (x / 6_378_137) * (180 / Math.PI) + view.map.lon0
  return {
    west: lonOf(view.centreX - halfX), east: lonOf(view.centreX + halfX),
    south: view.map.lat(view.centreY - halfY), north: view.map.lat(view.centreY + halfY),
  }
}

const LABEL_MAX = 28

/** A name as the map has room for it. */
export const short = (name: string): string => {
  const letters = [...name]
  return letters.length > LABEL_MAX ? `${letters.slice(0, LABEL_MAX - 1).join('')}…` : name
}

/** Text on a plate, so that it can be read over anything. */
export function label(draw: CanvasRenderingContext2D, view: View, text: string, at: [number, number], ink?: string): void {
  draw.font = `${Math.round(12 * view.ratio)}px system-ui, sans-serif`
  const wide = draw.measureText(text).width
  const pad = 3 * view.ratio
  const tall = 14 * view.ratio
  draw.fillStyle = view.palette.plate
  draw.fillRect(at[0] - pad, at[1] - tall / 2 - pad / 2, wide + 2 * pad, tall + pad)
  draw.fillStyle = ink ?? view.palette.ink
  draw.textBaseline = 'middle'
  draw.fillText(text, at[0], at[1])
}
