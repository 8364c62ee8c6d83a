// A crew's page for a phone: my task, my next leg, and what I saw.

import { DeskCase, type PlanUnit, shownTask, taskKey } from '../case/desk_case'
import { now } from '../clock'
import { foundForm } from '../case/found_form'
import { legText } from '../chart/marks'
import { button, h, show, title } from '../dom'
import { degrees, knots, nm, positionText, utcText } from '../format'
import { t, word } from '../i18n'
import { said } from '../said'
import { state } from '../shell'
import { MapBox } from './map_box'

const TICK_MS = 10_000

export function crewPage(place: HTMLElement, id: string): () => void {
  let box: MapBox | null = null
  let leg = 0
  const fault = h('p', { class: 'error', role: 'alert' })
  const changed = h('p', { class: 'warn', role: 'alert' })
  let report: HTMLElement | null = null
  let followed = -1
  const desk = new DeskCase(id, (what, text) => {
    if (what === 'fault') { show(fault, text); if (!desk.data) show(place, fault) }
    if (what === 'case') draw()
  })
  let drawn = ''
  const mine = (): PlanUnit | undefined => {
    const key = decodeURIComponent(location.hash.slice(1))
    return desk.plan?.units.find((unit) => taskKey(unit.name, unit.n) === key)
  }
  const body = h('div')
  const legBox = h('div')
  const drawLeg = (): void => {
    const unit = mine()
    if (!unit) return
    const shown = unit.legs[leg]
    show(legBox, h('div', { class: 'leg' }, h('h2', {}, t('crew.leg', { n: leg + 1, of: unit.legs.length })),
      shown && [h('p', { class: 'big' }, legText(shown.from, shown.to)), h('p', {}, `${t('crew.to')} ${positionText(shown.to)}`), h('p', {}, `${t('crew.there_at')} ${utcText(shown.end)}`)],
      h('div', { class: 'buttons' }, button(t('crew.before'), () => { leg -= 1; drawLeg() }, { disabled: leg === 0, id: 'leg-before' }), button(t('crew.next'), () => { leg += 1; drawLeg() }, { disabled: leg >= unit.legs.length - 1, id: 'leg-next', class: 'main' }))))
  }
  /** The leg of this moment, while the unit is on scene; who looks at another one is left there until the next begins. */
  const follow = (): void => {
    const unit = mine()
    const index = unit?.legs.findIndex((one) => Date.parse(one.end) > now().getTime() && Date.parse(one.start) <= now().getTime()) ?? -1
    if (index >= 0 && index !== followed) { followed = leg = index; drawLeg() }
  }
  const draw = (): void => {
    const key = `${desk.planHash} ${location.hash}`
    if (key === drawn) return
    // A task that changed under its crew is not swapped without a word.
    const same = drawn.endsWith(` ${location.hash}`) && location.hash.length > 1
    show(changed, same && t(mine() ? 'crew.changed' : 'crew.none', { time: utcText(now()).slice(11), unit: decodeURIComponent(location.hash.slice(1)).replace(/\/\d+$/, '') }))
    drawn = key
    const unit = mine()
    title([desk.data!.exercise && t('exercise'), unit?.name, desk.data!.name].filter(Boolean).join(' · '))
    box?.close()
    box = null
    if (!unit) return show(place, h('div', { class: 'crew' }, h('h1', {}, desk.data!.name), changed, choices(desk)))
    show(body)
    // Made once: what is typed in it stays when the plan changes.
    report ??= desk.mayWork ? foundForm({ desk, pick: (take) => box?.pick(take) }, state.me!.name) : null
    show(place, h('div', { class: 'crew' }, desk.data!.exercise && h('div', { class: 'exercise' }, t('exercise.mark')), h('h1', {}, unit.name), changed, fault,
      h('div', { class: 'leg' }, h('h2', {}, t('task.csp')), h('p', { class: 'big' }, unit.csp_dm), h('p', {}, `${t('crew.there_at')} ${utcText(unit.start)} · ${t('task.creep')} ${unit.creep_deg == null ? '–' : degrees(unit.creep_deg)}`),
        unit.out.length > 1 && h('p', {}, `${t('crew.way')} ${legText(placeOf(unit.out.at(-2)!), placeOf(unit.out.at(-1)!))}`)),
      legBox, body,
      h('p', {}, `${word('pattern', unit.pattern)} (${unit.pattern}) · ${t('task.spacing')} ${nm(unit.spacing)} · ${knots(unit.search_speed_m_per_s)}`),
      h('p', {}, h('em', {}, said(unit.reason))), report))
    box = new MapBox(body, desk.source, unit.area.centre, 60_000)
    box.chart.tasks = [shownTask(unit)]
    box.chart.chosenTask = taskKey(unit.name, unit.n)
    box.chart.fit([...shownTask(unit).corners])
    body.append(h('p', { class: 'hidden-text', id: 'map-told' }, `${unit.name}: ${unit.csp_dm}`))
    leg = 0
    followed = -1
    follow()
    drawLeg()
    return undefined
  }
  const timer = window.setInterval(follow, TICK_MS)
  const turn = (): void => draw()
  window.addEventListener('hashchange', turn)
  void desk.load()
  return () => { window.clearInterval(timer); window.removeEventListener('hashchange', turn); desk.close(); box?.close() }
}

const placeOf = ([lon, lat]: [number, number]): { lon: number; lat: number } => ({ lon, lat })

function choices(desk: DeskCase): HTMLElement {
  if (!desk.plan) return h('p', {}, t('plan.none'))
  return h('div', {}, h('p', {}, t('crew.who')), desk.plan.units.map((unit) =>
    h('p', {}, h('a', { class: 'button', href: `/cases/${desk.id}/crew#${encodeURIComponent(taskKey(unit.name, unit.n))}` }, unit.name))))
}
