// What is known of the distress: objects, scenarios with weights, and until when to drift. The server checks it as it is
// typed, and what stands against it is shown at its place.

import { type Json, type Problem, tell } from '../api'
import { now } from '../clock'
import type { Mark } from '../chart/marks'
import { button, field, h, show } from '../dom'
import { percent } from '../format'
import { type Key, t } from '../i18n'
import { tellFault, textInput, timeInput } from './inputs'
import { ObjectRows } from './object_rows'
import { numeric, timeText } from './quantity'
import { type Pick, type ScenarioCard, scenarioCard } from './scenario_card'

const CHECK_MS = 400
const HOURS_AT_FIRST = 12

export class IncidentForm {
  readonly element = h('div')
  ready: Json | null = null
  /** Whether somebody changed something in it since it was made. */
  touched = false
  private cards: ScenarioCard[] = []
  private readonly list = h('div')
  private readonly faults = h('div', { class: 'error', role: 'status' })
  private readonly name: HTMLInputElement
  private readonly objects: ObjectRows
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
    this.objects = new ObjectRows(old?.['object'], () => this.worked())
    const later = new Date(now().getTime() + HOURS_AT_FIRST * 3_600_000).toISOString()
    this.until = timeInput(t('incident.until'), timeText(drift['until'] ?? `${later.slice(0, 14)}00Z`), edited)
    this.particles = h('input', { value: String(drift['particles'] ?? 10_000), inputmode: 'numeric', oninput: edited })
    this.element.addEventListener('input', () => { this.touched = true })
    const scenarios = (old?.['scenarios'] as Json[] | undefined) ?? [{ kind: 'position', name: t('scenario.first'), weight: 1 }]
    for (const scenario of scenarios) this.add(scenario)
    show(this.element, name.element, this.objects.element,
      h('h2', {}, t('incident.scenarios')), this.list,
      h('div', { class: 'buttons' }, button(t('scenario.add'), () => { this.add({ kind: 'position', name: t('scenario.nth', { n: this.cards.length + 1 }), weight: 1 }); this.worked() })),
      h('h2', {}, t('incident.drift')), h('div', { class: 'field-row' }, this.until.element, field(t('incident.particles'), this.particles)), this.faults)
    this.edited()
  }

  marks(): Mark[] { return this.cards.flatMap((card) => card.marks()) }

  /** As it stands, whether it can be used or not. */
  value(): Json {
    const old = (this.old ?? {}) as Json
    return {
      ...old, format: 'sarex-incident/1', name: this.name.value.trim(), object: this.objects.value(),
      scenarios: this.cards.map((card) => card.value()),
      drift: { ...((old['drift'] ?? {}) as Json), until: this.until.iso(), particles: numeric(this.particles.value) },
    }
  }

  private add(scenario: Json): void {
    const card = scenarioCard(scenario, this.pick, () => this.edited(), () => {
      this.cards = this.cards.filter((one) => one !== card)
      card.element.remove()
      this.worked()
    })
    this.cards.push(card)
    this.list.append(card.element)
  }

  /** Something was changed by a button. */
  private worked(): void {
    this.touched = true
    this.edited()
  }

  private edited(): void {
    const weights = this.cards.map((card) => Math.max(Number(card.weight.value) || 0, 0))
    const whole = weights.reduce((sum, weight) => sum + weight, 0)
    this.cards.forEach((card, index) => {
      show(card.share, whole > 0 ? `= ${percent(weights[index]! / whole, 0)}` : '')
      card.remove.disabled = this.cards.length === 1
    })
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
    show(this.faults, this.tellProblems(told.problems))
    this.ready = told.ok ? incident : null
    this.changed(this.marks())
  }

  /** Each at its field; what has none, and what is still empty, is given back. */
  private tellProblems(problems: readonly Problem[]): HTMLElement[] {
    const fields = new Map<string, HTMLInputElement>([['name', this.name], ['drift.until', this.until.input], ['drift.particles', this.particles], ...this.objects.fields()])
    this.cards.forEach((card, index) => card.fields().forEach((input, key) => fields.set(`scenarios[${index}].${key}`, input)))
    const left = new Set(problems)
    const missing: string[] = []
    for (const [place, input] of fields) {
      const found = problems.find((one) => one.place === place)
      if (found) left.delete(found)
      if (found && !input.value.trim()) missing.push(named(place, this.cards))
      tellFault(input, found && input.value.trim() ? found.text : '')
    }
    const wrong = problems.length - left.size - missing.length
    this.cards.forEach((card, index) => {
      const here = [...left].filter((one) => one.place.startsWith(`scenarios[${index}]`))
      here.forEach((one) => left.delete(one))
      show(card.faults, here.map((one) => h('div', {}, one.text)))
    })
    return [
      ...[...left].map((one) => h('div', {}, one.text)),
      ...(wrong > 0 ? [h('div', {}, t('form.wrong', { n: wrong }))] : []),
      ...missing.map((what) => h('div', { class: 'soft' }, t('incident.missing', { what }))),
    ]
  }
}

/** The words for a place in the incident, such as `scenarios[0].at`. */
function named(place: string, cards: readonly ScenarioCard[]): string {
  const key = place.split('.').at(-1)!.replace(/\[\d+\]/g, '')
  const words: Record<string, Key> = { at: 'place', polygon: 'place', line: 'place', name: 'incident.name', object: 'incident.object', time: 'field.time', until: 'field.until', from: 'field.from', bearing: 'field.bearing', range: 'field.range', weight: 'scenario.weight', particles: 'incident.particles' }
  const scenario = /^scenarios\[(\d+)\]/.exec(place)
  const word = scenario && key === 'name' ? t('name') : words[key] ? t(words[key]) : key
  return scenario && cards.length > 1 ? `${cards[Number(scenario[1])]!.name() || t('scenario.nth', { n: Number(scenario[1]) + 1 })}: ${word}` : word
}

