// What wind and current cover, drawn: when, beside the hours that the drift needs, and where, with the places of the case.

import type { Place } from '../chart/mercator'
import { wrap } from '../chart/mercator'
import { h, svg } from '../dom'
import { latText, lonText } from '../format'
import { t, word } from '../i18n'
import type { Coverage } from './desk_case'

const WIDE = 400
const ROW = 26
const NAMES = 100
const DATA = '~'
const WHERE_WIDE = 200
const WHERE_TALL_MAX = 150

export const at = (text: string): number => Date.parse(text.replace(' ', 'T'))

/** Whether one quantity has data from the first to the last hour that is needed, over all of its sources. */
export function covers(parts: readonly Coverage[], quantity: string, [from, until]: [number, number]): boolean {
  const spans = parts.filter((one) => one.quantity === quantity).flatMap(spansOf).sort(([a], [b]) => a - b)
  let reached = from
  for (const [begin, end] of spans) if (begin <= reached) reached = Math.max(reached, end)
  return reached >= until
}

/** When there is data, gaps left out. A table that is the same everywhere holds for ever. */
export function spansOf(part: Coverage): [number, number][] {
  if (part.everywhere) return [[-Infinity, Infinity]]
  const edges = [at(part.from), ...part.gaps.flatMap(([last, next]) => [at(last), at(next)]), at(part.until)]
  return edges.filter((_, index) => index % 2 === 0).map((begin, index) => [begin, edges[index * 2 + 1]!])
}

export function whenPicture(parts: readonly Coverage[], needed: [number, number]): SVGElement {
  const [from, until] = needed
  const margin = (until - from) / 4
  const x = (time: number): number => NAMES + ((Math.min(Math.max(time, from - margin), until + margin) - from + margin) / (until - from + 2 * margin)) * (WIDE - NAMES - 4)
  const whole = ['wind', 'current'].every((quantity) => covers(parts, quantity, needed))
  const row = (index: number, name: string, spans: [number, number][], kind: string): SVGElement => svg('g', {}, svg('text', { x: 2, y: index * ROW + 17 }, name),
    spans.map(([begin, end]) => svg('rect', { x: x(begin), y: index * ROW + 5, width: Math.max(2, x(end) - x(begin)), height: 15, rx: 2, fill: kind })))
  return svg('svg', { class: 'cover', viewBox: `0 0 ${WIDE} ${(parts.length + 1) * ROW}`, role: 'img', 'aria-label': whole ? t('forcing.covered') : t('forcing.not_covered') },
    row(0, t('forcing.needed'), [needed], 'var(--mark)'),
    parts.map((one, index) => row(index + 1, word('quantity', one.quantity), spansOf(one), covers([one], one.quantity, needed) ? 'var(--good)' : 'var(--warn)')))
}

/** Cells with data on the box of a source, north up, and the places of the case; null for a table, which holds everywhere. */
export function wherePicture(part: Coverage, places: readonly Place[]): HTMLElement | null {
  const picture = part.picture ?? []
  if (part.everywhere || picture.length === 0) return null
  const { west, south, east, north } = part.box
  const middle = Math.cos(((south + north) / 2) * (Math.PI / 180))
  const tall = Math.min(WHERE_TALL_MAX, (WHERE_WIDE * (north - south)) / Math.max((east - west) * middle, 1e-6))
  const wide = Math.min(WHERE_WIDE, (tall * (east - west) * middle) / Math.max(north - south, 1e-6))
  const columns = picture[0]!.length
  const cells = picture.flatMap((line, row) => [...line].flatMap((cell, column) => (cell === DATA
    ? [svg('rect', { x: (column / columns) * wide, y: (row / picture.length) * tall, width: wide / columns + 0.3, height: tall / picture.length + 0.3, class: 'cover-data' })] : [])))
  const inside = (place: Place): [number, number] => [((wrap(place.lon - (west + east) / 2) + (east - west) / 2) / (east - west)) * wide, ((north - place.lat) / (north - south)) * tall]
  const out = places.filter((place) => { const [x, y] = inside(place); return x < 0 || y < 0 || x > wide || y > tall }).length
  const marks = places.map(inside).map(([x, y]) => svg('path', { d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`, class: 'cover-mark' }))
  const text = `${latText(south, 0)}–${latText(north, 0)} ${lonText(west, 0)}–${lonText(east, 0)}`
  return h('div', {}, svg('svg', { class: 'where', viewBox: `-1 -1 ${wide + 2} ${tall + 2}`, width: wide, height: tall, role: 'img', 'aria-label': `${word('quantity', part.quantity)}: ${text}` },
    svg('rect', { x: 0, y: 0, width: wide, height: tall, class: 'cover-frame' }), cells, marks),
    h('p', { class: 'soft' }, text), out > 0 && h('p', { class: 'warn' }, t('forcing.outside', { n: out })))
}
