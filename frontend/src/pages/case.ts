// The desk: one case on the map, with everything about it beside.

import type { Mark } from '../chart/marks'
import type { Place } from '../chart/mercator'
import { mapText } from '../chart/told'
import { DeskCase, type Plan, shownTask, taskKey } from '../case/desk_case'
import { distressPanel } from '../case/distress'
import { forcingPanel } from '../case/forcing'
import { exportsPanel, logPanel } from '../case/log'
import type { Around, Panel } from '../case/panel'
import { type PlanPanel, planPanel } from '../case/plan'
import { resultsPanel } from '../case/results'
import { situationPanel } from '../case/situation'
import { unitsPanel, zonesOf } from '../case/units'
import { button, h, newId, show, title } from '../dom'
import { localText, utcText } from '../format'
import { type Key, t, word } from '../i18n'
import { decimalPlace } from '../case/quantity'
import { said } from '../said'
import { go, state } from '../shell'
import { MapBox, lastPlace } from './map_box'
import { Tour, wasClosed } from './tour'

const TABS = ['situation', 'distress', 'forcing', 'units', 'plan', 'results', 'log', 'exports'] as const
type Tab = (typeof TABS)[number]
const LAYERS = ['heat', 'areas', 'particles', 'tasks', 'wind', 'current'] as const
const SPOKEN_MS = 400

export function casePage(place: HTMLElement, id: string): () => void {
  const page = new CasePage(place, id)
  void page.open()
  return () => page.close()
}

class CasePage {
  private readonly desk: DeskCase
  private box: MapBox | null = null
  private readonly mapSide = h('div', { class: 'map-side' })
  private readonly tools = h('div', { class: 'map-tools', role: 'group', 'aria-label': t('map.layers') })
  private readonly slider = h('input', { type: 'range', min: '0', max: '0', step: '1', id: 'time', 'aria-label': t('map.time') })
  private readonly now = h('div', { class: 'time-now' })
  private readonly told = h('p', { class: 'map-told', id: 'map-told', 'aria-live': 'polite' })
  private readonly head = h('div', { class: 'side-head' })
  private readonly fault = h('p', { class: 'error', role: 'alert' })
  private readonly tabs = h('div', { role: 'tablist', 'aria-label': t('tabs') })
  private readonly panels = new Map<Tab, Panel>()
  private readonly marks = new Map<Tab, Mark[]>()
  private tab: Tab = 'situation'
  private shownMap: unknown = null
  private particlesOf: unknown = null
  private readonly tour = new Tour((tab) => this.show(tab))
  private chosen = ''
  private triedPlan: Plan | null = null
  private spoken = 0
  private playing = 0

  constructor(private readonly place: HTMLElement, id: string) {
    this.desk = new DeskCase(id, (what, text) => this.heard(what, text))
  }

  async open(): Promise<void> {
    await this.desk.load()
    if (!this.desk.data) return
    show(this.place, h('div', { class: 'desk' }, this.mapSide, h('div', { class: 'side' }, this.head, this.tabs, this.panelPlaces())))
    this.box = new MapBox(this.mapSide, this.desk.source, this.centre() ?? lastPlace(), this.centre() ? undefined : 4_000_000)
    this.box.onTask = (task) => { this.choose(task.key); this.show('plan') }
    this.box.chart.mayDrag = () => this.desk.mayWork && !this.desk.data!.tasks.find((task) => taskKey(task.unit, task.n) === this.chosen)?.frozen
    this.box.chart.onDrop = (task, centre) => { this.show('plan'); (this.panels.get('plan') as PlanPanel).dropped(task, centre) }
    this.mapSide.prepend(this.tools)
    const play = button('▶', () => this.play(play), { 'aria-label': t('map.play'), 'aria-pressed': 'false', id: 'play' })
    this.mapSide.append(h('div', { class: 'time-bar' }, play, this.slider, this.now), this.told)
    this.slider.addEventListener('input', () => this.showTime(Number(this.slider.value)))
    this.drawTools()
    const wanted = location.hash.slice(1) as Tab
    this.show(this.tabNames.includes(wanted) ? wanted : this.desk.plan ? 'plan' : 'situation')
    this.update()
    void this.desk.loadJobs()
    if (!this.place.isConnected) return
    show(document.getElementById('page-tools')!, button(t('print'), () => go(`/cases/${this.desk.id}/print#${this.desk.map?.times[Number(this.slider.value)] ?? ''}`), { id: 'print' }), ' ',
      button(t('tour'), () => this.tour.start(0), { id: 'tour' }))
    if (state.me!.demo && !wasClosed()) this.tour.start()
  }

