// The timeline of the case, notes, and the files to hand over.

import { type Line, ask } from '../api'
import { type Child, button, field, h, show } from '../dom'
import { kept } from '../draft'
import { utcText } from '../format'
import { t, word } from '../i18n'
import { said } from '../said'
import { faultText } from '../shell'
import type { Around, Panel } from './panel'

export function logPanel({ desk }: Around): Panel {
  const list = h('ol', { class: 'log', reversed: true })
  const text = h('textarea', { rows: 2, autocomplete: 'off', spellcheck: 'false' })
  const forget = kept(`note:${desk.id}`, [text])
  const sealed = h('input', { type: 'checkbox', id: 'note-sealed' })
  /** Sealed notes that were asked for, by id. */
  const opened = new Map<string, string>()
  let seen = 0
  let lines: Line[] = []
  const load = async (): Promise<void> => {
    const since = seen
    const more = await ask<Line[]>(`/cases/${desk.id}/events?since=${since}`).catch(() => [])
    if (since !== seen || more.length === 0) return
    seen = more.at(-1)!.version
    lines = [...lines, ...more]
    draw(since)
  }
  const draw = (since = 0): void => {
    show(list, [...lines].reverse().map((line) => h('li', { class: line.version > since && since > 0 ? 'new' : undefined },
      h('strong', {}, word('event', line.kind)), ` · ${utcText(line.time)} · ${line.author}`, h('br'), h('small', {}, said(line.summary)), sealedNote(line.version))))
  }
  const sealedNote = (version: number): Child => {
    const note = desk.data!.notes.find((one) => one.sealed && one.version === version)
    if (!note) return null
    if (note.forgotten) return h('div', { class: 'soft' }, t('distress.state.forgotten'))
    const text = opened.get(note.id)
    return desk.mayKnow && h('div', {}, text && h('p', { class: 'said' }, text), button(t(text ? 'distress.hide' : 'distress.show'), () => void turn(note.id), { id: `note-${note.id}`, 'aria-label': `${t(text ? 'distress.hide' : 'distress.show')}: ${t('event.note_written')} ${utcText(note.time)}` }))
  }
  const turn = async (id: string): Promise<void> => {
    if (!opened.delete(id)) opened.set(id, (await ask<{ text: string | null }>(`/cases/${desk.id}/notes/${id}`).catch((fault: unknown) => ({ text: faultText(fault) }))).text ?? t('distress.state.no_key'))
    draw()
  }
  const write = async (): Promise<void> => {
    if (!text.value.trim() || !await desk.act('POST', '/notes', { text: text.value.trim(), sealed: sealed.checked })) return
    text.value = ''
    sealed.checked = false
    forget()
  }
  return {
    element: h('div', {}, h('h2', {}, t('log.title')),
      desk.mayWork && [field(t('log.note'), text), h('div', { class: 'check' }, sealed, h('label', { htmlFor: sealed.id }, t('log.sealed'))), h('div', { class: 'buttons' }, button(t('log.write'), () => void write()))], list),
    update: () => { if (desk.data!.version !== seen) void load() },
    left: () => { opened.clear(); draw() },
  }
}

interface Export { name: string; kind: string; text: string }

export function exportsPanel({ desk }: Around): Panel {
  const list = h('div')
  let shown = ''
  const load = async (): Promise<void> => {
    try {
      const files = await ask<Export[]>(`/cases/${desk.id}/exports`)
      show(list, h('table', {}, h('caption', { class: 'hidden-text' }, t('exports.title')), h('tbody', {}, files.map((file) => h('tr', {},
        h('td', {}, h('a', { href: `/api/cases/${desk.id}/exports/${encodeURIComponent(file.name)}`, download: file.name }, file.name)), h('td', {}, what(file)))))))
    } catch (fault) {
      show(list, h('p', { class: 'error' }, said(faultText(fault))))
    }
  }
  return {
    element: h('div', {}, h('h2', {}, t('exports.title')), h('p', {}, t('exports.text')), list),
    update: () => {
      const plan = desk.data!.plan?.plan ?? ''
      if (!plan) show(list, h('p', {}, t('plan.none')))
      else if (plan !== shown) void load()
      shown = plan
    },
  }
}

function what(file: Export): string {
  const message = /^message_(\w+)\.txt$/.exec(file.name)
  if (message) return `${t('export.message')} (${message[1]!})`
  const known = word('export', file.name.split('.').at(-1)!)
  return known === file.name.split('.').at(-1) ? file.text : known
}
