// The plan on paper: one sheet of A4 after another, in the light of the day, with everything on it that a reader without
// the desk needs. The map prints at the time and in the view that were chosen.

import { DeskCase, type Served, shownTask } from '../case/desk_case'
import { planFigures, taskList } from '../case/figures'
import type { Place } from '../chart/mercator'
import { mapText } from '../chart/told'
import { now } from '../clock'
import { button, field, h, show, title } from '../dom'
import { localText, percent, utcText } from '../format'
import { t, word } from '../i18n'
import { said } from '../said'
import { state } from '../shell'
import { MapBox, lastPlace } from './map_box'

/** Pixels of the map for one of the page: about 290 to an inch of paper. */
const RATIO = 3
/** Marks that every sheet bears anyway. */
const ELSEWHERE = new Set(['EXERCISE EXERCISE EXERCISE', 'NOT FOR NAVIGATION'])

export function printPage(place: HTMLElement, id: string): () => void {
  const rules = new CSSStyleSheet()
  document.adoptedStyleSheets.push(rules)
  const fault = h('p', { class: 'error', role: 'alert' })
  const slider = h('input', { type: 'range', min: '0', step: '1', id: 'time' })
  const body = h('div')
  const caption = h('p', { id: 'map-told', 'aria-live': 'polite' })
  let box: MapBox | null = null
  const desk = new DeskCase(id, (what, text) => {
    if (what === 'fault') { show(fault, text); if (!desk.data) show(place, h('div', { class: 'narrow' }, fault)) }
    if (what === 'case') draw()
  })
  const draw = (): void => {
    const { data, plan } = desk
    title([data!.exercise && t('exercise'), t('print.title'), data!.name].filter(Boolean).join(' · '))
    rules.replaceSync(pageRule(desk))
    if (!box) lay()
    box!.chart.tasks = plan?.units.map(shownTask) ?? []
    box!.chart.setSeries(desk.map, desk.heat)
    slider.max = String(Math.max(0, (desk.map?.times.length ?? 1) - 1))
    slider.disabled = !desk.map
    show(body, planPart(desk), forcingPart(desk))
    showTime()
  }
  /** The sheet, once; the view of its map is the reader's from then on. */
  const lay = (): void => {
    const { data, map } = desk
    const hall = h('div', { class: 'paper-map' })
    show(place, h('article', { class: 'paper' },
      h('div', { class: 'paper-tools' }, h('a', { class: 'button', href: `/cases/${id}` }, t('print.back')), field(t('map.time'), slider),
        button(t('print'), () => window.print(), { class: 'main', id: 'print' }), h('p', { class: 'soft' }, t('print.text'))), fault,
      data!.exercise && h('div', { class: 'exercise' }, t('exercise.mark')),
      h('h1', {}, data!.name), h('p', { id: 'printed' }), hall, caption, h('p', { class: 'soft' }, t('print.legend')), body))
    box = new MapBox(hall, desk.source, desk.centre ?? lastPlace(), undefined, { label: t('map.label'), told: 'map-told', ratio: RATIO })
    const wanted = map?.times.indexOf(location.hash.slice(1)) ?? -1
    const begin = desk.plan?.units.map((unit) => unit.start).sort()[0] ?? ''
    slider.max = String(Math.max(0, (map?.times.length ?? 1) - 1))
    slider.value = String(wanted >= 0 ? wanted : Math.max(0, map?.times.findIndex((time) => time >= begin) ?? 0))
    box.chart.fit(places(desk, Number(slider.value)))
  }
  const showTime = (): void => {
    const index = Number(slider.value)
    const time = desk.map?.times[index]
    box!.chart.setTime(index)
    slider.setAttribute('aria-valuetext', time ? utcText(time) : '–')
    show(caption, mapText(desk.map, desk.plan, index), time && ` ${t('time.local')} ${localText(time)}.`)
  }
  const stamp = (): void => {
    const printed = document.getElementById('printed')
    if (printed) show(printed, t('print.printed', { time: utcText(now()), local: localText(now()), by: state.me!.name, node: state.me!.node }))
  }
  slider.addEventListener('input', showTime)
  window.addEventListener('beforeprint', stamp)
  void desk.load().then(stamp)
  return () => {
    window.removeEventListener('beforeprint', stamp)
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== rules)
    desk.close()
    box?.close()
  }
}

/** Head and foot of every sheet: what is loose on a table still says of which case it is, and that it is an exercise. */
function pageRule({ data }: DeskCase): string {
  const said = (text: string): string => `"${text.replace(/["\\\n\r\f]/g, (letter) => `\\${letter.charCodeAt(0).toString(16)} `)}"`
  return `@page { size: A4; margin: 16mm 12mm 15mm;
    @top-left { content: ${said(data!.name)}; font: 9pt sans-serif; }
    @top-right { content: ${said(data!.exercise ? t('exercise.mark') : '')}; font: bold 9pt sans-serif; }
    @bottom-left { content: ${said(t('map.not_navigation'))}; font: 9pt sans-serif; }
    @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }`
}

/** The areas of the shown time and the tasks. */
function places(desk: DeskCase, time: number): Place[] {
  const lines = [...(desk.map?.areas[time]?.p90.coordinates.flat(2) ?? []), ...(desk.plan?.units.flatMap((unit) => unit.ring) ?? [])]
  return lines.map(([lon, lat]) => ({ lon: lon!, lat: lat! }))
}

function planPart({ data, plan }: DeskCase): HTMLElement {
  if (!plan) return h('p', {}, t('plan.none'))
  const head = data!.plan!
  return h('section', {}, h('h2', {}, t('plan.title')),
    plan.marks.filter((mark) => !ELSEWHERE.has(mark)).map((mark) => h('p', { class: 'warn', lang: 'en' }, mark)),
    h('p', {}, t('print.planned', { time: utcText(head.time), by: head.author })),
    !head.current && h('p', { class: 'warn' }, t('plan.old')),
    planFigures(plan), h('p', { class: 'soft' }, t('plan.figures_text')),
    plan.units.map((unit, index) => h('section', { class: `task unit-${index % 8}`, 'aria-label': unit.name },
      h('h3', {}, `${unit.name} · ${word('unit', unit.kind)}`), h('p', {}, h('em', {}, said(unit.reason))), taskList(unit))),
    plan.unused.length > 0 && h('h2', {}, t('plan.unused')), plan.unused.map((one) => h('p', {}, h('strong', {}, one.name), ` ${one.reason}`)),
    plan.notes.map((note) => h('p', { class: 'soft' }, said(note))))
}

/** What drove the drift, and in which hours; of a drift that did not write it down, what is attached. */
function forcingPart({ data }: DeskCase): HTMLElement | null {
  const drift = data!.drift
  if (!drift) return null
  const served: Partial<Served>[] = drift.figures.served
    ?? data!.forcing.map((one) => ({ name: one.name, quantity: one.sources.join(', '), hours: [[utcText(one.from), utcText(one.until)]] }))
  return h('section', {}, h('h2', {}, t('forcing.title')), h('p', {}, t('drift.made', { time: utcText(drift.time), by: drift.author })),
    !drift.current && h('p', { class: 'warn' }, t('drift.old')),
    h('table', {}, h('thead', {}, h('tr', {}, [t('print.quantity'), t('print.source'), t('print.served'), t('print.hours')].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, served.map((one) => h('tr', {}, [word('quantity', one.quantity!), one.name!, percent(one.served), one.hours!.map((span) => span.join(' – ')).join('; ') || '–'].map((cell) => h('td', {}, cell)))))),
    drift.figures.notes.map((note) => h('p', { class: 'soft' }, said(note))))
}
