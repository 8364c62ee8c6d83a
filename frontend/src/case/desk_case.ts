// The case that a page works on: what the server says of it, kept fresh, and the ways to change it.

import { type Job, type Json, type MapAnswer, Refused, ask, bytes, coast, fieldAt, tell, upload } from '../api'
import type { Field } from '../chart/arrows'
import type { Place } from '../chart/mercator'
import type { ShownTask } from '../chart/tasks'
import { t } from '../i18n'
import { faultText, state } from '../shell'
import { live } from '../stream'

export interface Coverage { source: string; quantity: string; from: string; until: string; run?: string | null; gaps: [string, string][]; grid: string; level: string | null; notes: string[]; picture?: string[]; box: { west: number; south: number; east: number; north: number }; everywhere: boolean }
export interface Forcing { id: string; name: string; kind: string; sources: string[]; from: string; until: string; age_s: number; coverage: { sources: Coverage[] }; author: string; time: string }
/** What one source gave the drift: share of all that was asked for, and the hours (UTC) in which it gave anything. */
export interface Served { name: string; quantity: string; served: number; hours: [string, string][] }
export interface TaskState { unit: string; n: number; changed: boolean; frozen: boolean; ordered: { way: string; text: string } | null }
export interface Report { id: string; report: { name: string; kind: string; [key: string]: unknown }; applied: boolean; author: string; time: string }
export interface CaseData {
  id: string; name: string; state: 'open' | 'closed'; exercise: boolean; version: number; incident: Json | null
  units: { units: Json[]; [key: string]: unknown } | null; forcing: Forcing[]
  drift: { run: string; cloud: string; current: boolean; time: string; author: string; figures: { served?: Served[]; notes: string[] } } | null
  plan: { run: string; plan: string; pos: number; current: boolean; time: string; author: string } | null
  undo: string | null; redo: string | null
  results: Report[]; tasks: TaskState[]; notes: { id: string; text: string; author: string; time: string; version: number; sealed: boolean; forgotten: boolean }[]
}
export interface PlanUnit {
  /** The order that would lay it again; null where the task cannot be ordered by itself. */
  order: Json | null
  name: string; n: number; nation: string; kind: string; pattern: string; pattern_name: string
  area: { centre: Place; length_m: number; width_m: number; area_m2: number; bearing_deg: number }
  ring: [number, number][]; track: [number, number][]; out: [number, number][]; csp: Place; csp_dm: string; centre_dm: string
  legs: { from: Place; to: Place; start: string; end: string }[]
  spacing: number; creep_deg: number | null; start: string; end: string; leave: string; pos: number; poc: number; pod: number; coverage: number
  search_speed_m_per_s: number; track_length_m: number; reason: string; notes: string[]
}
export interface Plan {
  pos: number; pos_bound: number | null; pos_ceiling: number | null; units: PlanUnit[]
  unused: { name: string; reason: string }[]; notes: string[]; marks: string[]
  pos_by_hour: { time: string; pos: number }[]
}
export interface TaskReply { version: number | null; pos: number; refusals: string[]; plan: Plan | null; pos_by_unit: { unit: string; n: number; pos: number }[] }

export const taskKey = (unit: string, n: number): string => `${unit}/${n}`

export function shownTask(unit: PlanUnit): ShownTask {
  const place = ([lon, lat]: [number, number]): Place => ({ lon, lat })
  const track = unit.track.map(place)
  return {
    key: taskKey(unit.name, unit.n), name: unit.name, corners: unit.ring.slice(0, -1).map(place), centre: unit.area.centre,
    legs: track.slice(1).map((to, index) => [track[index]!, to]), csp: unit.csp, transit: unit.out.map(place),
  }
}

const WORKERS = new Set(['coordinator', 'planner', 'administrator', 'exercise_control'])
const FORGETTERS = new Set(['coordinator', 'administrator'])
export const COMMANDERS = new Set(['coordinator', 'administrator', 'exercise_control'])
type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'
const AGAIN_MS = 60

export class DeskCase {
  data: CaseData | null = null
  map: MapAnswer | null = null
  heat: Uint8Array | null = null
  plan: Plan | null = null
  readonly jobs = new Map<string, Job>()
  private cloudShown = ''
  private planShown = ''
  private timer = 0
  private loading = false
  private wanted = false
  /** Whether the last look at the case failed; that it did is told until one succeeds. */
  private unread = false
  private readonly stop: () => void

  /** what: `case` for what is in it, `job` for how far work is, `fault` for a sentence. */
  constructor(readonly id: string, private readonly told: (what: 'case' | 'job' | 'fault', text?: string) => void) {
    this.stop = live.add({
      log: (line) => { if (line.case === id) this.soon() },
      job: (job) => { if (job.case === id) this.heardJob(job) },
      hello: () => this.soon(),
    })
  }

  get planHash(): string { return this.data?.plan?.plan ?? '' }

  get mayCommand(): boolean { return COMMANDERS.has(state.me!.role) }

  get mayWork(): boolean { return WORKERS.has(state.me!.role) && this.data?.state === 'open' }

  /** Where the case is: the first place that was reported, or what the map shows. */
  get centre(): Place | null {
    const probable = this.map?.most_probable.find((one) => one !== null)
    return probable ? { lon: probable.lon, lat: probable.lat } : null
  }