  close(): void {
    window.clearInterval(this.playing)
    window.clearTimeout(this.spoken)
    this.tour.leave()
    this.desk.close()
    this.box?.close()
  }

  private around(tab: Tab): Around {
    return {
      desk: this.desk, pick: (take) => this.box?.pick(take),
      mark: (marks) => { this.marks.set(tab, marks); this.drawMarks() },
      tried: (plan) => { this.triedPlan = plan; this.drawTasks() },
      choose: (task) => this.choose(task), chosen: () => this.chosen,
      time: () => this.desk.map?.times[Number(this.slider.value)] ?? null,
    }
  }

  private get tabNames(): readonly Tab[] { return TABS.filter((tab) => tab !== 'distress' || this.desk.mayKnow) }

  private panelPlaces(): HTMLElement[] {
    const make = { situation: situationPanel, distress: distressPanel, forcing: forcingPanel, units: unitsPanel, plan: planPanel, results: resultsPanel, log: logPanel, exports: exportsPanel }
    return this.tabNames.map((tab) => {
      const panel = make[tab](this.around(tab))
      this.panels.set(tab, panel)
      this.tabs.append(h('button', { type: 'button', role: 'tab', id: `tab-${tab}`, 'aria-controls': `panel-${tab}`, onclick: () => this.show(tab), onkeydown: (event: KeyboardEvent) => this.tabKey(event, tab) }, t(`tab.${tab}`)))
      return h('div', { role: 'tabpanel', id: `panel-${tab}`, 'aria-labelledby': `tab-${tab}`, tabIndex: 0 }, panel.element)
    })
  }

