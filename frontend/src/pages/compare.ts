// Two maps or plans side by side: before and after an update, before and after a change of units, or two times.

import { ask, coast } from '../api'
import { type CaseData, type Plan, shownTask } from '../case/desk_case'
import { type Seen, differences } from '../case/difference'
import { planFigures } from '../case/figures'
import { type Choice, type Run, type RunMap, RunShelf, isMap, pairAtFirst, runText } from '../case/run'
import type { Place } from '../chart/mercator'
import { mapText } from '../chart/told'
import { button, field, h, newId, show, title } from '../dom'
import { utcText } from '../format'
import { t } from '../i18n'
import { faultText } from '../shell'
import { live } from '../stream'
import { MapBox } from './map_box'

const SIDES = ['A', 'B'] as const
const SPOKEN_MS = 400
const AGAIN_MS = 200

export function comparePage(place: HTMLElement, id: string): () => void {
  const page = new ComparePage(place, id)
  void page.open()
  return () => page.close()
}

class ComparePage {
  private readonly shelf: RunShelf
  private readonly fault = h('p', { class: 'error', role: 'alert' })
  private readonly together = h('input', { type: 'checkbox', id: newId('together'), checked: true })
  private readonly table = h('div', { class: 'table', tabIndex: 0, role: 'region', 'aria-label': t('compare.table') })
  private readonly told = h('p', { role: 'status', class: 'soft' })
  private sides: Side[] = []
  private timer = 0
  private spoken = 0
  private readonly stop: () => void

  constructor(private readonly place: HTMLElement, private readonly id: string) {
    this.shelf = new RunShelf(id)
    const again = (): void => { window.clearTimeout(this.timer); this.timer = window.setTimeout(() => void this.renew(), AGAIN_MS) }
    this.stop = live.add({ log: (line) => { if (line.case === id) again() }, hello: again })
  }

  async open(): Promise<void> {
    try {
      const [data, runs] = await Promise.all([ask<CaseData>(`/cases/${this.id}`), ask<Run[]>(`/cases/${this.id}/runs`)])
      const name = `${t('compare')}: ${data.name}`
      title(`${data.exercise ? `${t('exercise')} · ` : ''}${name}`)
      const head = [data.exercise && h('div', { class: 'exercise' }, t('exercise.mark')), h('div', { class: 'buttons' }, h('h1', {}, name), h('a', { class: 'button', href: `/cases/${this.id}` }, t('compare.back')))]
      if (!runs.some(isMap)) return show(this.place, h('div', { class: 'compare' }, head, h('p', {}, t('map.nothing'))))
      const pair = choicesIn(location.hash, runs) ?? pairAtFirst(runs)
      this.sides = SIDES.map((name, index) => new Side(name, this.shelf, pair[index]!, (what) => this.heard(index, what)))
      show(this.place, h('div', { class: 'compare' }, head,
        h('div', { class: 'buttons' }, h('div', { class: 'check' }, this.together, h('label', { htmlFor: this.together.id }, t('compare.together'))), button(t('map.fit'), () => this.fit())),
        this.fault, h('div', { class: 'pair' }, this.sides.map((side) => side.element)), this.told, this.table))
      await this.fill(runs)
    } catch (fault) {
      show(this.place, h('div', { class: 'narrow' }, h('p', { class: 'error', role: 'alert' }, faultText(fault)), h('a', { href: '/' }, t('cases.title'))))
    }
  }

  close(): void {
    this.stop()
    window.clearTimeout(this.timer)
    window.clearTimeout(this.spoken)
    for (const side of this.sides) side.close()
  }

  private async fill(runs: Run[]): Promise<void> {
    const [a, b] = this.sides as [Side, Side]
    for (const side of this.sides) { side.offer(runs); await side.take() }
    const middle = a.middle ?? b.middle ?? { lon: 0, lat: 0 }
    for (const side of this.sides) side.draw(middle)
    b.box!.chart.shareView(a.box!.chart)
    this.fit()
    // The same twice is two times of it.
    const same = JSON.stringify(a.choice) === JSON.stringify(b.choice)
    this.together.checked = !same
    if (same) { a.showTime(0); b.showTime(b.last) } else a.showTime(a.begin)
    this.heard(0, same ? 'choice' : 'time')
  }

