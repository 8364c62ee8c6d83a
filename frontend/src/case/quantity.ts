// What the server keeps in SI, as people write it, so that a form can be changed and sent back.

import { positionText } from '../format'

const SI = /^(-?[\d.eE+-]+) (m|s|m\/s|deg)$/
const round = (value: number): string => String(Number(value.toFixed(value < 10 ? 2 : 1)))

/** `3704.0 m` is `2 nm`, `1800.0 s` is `30 min`, `4.1156 m/s` is `8 kn`; everything else stays. */
export function quantityText(value: unknown): string {
  if (value === null || value === undefined) return ''
  const found = SI.exec(String(value))
  if (!found) return String(value)
  const number = Number(found[1])
  if (found[2] === 'm') return number < 900 ? `${round(number)} m` : `${round(number / 1852)} nm`
  if (found[2] === 'm/s') return `${round(number / 0.5144444444)} kn`
  if (found[2] === 's') return number < 3600 || number % 1800 !== 0 ? `${round(number / 60)} min` : `${round(number / 3600)} h`
  return round(number)
}

/** Hours of `10 h`, `165 min` or `2 h 45 min`; no end for what is none of them. */
export function hoursOf(text: unknown): number {
  const found = /^(?:([\d.]+) h)?\s*(?:([\d.]+) min)?$/.exec(String(text ?? '').trim())
  return found && (found[1] || found[2]) ? Number(found[1] ?? 0) + Number(found[2] ?? 0) / 60 : Infinity
}

/** A number where it is one, else what was typed, for the server to say what is wrong with it. */
export const numeric = (text: string): number | string => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text.trim())

const DECIMAL = /^\s*(-?\d+(?:\.\d+)?)[ ,]+(-?\d+(?:\.\d+)?)\s*$/

/** `60.5 4.0`, latitude first, as a place; null for other writings. */
export function decimalPlace(value: unknown): { lon: number; lat: number } | null {
  const found = DECIMAL.exec(String(value ?? ''))
  return found ? { lat: Number(found[1]), lon: Number(found[2]) } : null
}

const OURS = /^(\d{2}) ([0-5]\d\.\d{3})([NS]) (\d{3}) ([0-5]\d\.\d{3})([EW])$/

/** What `typed` writes, read back; null for other writings, which the server reads. */
export function typedPlace(text: string): { lon: number; lat: number } | null {
  const found = OURS.exec(text)
  if (!found) return null
  const lat = (Number(found[1]) + Number(found[2]) / 60) * (found[3] === 'S' ? -1 : 1)
  const lon = (Number(found[4]) + Number(found[5]) / 60) * (found[6] === 'W' ? -1 : 1)
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lon, lat } : null
}

/** A position as it is typed: `60 30.000N 004 00.000E`. */
export function placeText(value: unknown): string {
  const at = decimalPlace(value)
  return at ? typed(at) : String(value ?? '')
}

export const typed = (at: { lon: number; lat: number }): string => positionText(at).replaceAll('°', ' ').replaceAll('′', '')

export const timeText = (value: unknown): string =>
  value ? String(value).replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/, '$1 $2Z') : ''
