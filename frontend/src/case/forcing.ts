// Wind and current: what there is, what it covers, more from a file, or from a table that is filled in by hand.

import { button, field, h, newId, show, svg } from '../dom'
import { hours, utcText } from '../format'
import { t, word } from '../i18n'
import { timeInput } from './inputs'
import type { Coverage, Forcing } from './desk_case'
import type { Around, Panel } from './panel'

const OLD_S = 12 * 3600
const WIDE = 400
const ROW = 26

export function forcingPanel({ desk }: Around): Panel {
  const list = h('div')
  const rows = h('div')
  const table: Row[] = []
  const add = (): void => { const row = tableRow(table.length + 1); table.push(row); rows.append(row.element) }
  add()
  const file = h('input', { type: 'file', accept: '.nc,.grib,.grb,.grib2,.grb2,.yaml,.zip' })
  const upload = async (): Promise<void> => {
    const chosen = file.files?.[0]
    if (!chosen) return
    const form = new FormData()
    form.append('file', chosen)
    if (await desk.act('POST', '/forcing', form)) file.value = ''
  }
  const keep = (): void => {
    const sent = { wind: table.map((row) => row.wind()).filter((one) => one !== null), current: table.map((row) => row.current()).filter((one) => one !== null) }
    void desk.act('POST', '/forcing', { name: t('forcing.table'), table: Object.fromEntries(Object.entries(sent).filter(([, one]) => one.length > 0)) })
  }
  const update = (): void => show(list,
    desk.data!.forcing.length === 0 ? h('p', { class: 'warn' }, t('drift.no_forcing')) : desk.data!.forcing.map((one) => source(one)),
    period() && desk.data!.forcing.length > 0 && picture(desk.data!.forcing.flatMap((one) => one.coverage.sources), period()!))
  const period = (): [number, number] | null => {
    const incident = desk.data!.incident as { drift?: { until?: string }; scenarios?: { time?: string; from?: string; route?: { time: string }[] }[] } | null
    const until = Date.parse(incident?.drift?.until ?? '')
    const starts = (incident?.scenarios ?? []).map((one) => Date.parse(one.time ?? one.from ?? one.route?.[0]?.time ?? '')).filter((at) => !Number.isNaN(at))
    return Number.isNaN(until) || starts.length === 0 ? null : [Math.min(...starts), until]
  }
  const source = (one: Forcing): HTMLElement => h('fieldset', {}, h('legend', {}, one.name),
    h('p', {}, `${one.sources.map((quantity) => word('quantity', quantity)).join(', ')} · ${utcText(one.from)} – ${utcText(one.until)}`),
    h('p', { class: one.age_s > OLD_S ? 'warn' : 'soft' }, t('forcing.age', { age: hours(one.age_s), by: one.author })),
    one.coverage.sources.map((part) => h('p', { class: 'soft' }, `${word('quantity', part.quantity)}: ${part.everywhere ? t('forcing.everywhere') : boxText(part)}${part.gaps.length ? ` · ${t('forcing.gaps', { n: part.gaps.length })}` : ''}`)),
    desk.mayWork && button(t('forcing.remove'), () => void desk.act('DELETE', `/forcing/${one.id}`), { 'aria-label': `${t('forcing.remove')}: ${one.name}` }))
  return {
    element: h('div', {}, h('h2', {}, t('forcing.title')), list,
      desk.mayWork && [h('h2', {}, t('forcing.upload')), field(t('forcing.file'), file, t('forcing.file_hint')), h('div', { class: 'buttons' }, button(t('forcing.send'), () => void upload())),
        h('h2', {}, t('forcing.table')), h('p', { class: 'soft' }, t('forcing.table_hint')), rows,
        h('div', { class: 'buttons' }, button(t('forcing.row'), add), button(t('forcing.keep'), keep, { class: 'main', id: 'keep-table' }))]),
    update,
  }
}

interface Row { element: HTMLElement; wind: () => object | null; current: () => object | null }

function tableRow(number: number): Row {
  const time = timeInput(t('place.time'), '', () => {})
  const [from, speed, toward, drift] = [0, 1, 2, 3].map(() => h('input', { id: newId('cell'), autocomplete: 'off' })) as [HTMLInputElement, HTMLInputElement, HTMLInputElement, HTMLInputElement]
  const given = (key: string, direction: HTMLInputElement, fast: HTMLInputElement): object | null =>
    direction.value.trim() && fast.value.trim() ? { time: time.iso(), [key]: direction.value.trim(), speed: withUnit(fast.value) } : null
  return {
    element: h('fieldset', {}, h('legend', {}, t('forcing.row_n', { n: number })), time.element,
      h('div', { class: 'field-row' }, field(t('forcing.wind_from'), from), field(t('forcing.wind_speed'), speed), field(t('forcing.current_toward'), toward), field(t('forcing.current_speed'), drift))),
    wind: () => given('from', from, speed), current: () => given('toward', toward, drift),
  }
}

/** A bare number is knots. */
const withUnit = (text: string): string => (/^[\d.]+$/.test(text.trim()) ? `${text.trim()} kn` : text.trim())

function boxText({ box }: Coverage): string {
  const side = (value: number, letters: string): string => `${Math.abs(value).toFixed(1)}°${value < 0 ? letters[1]! : letters[0]!}`
  return `${side(box.south, 'NS')}–${side(box.north, 'NS')}, ${side(box.west, 'EW')}–${side(box.east, 'EW')}`
}

/** Bars of the hours that each quantity covers, over the period that the drift needs. */
function picture(parts: Coverage[], [from, until]: [number, number]): SVGElement {
  const clip = (time: number): number => 100 + ((Math.min(Math.max(time, from - (until - from) / 4), until + (until - from) / 4) - (from - (until - from) / 4)) / ((until - from) * 1.5)) * (WIDE - 104)
  const rows = [{ name: t('forcing.needed'), from, until, kind: 'var(--mark)' }, ...parts.map((one) => ({ name: word('quantity', one.quantity), from: at(one.from), until: at(one.until), kind: at(one.from) <= from && at(one.until) >= until ? 'var(--good)' : 'var(--warn)' }))]
  const whole = parts.every((one) => at(one.from) <= from && at(one.until) >= until)
  return svg('svg', { class: 'cover', viewBox: `0 0 ${WIDE} ${rows.length * ROW}`, role: 'img', 'aria-label': whole ? t('forcing.covered') : t('forcing.not_covered') },
    rows.map((row, index) => svg('g', {}, svg('text', { x: 2, y: index * ROW + 17 }, row.name), svg('rect', { x: clip(row.from), y: index * ROW + 5, width: Math.max(2, clip(row.until) - clip(row.from)), height: 15, rx: 2, fill: row.kind }))))
}

const at = (text: string): number => Date.parse(text.replace(' ', 'T'))