  private async renew(): Promise<void> {
    const runs = await ask<Run[]>(`/cases/${this.id}/runs`).catch(() => null)
    if (runs) for (const side of this.sides) side.offer(runs)
  }

  private fit(): void { this.sides[0]?.box?.chart.fit(this.sides.flatMap((side) => side.places)) }

  private heard(index: number, what: 'time' | 'choice' | { fault: unknown }): void {
    if (typeof what === 'object') return show(this.fault, faultText(what.fault))
    show(this.fault)
    const side = this.sides[index]!
    if (what === 'time' && this.together.checked) this.sides[1 - index]!.showNear(side.time)
    if (what === 'choice') history.replaceState(null, '', `#${this.sides.map((one) => `${one.choice.map}/${one.choice.plan}`).join('/')}`)
    this.compare()
  }

  private compare(): void {
    const [a, b] = this.sides.map((side) => side.seen)
    if (!a || !b) return
    const rows = differences(a, b)
    show(this.table, h('table', {}, h('caption', { class: 'hidden-text' }, t('compare.table')),
      h('thead', {}, h('tr', {}, ['', 'A', 'B', t('compare.difference')].map((name) => (name ? h('th', { scope: 'col' }, name) : h('td', {}))))),
      h('tbody', {}, rows.map((row) => h('tr', {}, h('th', { scope: 'row' }, row.what), [row.a, row.b, row.difference].map((value) => h('td', {}, value)))))))
    window.clearTimeout(this.spoken)
    const spoken = rows.slice(0, 1).concat(rows.slice(3, 5)).filter((row) => row.difference !== '–')
    this.spoken = window.setTimeout(() => show(this.told, spoken.map((row) => t('compare.told', { what: row.what, a: row.a, b: row.b, difference: row.difference })).join(' ')), SPOKEN_MS)
  }
}

/** The choices that the address holds, where the case has those runs. */
function choicesIn(hash: string, runs: readonly Run[]): [Choice, Choice] | null {
  const parts = hash.slice(1).split('/')
  const known = (run: string | undefined, map: boolean): boolean => runs.some((one) => one.run === run && isMap(one) === map)
  const fits = parts.length === 4 && parts.every((part, index) => known(part, index % 2 === 0) || (part === '' && index % 2 === 1))
  return fits ? [{ map: parts[0]!, plan: parts[1]! }, { map: parts[2]!, plan: parts[3]! }] : null
}

class Side {
  readonly element: HTMLElement
  box: MapBox | null = null
  private readonly maps: HTMLSelectElement
  private readonly plans: HTMLSelectElement
  private readonly slider = h('input', { type: 'range', min: '0', max: '0', step: '1' })
  private readonly now = h('div', { class: 'time-now' })
  private readonly told: HTMLElement
  private readonly mapPlace = h('div', { class: 'map-side' })
  private readonly figures = h('div')
  private runs: readonly Run[] = []
  private held: RunMap | null = null
  private plan: Plan | null = null

  constructor(readonly name: string, private readonly shelf: RunShelf, readonly choice: Choice, private readonly heard: (what: 'time' | 'choice' | { fault: unknown }) => void) {
    this.maps = h('select', { id: `map-${name}`, onchange: () => void this.chosen() })
    this.plans = h('select', { id: `plan-${name}`, onchange: () => void this.chosen() })
    this.told = h('p', { id: `told-${name}`, class: 'map-told' })
    this.slider.id = `time-${name}`
    this.slider.setAttribute('aria-label', `${t('map.time')} ${name}`)
    this.slider.addEventListener('input', () => { this.showTime(Number(this.slider.value)); this.heard('time') })
    this.element = h('section', { 'aria-label': name }, h('h2', {}, name), h('div', { class: 'field-row' }, field(t('compare.map'), this.maps), field(t('compare.plan'), this.plans)),
      this.mapPlace, h('div', { class: 'time-bar' }, this.slider, this.now), this.told, this.figures)
  }

