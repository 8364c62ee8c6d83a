// One scenario: a kind, what that kind needs, and how likely it is beside the others.

import type { Json } from '../api'
import type { Mark } from '../chart/marks'
import { button, field, h, show } from '../dom'
import { type Key, t } from '../i18n'
import { type PlaceInput, type TimeInput, placeInput, textInput, timeInput } from './inputs'
import { decimalPlace, numeric, placeText, quantityText, timeText } from './quantity'

type Kind = 'position' | 'voyage' | 'area' | 'bearing' | 'datum_line'
const KINDS: Kind[] = ['position', 'voyage', 'area', 'bearing', 'datum_line']
const FIELDS: Record<Kind, { places: 'one' | 'list' | 'route' | 'two'; times: string[]; texts: Record<string, string> }> = {
  position: { places: 'one', times: ['time'], texts: { position_error: '1 nm', time_error: '10 min' } },
  voyage: { places: 'route', times: [], texts: { speed: '8 kn', speed_error: '1 kn', track_error: '1 nm' } },
  area: { places: 'list', times: ['from', 'until'], texts: {} },
  bearing: { places: 'one', times: ['time'], texts: { bearing: '', bearing_error: '3', range: '5 nm', range_error: '1 nm', time_error: '10 min' } },
  datum_line: { places: 'two', times: ['time'], texts: { error: '1 nm', time_error: '10 min' } },
}
const PLACES_AT_FIRST = { one: 1, two: 2, route: 2, list: 3 }

export type Pick = (take: (text: string) => void) => void

export interface ScenarioCard {
  element: HTMLElement; name: () => string; value: () => Json; marks: () => Mark[]; weight: HTMLInputElement; share: HTMLElement; faults: HTMLElement; remove: HTMLButtonElement
  /** Its fields by their place in the scenario, such as `at`, `route[1].time`. */
  fields: () => Map<string, HTMLInputElement>
}

interface KindFields { value: () => Json; places: () => PlaceInput[]; fields: () => [string, HTMLInputElement][] }

export function scenarioCard(old: Json, pick: Pick, edited: () => void, removed: () => void): ScenarioCard {
  const name = textInput(t('name'), String(old['name']), edited)
  const weight = h('input', { value: String(old['weight'] ?? 1), inputmode: 'decimal', oninput: edited })
  const share = h('small')
  const kind = h('select', {}, KINDS.map((one) => h('option', { value: one, selected: one === old['kind'] }, t(`kind.${one}`))))
  const body = h('div')
  const faults = h('div', { class: 'error' })
  const remove = button(t('scenario.remove'), removed)
  let read: KindFields = { value: () => ({}), places: () => [], fields: () => [] }
  const draw = (from: Json): void => {
    read = kindFields(kind.value as Kind, from, body, pick, edited)
    edited()
  }
  kind.addEventListener('change', () => draw({}))
  queueMicrotask(() => draw(old))
  const value = (): Json => ({ name: name.input.value.trim(), kind: kind.value, weight: numeric(weight.value), ...read.value() })
  return {
    element: h('fieldset', {}, h('legend', {}, t('scenario.title')),
      h('div', { class: 'field-row' }, name.element, field(t('scenario.kind'), kind), h('div', {}, field(t('scenario.weight'), weight), share)), body, faults, remove),
    name: () => name.input.value.trim(), weight, share, faults, remove, value,
    fields: () => new Map([['name', name.input], ['weight', weight], ...read.fields()]),
    marks: () => read.places().flatMap((one) => {
      const at = one.place() ?? decimalPlace(one.input.value)
      return at ? [{ at, name: name.input.value, kind: 'report' as const, ...radius(value()['position_error']) }] : []
    }),
  }
}

function radius(text: unknown): { radiusM?: number } {
  const found = /^([\d.]+)\s*(nm|km|m)$/.exec(String(text ?? '').trim())
  return found ? { radiusM: Number(found[1]) * { nm: 1852, km: 1000, m: 1 }[found[2] as 'nm' | 'km' | 'm'] } : {}
}

