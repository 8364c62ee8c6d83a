// What is known of the distress: object, scenarios with weights, and until when to drift. The server checks it as it is
// typed, and what stands against it is shown at its place.

import { type Json, type Problem, ask, tell } from '../api'
import type { Mark } from '../chart/marks'
import { button, field, h, show } from '../dom'
import { percent } from '../format'
import { type Key, t } from '../i18n'
import { type Choice, type PlaceInput, placeInput, searchInput, textInput, timeInput } from './inputs'
import { decimalPlace, placeText, quantityText, timeText } from './quantity'

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
const CHECK_MS = 400
const HOURS_AT_FIRST = 12

export type Pick = (take: (text: string) => void) => void

interface Card { element: HTMLElement; value: () => Json; marks: () => Mark[]; weight: HTMLInputElement; share: HTMLElement; faults: HTMLElement }

export class IncidentForm {
  readonly element = h('div')
  ready: Json | null = null
  /** Whether somebody typed in it since it was made. */
  touched = false
  private cards: Card[] = []
  private readonly list = h('div')
  private readonly faults = h('div', { class: 'error', role: 'status' })
  private readonly name: HTMLInputElement
  private object: string
  private readonly until
  private readonly particles: HTMLInputElement
  private timer = 0
  private asked = 0

  /** changed: called with the places to show on the map, and whenever the server has checked. */
  constructor(private readonly old: Json | null, private readonly pick: Pick, private readonly changed: (marks: Mark[]) => void) {
    const edited = (): void => this.edited()
    const drift = (old?.['drift'] ?? {}) as Json
    const name = textInput(t('incident.name'), String(old?.['name'] ?? ''), edited)
    this.name = name.input
    this.object = ((old?.['object'] as { object: string }[] | undefined) ?? [])[0]?.object ?? ''
    const later = new Date(Date.now() + HOURS_AT_FIRST * 3_600_000).toISOString()
    this.until = timeInput(t('incident.until'), timeText(drift['until'] ?? `${later.slice(0, 14)}00Z`), edited)
    this.particles = h('input', { value: String(drift['particles'] ?? 10_000), inputmode: 'numeric', oninput: edited })
    this.element.addEventListener('input', () => { this.touched = true })
    const scenarios = (old?.['scenarios'] as Json[] | undefined) ?? [{ kind: 'position', name: t('scenario.first'), weight: 1 }]
    for (const scenario of scenarios) this.add(scenario)
    show(this.element, name.element, searchInput(t('incident.object'), this.object, objects, (choice) => { this.object = choice.key; this.edited() }),
      h('h2', {}, t('incident.scenarios')), this.list,
      h('div', { class: 'buttons' }, button(t('scenario.add'), () => { this.add({ kind: 'position', name: t('scenario.nth', { n: this.cards.length + 1 }), weight: 1 }); this.edited() })),
      h('h2', {}, t('incident.drift')), h('div', { class: 'field-row' }, this.until.element, field(t('incident.particles'), this.particles)), this.faults)
    this.edited()
  }

  marks(): Mark[] { return this.cards.flatMap((card) => card.marks()) }

  private add(scenario: Json): void {
    const card = scenarioCard(scenario, this.pick, () => this.edited(), () => {
      this.cards = this.cards.filter((one) => one !== card)
      card.element.remove()
      this.edited()
    })
    this.cards.push(card)
    this.list.append(card.element)
  }

  private value(): Json {
    const old = (this.old ?? {}) as Json
    return {
      ...old, format: 'sarex-incident/1', name: this.name.value.trim(), object: this.object,
      scenarios: this.cards.map((card) => card.value()),
      drift: { ...((old['drift'] ?? {}) as Json), until: this.until.iso(), particles: Number(this.particles.value) },
    }
  }

