// A new case: from the call to a first map in three minutes.

import { coast, tell } from '../api'
import { IncidentForm } from '../case/incident_form'
import { button, h, newId, show, title } from '../dom'
import { t } from '../i18n'
import { faultText, go, state } from '../shell'
import { MapBox, lastPlace } from './map_box'

const FAR_M = 4_000_000
const NEAR_M = 150_000

export function newCase(place: HTMLElement): () => void {
  const exercise = h('input', { type: 'checkbox', id: newId('exercise'), checked: state.me!.role === 'exercise_control' })
  const fault = h('p', { class: 'error', role: 'alert' })
  const side = h('div', { class: 'side' })
  const mapSide = h('div', { class: 'map-side' })
  show(place, h('div', { class: 'desk' }, mapSide, side))
  const box = new MapBox(mapSide, { coast }, lastPlace(), FAR_M)
  let shown = ''
  title(t('new.title'))
  const open = button(t('new.open'), () => void send(), { class: 'main', id: 'open-case', disabled: true })
  let form: IncidentForm | null = null
  form = new IncidentForm(null, box.pick, (marks) => {
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
      go(`/cases/${made.id}#forcing`)
    } catch (problem) {
      show(fault, faultText(problem))
    }
  }
  show(side, h('div', { role: 'tabpanel', 'aria-label': t('new.title'), tabIndex: 0 }, h('h1', {}, t('new.title')), h('p', { class: 'soft' }, t('new.text')),
    h('div', { class: 'check' }, exercise, h('label', { htmlFor: exercise.id }, t('new.exercise'))), form.element, fault, h('div', { class: 'buttons' }, open)))
  form.element.querySelector('input')?.focus()
  return () => box.close()
}
