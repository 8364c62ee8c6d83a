// What the search brought in: empty searches of the plan or along a track, and sightings. Each can be taken back.

import { type Json } from '../api'
import { now } from '../clock'
import { button, field, h, show } from '../dom'
import { utcText } from '../format'
import { t } from '../i18n'
import { placeInput, textInput, timeInput } from './inputs'
import { type Around, type Panel, jobList } from './panel'

export function resultsPanel(around: Around): Panel {
  const { desk } = around
  const list = h('div')
  const run = h('div')
  const unit = h('select')
  const share = h('input', { value: '100', inputmode: 'numeric' })
  const trackUnit = h('select')
  const file = h('input', { type: 'file', accept: '.gpx,.csv,.nmea,.txt,.log' })
  const nextName = (what: string): string => `${what} ${desk.data!.results.length + 1}`
  const flown = (): void => {
    const [name, n] = unit.value.split('\n') as [string, string]
    void desk.act('POST', '/results', { result: { name: nextName(name), kind: 'search', plan: 'plan.json', unit: name, sortie: Number(n), flown: Number(share.value) / 100 } })
  }
  const sendTrack = (): void => {
    const chosen = file.files?.[0]
    if (!chosen) return
    const form = new FormData()
    form.append('file', chosen)
    form.append('result', JSON.stringify({ name: nextName(trackUnit.value), kind: 'search', unit: trackUnit.value, track: chosen.name }))
    void desk.act('POST', '/results', form)
  }
  const sighting = sightingForm(around, () => nextName(t('result.sighting')))
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
    element: h('div', {}, h('h2', {}, t('result.title')), list, run,
      desk.mayWork && [
        h('fieldset', {}, h('legend', {}, t('result.flown')), field(t('result.unit'), unit), field(t('result.share'), share), button(t('result.report'), flown, { class: 'main', id: 'report-flown' })),
        h('fieldset', {}, h('legend', {}, t('result.track')), field(t('result.unit'), trackUnit), field(t('result.file'), file, t('result.file_hint')), button(t('result.report'), sendTrack)),
        sighting]),
    update,
  }
}

export function sightingForm(around: Pick<Around, 'desk' | 'pick'>, name: () => string, sent: () => void = () => {}): HTMLElement {
  const time = timeInput(t('field.time'), utcText(now()), () => {})
  const place = placeInput(t('place'), '', () => {}, around.pick)
  const error = textInput(t('field.position_error'), '1 nm', () => {})
  const confidence = h('input', { value: '70', inputmode: 'numeric' })
  const send = (): void => {
    const result: Json = {
      name: name(), kind: 'sighting', time: time.iso(), at: place.input.value.trim(), position_error: error.input.value.trim(), confidence: Number(confidence.value) / 100,
    }
    void around.desk.act('POST', '/results', { result }).then((done) => { if (done) sent() })
  }
  return h('fieldset', {}, h('legend', {}, t('result.sighting')), place.element, time.element,
    h('div', { class: 'field-row' }, error.element, field(t('result.confidence'), confidence)), button(t('result.report'), send, { class: 'main' }))
}
