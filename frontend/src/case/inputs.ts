// Inputs that show at once how they were understood: positions and times.

import { Refused, tell } from '../api'
import { now } from '../clock'
import type { Place } from '../chart/mercator'
import { button, field, h, newId, show } from '../dom'
import { localText, utcText } from '../format'
import { t } from '../i18n'
import { said } from '../said'
import { faultText } from '../shell'
import { readUtc } from '../time'
import { typedPlace } from './quantity'

const TYPED_MS = 250

export interface PlaceInput { element: HTMLElement; input: HTMLInputElement; place: () => Place | null; take: (text: string) => void }

/** Any way of writing a position; echoed in degrees and minutes. `pick` asks for a place on the map. */
export function placeInput(label: string, value: string, changed: () => void, pick?: (take: (text: string) => void) => void): PlaceInput {
  const input = h('input', { id: newId('place'), value, autocomplete: 'off', placeholder: '60 30.0N 004 00.0E' })
  const echo = h('div', { class: 'echo', 'aria-live': 'polite', id: `${input.id}-echo` })
  input.setAttribute('aria-describedby', echo.id)
  let place: Place | null = null
  let asked = 0
  let timer = 0
  const read = async (): Promise<void> => {
    const number = ++asked
    if (!input.value.trim()) { place = null; show(echo); return changed() }
    place = typedPlace(input.value.trim())
    if (place) { echo.classList.remove('bad'); show(echo, `= ${input.value.trim()}`); return changed() }
    try {
      const found = await tell<{ lon: number; lat: number; dm: string }>('POST', '/read/position', { text: input.value })
      if (number !== asked) return
      place = { lon: found.lon, lat: found.lat }
      echo.classList.remove('bad')
      show(echo, `= ${found.dm}`)
    } catch (fault) {
      if (number !== asked) return
      place = null
      echo.classList.add('bad')
      show(echo, fault instanceof Refused ? said(faultText(fault)) : String(fault))
    }
    changed()
  }
  input.addEventListener('input', () => { window.clearTimeout(timer); timer = window.setTimeout(() => void read(), TYPED_MS) })
  const take = (text: string): void => { input.value = text; void read() }
  if (value) queueMicrotask(() => void read())
  const element = h('div', { class: 'field' }, h('label', { htmlFor: input.id }, label), input, echo,
    pick && h('div', {}, button(t('place.pick'), () => pick((text) => { take(text); input.focus() }))))
  return { element, input, place: () => place, take }
}

export interface TimeInput { element: HTMLElement; input: HTMLInputElement; iso: () => string }

/** UTC, with the time on this computer's clock beside it. `iso` is what was understood, or what was typed. */
export function timeInput(label: string, value: string, changed: () => void): TimeInput {
  const input = h('input', { id: newId('time'), value, autocomplete: 'off', placeholder: utcText(now()) })
  const echo = h('div', { class: 'echo', 'aria-live': 'polite', id: `${input.id}-echo` })
  input.setAttribute('aria-describedby', echo.id)
  let read: string | null = null
  const draw = (): void => {
    read = readUtc(input.value, now())
    echo.classList.toggle('bad', !read)
    show(echo, read ? `= ${utcText(read)} · ${t('time.local')} ${localText(read)}` : input.value.trim() && t('time.unread'))
  }
  input.addEventListener('input', () => { draw(); changed() })
  // `0600` is said once, and written out, so that it does not become another day's while the form is open.
  input.addEventListener('change', () => { if (read) input.value = utcText(read) })
  if (value) draw()
  return {
    element: h('div', { class: 'field' }, h('label', { htmlFor: input.id }, `${label} (UTC)`), input, echo), input,
    iso: () => read ?? input.value,
  }
}

export interface Choice { key: string; text: string }

/** A field that is searched by words, as a combobox: arrows choose, Enter takes. */
export function searchInput(label: string, value: string, ask: (words: string) => Promise<Choice[]>, taken: (choice: Choice) => void): { element: HTMLElement; input: HTMLInputElement } {
  const list = h('ul', { class: 'choices', role: 'listbox', id: newId('choices'), 'aria-label': label, hidden: true })
  const input = h('input', { id: newId('search'), value, role: 'combobox', 'aria-expanded': 'false', 'aria-controls': list.id, 'aria-autocomplete': 'list', autocomplete: 'off' })
  let found: Choice[] = []
  let at = -1
  let asked = 0
  const close = (): void => { list.hidden = true; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant') }
  const take = (choice: Choice): void => { input.value = choice.text; close(); taken(choice) }
  const none = h('div', { class: 'soft', role: 'status' })
  const draw = (): void => {
    show(none, found.length === 0 && input.value.trim() && t('search.none'))
    show(list, found.map((choice, index) => h('li', { role: 'option', id: `${list.id}-${index}`, 'aria-selected': String(index === at), onmousedown: (event: Event) => { event.preventDefault(); take(choice) } }, choice.text)))
    list.hidden = found.length === 0
    input.setAttribute('aria-expanded', String(found.length > 0))
    if (at >= 0) {
      input.setAttribute('aria-activedescendant', `${list.id}-${at}`)
      list.children[at]?.scrollIntoView({ block: 'nearest' })
    }
  }
  const search = (words: string): void => {
    const number = ++asked
    void ask(words).then((choices) => { if (number === asked) { found = choices; at = choices.length ? 0 : -1; draw() } }).catch(() => close())
  }
  input.addEventListener('input', () => search(input.value))
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return close()
    // The whole list, for who does not know the words.
    if (list.hidden && event.key === 'ArrowDown') { event.preventDefault(); return search('') }
    if (list.hidden || !['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) return
    event.preventDefault()
    if (event.key === 'Enter') { const choice = found[at]; if (choice) take(choice) }
    else { at = (at + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % found.length; draw() }
  })
  input.addEventListener('blur', close)
  return { element: h('div', { class: 'field' }, h('label', { htmlFor: input.id }, label), input, list, none), input }
}

/** What is wrong with a field, at the field and read with it; nothing where all is well. What the field says itself of how it
 *  understood the text goes before it. */
export function tellFault(input: HTMLInputElement, text: string): void {
  const box = input.closest('.field')!
  const said = box.querySelector('.echo.bad')?.textContent
  const id = `${input.id}-fault`
  box.querySelector('.fault')?.remove()
  const others = (input.getAttribute('aria-describedby') ?? '').split(' ').filter((one) => one && one !== id)
  if (text && !said) box.append(h('div', { class: 'error fault', id }, text))
  const told = [...others, ...(text && !said ? [id] : [])].join(' ')
  if (told) input.setAttribute('aria-describedby', told)
  else input.removeAttribute('aria-describedby')
  if (text) input.setAttribute('aria-invalid', 'true')
  else input.removeAttribute('aria-invalid')
}

/** A plain text field of a form. */
export function textInput(label: string, value: string, changed: () => void, hint?: string): { element: HTMLElement; input: HTMLInputElement } {
  const input = h('input', { value, autocomplete: 'off', oninput: changed })
  return { element: field(label, input, hint), input }
}
