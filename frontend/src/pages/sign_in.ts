// The first start, and signing in, by a link or a password.

import { type Me, Refused, tell } from '../api'
import { field, h, show, title } from '../dom'
import { t } from '../i18n'
import { said } from '../said'
import { faultText, go, redraw, state } from '../shell'

const PASSWORD_MIN = 10

export function signIn(place: HTMLElement): () => void {
  const name = h('input', { id: 'name', autocomplete: 'username', required: true })
  const password = h('input', { id: 'password', type: 'password', autocomplete: 'current-password', required: true })
  form(place, t('sign_in.title'), [field(t('name'), name), field(t('password'), password)], t('sign_in'), async () => {
    state.me = await tell<Me>('POST', '/session', { name: name.value, password: password.value })
    redraw()
  })
  name.focus()
  return () => {}
}

export function setUp(place: HTMLElement): () => void {
  const token = location.hash.slice(1)
  const name = h('input', { id: 'name', autocomplete: 'username', required: true })
  const password = h('input', { id: 'password', type: 'password', autocomplete: 'new-password', required: true, minlength: PASSWORD_MIN })
  form(place, t('setup.title'), [h('p', {}, t('setup.text')), field(t('name'), name), field(t('password'), password, t('setup.password_rule', { least: PASSWORD_MIN }))],
    t('setup.make'), async () => {
      state.me = await tell<Me>('POST', '/setup', { token, name: name.value, password: password.value })
      go('/')
    })
  name.focus()
  return () => {}
}

/** By a link that works once. Its token stands behind the #, which no server or proxy gets to see. */
export function enter(place: HTMLElement): () => void {
  title(t('enter.title'))
  const [token, id] = location.hash.slice(1).split('/')
  const told = h('p', { class: 'error', role: 'alert' })
  show(place, h('div', { class: 'narrow' }, h('h1', {}, t('enter.title')), told))
  const act = async (): Promise<void> => {
    try {
      state.me = await tell<Me>('POST', '/session/link', { token })
    } catch (fault) {
      // Whoever is signed in already came back to a link that was used.
      if (!state.me) return show(told, said(faultText(fault)), ' ', h('a', { href: '/' }, t('sign_in')))
    }
    history.replaceState(null, '', id ? `/cases/${id}` : '/')
    redraw()
    return undefined
  }
  void act()
  return () => {}
}

function form(place: HTMLElement, heading: string, parts: HTMLElement[], send: string, act: () => Promise<void>): void {
  const told = h('p', { class: 'error', role: 'alert' })
  const submit = (event: Event): void => {
    event.preventDefault()
    act().catch((fault: unknown) => show(told, fault instanceof Refused ? said(faultText(fault)) : String(fault)))
  }
  title(heading)
  show(place, h('div', { class: 'narrow' }, h('h1', {}, heading),
    h('form', { onsubmit: submit }, parts, told, h('button', { class: 'main', type: 'submit' }, send))))
}
