// Who can search: typical units to take from, what each needs filled in, light at the case, and how far each reaches.

import { type Json, type Light, type Problem, type TypicalUnit, ask, tell } from '../api'
import { now } from '../clock'
import type { Mark } from '../chart/marks'
import type { Place } from '../chart/mercator'
import type { Zone } from '../chart/zones'
import { button, h, show, svg } from '../dom'
import { draft, keepDraft } from '../draft'
import { utcText } from '../format'
import { t, word } from '../i18n'
import { type PlaceInput, placeInput, searchInput, tellFault, textInput, timeInput } from './inputs'
import { decimalPlace, hoursOf, placeText, quantityText, timeText } from './quantity'
import { type Around, type Panel, theirsNotice } from './panel'

const TEXTS = ['transit_speed', 'search_speed', 'endurance', 'sweep_width'] as const
const CHECK_MS = 400
const WIDE = 400

interface UnitForm { element: HTMLElement; value: () => Json; place: PlaceInput; name: () => string; fields: [string, HTMLInputElement][]; faults: HTMLElement }

export function unitsPanel(around: Around): Panel {
  const { desk } = around
  const list = h('div')
  const light = h('div')
  const told = h('p', { role: 'status', class: 'warn', id: 'units-told' })
  let forms: UnitForm[] = []
  const notice = h('div')
  let shown: string | null = null
  let saving = false
  let lightOf = ''
  const draftName = `units:${desk.id}`
  const edited = (): void => {
    around.mark(marks())
    show(told, dirty() && t('units.unsaved'))
    check()
    if (desk.mayWork && shown !== null) keepDraft(draftName, dirty() ? { of: shown, units: forms.map((one) => one.value()) } : null)
  }
  const sent = (): Json => ({ ...(desk.data!.units ?? { format: 'sarex-units/1' }), units: forms.map((one) => one.value()) })
  let checked = ''
  let timer = 0
  /** What is typed is checked as it is typed, and each fault told at its field. */
  const check = (): void => {
    const asked = JSON.stringify(sent())
    if (asked === checked || forms.length === 0 || !desk.mayWork) return
    checked = asked
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void tell<{ problems: Problem[] }>('POST', '/read/units', { units: sent() }).then(({ problems }) => {
      if (asked === checked) forms.forEach((form, index) => tellProblems(form, index, problems))
    }).catch(() => { checked = '' }), CHECK_MS)
  }
  const dirty = (): boolean => JSON.stringify(forms.map((one) => one.value())) !== clean
  let clean = '[]'
  const marks = (): Mark[] => forms.flatMap((one) => {
    const at = one.place.place() ?? decimalPlace(one.place.input.value)
    return at ? [{ at, name: one.name(), kind: 'unit' as const, ...reach(one.value(), around.time()) }] : []
  })
  const add = (unit: Json): void => {
    const form = unitForm(unit, around, edited, () => { forms = forms.filter((one) => one !== form); form.element.remove(); edited() })
    forms.push(form)
    list.append(form.element)
  }
  const keep = async (): Promise<void> => {
    saving = true
    if (await desk.act('PUT', '/units', { units: sent() })) show(told)
    saving = false
  }
  const take = (typical: TypicalUnit): void => {
    const same = forms.filter((one) => one.name().startsWith(typical.description.split(/[,;、。]/)[0]!)).length
    add({ ...typical.entry, name: `${typical.description.split(/[,;、。]/)[0]!}${same ? ` ${same + 1}` : ''}`, available: now().toISOString() })
    edited()
  }
  const search = async (words: string): Promise<{ key: string; text: string }[]> => {
    known = await ask<TypicalUnit[]>(`/units?q=${encodeURIComponent(words)}`)
    return known.map((one) => ({ key: one.key, text: one.description }))
  }
  let known: TypicalUnit[] = []
  const draw = (units: readonly Json[]): void => { forms = []; show(list); for (const unit of units) add(unit) }
  const update = (): void => {
    const units = JSON.stringify(desk.data!.units)
    if (units !== shown && shown !== null && dirty() && !saving) {
      const settled = (): void => { shown = units; show(notice) }
      show(notice, theirsNotice(() => { shown = ''; clean = JSON.stringify(forms.map((one) => one.value())); show(notice); update() }, settled))
    } else if (units !== shown) {
      const typed = shown === null && desk.mayWork ? draft<{ of: string; units: Json[] }>(draftName) : null
      draw(desk.data!.units?.units ?? [])
      clean = JSON.stringify(forms.map((one) => one.value()))
      if (typed) draw(typed.units)
      shown = typed?.of ?? units
      if (shown !== units) return update()
    }
    edited()
    return void drawLight()
  }
  const drawLight = async (): Promise<void> => {
    const at = desk.centre
    const times = desk.map?.times
    if (!at || !times?.length) return
    const key = JSON.stringify([at, times[0], times.at(-1)])
    if (key === lightOf) return
    lightOf = key
    const [from, until] = [times[0]!, times.at(-1)!]
    const parts = await ask<Light[]>(`/daylight?lon=${at.lon}&lat=${at.lat}&from=${from}&until=${until}`).catch(() => [])
    show(light, parts.length > 0 && lightBar(parts, Date.parse(from), Date.parse(until)))
  }
  return {
    element: h('div', {}, h('h2', {}, t('units.title')), light, list, told, notice,
      desk.mayWork && [searchInput(t('units.take'), '', search, (choice) => take(known.find((one) => one.key === choice.key)!)).element,
        h('div', { class: 'buttons' }, button(t('save'), () => void keep(), { class: 'main', id: 'save-units' }))]),
    update, timed: () => around.mark(marks()),
  }
}