function kindFields(kind: Kind, old: Json, body: HTMLElement, pick: Pick, edited: () => void): KindFields {
  const { places: shape, times, texts } = FIELDS[kind]
  const places: { at: PlaceInput; time: TimeInput | null }[] = []
  const rows = h('div')
  const addPlace = (value: unknown, time: unknown): void => {
    const at = placeInput(places.length ? t('place.nth', { n: places.length + 1 }) : t('place'), placeText(value), edited, pick)
    const when = shape === 'route' ? timeInput(t('place.time'), timeText(time), edited) : null
    places.push({ at, time: when })
    rows.append(at.element, ...(when ? [when.element] : []))
  }
  for (const [value, time] of oldPlaces(kind, old)) addPlace(value, time)
  while (places.length < PLACES_AT_FIRST[shape]) addPlace('', '')
  const whens = times.map((key) => [key, timeInput(t(`field.${key}` as Key), timeText(old[key]), edited)] as const)
  const others = Object.entries(texts).map(([key, usual]) => [key, textInput(t(`field.${key}` as Key), quantityText(old[key] ?? usual), edited)] as const)
  show(body, rows, (shape === 'list' || shape === 'route') && button(t('place.add'), () => addPlace('', '')),
    whens.map(([, one]) => one.element), h('div', { class: 'field-row' }, others.map(([, one]) => one.element)))
  // What is left empty is no point of a route or an outline, unless too few are left.
  const given = (): typeof places => {
    const filled = places.filter((one) => one.at.input.value.trim())
    let missing = PLACES_AT_FIRST[shape] - filled.length
    return places.filter((one) => filled.includes(one) || missing-- > 0)
  }
  return {
    places: () => places.map((one) => one.at),
    fields: () => [
      ...given().flatMap((one, index): [string, HTMLInputElement][] => {
        const where = { one: 'at', two: `line[${index}]`, list: `polygon[${index}]`, route: `route[${index}].at` }[shape]
        return [[where, one.at.input], ...(one.time ? [[`route[${index}].time`, one.time.input] as [string, HTMLInputElement]] : [])]
      }),
      ...whens.map(([key, one]): [string, HTMLInputElement] => [key, one.input]), ...others.map(([key, one]): [string, HTMLInputElement] => [key, one.input]),
    ],
    value: () => ({
      // What this page has no field for, such as the period of distress on a voyage, stays as it was.
      ...Object.fromEntries(Object.entries(old).filter(([key]) => old['kind'] === kind && key === 'distress')),
      ...placed(shape, given().map((one) => [one.at.input.value.trim(), one.time?.iso() ?? ''])),
      ...Object.fromEntries(whens.map(([key, one]) => [key, one.iso()])),
      ...Object.fromEntries(others.filter(([, one]) => one.input.value.trim()).map(([key, one]) => [key, one.input.value.trim()])),
    }),
  }
}

function oldPlaces(kind: Kind, old: Json): [unknown, unknown][] {
  if (kind === 'voyage') return ((old['route'] ?? []) as { at: unknown; time: unknown }[]).map((one) => [one.at, one.time])
  if (kind === 'area') return ((old['polygon'] ?? []) as unknown[]).map((at) => [at, null])
  if (kind === 'datum_line') return ((old['line'] ?? []) as unknown[]).map((at) => [at, null])
  return old['at'] === undefined ? [] : [[old['at'], null]]
}

function placed(shape: 'one' | 'list' | 'route' | 'two', places: [string, string][]): Json {
  if (shape === 'route') return { route: places.map(([at, time]) => (time ? { at, time } : { at })) }
  if (shape === 'list') return { polygon: places.map(([at]) => at) }
  if (shape === 'two') return { line: places.map(([at]) => at) }
  return { at: places[0]?.[0] ?? '' }
}
