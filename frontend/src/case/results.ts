// What the search brought in: empty searches of the plan or along a track, sightings, debris, marker buoys. Each can be taken back.

import { type Json } from '../api'
import { button, field, h, show } from '../dom'
import { utcText } from '../format'
import { t } from '../i18n'
import { foundForm, ofHundred } from './found_form'
import { textInput } from './inputs'
import { type Around, type Panel, jobList } from './panel'

const TRACKS = '.gpx,.csv,.nmea,.txt,.log'

export function resultsPanel(around: Around): Panel {
  const { desk } = around
  const list = h('div')
  const run = h('div')
  const unit = h('select')
  const share = h('input', { value: '100', inputmode: 'numeric' })
  const trackUnit = h('select')
  const file = h('input', { type: 'file', accept: TRACKS })
  const fault = h('p', { class: 'error', role: 'alert' })
  const report = async (body: unknown): Promise<boolean> => {
    const wrong = await desk.attempt('POST', '/results', body)
    show(fault, wrong)
    return wrong === ''
  }
  const flown = (): void => {
    const [name, n] = unit.value.split('\n') as [string, string]
    void report({ result: { name: desk.freeName(name), kind: 'search', plan: 'plan.json', unit: name, task: Number(n), flown: ofHundred(share.value) } })
  }
  const buoyFile = h('input', { type: 'file', accept: TRACKS })
  const slip = textInput(t('result.slip'), '0.05 m/s', () => {})
  const sendTrack = async (from: HTMLInputElement, result: Json): Promise<void> => {
    const chosen = from.files?.[0]
    if (!chosen) return show(fault, t('result.no_file'))
    const form = new FormData()
    form.append('file', chosen)
    form.append('result', JSON.stringify({ ...result, track: chosen.name }))
    if (await report(form)) from.value = ''
    return undefined
  }
  const searched = (): void => void sendTrack(file, { name: desk.freeName(trackUnit.value), kind: 'search', unit: trackUnit.value })
  const buoy = (): void => void sendTrack(buoyFile, { name: desk.freeName(t('result.marker_buoy')), kind: 'marker_buoy', slip: slip.input.value.trim() })
  const update = (): void => {
    const held = unit.value, heldTrack = trackUnit.value
    show(unit, (desk.plan?.units ?? []).map((one) => h('option', { value: `${one.name}\n${one.n}` }, one.n > 1 ? `${one.name} (${one.n})` : one.name)))
    show(trackUnit, (desk.data!.units?.units ?? []).map((one) => h('option', { value: String(one['name']) }, String(one['name']))))
    if (held) unit.value = held
    if (heldTrack) trackUnit.value = heldTrack
    show(run, jobList(desk, ['update']))
    show(list, desk.data!.results.length === 0 ? h('p', {}, t('result.none')) : desk.data!.results.map((one) => h('div', { class: 'task' },
      h('h3', {}, one.report.name, ' ', h('span', { class: 'tag' }, one.applied ? t('result.applied') : t('result.waiting'))),
      h('p', { class: 'soft' }, `${t(`result.${one.report.kind as 'search' | 'sighting' | 'debris' | 'marker_buoy'}`)} · ${utcText(one.time)} · ${one.author}`),
      desk.mayWork && button(t('result.undo'), () => void desk.act('DELETE', `/results/${encodeURIComponent(one.id)}`), { 'aria-label': `${t('result.undo')}: ${one.report.name}` }))))
  }
  return {
    element: h('div', {}, h('h2', {}, t('result.title')), list, run, fault,
      desk.mayWork && [
        h('fieldset', {}, h('legend', {}, t('result.flown')), field(t('result.unit'), unit), field(t('result.share'), share), button(t('result.report'), flown, { class: 'main', id: 'report-flown' })),
        h('fieldset', {}, h('legend', {}, t('result.track')), field(t('result.unit'), trackUnit), field(t('result.file'), file, t('result.file_hint')), button(t('result.report'), searched)),
        foundForm(around),
        h('fieldset', {}, h('legend', {}, t('result.buoy')), h('p', { class: 'soft' }, t('result.buoy_text')), field(t('result.file'), buoyFile, t('result.file_hint')), slip.element, button(t('result.report'), buoy, { id: 'report-buoy' }))]),
    update,
  }
}
