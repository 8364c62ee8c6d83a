// What stands round every page: name, clock in UTC and local, language, light, who is signed in, and the way about.

import { type Me, SIGNED_OUT, tell } from './api'
import { now, skewMs } from './clock'
import { LIGHTS, type Light } from './chart/palette'
import { button, h, show } from './dom'
import { dropDrafts } from './draft'
import { hours, localText, utcText } from './format'
import { LANGUAGES, type Language, language, setLanguage, t, word } from './i18n'
import { live } from './stream'

const KEPT = 'sarex.light'
const CLOCK_MS = 5000
const AUDITORS = new Set(['coordinator', 'administrator'])

export const state: { me: Me | null; light: Light } = { me: null, light: 'day' }

type Leave = () => void
let leave: Leave = () => {}
let draw: () => void = () => {}
const lightHeard = new Set<() => void>()

export function onLight(heard: () => void): () => void {
  lightHeard.add(heard)
  return () => lightHeard.delete(heard)
}

export function setLight(light: Light): void {
  state.light = light
  localStorage.setItem(KEPT, light)
  document.documentElement.dataset['light'] = light
  for (const heard of lightHeard) heard()
}

/** `router` draws the page of the address, and gives what ends it. */
export function start(router: (place: HTMLElement) => Leave): void {
  setLanguage(language)
  const kept = localStorage.getItem(KEPT)
  setLight(LIGHTS.find((light) => light === kept) ?? 'day')
  const app = document.getElementById('app')!
  const banner = h('div', { role: 'status' })
  live.add({ link: (up) => show(banner, state.me && !up && h('div', { class: 'link-down' }, t('link.down'))) })
  const skew = h('div', { role: 'status' })
  const tellSkew = (): void => {
    const ms = state.me ? skewMs() : 0
    show(skew, ms !== 0 && h('div', { class: 'clock-wrong' }, t(ms > 0 ? 'clock.behind' : 'clock.ahead', { by: hours(Math.abs(ms) / 1000) })))
  }
  live.add({ clock: () => { tick(); tellSkew() } })
  draw = () => {
    leave()
    tellSkew()
    const main = h('main', { id: 'main', tabIndex: -1 })
    show(app, h('a', { class: 'skip', href: '#main', onclick: (event: Event) => { event.preventDefault(); main.focus() } }, t('skip')), header(), banner, skew, main)
    leave = router(main)
  }
  window.addEventListener('popstate', () => draw())
  // The same address is shown again after signing in.
  window.addEventListener(SIGNED_OUT, () => { if (state.me) { live.close(); state.me = null; draw() } })
  document.addEventListener('click', follow)
  window.setInterval(tick, CLOCK_MS)
  draw()
}

export const redraw = (): void => draw()

export function go(path: string): void {
  history.pushState(null, '', path)
  draw()
  document.getElementById('main')?.focus()
}

/** Links of our own are followed without loading the page again. */
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest?.('a')
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || link.target || link.hasAttribute('download')) return
  if (link.origin !== location.origin || link.pathname.startsWith('/api/')) return
  event.preventDefault()
  go(link.pathname + link.hash)
}

function tick(): void {
  const clock = document.getElementById('clock')
  if (clock) show(clock, utcText(now()), h('small', {}, `${t('time.local')} ${localText(now())}`))
}

function header(): HTMLElement {
  const clock = h('div', { id: 'clock', class: 'clock' })
  const tongue = h('select', { 'aria-label': t('language'), onchange: (event: Event) => { setLanguage((event.target as HTMLSelectElement).value as Language); live.anew(); draw() } },
    Object.entries(LANGUAGES).map(([code, name]) => h('option', { value: code, selected: code === language, lang: code }, name)))
  const light = h('select', { 'aria-label': t('light'), onchange: (event: Event) => setLight((event.target as HTMLSelectElement).value as Light) },
    LIGHTS.map((one) => h('option', { value: one, selected: one === state.light }, t(`light.${one}`))))
  const made = h('header', { class: 'bar' },
    h('a', { class: 'name', href: '/' }, 'Sarex'),
    state.me && h('nav', { 'aria-label': t('nav') }, h('a', { href: '/' }, t('cases.title')), ' ',
      state.me.role === 'administrator' && h('a', { href: '/people' }, t('people.title')), ' ',
      AUDITORS.has(state.me.role) && h('a', { href: '/audit' }, t('audit.title'))),
    h('span', { class: 'grow' }), h('span', { id: 'page-tools' }), clock, tongue, light,
    state.me && h('span', {}, `${state.me.name} · ${word('role', state.me.role)}`),
    state.me && button(t('sign_out'), () => void signOut()))
  queueMicrotask(tick)
  return made
}

async function signOut(): Promise<void> {
  await tell('DELETE', '/session').catch(() => undefined)
  live.close()
  dropDrafts()
  state.me = null
  go('/')
}

/** A sentence for whatever went wrong. */
export function faultText(fault: unknown): string {
  const refused = fault as { status?: number; message?: string; by?: string }
  if (refused.status === 0) return t('fault.offline')
  if (refused.status === 409 && refused.by) return t('fault.conflict', { by: refused.by })
  return refused.message || String(fault)
}
