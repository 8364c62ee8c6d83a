// The map with its box: crosshair for the keyboard, what was looked at, and the ways to choose a place.

import { Chart, type ChartSource } from '../chart/chart'
import { legText } from '../chart/marks'
import { type Place, distanceM } from '../chart/mercator'
import type { ShownTask } from '../chart/tasks'
import { button, h, newId, show, svg } from '../dom'
import { knots, nm, positionText } from '../format'
import { t } from '../i18n'
import { onLight, state } from '../shell'
import { typed } from '../case/quantity'

const KEPT = 'sarex.place'
const LAT_AT_FIRST = 40

/** Where this browser looked last; at first somewhere on the meridian of its clock. */
export function lastPlace(): Place {
  const kept = JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Place | null
  return kept ?? { lon: -new Date().getTimezoneOffset() / 4, lat: LAT_AT_FIRST }
}

export class MapBox {
  readonly element: HTMLElement
  readonly host: HTMLElement
  readonly chart: Chart
  onTask: (task: ShownTask) => void = () => {}
  measuring = false
  private readonly looked = h('div', { class: 'looked', role: 'status' })
  private readonly scale = h('div')
  private picking: ((text: string) => void) | null = null
  private readonly stopLight: () => void
  /** Paper is white, whatever the light on the bridge. */
  private readonly onPaper = (): void => { this.chart.setLight('day'); this.chart.drawNow() }
  private readonly onScreen = (): void => this.chart.setLight(state.light)

  /** told: id of the words that stand for the map; ratio: as of a chart. */
  constructor(parent: HTMLElement, source: ChartSource, centre: Place, widthM?: number, called: { label: string; told: string; ratio?: number } = { label: t('map.label'), told: 'map-told' }) {
    const keys = newId('map-keys')
    this.host = h('div', { class: 'chart', tabIndex: 0, role: 'application', 'aria-label': called.label, 'aria-describedby': `${called.told} ${keys}` })
    this.element = h('div', { class: 'map-box' }, this.host,
      svg('svg', { class: 'cross', viewBox: '0 0 26 26', 'aria-hidden': 'true' }, svg('path', { d: 'M13 1v9M13 16v9M1 13h9M16 13h9' })),
      this.looked, h('div', { class: 'not-nav' }, t('map.not_navigation'), this.scale), h('p', { id: keys, class: 'hidden-text' }, t('map.keys')))
    parent.prepend(this.element)
    this.chart = new Chart(this.host, source, centre, widthM, called.ratio)
    this.chart.setLight(state.light)
    this.stopLight = onLight(() => this.chart.setLight(state.light))
    window.addEventListener('beforeprint', this.onPaper)
    window.addEventListener('afterprint', this.onScreen)
    this.chart.onMoved = () => localStorage.setItem(KEPT, JSON.stringify(this.chart.centre))
    this.chart.onFields = (fastest) => show(this.scale, (['wind', 'current'] as const).map((kind) =>
      fastest[kind] !== null && h('div', {}, t('map.longest', { what: t(`layer.${kind}`), speed: knots(fastest[kind]) }))))
    this.chart.onPlace = (at, task) => this.pointed(at, task)
    this.host.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.forget() })
  }

  /** The next place that is clicked, or taken by Enter, is given to `take` as text. */
  readonly pick = (take: (text: string) => void): void => {
    this.picking = take
    show(this.looked, t('map.pick'))
    this.host.focus()
  }

  measure(on: boolean): void {
    this.measuring = on
    this.chart.measured = []
    show(this.looked, on && t('map.measure_text'))
    this.chart.redraw()
  }

  close(): void {
    this.stopLight()
    window.removeEventListener('beforeprint', this.onPaper)
    window.removeEventListener('afterprint', this.onScreen)
    this.chart.destroy()
  }

  private forget(): void {
    this.picking = null
    this.measure(this.measuring)
    if (!this.measuring) show(this.looked)
  }

  private pointed(at: Place, task: ShownTask | undefined): void {
    if (this.picking) {
      const take = this.picking
      this.picking = null
      show(this.looked)
      take(typed(at))
    } else if (this.measuring) {
      const places = this.chart.measured = [...this.chart.measured, at]
      const whole = places.slice(1).reduce((sum, to, index) => sum + distanceM(places[index]!, to), 0)
      show(this.looked, positionText(at), places.length > 1 && ` · ${legText(places.at(-2)!, at)} · ${t('map.whole')} ${nm(whole)}`)
      this.chart.redraw()
    } else {
      // Without dragging: the map goes where it is asked to.
      show(this.looked, positionText(at), task && ` · ${task.name}`, ' · ', button(t('map.centre'), () => this.chart.goTo(at)))
      if (task) this.onTask(task)
    }
  }
}