  /** Whether this person may know who is searched for here. */
  get mayKnow(): boolean { return WORKERS.has(state.me!.role) && (state.me!.role !== 'exercise_control' || this.data!.exercise) }

  get mayForget(): boolean { return FORGETTERS.has(state.me!.role) }

  close(): void { this.stop(); window.clearTimeout(this.timer) }

  async load(): Promise<void> {
    if (this.loading) { this.wanted = true; return }
    this.loading = true
    try {
      const data = await ask<CaseData>(`/cases/${this.id}`)
      const cloud = data.drift?.cloud ?? ''
      if (cloud !== this.cloudShown) await this.loadMap(cloud)
      const plan = data.plan?.plan ?? ''
      if (plan !== this.planShown) this.plan = plan ? await ask<Plan>(`/cases/${this.id}/plan`) : null
      this.planShown = plan
      this.data = data
      if (this.unread) this.told('fault', '')
      this.unread = false
      this.told('case')
    } catch (fault) {
      this.unread = true
      this.told('fault', faultText(fault))
    } finally {
      this.loading = false
      if (this.wanted) { this.wanted = false; this.soon() }
    }
  }

  async loadJobs(): Promise<void> {
    for (const job of await ask<Job[]>(`/cases/${this.id}/jobs`).catch(() => [])) this.heardJob(job)
  }

  particles(): Promise<Float32Array> {
    return bytes(`/cases/${this.id}/particles.bin?limit=100000`).then((raw) => new Float32Array(raw))
  }

  readonly source = {
    coast,
    field: async (kind: 'wind' | 'current', time: string, box: Parameters<typeof coast>[0], columns: number, rows: number): Promise<Field> =>
      fieldAt(this.id, kind, time, box, columns, rows),
  }

  /** Change something; a fault is told. Gives whether it went through. */
  async act(method: Method, path: string, body?: unknown): Promise<boolean> {
    this.told('fault', '')
    const fault = await this.attempt(method, path, body)
    if (fault) this.told('fault', fault)
    return fault === ''
  }

  /** Change something. Gives what was wrong; nothing where it went through. What replaces something is written over the version
   *  that was seen alone; what adds something, such as a sighting, does not wait for what others do meanwhile.
   *  sent: told the share of a file that has gone out. */
  async attempt(method: Method, path: string, body?: unknown, sent?: (share: number) => void): Promise<string> {
    const seen = method === 'PUT' || method === 'PATCH' || path.endsWith('/order') ? this.data!.version : undefined
    try {
      if (sent && body instanceof FormData) await upload(`/cases/${this.id}${path}`, body, sent)
      else await tell(method, `/cases/${this.id}${path}`, body, seen)
      await this.load()
      return ''
    } catch (fault) {
      if (fault instanceof Refused && fault.status === 409) void this.load()
      return faultText(fault)
    }
  }

  /** A name for a result that none has yet. */
  freeName(base: string): string {
    const taken = new Set(this.data!.results.map((one) => one.id))
    let n = 1
    while (taken.has(`${base} ${n}`)) n += 1
    return `${base} ${n}`
  }

  /** Lay a task by hand, or take it away: only scored, or kept. A fault is thrown; what the planner refuses stands in the answer. */
  async lay(method: 'POST' | 'DELETE', path: string, body: Json | undefined, only: boolean): Promise<TaskReply> {
    const reply = await tell<TaskReply>(method, `/cases/${this.id}${path}${only ? '?try=1' : ''}`, body, this.data!.version)
    if (!only) await this.load()
    return reply
  }

  /** Score a task laid anew, without writing it. */
  tryTask(unit: string, n: number, change: Json): Promise<TaskReply> {
    return tell('PATCH', `/cases/${this.id}/tasks/${encodeURIComponent(unit)}/${n}?try=1`, change, this.data!.version)
  }

  async begin(path: string, body: Json): Promise<void> {
    this.told('fault', '')
    try {
      await tell('POST', `/cases/${this.id}/${path}`, body, this.data!.version)
      await this.loadJobs()
    } catch (fault) {
      this.told('fault', faultText(fault))
    }
  }

  async cancel(job: string): Promise<void> {
    await tell('DELETE', `/jobs/${job}`).catch((fault: unknown) => this.told('fault', faultText(fault)))
  }

  private async loadMap(cloud: string): Promise<void> {
    this.map = cloud ? await ask<MapAnswer>(`/cases/${this.id}/map`) : null
    this.heat = cloud ? new Uint8Array(await bytes(`/cases/${this.id}/map/heat.bin`)) : null
    this.cloudShown = cloud
  }

  private heardJob(job: Job): void {
    const known = this.jobs.get(job.id)
    this.jobs.set(job.id, job)
    if (known && known.state !== job.state && job.state === 'done') this.soon()
    this.told('job')
  }

  private soon(): void {
    window.clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.load(), AGAIN_MS)
  }

  jobText(job: Job): string {
    const said = job.error ? (typeof job.error === 'string' ? job.error : job.error.text) : job.text
    return `${t(`job.${job.kind as 'drift' | 'plan' | 'update'}`)}: ${t(`job.state.${job.state}`)}${said && job.state !== 'done' ? ` · ${said}` : ''}`
  }
}
