// The map: OpenLayers moves the view (mouse, touch, keys), one layer of our own draws everything on a 2-D canvas.

import OlMap from 'ol/Map'
import OlView from 'ol/View'
import ScaleLine from 'ol/control/ScaleLine'
import Zoom from 'ol/control/Zoom'
import PointerInteraction from 'ol/interaction/Pointer'
import Layer from 'ol/layer/Layer'
import Projection from 'ol/proj/Projection'
import type { FrameState } from 'ol/Map'
import 'ol/ol.css'
import { type Field, drawArrows, fastest } from './arrows'
import { type Coast, Ground, WIDE_DEG } from './ground'
import { Heat, type Grid } from './heat'
import { type Mark, drawMarks, drawMeasure } from './marks'
import { Mercator, type Place } from './mercator'
import { type Light, PALETTES } from './palette'
import { Particles } from './particles'
import { type ShownTask, drawTasks, moved, taskAt } from './tasks'
import { type Box, type View, boxOf, pixelX, pixelY } from './view'
import { type Zone, drawZones } from './zones'

export interface Area { coordinates: number[][][][]; area_m2: number }
export interface Series { times: string[]; grid: Grid; areas: ({ p50: Area; p90: Area } | null)[] }

export interface Shown { heat: boolean; areas: boolean; particles: boolean; tasks: boolean; wind: boolean; current: boolean }

/** Metres of the map for a pixel, closest and farthest. */
const METRES_PX = [1, 20_000] as const
const COAST_MARGIN = 0.35
const COAST_DEGREES_MAX = 40
const QUIET_MS = 160

export interface ChartSource {
  coast(box: Box, detailDeg: number): Promise<Coast>
  field?(kind: 'wind' | 'current', time: string, box: Box, columns: number, rows: number): Promise<Field | null>
}

export class Chart {
  readonly shown: Shown = { heat: true, areas: true, particles: false, tasks: true, wind: false, current: false }
  marks: Mark[] = []
  tasks: ShownTask[] = []
  zones: Zone[] = []
  chosenTask = ''
  measured: Place[] = []
  /** Somebody clicked a place, or pressed Enter over it. */
  onPlace: (at: Place, task: ShownTask | undefined) => void = () => {}
  onMoved: () => void = () => {}
  /** The fastest arrow of each kind in view [m/s], which is the longest; null where none is shown. */
  onFields: (fastest: { wind: number | null; current: number | null }) => void = () => {}
  /** Whether the chosen task may be dragged, and where its centre was dropped. */
  mayDrag: () => boolean = () => false
  onDrop: (task: string, centre: Place) => void = () => {}

  private readonly map: Mercator
  private readonly ol: OlMap
  private readonly layer: Layer
  private readonly canvas = document.createElement('canvas')
  private readonly ground = new Ground()
  private readonly fields: { wind: Field | null; current: Field | null } = { wind: null, current: null }
  private heat: Heat | null = null
  private particles: Particles | null = null
  private series: Series | null = null
  private timeIndex = 0
  private light: Light = 'day'
  private coastKey = ''
  private quiet = 0

  /** ratio : pixels of the canvas for one of the page, where the screen's are too few, as on paper */
  constructor(readonly host: HTMLElement, private readonly source: ChartSource, centre: Place, widthM = 120_000, ratio = window.devicePixelRatio || 1) {
    this.map = new Mercator(centre.lon)
    const projection = new Projection({
      code: `SAREX:${centre.lon}`, units: 'm', metersPerUnit: 1,
      getPointResolution: (resolution, point) => resolution * this.map.groundScale(point[1]!),
    })
    this.layer = new Layer({ render: (frame) => this.render(frame) })
    this.ol = new OlMap({
      target: host, layers: [this.layer], keyboardEventTarget: host, pixelRatio: ratio,
      controls: [new Zoom({ zoomInTipLabel: '+', zoomOutTipLabel: '−' }), new ScaleLine({ units: 'nautical', minWidth: 90 })],
      view: new OlView({
        projection, center: [0, this.map.y(centre.lat)], enableRotation: false,
        resolution: widthM / this.map.groundScale(this.map.y(centre.lat)) / Math.max(host.clientWidth, 300),
        minResolution: METRES_PX[0], maxResolution: METRES_PX[1],
      }),
    })
    this.ground.loadOverview(this.map, () => this.redraw())
    this.ol.on('moveend', () => this.later())
    this.ol.on('singleclick', (event) => this.pointed(event.pixel as [number, number], event.coordinate as [number, number]))
    this.ol.addInteraction(this.dragging())
    host.addEventListener('keydown', (event) => this.key(event))
  }

