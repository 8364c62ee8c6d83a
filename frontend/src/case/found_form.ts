// Something was seen or found: where, when, what, and how sure it is.

import { type Json } from '../api'
import { now } from '../clock'
import { button, field, h, show } from '../dom'
import { kept } from '../draft'
import { utcText } from '../format'
import { t } from '../i18n'
import { placeInput, searchInput, textInput, timeInput } from './inputs'
import { objects } from './object_rows'
import type { Around } from './panel'
import { numeric } from './quantity'

const ERROR = '1 nm'
const CONFIDENCE = '70'

/** A share of one from per cent; what is no number stays, for the server to say so. */
export function ofHundred(text: string): number | string {
  const value = numeric(text)
  return typeof value === 'number' ? value / 100 : value
}

/** from: who reports, where the name of the result should say so. */
export function foundForm({ desk, pick }: Pick<Around, 'desk' | 'pick'>, from = ''): HTMLElement {
  const kind = h('select', {}, (['sighting', 'debris'] as const).map((one) => h('option', { value: one }, t(`result.${one}`))))
  const time = timeInput(t('field.time'), utcText(now()), () => {})
  const place = placeInput(t('place'), '', () => {}, pick)
  const error = textInput(t('field.position_error'), ERROR, () => {})
  const confidence = h('input', { value: CONFIDENCE, inputmode: 'numeric' })
  const object = searchInput(t('result.object'), '', objects, (choice) => { chosen = choice.key })
  let chosen = ''
  object.input.addEventListener('input', () => { chosen = object.input.value.trim() })
  const fault = h('p', { class: 'error', role: 'alert' })
  const told = h('p', { class: 'good', role: 'status' })
  const forget = kept(`found:${desk.id}`, [kind, place.input, time.input, error.input, confidence])
  const send = async (): Promise<void> => {
    show(told)
    const name = desk.freeName([t(`result.${kind.value as 'sighting' | 'debris'}`), from].filter(Boolean).join(' '))
    const result: Json = {
      name, kind: kind.value, time: time.iso(), at: place.input.value.trim(), position_error: error.input.value.trim(), confidence: ofHundred(confidence.value),
      ...(chosen || kind.value === 'debris' ? { object: chosen } : {}),
    }
    const wrong = await desk.attempt('POST', '/results', { result })
    show(fault, wrong)
    if (wrong) return
    show(told, `${t('crew.reported')} ${name}`)
    place.take('')
    object.input.value = chosen = ''
    forget()
  }
  return h('fieldset', { class: 'found' }, h('legend', {}, t('result.found')), field(t('result.kind'), kind), place.element, time.element, object.element,
    h('div', { class: 'field-row' }, error.element, field(t('result.confidence'), confidence)), fault, told,
    button(t('result.report'), () => void send(), { class: 'main' }))
}
