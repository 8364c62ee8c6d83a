// A task ordered by hand: typed, or clicked on the map, tried at once, and kept only when asked for.

import { Refused, type Json } from '../api'
import type { Mark } from '../chart/marks'
import { button, field, h, newId, show } from '../dom'
import { percent } from '../format'
import { t, word } from '../i18n'
import { said } from '../said'
import { faultText } from '../shell'
import type { PlanUnit } from './desk_case'
import { tellFault, textInput } from './inputs'
import { type OrderFields, PATTERNS, type Pattern, orderFields } from './order_fields'
import type { Around } from './panel'

const AFTER = ''

export interface OrderForm {
  element: HTMLElement
  /** For a unit's task as it is; without one, for any unit. */
  open: (unit?: PlanUnit) => void
  update: () => void
}

export function orderForm(around: Around): OrderForm {
  const { desk } = around
  const unit = h('select', { id: 'order-unit' })
  const instead = h('select', { id: 'order-instead' })
  const pattern = h('select', { id: 'order-pattern' }, PATTERNS.map((one) => h('option', { value: one }, `${word('pattern', one)} (${one})`)))
  const moving = h('input', { type: 'checkbox', id: newId('moving') })
  const why = textInput(t('order.why'), '', () => edited())
  const body = h('div')
  const told = h('p', { role: 'status', id: 'order-told' })
  const keep = button(t('order.keep'), () => void send(false), { id: 'order-keep', disabled: true })
  const element = h('fieldset', { id: 'order-form', hidden: true })
  let fields: OrderFields
  let kept: Json = {}
  let asked = 0
  let sent = ''
  let planOf = ''

  const edited = (): void => {
    // A place is read a little after it was typed; that may be after it was sent, and changes nothing.
    if (JSON.stringify(request()) !== sent) forget()
    around.mark(fields.places().flatMap((one, index): Mark[] => (one.place() ? [{ at: one.place()!, name: String(index + 1), kind: 'report' }] : [])))
  }
  /** What was tried is no longer what stands here. */
  const forget = (): void => {
    asked += 1
    sent = ''
    keep.disabled = true
    around.tried(null)
    show(told)
  }
  const draw = (old: Json): void => {
    kept = old
    const vessels = (desk.data!.units?.units ?? []).map((one) => String(one['name'])).filter((one) => one !== unit.value)
    fields = orderFields(pattern.value as Pattern, old, body, { pick: around.pick, vessels, edited: () => edited() })
    moving.checked = Boolean(old['moving'] ?? desk.plan!.units.some((one) => one.order?.['moving']))
    moving.disabled = pattern.value === 'B'
    why.input.value = String(old['why'] ?? '')
    forget()
    edited()
  }
  const drawInstead = (chosen: string): void => {
    const tasks = desk.plan!.units.filter((one) => one.name === unit.value)
    show(instead, tasks.map((one) => h('option', { value: String(one.n) }, t('order.instead_of', { n: one.n, pattern: word('pattern', one.pattern) }))), h('option', { value: AFTER }, t(tasks.length ? 'order.after' : 'order.first')))
    instead.value = chosen
  }
  const order = (): Json => ({
    unit: unit.value, pattern: pattern.value, ...fields.value(), ...(pattern.value === 'B' ? {} : { moving: moving.checked }),
    ...(why.input.value.trim() ? { why: why.input.value.trim() } : {}), ...(kept['sortie'] && instead.value !== AFTER ? { sortie: kept['sortie'] } : {}),
  })
  const request = (): Json => ({ order: order(), n: instead.value === AFTER ? null : Number(instead.value) })
  const send = async (only: boolean): Promise<void> => {
    const number = ++asked
    sent = JSON.stringify(request())
    for (const input of fields.inputs().values()) tellFault(input, '')
    show(told, t('task.scoring'))
    const before = desk.plan!.pos
    try {
      const reply = await desk.lay('POST', '/tasks', request(), only)
      const bad = reply.refusals.length > 0
      if (!only && !bad) return close(t('order.kept'))
      if (number !== asked) return
      keep.disabled = bad
      if (bad) return show(told, h('span', { class: 'error' }, reply.refusals.map((one) => said(one))))
      around.tried(reply.plan)
      show(told, t('order.scored', { before: percent(before), after: percent(reply.pos), change: `${reply.pos >= before ? '+' : '−'}${percent(Math.abs(reply.pos - before))}` }))
    } catch (fault) {
      if (number === asked) tellWrong(fault)
    }
  }
  /** At its field where the fault names one. */
  const tellWrong = (fault: unknown): void => {
    const text = faultText(fault)
    // `TSN.route[1]: …`: the pattern stands before the place.
    const input = fault instanceof Refused ? fields.inputs().get(text.split(':')[0]!.replace(/^[A-Z]+\./, '')) : undefined
    show(told, h('span', { class: 'error' }, said(text)))
    if (!input) return
    tellFault(input, text)
    input.focus()
  }
  const close = (text: string): void => {
    around.tried(null)
    around.mark([])
    element.hidden = true
    show(done, text)
    document.getElementById('order-open')?.focus()
  }
  const done = h('p', { role: 'status' })
  unit.addEventListener('change', () => { drawInstead(desk.plan!.units.some((one) => one.name === unit.value) ? '1' : AFTER); draw(kept) })
  instead.addEventListener('change', () => edited())
  pattern.addEventListener('change', () => draw({ ...kept, ...fields.value() }))
  moving.addEventListener('change', () => edited())
  show(element, h('legend', {}, t('order.title')), h('p', { class: 'soft' }, t('order.text')),
    h('div', { class: 'field-row' }, field(t('result.unit'), unit), field(t('order.instead'), instead), field(t('task.pattern'), pattern)), body,
    h('div', { class: 'check' }, moving, h('label', { htmlFor: moving.id }, t('plan.moving'))), why.element, told,
    h('div', { class: 'buttons' }, button(t('order.try'), () => void send(true), { class: 'main', id: 'order-try' }), keep, button(t('cancel'), () => close(''), { id: 'order-close' })))
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement && event.target.type !== 'checkbox') void send(true)
  })
  const open = (one?: PlanUnit): void => {
    planOf = desk.planHash
    show(unit, (desk.data!.units?.units ?? []).map((each) => h('option', { value: String(each['name']) }, String(each['name']))))
    unit.value = one?.name ?? desk.plan!.unused[0]?.name ?? desk.plan!.units[0]!.name
    const own = one ?? desk.plan!.units.find((each) => each.name === unit.value)
    pattern.value = one?.pattern ?? 'PS'
    element.hidden = false
    drawInstead(own ? String(own.n) : AFTER)
    draw(one?.order ?? {})
    show(done)
    unit.focus()
  }
  const update = (): void => {
    if (element.hidden || planOf === desk.planHash) return
    // Somebody's change of the plan: what was tried was scored beside other tasks.
    planOf = desk.planHash
    drawInstead(instead.value)
    forget()
  }
  return { element: h('div', {}, h('div', { class: 'buttons' }, button(t('order.open'), () => open(), { id: 'order-open' })), done, element), open, update }
}
