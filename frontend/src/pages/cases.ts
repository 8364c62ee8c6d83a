// All cases, the one changed last first; live.

import { type Head, ask } from '../api'
import { COMMANDERS } from '../case/desk_case'
import { field, h, show, title } from '../dom'
import { utcText } from '../format'
import { t } from '../i18n'
import { said } from '../said'
import { faultText, state } from '../shell'
import { live } from '../stream'

const SOON_MS = 60

export function cases(place: HTMLElement): () => void {
  const body = h('tbody')
  const told = h('p', { role: 'status' })
  let timer = 0
  /** Many events at once, as after a break, are one look at the list. */
  const soon = (): void => { window.clearTimeout(timer); timer = window.setTimeout(() => void load(), SOON_MS) }
  const find = h('input', { id: 'find', type: 'search', autocomplete: 'off' })
  let heads: Head[] = []
  const draw = (): void => {
    const words = find.value.toLowerCase().split(/\s+/)
    const found = heads.filter((head) => words.every((word) => `${head.name} ${head.changed_by}`.toLowerCase().includes(word)))
    show(body, found.map(row))
    show(told, heads.length === 0 ? t('cases.none') : t('cases.count', { shown: found.length, all: heads.length }))
  }
  const load = async (): Promise<void> => {
    try {
      heads = await ask<Head[]>('/cases')
      draw()
    } catch (fault) {
      show(told, h('span', { class: 'error' }, said(faultText(fault))))
    }
  }
  find.addEventListener('input', draw)
  title(t('cases.title'))
  show(place, h('div', { class: 'wide' }, h('h1', {}, t('cases.title')),
    h('div', { class: 'buttons' }, COMMANDERS.has(state.me!.role) && h('a', { class: 'button main', href: '/new', id: 'new-case' }, t('cases.new'))),
    field(t('cases.find'), find), told,
    h('table', { class: 'cases' }, h('thead', {}, h('tr', {}, [t('name'), t('cases.state'), t('cases.has'), t('cases.changed'), t('cases.by')].map((text) => h('th', { scope: 'col' }, text)))), body)))
  void load()
  const stop = live.add({ log: soon, hello: soon })
  return () => { window.clearTimeout(timer); stop() }
}

function row(head: Head): HTMLElement {
  return h('tr', {},
    h('td', {}, h('a', { href: `/cases/${head.id}` }, head.name), ' ', head.exercise && h('span', { class: 'tag' }, t('exercise'))),
    h('td', {}, t(`state.${head.state}`)),
    h('td', {}, [head.has_map && t('has.map'), head.has_plan && t('has.plan')].filter(Boolean).join(', ') || '–'),
    h('td', {}, utcText(head.changed)), h('td', {}, head.changed_by))
}
