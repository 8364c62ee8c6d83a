// What each pattern of an order asks for: places, figures, choices and times, by the keys of a tasks file.

import type { Json } from '../api'
import { button, field, h, show } from '../dom'
import { type Key, t } from '../i18n'
import { type PlaceInput, placeInput, textInput, timeInput } from './inputs'
import { numeric, placeText, quantityText, timeText } from './quantity'
import type { Pick } from './scenario_card'

export const PATTERNS = ['PS', 'CS', 'SS', 'VS', 'TSR', 'TSN', 'CSC', 'B'] as const
export type Pattern = (typeof PATTERNS)[number]

interface Asked { places: string[]; points?: 'route' | 'line'; figures: string[]; choices: Record<string, string[]>; times: string[]; vessel?: boolean }

const AREA = ['bearing', 'length', 'width', 'spacing']
const TURN = { turn: ['right', 'left'] }
const LINES: Asked = { places: [], points: 'route', figures: ['lines', 'spacing'], choices: { begin: ['start', 'end'] }, times: ['start'] }
const ASKED: Record<Pattern, Asked> = {
  PS: { places: ['centre', 'csp'], figures: AREA, choices: {}, times: ['start'] },
  CS: { places: ['centre', 'csp'], figures: AREA, choices: {}, times: ['start'] },
  CSC: { places: ['centre', 'csp'], figures: AREA, choices: {}, times: ['start'], vessel: true },
  SS: { places: ['centre'], figures: ['bearing', 'length', 'spacing'], choices: TURN, times: ['start'] },
  VS: { places: ['centre'], figures: ['bearing', 'radius'], choices: { rounds: ['1', '2'], ...TURN }, times: ['start'] },
  TSR: LINES, TSN: LINES,
  B: { places: [], points: 'line', figures: ['toward', 'speed'], choices: {}, times: ['from', 'until'] },
}
const POINTS_MIN = 2
const LENGTHS = new Set(['length', 'width', 'radius', 'spacing'])

export interface OrderFields {
  value: () => Json
  places: () => PlaceInput[]
  /** Its fields by their place in the order, such as `centre`, `route[1]`. */
  inputs: () => Map<string, HTMLInputElement>
}

/** Draw the fields of a pattern with what an order says already. A field that nobody touches gives back just what was there. */
export function orderFields(pattern: Pattern, old: Json, body: HTMLElement, around: { pick: Pick; vessels: string[]; edited: () => void }): OrderFields {
  const { pick, edited } = around
  const asked = ASKED[pattern]
  const stream = (old['stream'] ?? {}) as Json
  const raw = (key: string): unknown => old[key] ?? stream[key]
  const places = asked.places.map((key) => untouched(key, raw(key), placeInput(t(`order.${key}` as Key), placeText(raw(key)), edited, pick)))
  const figures = asked.figures.map((key) => untouched(key, raw(key), textInput(t(`order.${key}` as Key), quantityText(raw(key)), edited)))
  const choices = Object.entries(asked.choices).map(([key, values]) => {
    const input = h('select', { onchange: edited }, values.map((one) => h('option', { value: one, selected: String(old[key] ?? values[0]) === one }, key === 'rounds' ? one : t(`order.${one}` as Key))))
    return { key, input, element: field(t(`order.${key}` as Key), input) }
  })
  const times = asked.times.map((key) => ({ key, at: timeInput(t(`order.${key}` as Key), timeText(old[key]), edited) }))
  const vessel = h('select', { onchange: edited }, around.vessels.map((one) => h('option', { value: one, selected: one === old['with'] }, one)))
  const points = asked.points ? pointList(asked.points, (old[asked.points] ?? []) as string[], { pick, edited }) : null
  show(body, points?.element, places.map((one) => one.element), asked.vessel && field(t('order.with'), vessel),
    h('div', { class: 'field-row' }, figures.map((one) => one.element)), h('div', { class: 'field-row' }, choices.map((one) => one.element)), times.map((one) => one.at.element))
  const value = (): Json => {
    const told: Json = {}
    for (const one of [...places, ...figures]) if (one.value() !== '') told[one.key] = one.value()
    for (const { key, input } of choices) told[key] = key === 'rounds' ? Number(input.value) : input.value
    for (const { key, at } of times) if (at.input.value.trim()) told[key] = at.iso()
    if (asked.vessel) told['with'] = vessel.value
    if (points) told[asked.points!] = points.value()
    const { toward, speed, ...rest } = told
    return pattern !== 'B' ? told : toward === undefined && speed === undefined ? rest : { ...rest, stream: { toward, speed } }
  }
  return {
    value, places: () => [...places.map((one) => one.shown as PlaceInput), ...(points?.places() ?? [])],
    inputs: () => new Map([
      ...[...places, ...figures].map((one) => [pattern === 'B' ? `stream.${one.key}` : one.key, one.shown.input] as const),
      ...times.map((one) => [one.key, one.at.input] as const),
      ...(points?.places() ?? []).map((one, index) => [`${asked.points}[${index}]`, one.input] as const),
    ]),
  }
}

/** A figure or place as it was where its field still shows that, else as it was typed: bare numbers are nautical miles or knots. */
function untouched<I extends { element: HTMLElement; input: HTMLInputElement }>(key: string, raw: unknown, shown: I): { key: string; shown: I; element: HTMLElement; value: () => unknown } {
  const first = shown.input.value
  const typed = (): unknown => {
    const read = numeric(shown.input.value)
    if (typeof read === 'string') return read
    return LENGTHS.has(key) ? `${read} nm` : key === 'speed' ? `${read} kn` : read
  }
  return { key, shown, element: shown.element, value: () => (raw !== undefined && raw !== null && shown.input.value === first ? raw : typed()) }
}

/** The points of a route, as many as wanted, or the two ends of a line. */
function pointList(kind: 'route' | 'line', old: string[], { pick, edited }: { pick: Pick; edited: () => void }): { element: HTMLElement; value: () => unknown[]; places: () => PlaceInput[] } {
  const rows = h('div')
  const points: { at: PlaceInput; value: () => unknown }[] = []
  const add = (raw: unknown): void => {
    const at = placeInput(t('place.nth', { n: points.length + 1 }), placeText(raw ?? ''), edited, pick)
    points.push({ at, value: untouched('point', raw, at).value })
    rows.append(at.element)
  }
  for (const one of old) add(one)
  while (points.length < POINTS_MIN) add(undefined)
  /** Click after click, until Escape. */
  const more = (): void => pick((text) => {
    const empty = points.find((one) => !one.at.input.value.trim())
    if (!empty && kind === 'line') return
    if (!empty) add(undefined)
    ;(empty ?? points.at(-1)!).at.take(text)
    more()
  })
  const element = h('div', {}, rows, h('div', { class: 'buttons' }, button(t('order.points'), more), kind === 'route' && button(t('place.add'), () => { add(undefined); points.at(-1)!.at.input.focus() })))
  return { element, places: () => points.map((one) => one.at), value: () => points.filter((one) => one.at.input.value.trim()).map((one) => one.value()) }
}
