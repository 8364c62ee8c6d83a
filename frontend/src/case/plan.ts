// The plan: its chance of success beside what could be had at most, and each task with why it is there.

import { type Json } from '../api'
import type { Place } from '../chart/mercator'
import { button, field, h, newId, show } from '../dom'
import { percent } from '../format'
import { t } from '../i18n'
import { said } from '../said'
import { faultText } from '../shell'
import { type PlanUnit, type TaskReply, taskKey } from './desk_case'
import { placeInput, textInput } from './inputs'
import { orderForm } from './order_form'
import { numeric, typed } from './quantity'
import { type Around, type Panel, jobList } from './panel'
import { planFigures, taskList } from './figures'

const SECONDS_AT_FIRST = 20
/** Patterns that are dragged on the map, or changed by centre and sides; the others by their points. */
const BY_AREA = new Set(['PS', 'CS', 'SS', 'VS', 'CSC'])

export interface PlanPanel extends Panel {
  /** The centre of a task was dropped here on the map. */
  dropped: (task: string, centre: Place) => void
}

export function planPanel(around: Around): PlanPanel {
  const { desk } = around
  const seconds = h('input', { value: String(SECONDS_AT_FIRST), inputmode: 'numeric' })
  const moving = h('input', { type: 'checkbox', id: newId('moving') })
  const run = h('div')
  const body = h('div')
  const open = new Map<string, ChangeForm>()
  const byHand = orderForm(around)
  const update = (): void => {
    show(run, jobList(desk, ['plan']))
    const { plan } = desk
    byHand.element.hidden = !plan || !desk.mayWork
    if (plan) byHand.update()
    if (!plan) return show(body, h('p', {}, t('plan.none')))
    const head = desk.data!.plan!
    show(body,
      planFigures(plan),
      h('p', { class: 'soft' }, t('plan.figures_text')),
      !head.current ? h('p', { class: 'warn' }, t('plan.old')) : !desk.data!.drift?.current && h('p', { class: 'warn' }, t('drift.old')),
      plan.units.map((unit, index) => task(unit, index)),
      plan.unused.length > 0 && h('h2', {}, t('plan.unused')), plan.unused.map((one) => h('p', {}, h('strong', {}, one.name), ' ', said(one.reason))),
      plan.notes.map((note) => h('p', { class: 'soft' }, said(note))))
    return undefined
  }
  const gone = h('p', { class: 'error', role: 'alert' })
  const task = (unit: PlanUnit, index: number): HTMLElement => {
    const key = taskKey(unit.name, unit.n)
    const tasks = desk.plan!.units.filter((one) => one.name === unit.name).length
    const held = desk.data!.tasks.find((one) => one.unit === unit.name && one.n === unit.n)
    const path = `/tasks/${encodeURIComponent(unit.name)}/${unit.n}`
    if (!open.has(key) && around.chosen() === key && desk.mayWork && !held?.frozen && BY_AREA.has(unit.pattern)) open.set(key, changeForm(around, unit, path))
    if (around.chosen() !== key || held?.frozen) open.delete(key)
    return h('section', { class: `task unit-${index % 8}${around.chosen() === key ? ' chosen' : ''}`, 'aria-label': unit.name },
      h('h3', {}, tasks > 1 ? `${unit.name} (${unit.n})` : unit.name, ' ', held?.frozen && h('span', { class: 'tag' }, t('task.frozen')), ' ', held?.changed && h('span', { class: 'tag' }, t('task.changed')), ' ', held?.ordered && h('span', { class: 'tag' }, t('task.told'))),
      h('p', {}, h('em', {}, said(unit.reason))),
      taskList(unit),
      h('div', { class: 'buttons' },
        button(t('task.show'), () => around.choose(around.chosen() === key ? '' : key), { 'aria-pressed': String(around.chosen() === key), id: `show-${index}`, 'aria-label': `${t('task.show')}: ${unit.name}` }),
        desk.mayWork && button(t(held?.frozen ? (held.ordered ? 'task.release' : 'task.unfreeze') : 'task.freeze'), () => void desk.act('PATCH', path, { frozen: !held?.frozen }), { id: `freeze-${index}` }),
        desk.mayWork && !held?.frozen && unit.order && button(t('task.by_hand'), () => byHand.open(unit), { id: `by-hand-${index}`, 'aria-label': `${t('task.by_hand')}: ${unit.name}` }),
        desk.mayWork && !held?.frozen && unit.order && unit.n === tasks && button(t('task.away'), () => void takeAway(path), { id: `away-${index}`, 'aria-label': `${t('task.away')}: ${unit.name}` }),
        desk.mayWork && !held?.ordered && button(t('task.order'), () => void desk.act('POST', `${path}/order`, { way: '', text: '' }), { id: `order-${index}` }),
        h('a', { class: 'button', href: `/cases/${desk.id}/crew#${encodeURIComponent(key)}` }, t('task.crew'))),
      held?.ordered && held.frozen && h('p', { class: 'soft' }, t('task.kept')),
      !unit.order && desk.mayWork && h('p', { class: 'soft' }, t('task.not_alone')),
      open.get(key)?.element)
  }
  const takeAway = async (path: string): Promise<void> => {
    try {
      const reply = await desk.lay('DELETE', path, undefined, false)
      show(gone, reply.refusals.map((one) => said(one)))
    } catch (fault) {
      show(gone, said(faultText(fault)))
    }
  }
  return {
    element: h('div', {}, h('h2', {}, t('plan.title')),
      desk.mayWork && h('form', { onsubmit: (event: Event) => { event.preventDefault(); void desk.begin('plan', { seconds: numeric(seconds.value), moving: moving.checked }) } },
        h('div', { class: 'field-row' }, field(t('plan.seconds'), seconds), h('div', { class: 'check' }, moving, h('label', { htmlFor: moving.id }, t('plan.moving')))),
        h('button', { class: 'main', type: 'submit', id: 'run-plan' }, t('plan.run'))),
      run, byHand.element, gone, body),
    update,
    dropped: (task, centre) => open.get(task)?.move(centre),
  }
}