  get view(): Mercator { return this.map }
  get time(): number { return this.timeIndex }
  get centre(): Place {
    const [x, y] = this.ol.getView().getCenter()!
    return this.map.place(x!, y!)
  }

  setLight(light: Light): void { this.light = light; this.redraw() }

  setSeries(series: Series | null, heat: Uint8Array | null): void {
    this.series = series
    this.heat = series && heat ? new Heat(series.grid, heat, { map: this.map }) : null
    this.timeIndex = Math.min(this.timeIndex, Math.max(0, (series?.times.length ?? 1) - 1))
    this.redraw()
  }

  setParticles(places: Float32Array | null): void {
    this.particles = places && this.series ? new Particles(places, this.series.times.length, { map: this.map }) : null
    this.redraw()
  }

  setTime(index: number): void {
    this.timeIndex = index
    this.redraw()
    this.later()
  }

  /** From now on both are moved as one. Their middle meridians are the same. */
  shareView(other: Chart): void { this.ol.setView(other.ol.getView()) }

  redraw(): void { this.layer.changed() }
  /** One frame now, for measuring. */
  drawNow(): void { this.layer.changed(); this.ol.renderSync() }
  destroy(): void { window.clearTimeout(this.quiet); this.ol.setTarget(undefined) }

  /** Show all of these places. */
  fit(places: readonly Place[]): void {
    if (places.length === 0) return
    this.ol.updateSize() // what stands round the map may have grown since it was drawn
    const xs = places.map((at) => this.map.x(at.lon)), ys = places.map((at) => this.map.y(at.lat))
    const extent = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
    this.ol.getView().fit(extent, { padding: [50, 50, 60, 50], minResolution: 20, size: this.ol.getSize() ?? [800, 600] })
  }

  zoomTo(widthM: number, at: Place): void {
    this.goTo(at)
    const scale = this.map.groundScale(this.map.y(at.lat))
    this.ol.getView().setResolution(widthM / scale / Math.max(this.host.clientWidth, 300))
  }

  goTo(at: Place): void { this.ol.getView().setCenter([this.map.x(at.lon), this.map.y(at.lat)]) }

  private render(frame: FrameState): HTMLElement {
    const view = this.viewOf(frame)
    if (this.canvas.width !== view.width || this.canvas.height !== view.height) {
      this.canvas.width = view.width
      this.canvas.height = view.height
      this.canvas.className = 'chart-canvas'
    }
    const draw = this.canvas.getContext('2d', { alpha: false })!
    this.ground.draw(draw, view)
    if (this.heat && this.shown.heat) this.heat.draw(draw, view, this.timeIndex)
    if (this.shown.areas) this.drawAreas(draw, view)
    if (this.particles && this.shown.particles) this.particles.draw(draw, view, this.timeIndex)
    for (const kind of ['current', 'wind'] as const) {
      const field = this.fields[kind]
      if (field && this.shown[kind]) drawArrows(draw, view, field, kind)
    }
    if (this.shown.tasks) drawZones(draw, view, this.zones)
    if (this.shown.tasks) drawTasks(draw, view, this.tasks, this.chosenTask)
    drawMarks(draw, view, this.marks)
    drawMeasure(draw, view, this.measured)
    return this.canvas
  }

  private viewOf(frame: FrameState): View {
    const ratio = frame.pixelRatio
    return {
      map: this.map, palette: PALETTES[this.light], ratio,
      width: Math.round(frame.size[0]! * ratio), height: Math.round(frame.size[1]! * ratio),
      metres: frame.viewState.resolution / ratio, centreX: frame.viewState.center[0]!, centreY: frame.viewState.center[1]!,
    }
  }

  private viewNow(): View | null {
    const size = this.ol.getSize()
    const state = this.ol.getView().getState()
    if (!size || !size[0]) return null
    return this.viewOf({ pixelRatio: 1, size, viewState: state } as unknown as FrameState)
  }

  private drawAreas(draw: CanvasRenderingContext2D, view: View): void {
    const areas = this.series?.areas[this.timeIndex]
    if (!areas) return
    for (const [area, colour, dash] of [[areas.p90, view.palette.area90, [7, 4]], [areas.p50, view.palette.area50, []]] as const) {
      draw.strokeStyle = colour
      draw.lineWidth = 1.8 * view.ratio
      draw.setLineDash(dash.map((part) => part * view.ratio))
      draw.beginPath()
      for (const ring of area.coordinates.flat()) {
        const turn = view.map.turn(ring[0]![0]!)
        ring.forEach((point, index) => {
          const x = pixelX(view, view.map.xOn(point[0]!, turn)), y = pixelY(view, view.map.y(point[1]!))
          if (index === 0) draw.moveTo(x, y)
          else draw.lineTo(x, y)
        })
        draw.closePath()
      }
      draw.stroke()
    }
    draw.setLineDash([])
  }