function tellProblems(form: UnitForm, index: number, problems: readonly Problem[]): void {
  const here = problems.filter((one) => one.place === `units[${index}]` || one.place.startsWith(`units[${index}].`))
  const left = new Set(here)
  for (const [key, input] of form.fields) {
    const found = here.find((one) => one.place === `units[${index}].${key}`)
    if (found) left.delete(found)
    tellFault(input, found?.text ?? '')
  }
  show(form.faults, [...left].map((one) => h('div', {}, one.text)))
}

/** How far a unit could be at the shown time, there and back within its endurance. */
function reach(unit: Json, time: string | null): { radiusM?: number } {
  const speed = /^([\d.]+) kn$/.exec(String(unit['transit_speed'] ?? ''))
  const from = Date.parse(String(unit['available'] ?? ''))
  if (!speed || !time || Number.isNaN(from) || Date.parse(time) <= from) return {}
  const hoursOut = Math.min((Date.parse(time) - from) / 3_600_000, hoursOf(unit['endurance']) / (unit['return_to_base'] === false ? 1 : 2))
  return { radiusM: hoursOut * Number(speed[1]) * 1852 }
}

function unitForm(old: Json, around: Around, edited: () => void, remove: () => void): UnitForm {
  const name = textInput(t('name'), String(old['name'] ?? ''), edited)
  const nation = textInput(t('units.nation'), String(old['nation'] ?? ''), edited)
  const place = placeInput(t('units.at'), placeText(old['at']), edited, around.pick)
  const available = timeInput(t('units.available'), timeText(old['available']), edited)
  // Some units give the time on scene instead of the whole time out.
  const keys = TEXTS.map((key) => (key === 'endurance' && old['on_scene'] ? 'on_scene' as const : key))
  const faults = h('div', { class: 'error' })
  const texts = keys.map((key) => [key, textInput(t(`field.${key}`), quantityText(old[key]), edited)] as const)
  return {
    element: h('fieldset', {}, h('legend', {}, word('unit', String(old['kind']))), h('div', { class: 'field-row' }, name.element, nation.element),
      place.element, available.element, h('div', { class: 'field-row' }, texts.map(([, one]) => one.element)),
      h('p', { class: 'soft' }, `${t('units.sensors')}: ${sensorText(old)}`), faults,
      around.desk.mayWork && button(t('units.remove'), remove, { 'aria-label': `${t('units.remove')}: ${String(old['name'] ?? '')}` })),
    place, name: () => name.input.value, faults,
    fields: [['name', name.input], ['nation', nation.input], ['at', place.input], ['available', available.input], ...texts.map(([key, one]): [string, HTMLInputElement] => [key, one.input])],
    value: () => ({
      ...old, name: name.input.value.trim(), nation: nation.input.value.trim(), at: place.input.value.trim(), available: available.iso(),
      ...Object.fromEntries(texts.map(([key, one]) => [key, one.input.value.trim() || null])),
    }),
  }
}

interface Agreed { areas?: { name: string; corners: string[] }[]; lines?: { name: string; points: string[] }[]; units: Json[] }

/** Areas and lines of a units file, as the map shows them. */
export function zonesOf(file: Json | null): Zone[] {
  const { areas = [], lines = [], units = [] } = (file ?? { units: [] }) as unknown as Agreed
  const places = (texts: readonly string[]): Place[] => texts.map(decimalPlace).filter((at) => at !== null)
  const barred = new Set(units.flatMap((unit) => (unit['forbidden'] as string[] | undefined) ?? []))
  return [
    ...areas.map((one): Zone => ({ name: one.name, points: places(one.corners), kind: barred.has(one.name) ? 'barred' : 'area' })),
    ...lines.map((one): Zone => ({ name: one.name, points: places(one.points), kind: 'line' })),
  ]
}

/** What it looks with; a sweep width that is given goes before them. */
function sensorText(unit: Json): string {
  const sensors = (unit['sensors'] as { sensor: string; set?: string | null; thermal?: boolean }[] | undefined) ?? [{ sensor: 'visual' }]
  return sensors.map((one) => [word('sensor', one.thermal ? 'thermal' : one.sensor), one.set].filter(Boolean).join(' ')).join(', ')
}

function lightBar(parts: Light[], from: number, until: number): HTMLElement {
  const x = (time: number): number => ((time - from) / (until - from)) * WIDE
  const shapes = parts.map((part, index) => {
    const begin = Math.max(Date.parse(part.time), from), end = index + 1 < parts.length ? Date.parse(parts[index + 1]!.time) : until
    return svg('rect', { x: x(begin), y: 0, width: Math.max(0, x(end) - x(begin)), height: 16, class: `light-${part.state}` })
  })
  const text = parts.map((part) => `${utcText(part.time).slice(5)} ${t(`daylight.${part.state}`)}`).join(' · ')
  return h('div', {}, h('strong', {}, t('daylight.title')), svg('svg', { class: 'cover', viewBox: `0 0 ${WIDE} 16`, role: 'img', 'aria-label': `${t('daylight.title')}: ${text}` }, shapes), h('p', { class: 'soft' }, text))
}

