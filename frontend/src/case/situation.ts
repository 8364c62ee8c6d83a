// The distress, and the drift that follows from it.

import { button, h, show } from '../dom'
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
  let shown = ''
  let saving = false
  const keep = async (): Promise<void> => {
    if (!form?.ready) return
    saving = true
    await desk.act('PUT', '/incident', { incident: form.ready })
    saving = false
  }
  const update = (): void => {
    const incident = JSON.stringify(desk.data!.incident)
    if (incident !== shown && form?.touched && !saving) {
      save.disabled = true
      const settled = (): void => { show(notice); update() }
      show(notice, theirsNotice(() => { form!.touched = false; settled() }, () => { shown = incident; save.disabled = !form!.ready; settled() }))
    } else if (incident !== shown) {
      shown = incident
      form = new IncidentForm(desk.data!.incident, around.pick, (marks) => { around.mark(marks); save.disabled = !form?.ready || !desk.mayWork || notice.childElementCount > 0 })
      show(formPlace, form.element)
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