interface ChangeForm { element: HTMLElement; move: (centre: Place) => void }

/** Lay a task anew: every change is scored at once and written only when asked for. */
function changeForm(around: Around, unit: PlanUnit, path: string): ChangeForm {
  const { desk } = around
  const told = h('p', { role: 'status' })
  const centre = placeInput(t('task.centre'), typed(unit.area.centre), () => changed(), around.pick)
  const bearing = textInput(t('field.bearing'), String(Math.round(unit.area.bearing_deg)), () => changed())
  const length = textInput(t('task.length'), (unit.area.length_m / 1852).toFixed(2), () => changed())
  const width = textInput(t('task.width'), (unit.area.width_m / 1852).toFixed(2), () => changed())
  const write = button(t('task.write'), () => void desk.act('PATCH', path, change()), { disabled: true })
  let timer = 0
  let ready = false
  let asked = 0
  const change = (): Json => ({
    ...(centre.place() ? { centre: centre.place()! } : {}), bearing: Number(bearing.input.value),
    length_m: Number(length.input.value) * 1852, width_m: Number(width.input.value) * 1852,
  })
  const changed = (): void => {
    // The place is read once when the form opens; that is no change.
    if (!ready) { ready = centre.place() !== null; return }
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void score(), 300)
  }
  const score = async (): Promise<void> => {
    const number = ++asked
    show(told, t('task.scoring'))
    try {
      const reply: TaskReply = await desk.tryTask(unit.name, unit.n, change())
      if (number !== asked) return
      const bad = reply.refusals.length > 0
      write.disabled = bad
      const before = desk.plan!.pos
      show(told, bad ? h('span', { class: 'error' }, reply.refusals.map(said)) : `${t('plan.pos')} ${percent(reply.pos)} (${reply.pos >= before ? '+' : '−'}${percent(Math.abs(reply.pos - before))})`)
    } catch (fault) {
      show(told, h('span', { class: 'error' }, said(faultText(fault))))
    }
  }
  const element = h('fieldset', {}, h('legend', {}, t('task.change')), h('p', { class: 'soft' }, t('task.drag')), centre.element,
    h('div', { class: 'field-row' }, bearing.element, length.element, width.element), told, h('div', { class: 'buttons' }, write))
  return { element, move: (at) => { ready = true; centre.take(typed(at)) } }
}
