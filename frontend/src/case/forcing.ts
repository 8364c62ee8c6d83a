// Wind and current: what there is, what it covers, more from a file, or from a table that is filled in by hand.

import type { Place } from '../chart/mercator'
import { now } from '../clock'
import { button, field, h, newId, show } from '../dom'
import { draft, keepDraft } from '../draft'
import { hours, percent, utcText } from '../format'
import { t, word } from '../i18n'
import { at, whenPicture, wherePicture } from './coverage_picture'
import type { Coverage, Forcing } from './desk_case'
import { timeInput } from './inputs'
import type { Around, Panel } from './panel'
import { decimalPlace } from './quantity'

const OLD_MS = 12 * 3_600_000
const NEEDED = ['wind', 'current'] as const

interface Incident { drift?: { until?: string }; scenarios?: { time?: string; from?: string; at?: string; polygon?: string[]; line?: string[]; route?: { time?: string; at: string }[] }[] }

export function forcingPanel({ desk }: Around): Panel {
  const list = h('div')
  const draftName = `table:${desk.id}`
  const table: Row[] = []
  const rows = h('div', { oninput: () => keepDraft(draftName, table.map((row) => row.texts())) })
  const add = (texts: readonly string[] = []): void => { const row = tableRow(table.length + 1, texts); table.push(row); rows.append(row.element) }
  const begin = (): void => {
    table.splice(0)
    show(rows)
    const needed = period()
    for (const texts of draft<string[][]>(draftName) ?? [needed ? [utcText(needed[0])] : []]) add(texts)
  }
  const file = h('input', { type: 'file', accept: '.nc,.grib,.grb,.grib2,.grb2,.yaml,.zip' })
  const fileFault = h('p', { class: 'error', role: 'alert', id: 'file-fault' })
  const sent = h('div', { role: 'status' })
  const send = button(t('forcing.send'), () => void upload())
  const upload = async (): Promise<void> => {
    const chosen = file.files?.[0]
    if (!chosen) return show(fileFault, t('result.no_file'))
    show(fileFault)
    const form = new FormData()
    form.append('file', chosen)
    const bar = h('progress', { max: '1', value: '0', 'aria-label': t('forcing.sending') })
    const said = h('span')
    show(sent, said, bar)
    send.disabled = true
    const fault = await desk.attempt('POST', '/forcing', form, (share) => {
      bar.value = share
      show(said, share < 1 ? `${t('forcing.sending')} ${percent(share, 0)}` : t('forcing.reading'))
    })
    send.disabled = false
    show(sent)
    show(fileFault, fault)
    if (!fault) file.value = ''
    return undefined
  }
  const tableFault = h('p', { class: 'error', role: 'alert' })
  const keep = async (): Promise<void> => {
    const told = { wind: table.map((row) => row.wind()).filter((one) => one !== null), current: table.map((row) => row.current()).filter((one) => one !== null) }
    const fault = await desk.attempt('POST', '/forcing', { name: t('forcing.table'), table: Object.fromEntries(Object.entries(told).filter(([, one]) => one.length > 0)) })
    show(tableFault, fault)
    if (fault) return
    keepDraft(draftName, null)
    begin()
  }
  const incident = (): Incident => (desk.data!.incident ?? {}) as Incident
  const period = (): [number, number] | null => {
    const until = Date.parse(incident().drift?.until ?? '')
    const starts = (incident().scenarios ?? []).map((one) => Date.parse(one.time ?? one.from ?? one.route?.[0]?.time ?? '')).filter((time) => !Number.isNaN(time))
    return Number.isNaN(until) || starts.length === 0 || until <= Math.min(...starts) ? null : [Math.min(...starts), until]
  }
  const places = (): Place[] => (incident().scenarios ?? []).flatMap((one) => [one.at, ...(one.polygon ?? []), ...(one.line ?? []), ...(one.route ?? []).map((point) => point.at)])
    .map(decimalPlace).filter((place) => place !== null)
  let drawn = ''
  const update = (): void => {
    if (table.length === 0) begin()
    // Ages grow by the minute; nothing else changes here unless the case does.
    const key = JSON.stringify([desk.data!.forcing.map((one) => one.id), desk.data!.incident, desk.mayWork, Math.floor(now().getTime() / 60_000)])
    if (key === drawn) return
    drawn = key
    const parts = desk.data!.forcing.flatMap((one) => one.coverage.sources)
    const lacking = NEEDED.filter((quantity) => parts.every((one) => one.quantity !== quantity))
    const needed = period()
    show(list,
      parts.length === 0 ? h('p', { class: 'warn' }, t('drift.no_forcing')) : lacking.map((quantity) => h('p', { class: 'warn' }, t('forcing.lacks', { what: word('quantity', quantity) }))),
      needed && parts.length > 0 && whenPicture(parts, needed),
      desk.data!.forcing.map((one) => source(one)))
  }
  const source = (one: Forcing): HTMLElement => h('fieldset', {}, h('legend', {}, one.name),
    h('p', {}, `${one.sources.map((quantity) => word('quantity', quantity)).join(', ')} · ${utcText(one.from)} – ${utcText(one.until)}`),
    one.kind === 'file' && runAge(one.coverage.sources),
    h('p', { class: 'soft' }, t('forcing.age', { age: hours(Math.max(0, now().getTime() - Date.parse(one.time)) / 1000), by: one.author })),
    one.coverage.sources.map((part) => h('div', {}, part.everywhere ? h('p', { class: 'soft' }, `${word('quantity', part.quantity)}: ${t('forcing.everywhere')}`) : wherePicture(part, places()),
      part.gaps.map(([last, next]) => h('p', { class: 'warn' }, t('forcing.gap', { what: word('quantity', part.quantity), from: utcText(at(last)), until: utcText(at(next)) }))),
      part.notes.map((note) => h('p', { class: 'soft', lang: 'en' }, note)))),
    desk.mayWork && button(t('forcing.remove'), () => void desk.act('DELETE', `/forcing/${one.id}`), { 'aria-label': `${t('forcing.remove')}: ${one.name}` }))
  return {
    element: h('div', {}, h('h2', {}, t('forcing.title')), list,
      desk.mayWork && [h('h2', {}, t('forcing.upload')), field(t('forcing.file'), file, t('forcing.file_hint')), fileFault, sent, h('div', { class: 'buttons' }, send),
        h('h2', {}, t('forcing.table')), h('p', { class: 'soft' }, t('forcing.table_hint')), rows, tableFault,
        h('div', { class: 'buttons' }, button(t('forcing.row'), () => add()), button(t('forcing.keep'), () => void keep(), { class: 'main', id: 'keep-table' }))]),
    update,
  }
}

