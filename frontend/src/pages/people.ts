// Who may sign in, as what; and who did what, when. For administrators, and the second for coordinators too.

import { ask, tell } from '../api'
import { button, field, h, newId, show, title } from '../dom'
import { utcText } from '../format'
import { type Key, t, word } from '../i18n'
import { said } from '../said'
import { faultText, state } from '../shell'

interface Person { name: string; role: string; active: boolean }
interface Deed { time: string; who: string; what: string; case: string; detail: string }

const ROLES = ['coordinator', 'planner', 'observer', 'exercise_control', 'administrator']
const PASSWORD_MIN = 10

export function people(place: HTMLElement): () => void {
  const body = h('tbody')
  const fault = h('p', { class: 'error', role: 'alert' })
  title(t('people.title'))
  const load = async (): Promise<void> => { show(body, (await ask<Person[]>('/people')).map(row)) }
  const act = (work: Promise<unknown>): void => { work.then(() => { show(fault); return load() }).catch((problem: unknown) => show(fault, said(faultText(problem)))) }
  const change = (person: Person, what: Partial<Person> & { password?: string }): void => act(tell('PATCH', '/people', { name: person.name, ...what }))
  const row = (person: Person): HTMLElement => {
    const role = roleChoice(person.role, `${t('people.role')}: ${person.name}`)
    role.addEventListener('change', () => change(person, { role: role.value }))
    const self = person.name === state.me!.name
    return h('tr', {}, h('td', {}, person.name), h('td', {}, self ? word('role', person.role) : role),
      h('td', {}, person.active ? t('people.active') : t('people.inactive')),
      h('td', {}, !self && button(person.active ? t('people.stop') : t('people.again'), () => change(person, { active: !person.active }), { 'aria-label': `${person.active ? t('people.stop') : t('people.again')}: ${person.name}` })))
  }
  const name = h('input', { id: newId('name'), autocomplete: 'off', required: true })
  const password = h('input', { type: 'password', autocomplete: 'new-password', required: true, minlength: PASSWORD_MIN })
  const role = roleChoice('planner')
  const add = (event: Event): void => {
    event.preventDefault()
    act(tell('POST', '/people', { name: name.value, role: role.value, password: password.value }).then(() => { name.value = password.value = '' }))
  }
  show(place, h('div', { class: 'wide' }, h('h1', {}, t('people.title')), fault, table(['name', 'people.role', 'cases.state', 'people.act'], body),
    h('form', { onsubmit: add }, h('h2', {}, t('people.new')), h('div', { class: 'field-row' }, field(t('name'), name), field(t('people.role'), role), field(t('password'), password, t('setup.password_rule', { least: PASSWORD_MIN }))),
      h('button', { type: 'submit', class: 'main' }, t('people.make')))))
  act(Promise.resolve())
  return () => {}
}

function roleChoice(chosen: string, label?: string): HTMLSelectElement {
  return h('select', { 'aria-label': label }, ROLES.map((one) => h('option', { value: one, selected: one === chosen }, word('role', one))))
}

export function audit(place: HTMLElement): () => void {
  const body = h('tbody')
  const fault = h('p', { class: 'error', role: 'alert' })
  title(t('audit.title'))
  show(place, h('div', { class: 'wide' }, h('h1', {}, t('audit.title')), fault, table(['place.time', 'audit.who', 'audit.what', 'audit.detail'], body)))
  ask<Deed[]>('/audit').then((deeds) => show(body, deeds.reverse().map((deed) => h('tr', {},
    h('td', {}, utcText(deed.time)), h('td', {}, deed.who), h('td', {}, word('event', deed.what)),
    h('td', {}, deed.case ? h('a', { href: `/cases/${deed.case}#log` }, deed.detail ? said(deed.detail) : t('audit.case')) : said(deed.detail))))))
    .catch((problem: unknown) => show(fault, said(faultText(problem))))
  return () => {}
}

function table(heads: Key[], body: HTMLElement): HTMLElement {
  return h('table', {}, h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, t(head))))), body)
}