  get time(): string { return this.held!.map.times[Number(this.slider.value)]! }
  get last(): number { return this.held!.map.times.length - 1 }
  get seen(): Seen | null { return this.held && { map: this.held.map, time: Number(this.slider.value), plan: this.plan } }

  get middle(): Place | null {
    const probable = this.held?.map.most_probable.find((one) => one !== null)
    return probable ? { lon: probable.lon, lat: probable.lat } : null
  }

  /** When the search begins; without a plan, half-way. */
  get begin(): number {
    const first = this.plan?.units.map((unit) => unit.start).sort()[0]
    return first ? Math.max(this.held!.map.times.findIndex((time) => time >= first), 0) : Math.floor(this.last / 2)
  }

  get places(): Place[] {
    const rings = [...(this.held?.map.areas.flatMap((areas) => areas?.p90.coordinates.flat(2) ?? []) ?? []), ...(this.plan?.units.flatMap((unit) => unit.ring) ?? [])]
    return rings.map(([lon, lat]) => ({ lon: lon!, lat: lat! }))
  }

  close(): void { this.box?.close() }

  /** Fill the lists; what is chosen stays. */
  offer(runs: readonly Run[]): void {
    this.runs = runs
    const options = (wanted: boolean, chosen: string): HTMLElement[] =>
      [...runs].reverse().filter((run) => isMap(run) === wanted).map((run) => h('option', { value: run.run, selected: run.run === chosen }, runText(run)))
    show(this.maps, options(true, this.choice.map))
    show(this.plans, h('option', { value: '', selected: this.choice.plan === '' }, t('compare.no_plan')), options(false, this.choice.plan))
  }

  async take(): Promise<void> {
    const { map, plan } = this.choice
    const [held, taken] = await Promise.all([this.shelf.map(map), plan ? this.shelf.plan(plan) : null])
    if (map !== this.choice.map || plan !== this.choice.plan) return
    const before = this.held && this.time
    this.held = held
    this.plan = taken
    this.slider.max = String(this.last)
    if (this.box) this.drawRun()
    if (before) this.showNear(before)
  }

  draw(middle: Place): void {
    this.box = new MapBox(this.mapPlace, { coast }, middle, undefined, { label: `${t('map.label')} ${this.name}`, told: this.told.id })
    this.drawRun()
  }

  showTime(index: number): void {
    this.slider.value = String(index)
    this.box!.chart.setTime(index)
    show(this.now, utcText(this.time))
    this.slider.setAttribute('aria-valuetext', utcText(this.time))
    show(this.told, mapText(this.held!.map, this.plan, index))
  }

  /** Show the time that is nearest to this one. */
  showNear(time: string): void {
    const far = (one: string): number => Math.abs(Date.parse(one) - Date.parse(time))
    const times = this.held!.map.times
    this.showTime(times.reduce((best, one, index) => (far(one) < far(times[best]!) ? index : best), 0))
  }

  private async chosen(): Promise<void> {
    this.choice.map = this.maps.value
    this.choice.plan = this.plans.value
    try {
      await this.take()
      this.heard('choice')
    } catch (fault) {
      this.heard({ fault })
    }
  }

  private drawRun(): void {
    const chart = this.box!.chart
    chart.setSeries(this.held!.map, this.held!.heat)
    chart.tasks = this.plan?.units.map(shownTask) ?? []
    chart.redraw()
    const run = this.runs.find((one) => one.run === this.choice.plan)
    show(this.figures, this.plan && planFigures(this.plan), run && run.made_on !== this.choice.map && h('p', { class: 'warn' }, t('compare.other_map')))
  }
}
