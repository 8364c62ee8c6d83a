// People in distress: recorded sealed, shown one by one to who asks, forgotten for ever.

import { ask, tell } from '../api'
import { button, field, h, show } from '../dom'
import { utcText } from '../format'
import { t } from '../i18n'
import { said } from '../said'
import { faultText } from '../shell'
import { type Around, type Panel, theirsNotice } from './panel'
import { type Person, PersonForm, personWords } from './person_form'

interface Recorded { id: string; state: 'kept' | 'forgotten' | 'no_key'; author: string; time: string }
interface Distress { people: Recorded[]; forgotten: { author: string; time: string; reason: string; people: number }[]; keys: number; key_files: string[] }

const REASONS = ['asked', 'over', 'period', 'mistake'] as const

export function distressPanel({ desk }: Around): Panel {
  const list = h('div')
  const formPlace = h('div')
  const forgetPlace = h('div')
  const past = h('div')
  const fault = h('div')
  const told = h('p', { role: 'status', class: 'good', tabIndex: -1 })
  const path = `/cases/${desk.id}/distress`
  /** What was asked for, by person and time of record: a revision is asked for anew. */
  const shown = new Map<string, Person | null>()
  let found: Distress = { people: [], forgotten: [], keys: 0, key_files: [] }
  let seen = 0
  let form: PersonForm | null = null
  /** The record that the form began from. */
  let from: Recorded | null = null
  let saving = false
  const notice = h('div')
  const mark = (one: Recorded): string => `${one.id} ${one.time}`
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    show(fault)
    await work().catch((problem: unknown) => show(fault, h('p', { class: 'error', role: 'alert' }, said(faultText(problem)))))
  }
  const load = (): Promise<void> => guarded(async () => {
    seen = desk.data!.version
    found = await ask<Distress>(path)
    draw()
  })
  const reveal = async (one: Recorded): Promise<Person | null> => {
    if (!shown.has(mark(one))) shown.set(mark(one), (await ask<{ person: Person | null }>(`${path}/${one.id}`)).person)
    return shown.get(mark(one))!
  }
  const turn = (people: Recorded[], on: boolean): Promise<void> => guarded(async () => {
    for (const one of people) if (on) await reveal(one); else shown.delete(mark(one))
    draw()
  })
  const open = (of: Recorded | null, title: string): Promise<void> => guarded(async () => {
    const person = of && await reveal(of)
    const save = async (value: object): Promise<boolean> => {
      saving = true
      const done = await (of ? desk.act('PUT', `/distress/${of.id}`, value) : desk.act('POST', '/distress', value))
      saving = false
      if (done) show(told, t('distress.saved'))
      return done
    }
    form = new PersonForm(title, person, of ? null : `person:${desk.id}`, save, shut)
    from = of
    draw()
    form.focus()
  })
  const shut = (): void => {
    form = from = null
    draw()
    document.getElementById('person-new')?.focus()
  }
  const drawForm = (): void => {
    if (form && desk.mayWork) { if (!formPlace.contains(form.element)) show(formPlace, notice, form.element) }
    else show(formPlace, desk.mayWork && [h('div', { class: 'buttons' }, button(t('distress.new'), () => void open(null, t('distress.new')), { class: 'main', id: 'person-new' })), h('p', { class: 'hint' }, t('distress.text'))])
    const theirs = saving ? undefined : found.people.find((one) => one.id === from?.id && one.time !== from.time)
    if (!theirs) return show(notice)
    show(notice, theirsNotice(() => void open(theirs, t('distress.revise')), () => { from = theirs; drawForm() }))
  }
  const card = (one: Recorded, index: number): HTMLElement => {
    const name = t('distress.person', { n: index + 1 })
    const on = shown.has(mark(one))
    const person = shown.get(mark(one))
    return h('div', { class: 'task' }, h('h3', {}, name, ' ', h('span', { class: 'tag' }, t(`distress.state.${one.state}`))),
      h('p', { class: 'soft' }, `${utcText(one.time)} · ${one.author}`), person && personWords(person),
      one.state === 'kept' && h('div', { class: 'buttons' },
        button(t(on ? 'distress.hide' : 'distress.show'), () => void turn([one], !on), { id: `show-${one.id}`, 'aria-label': `${t(on ? 'distress.hide' : 'distress.show')}: ${name}` }),
        desk.mayWork && button(t('distress.revise'), () => void open(one, `${t('distress.revise')}: ${name}`), { disabled: form !== null, id: `revise-${one.id}`, 'aria-label': `${t('distress.revise')}: ${name}` })))
  }
  const draw = (): void => {
    const kept = found.people.filter((one) => one.state === 'kept')
    const all = kept.every((one) => shown.has(mark(one)))
    show(list, found.people.length === 0 ? h('p', {}, t('distress.none')) : found.people.map(card),
      kept.length > 1 && h('div', { class: 'buttons' }, button(t(all ? 'distress.hide_all' : 'distress.show_all'), () => void turn(kept, !all), { id: 'show-everybody' })))
    drawForm()
    if (!desk.mayForget || found.keys === 0) show(forgetPlace)
    else if (forgetPlace.childElementCount === 0) show(forgetPlace, forgetForm(forget))
    show(past, found.forgotten.map((one) => h('p', { class: 'soft' }, t('distress.was', { count: one.people, time: utcText(one.time), by: one.author }), h('br'), h('span', {}, said(one.reason)))),
      found.key_files.length > 0 && h('div', { class: 'note' }, h('p', { class: 'warn' }, t('distress.key_files')),
        h('ul', {}, found.key_files.map((file) => h('li', {}, h('code', {}, file), ' ',
          desk.mayForget && button(t('distress.destroyed'), () => void destroyed(file), { 'aria-label': `${t('distress.destroyed')}: ${file}` }))))))
  }
  const forget = (reason: string): Promise<void> => guarded(async () => {
    const done = await tell<{ people: number }>('POST', `${path}/forget`, { reason }, desk.data!.version)
    shown.clear()
    form = from = null
    show(told, t('distress.done', { count: done.people }))
    await desk.load()
    await load()
    told.focus()
  })
  const destroyed = (file: string): Promise<void> => guarded(async () => {
    await tell('POST', `${path}/destroyed`, { key_file: file })
    await load()
  })
  return {
    element: h('div', {}, h('h2', {}, t('distress.title')), fault, told, list, formPlace, past, forgetPlace),
    update: () => { if (desk.data!.version !== seen) void load(); else drawForm() },
    // Nobody who passes the screen later should read it.
    left: () => {
      shown.clear()
      show(told)
      if (!form?.touched) form = from = null
      draw()
    },
  }
}

/** In two steps: what it means comes before the button that does it. */
function forgetForm(forget: (reason: string) => Promise<void>): HTMLElement {
  const reason = h('select', { id: 'forget-reason' }, REASONS.map((one) => h('option', { value: one }, t(`distress.reason.${one}`))))
  const sure = h('input', { type: 'checkbox', id: 'forget-sure' })
  const now = button(t('distress.forget_now'), () => void forget(reason.value), { class: 'danger', disabled: true, id: 'forget-now' })
  sure.addEventListener('change', () => { now.disabled = !sure.checked })
  const steps = h('div', { hidden: true }, h('p', { class: 'warn' }, t('distress.forget_text')), field(t('distress.reason'), reason, t('distress.reason_hint')),
    h('div', { class: 'check' }, sure, h('label', { htmlFor: sure.id }, t('distress.sure'))), h('div', { class: 'buttons' }, now))
  const begin = button(t('distress.forget'), () => {
    steps.hidden = !steps.hidden
    begin.setAttribute('aria-expanded', String(!steps.hidden))
    if (!steps.hidden) reason.focus()
  }, { 'aria-expanded': 'false', class: 'danger', id: 'forget' })
  return h('div', {}, h('div', { class: 'buttons' }, begin), steps)
}