  private edited(): void {
    const weights = this.cards.map((card) => Number(card.weight.value) || 0)
    const whole = weights.reduce((sum, weight) => sum + weight, 0)
    this.cards.forEach((card, index) => show(card.share, whole > 0 ? `= ${percent(weights[index]! / whole, 0)}` : ''))
    this.ready = null
    this.changed(this.marks())
    window.clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.check(), CHECK_MS)
  }

  private async check(): Promise<void> {
    const number = ++this.asked
    const incident = this.value()
    const told = await tell<{ ok: boolean; problems: Problem[] }>('POST', '/read/incident', { incident }).catch((fault: Error) => ({ ok: false, problems: [{ place: '', text: fault.message }] }))
    if (number !== this.asked) return
    const placed = (problem: Problem): number => Number(/^scenarios\[(\d+)\]/.exec(problem.place)?.[1] ?? -1)
    // What is still empty is no fault yet.
    const line = (one: Problem): HTMLElement => (/^(''|"")/.test(one.text) ? h('div', { class: 'soft' }, t('incident.missing', { what: named(one.place) })) : h('div', {}, one.text))
    this.cards.forEach((card, index) => show(card.faults, told.problems.filter((one) => placed(one) === index).map(line)))
    show(this.faults, told.problems.filter((one) => placed(one) < 0).map((one) => (/^name/.test(one.place) && !this.name.value || /^object/.test(one.place) && !this.object
      ? h('div', { class: 'soft' }, t('incident.missing', { what: named(one.place) })) : h('div', {}, one.text))))
    this.ready = told.ok ? incident : null
    this.changed(this.marks())
  }
}

const objects = (words: string): Promise<Choice[]> =>
  ask<{ key: string; text: string }[]>(`/objects?q=${encodeURIComponent(words)}`).then((found) => found.map((one) => ({ key: one.key, text: `${one.text} (${one.key})` })))

/** The word for a place in the incident, such as `scenarios[0].at`. */
function named(place: string): string {
  const key = place.split('.').at(-1)!.replace(/\[\d+\]/g, '')
  const words: Record<string, Key> = { at: 'place', polygon: 'place', line: 'place', name: 'name', object: 'incident.object', time: 'field.time', until: 'field.until', from: 'field.from', bearing: 'field.bearing', range: 'field.range' }
  const found = words[key]
  return found ? t(found) : key
}

function scenarioCard(old: Json, pick: Pick, edited: () => void, remove: () => void): Card {
  const name = textInput(t('name'), String(old['name']), edited)
  const weight = h('input', { value: String(old['weight'] ?? 1), inputmode: 'decimal', oninput: edited })
  const share = h('small')
  const kind = h('select', {}, KINDS.map((one) => h('option', { value: one, selected: one === old['kind'] }, t(`kind.${one}`))))
  const body = h('div')
  const faults = h('div', { class: 'error' })
  let read: { value: () => Json; places: () => PlaceInput[] }
  const draw = (from: Json): void => {
    read = kindFields(kind.value as Kind, from, body, pick, edited)
    edited()
  }
  const element = h('fieldset', {}, h('legend', {}, t('scenario.title')),
    h('div', { class: 'field-row' }, name.element, field(t('scenario.kind'), kind), h('div', {}, field(t('scenario.weight'), weight), share)), body, faults,
    button(t('scenario.remove'), remove))
  const card: Card = {
    element, weight, share, faults,
    value: () => ({ name: name.input.value.trim(), kind: kind.value, weight: Number(weight.value), ...read.value() }),
    marks: () => (read?.places() ?? []).flatMap((one) => {
      const at = one.place() ?? decimalPlace(one.input.value)
      return at ? [{ at, name: name.input.value, kind: 'report' as const, ...radius(card.value()['position_error']) }] : []
    }),
  }
  kind.addEventListener('change', () => draw({}))
  queueMicrotask(() => draw(old))
  read = { value: () => ({}), places: () => [] }
  return card
}

function radius(text: unknown): { radiusM?: number } {
  const found = /^([\d.]+)\s*(nm|km|m)$/.exec(String(text ?? '').trim())
  return found ? { radiusM: Number(found[1]) * { nm: 1852, km: 1000, m: 1 }[found[2] as 'nm' | 'km' | 'm'] } : {}
}

function kindFields(kind: Kind, old: Json, body: HTMLElement, pick: Pick, edited: () => void): { value: () => Json; places: () => PlaceInput[] } {
  const { places: shape, times, texts } = FIELDS[kind]
  const places: { at: PlaceInput; time: { iso: () => string } | null }[] = []
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
  return {
    places: () => places.map((one) => one.at),
    value: () => ({
      ...placed(kind, places.map((one) => [one.at.input.value.trim(), one.time?.iso() ?? ''])),
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

function placed(kind: Kind, places: [string, string][]): Json {
  if (kind === 'voyage') return { route: places.filter(([at]) => at).map(([at, time]) => (time ? { at, time } : { at })) }
  if (kind === 'area') return { polygon: places.map(([at]) => at).filter(Boolean) }
  if (kind === 'datum_line') return { line: places.map(([at]) => at) }
  return { at: places[0]?.[0] ?? '' }
}