/** How old the model run is: a file that was attached a minute ago may hold yesterday's forecast. */
function runAge(parts: readonly Coverage[]): HTMLElement {
  const runs = parts.flatMap((one) => (one.run ? [at(one.run)] : []))
  if (runs.length === 0) return h('p', { class: 'soft' }, t('forcing.no_run'))
  const run = Math.min(...runs), age = now().getTime() - run
  return h('p', { class: age > OLD_MS ? 'warn' : 'soft' }, t('forcing.run', { time: utcText(run), age: hours(Math.max(0, age) / 1000) }))
}

interface Row { element: HTMLElement; wind: () => object | null; current: () => object | null; texts: () => string[] }

function tableRow(number: number, texts: readonly string[]): Row {
  const time = timeInput(t('place.time'), texts[0] ?? '', () => {})
  const [from, speed, toward, drift] = [1, 2, 3, 4].map((index) => h('input', { id: newId('cell'), autocomplete: 'off', value: texts[index] ?? '' })) as [HTMLInputElement, HTMLInputElement, HTMLInputElement, HTMLInputElement]
  // Half of a pair is sent too: it is for the server to say what is missing, not for us to leave it out.
  const given = (key: string, direction: HTMLInputElement, fast: HTMLInputElement): object | null =>
    direction.value.trim() || fast.value.trim() ? { time: time.iso(), [key]: direction.value.trim(), speed: withUnit(fast.value) } : null
  return {
    element: h('fieldset', {}, h('legend', {}, t('forcing.row_n', { n: number })), time.element,
      h('div', { class: 'field-row' }, field(t('forcing.wind_from'), from), field(t('forcing.wind_speed'), speed), field(t('forcing.current_toward'), toward), field(t('forcing.current_speed'), drift))),
    wind: () => given('from', from, speed), current: () => given('toward', toward, drift),
    texts: () => [time.input, from, speed, toward, drift].map((input) => input.value),
  }
}

/** A bare number is knots. */
const withUnit = (text: string): string => (/^[\d.]+$/.test(text.trim()) ? `${text.trim()} kn` : text.trim())
