// A new case: from the call to a first map in three minutes.

import { type Json, coast, tell } from '../api'
import { IncidentForm } from '../case/incident_form'
import { button, h, newId, show, title } from '../dom'
import { draft, keepDraft } from '../draft'
import { t } from '../i18n'
import { said } from '../said'
import { faultText, go, redraw, state } from '../shell'
import { MapBox, lastPlace } from './map_box'

const FAR_M = 4_000_000
const NEAR_M = 150_000
const DRAFT = 'new'

export function newCase(place: HTMLElement): () => void {
  const typed = draft<{ exercise: boolean; incident: Json }>(DRAFT)
  const exercise = h('input', { type: 'checkbox', id: newId('exercise'), checked: typed?.exercise ?? state.me!.role === 'exercise_control' })
  const fault = h('p', { class: 'error', role: 'alert' })
  const side = h('div', { class: 'side' })
  const mapSide = h('div', { class: 'map-side' })
  show(place, h('div', { class: 'desk' }, mapSide, side))
  const box = new MapBox(mapSide, { coast }, lastPlace(), FAR_M)
  let shown = ''
  title(t('new.title'))
  const open = button(t('new.open'), () => void send(), { class: 'main', id: 'open-case', disabled: true })
  let form: IncidentForm | null = null
  const keep = (): void => { if (form?.touched) keepDraft(DRAFT, { exercise: exercise.checked, incident: form.value() }) }
  exercise.addEventListener('change', keep)
  form = new IncidentForm(typed?.incident ?? null, box.pick, (marks) => {
    keep()
    open.disabled = !form?.ready
    box.chart.marks = marks
    const first = marks[0]
    if (first && JSON.stringify(first.at) !== shown) {
      if (!shown) box.chart.zoomTo(NEAR_M, first.at)
      else box.chart.goTo(first.at)
      shown = JSON.stringify(first.at)
    }
    box.chart.redraw()
  })
  const send = async (): Promise<void> => {
    try {
      const incident = { ...form!.ready!, exercise: exercise.checked }
      const made = await tell<{ id: string }>('POST', '/cases', { name: String(form!.ready!['name']), exercise: exercise.checked, incident })
      keepDraft(DRAFT, null)
      go(`/cases/${made.id}#forcing`)
    } catch (problem) {
      show(fault, said(faultText(problem)))
    }
  }
  form.touched = typed !== null
  show(side, h('div', { role: 'tabpanel', 'aria-label': t('new.title'), tabIndex: 0 }, h('h1', {}, t('new.title')), h('p', { class: 'soft' }, t('new.text')),
    typed && h('div', { class: 'note' }, t('form.kept'), ' ', button(t('form.clear'), () => { keepDraft(DRAFT, null); redraw() })),
    h('div', { class: 'check' }, exercise, h('label', { htmlFor: exercise.id }, t('new.exercise'))), form.element, fault, h('div', { class: 'buttons' }, open)))
  form.element.querySelector('input')?.focus()
  return () => box.close()
}