  /** The chosen area follows the pointer; what that does is asked for when it is dropped. */
  private dragging(): PointerInteraction {
    let from: number[] = []
    let task: ShownTask | undefined
    const shifted = (to: number[]): ShownTask => moved(task!, this.map, to[0]! - from[0]!, to[1]! - from[1]!)
    return new PointerInteraction({
      handleDownEvent: (event) => {
        const view = this.viewNow()
        task = view && this.mayDrag() ? taskAt(this.tasks.filter((one) => one.key === this.chosenTask), view, event.pixel as [number, number]) : undefined
        from = event.coordinate
        return task !== undefined
      },
      handleDragEvent: (event) => {
        this.tasks = this.tasks.map((one) => (one.key === task!.key ? shifted(event.coordinate) : one))
        this.redraw()
      },
      handleUpEvent: (event) => {
        const way = Math.hypot(event.coordinate[0]! - from[0]!, event.coordinate[1]! - from[1]!)
        if (way > 3 * this.ol.getView().getResolution()!) this.onDrop(task!.key, shifted(event.coordinate).centre)
        return false
      },
    })
  }

  private pointed(at: [number, number], [x, y]: [number, number]): void {
    const view = this.viewNow()
    const task = view && this.shown.tasks ? taskAt(this.tasks, view, at) : undefined
    this.onPlace(this.map.place(x, y), task)
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.host || event.key !== 'Enter') return
    event.preventDefault()
    const size = this.ol.getSize()!
    this.pointed([size[0]! / 2, size[1]! / 2], this.ol.getView().getCenter() as [number, number])
  }

  /** What has to be asked for is asked for when the hand rests. */
  private later(): void {
    window.clearTimeout(this.quiet)
    this.quiet = window.setTimeout(() => {
      this.onMoved()
      void this.loadCoast()
      void this.loadFields()
    }, QUIET_MS)
  }

  refreshFields(): void { void this.loadFields() }

  private async loadCoast(): Promise<void> {
    const view = this.viewNow()
    if (!view || boxOf(view).east - boxOf(view).west > WIDE_DEG) return
    const box = widened(boxOf(view), COAST_MARGIN)
    const detail = Number((((box.east - box.west) / view.width) * 0.8).toPrecision(1))
    const key = JSON.stringify([box, detail])
    if (this.holds(boxOf(view), detail) || key === this.coastKey) return
    this.coastKey = key
    try {
      const coast = await this.source.coast(box, detail)
      if (this.coastKey !== key) return
      this.ground.setCoast(coast, box, view)
      this.redraw()
    } catch {
      this.coastKey = ''
    }
  }

  /** Whether the coast that is drawn covers a view in the same detail. */
  private holds(box: Box, detail: number): boolean {
    if (!this.coastKey) return false
    const [had, hadDetail] = JSON.parse(this.coastKey) as [Box, number]
    return hadDetail === detail && had.west <= box.west && had.east >= box.east && had.south <= box.south && had.north >= box.north
  }

  private async loadFields(): Promise<void> {
    const view = this.viewNow()
    const time = this.series?.times[this.timeIndex]
    if (!view || !time || !this.source.field) return
    const columns = Math.max(4, Math.round(view.width / 90)), rows = Math.max(4, Math.round(view.height / 90))
    for (const kind of ['wind', 'current'] as const) {
      this.fields[kind] = this.shown[kind] ? await this.source.field(kind, time, boxOf(view), columns, rows).catch(() => null) : null
      this.redraw()
    }
    this.onFields({ wind: fastest(this.fields.wind), current: fastest(this.fields.current) })
  }
}

function widened(box: Box, share: number): Box {
  const grow = (low: number, high: number): number => Math.min((high - low) * share, Math.max(0, (COAST_DEGREES_MAX - (high - low)) / 2))
  const wide = grow(box.west, box.east), tall = grow(box.south, box.north)
  const middle = (box.west + box.east) / 2
  const half = Math.min((box.east - box.west) / 2 + wide, COAST_DEGREES_MAX / 2 - 0.01)
  const centre = (box.south + box.north) / 2
  const halfTall = Math.min((box.north - box.south) / 2 + tall, COAST_DEGREES_MAX / 2 - 0.01)
  return { west: middle - half, east: middle + half, south: Math.max(centre - halfTall, -85), north: Math.min(centre + halfTall, 85) }
}