  private tabKey(event: KeyboardEvent, tab: Tab): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const names = this.tabNames
    const next = names[(names.indexOf(tab) + step + names.length) % names.length]!
    this.show(next)
    document.getElementById(`tab-${next}`)?.focus()
  }

  private show(tab: Tab): void {
    if (tab !== this.tab) this.panels.get(this.tab)?.left?.()
    this.tab = tab
    history.replaceState(null, '', `#${tab}`)
    for (const one of this.tabNames) {
      const head = document.getElementById(`tab-${one}`)!
      head.setAttribute('aria-selected', String(one === tab))
      head.tabIndex = one === tab ? 0 : -1
      document.getElementById(`panel-${one}`)!.hidden = one !== tab
    }
    this.panels.get(tab)!.update()
  }

  private heard(what: 'case' | 'job' | 'fault', text?: string): void {
    if (what === 'fault') {
      if (this.box) show(this.fault, text && said(text))
      else show(this.place, h('div', { class: 'narrow' }, h('p', { class: 'error', role: 'alert' }, text), h('a', { href: '/' }, t('cases.title'))))
      return
    }
    if (!this.box) return
    if (what === 'case') this.update()
    else this.panels.get(this.tab)!.update()
  }

  private update(): void {
    const { data, map } = this.desk
    const chart = this.box!.chart
    title(`${data!.exercise ? `${t('exercise')} · ` : ''}${data!.name}`)
    show(this.head, data!.exercise && h('div', { class: 'exercise' }, t('exercise.mark')), h('h1', {}, data!.name),
      h('div', { class: 'buttons' }, h('span', { class: 'tag' }, t(`state.${data!.state}`)),
        map && h('a', { class: 'button', href: `/cases/${this.desk.id}/compare` }, t('compare')),
        this.desk.mayWork && button(stepText('undo', data!.undo), () => void this.desk.act('POST', '/undo'), { id: 'undo', disabled: !data!.undo }),
        this.desk.mayWork && button(stepText('redo', data!.redo), () => void this.desk.act('POST', '/redo'), { id: 'redo', disabled: !data!.redo }),
        this.desk.mayCommand && button(t(data!.state === 'open' ? 'case.close' : 'case.reopen'), () => void this.desk.act('PATCH', '', { state: data!.state === 'open' ? 'closed' : 'open' }), { id: 'close' })), this.fault)
    this.drawTasks()
    chart.zones = zonesOf(data!.units)
    if (map !== this.shownMap) this.takeMap()
    for (const tab of ['situation', 'units'] as const) if (tab !== this.tab) this.panels.get(tab)!.update()
    this.panels.get(this.tab)!.update()
    chart.redraw()
    this.speak()
  }

  private takeMap(): void {
    const { map, heat, plan } = this.desk
    const first = this.shownMap === null
    this.shownMap = map
    this.particlesOf = null
    const chart = this.box!.chart
    chart.setSeries(map, heat)
    chart.setParticles(null)
    void this.takeParticles()
    this.slider.max = String(Math.max(0, (map?.times.length ?? 1) - 1))
    this.slider.disabled = !map
    if (first) {
      const begin = plan?.units.map((unit) => unit.start).sort()[0]
      const index = map?.times.findIndex((time) => time >= (begin ?? '')) ?? 0
      this.slider.value = String(begin ? Math.max(index, 0) : Math.floor(Number(this.slider.max) / 2))
      chart.fit(this.places())
    }
    this.showTime(Number(this.slider.value))
  }

  /** What the first view should hold. */
  private places(): Place[] {
    const rings = this.desk.map?.areas.flatMap((areas) => areas?.p90.coordinates.flat(2) ?? []) ?? []
    return [...rings.map(([lon, lat]) => ({ lon: lon!, lat: lat! })), ...(this.desk.plan?.units.flatMap((unit) => unit.ring.map(([lon, lat]) => ({ lon, lat }))) ?? [])]
  }

  private centre(): Place | null {
    const scenario = (this.desk.data!.incident?.['scenarios'] as { at?: string; route?: { at: string }[]; polygon?: string[]; line?: string[] }[] | undefined)?.[0]
    return this.desk.centre ?? decimalPlace(scenario?.at ?? scenario?.route?.[0]?.at ?? scenario?.polygon?.[0] ?? scenario?.line?.[0])
  }

  private showTime(index: number): void {
    this.slider.value = String(index)
    this.box!.chart.setTime(index)
    const time = this.desk.map?.times[index]
    show(this.now, time ? utcText(time) : '–', time && h('small', {}, `${t('time.local')} ${localText(time)}`))
    this.slider.setAttribute('aria-valuetext', time ? utcText(time) : '–')
    this.panels.get(this.tab)?.timed?.()
    this.speak()
  }

  private speak(): void {
    window.clearTimeout(this.spoken)
    this.spoken = window.setTimeout(() => show(this.told, mapText(this.desk.map, this.desk.plan, Number(this.slider.value))), SPOKEN_MS)
  }

  private play(control: HTMLButtonElement): void {
    const on = this.playing === 0
    window.clearInterval(this.playing)
    this.playing = on ? window.setInterval(() => this.showTime((Number(this.slider.value) + 1) % (Number(this.slider.max) + 1)), 400) : 0
    control.setAttribute('aria-pressed', String(on))
    control.textContent = on ? '❚❚' : '▶'
  }

  private drawTools(): void {
    const chart = this.box!.chart
    const measure = button(t('map.measure'), () => {
      this.box!.measure(!this.box!.measuring)
      measure.setAttribute('aria-pressed', String(this.box!.measuring))
    }, { 'aria-pressed': 'false', id: 'measure' })
    show(this.tools, LAYERS.map((layer) => {
      const check = h('input', { type: 'checkbox', id: `layer-${layer}`, checked: chart.shown[layer] })
      check.addEventListener('change', () => {
        chart.shown[layer] = check.checked
        chart.redraw()
        chart.refreshFields()
        void this.takeParticles()
      })
      return h('label', { htmlFor: check.id }, check, t(`layer.${layer}` as Key))
    }), measure, button(t('map.fit'), () => chart.fit(this.places()), { id: newId('fit') }))
  }

  private async takeParticles(): Promise<void> {
    const chart = this.box!.chart
    if (!chart.shown.particles || !this.desk.map || this.particlesOf === this.desk.map) return
    const of = this.particlesOf = this.desk.map
    const places = await this.desk.particles().catch(() => null)
    if (of === this.particlesOf) chart.setParticles(places)
  }

  private choose(task: string): void {
    this.chosen = task
    this.box!.chart.chosenTask = task
    this.drawTasks()
    this.panels.get('plan')!.update()
  }

  private drawTasks(): void {
    if (!this.box) return
    this.box.chart.tasks = (this.triedPlan ?? this.desk.plan)?.units.map(shownTask) ?? []
    this.box.chart.redraw()
  }

  private drawMarks(): void {
    if (!this.box) return
    this.box.chart.marks = [...this.marks.values()].flat()
    this.box.chart.redraw()
  }
}

/** `Undo: Plan made`, so that it is known before what goes. */
const stepText = (key: 'undo' | 'redo', kind: string | null): string => (kind ? `${t(key)}: ${word('event', kind)}` : t(key))
