// The distress, and the drift that follows from it.

import type { Json } from '../api'
import { button, h, show } from '../dom'
import { draft, keepDraft } from '../draft'
import { utcText } from '../format'
import { t } from '../i18n'
import { IncidentForm } from './incident_form'
import { type Around, type Panel, jobList, theirsNotice } from './panel'

export function situationPanel(around: Around): Panel {
  const { desk } = around
  const formPlace = h('div')
  const run = h('div')
  const save = button(t('save'), () => void keep(), { class: 'main' })
  let form: IncidentForm | null = null
  const notice = h('div')
  const name = `situation:${desk.id}`
  let shown = ''
  let saving = false
  const build = (incident: Json | null): void => {
    form = new IncidentForm(incident, around.pick, (marks) => {
      if (form?.touched) keepDraft(name, { of: shown, incident: form.value() })
      around.mark(marks)
      save.disabled = !form?.ready || !desk.mayWork || notice.childElementCount > 0
    })
    show(formPlace, form.element)
  }
  /** What was typed before the page was drawn anew, over what it was typed on. */
  const takeUp = (): void => {
    const typed = desk.mayWork ? draft<{ of: string; incident: Json }>(name) : null
    shown = typed?.of ?? JSON.stringify(desk.data!.incident)
    build(typed?.incident ?? desk.data!.incident)
    form!.touched = typed !== null
  }
  const keep = async (): Promise<void> => {
    if (!form?.ready) return
    saving = true
    if (await desk.act('PUT', '/incident', { incident: form.ready })) {
      form.touched = false
      keepDraft(name, null)
    }
    saving = false
  }
  const update = (): void => {
    if (!form) takeUp()
    const incident = JSON.stringify(desk.data!.incident)
    if (incident !== shown && form?.touched && !saving) {
      save.disabled = true
      const settled = (): void => { show(notice); update() }
      show(notice, theirsNotice(() => { form!.touched = false; keepDraft(name, null); settled() }, () => { shown = incident; save.disabled = !form!.ready; settled() }))
    } else if (incident !== shown) {
      shown = incident
      build(desk.data!.incident)
    }
    const drift = desk.data!.drift
    show(run,
      drift && h('p', {}, t('drift.made', { time: utcText(drift.time), by: drift.author })),
      drift && !drift.current && h('p', { class: 'warn' }, t('drift.old')),
      desk.data!.forcing.length === 0 && h('p', { class: 'warn' }, t('drift.no_forcing')),
      desk.mayWork && h('div', { class: 'buttons' }, button(t('drift.run'), () => void desk.begin('drift', {}), { class: 'main', id: 'run-drift', disabled: desk.data!.forcing.length === 0 || !desk.data!.incident })),
      jobList(desk, ['drift']))
  }
  return { element: h('div', {}, formPlace, notice, desk.mayWork && h('div', { class: 'buttons' }, save), h('h2', {}, t('drift.title')), run), update }
}
