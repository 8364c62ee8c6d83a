// The maps and plans that a case had, as they are chosen to be looked at again.

import { type MapAnswer, ask, bytes } from '../api'
import { percent, utcText } from '../format'
import { t, word } from '../i18n'
import type { Plan } from './desk_case'

export interface Run {
  run: string; kind: 'drift_estimated' | 'map_updated' | 'plan_made' | 'task_changed'; version: number; time: string; author: string
  made_on: string; pos: number | null; unit: string | null; results: string[]; current: boolean; undone: boolean
}
export interface RunMap { map: MapAnswer; heat: Uint8Array }
/** Which map and which plan; '' for none. */
export interface Choice { map: string; plan: string }

export const isMap = (run: Run): boolean => run.kind === 'drift_estimated' || run.kind === 'map_updated'

/** `2026-01-30 03:10Z Plan made, POS 52.1 %, Chief (now)`. */
export function runText(run: Run): string {
  const more = [word('event', run.kind), run.pos !== null && `${t('plan.pos')} ${percent(run.pos)}`, run.unit, run.results.at(-1), run.author].filter(Boolean)
  const mark = run.undone ? ` (${t('compare.undone')})` : run.current ? ` (${t('compare.now')})` : ''
  return `${utcText(run.time)} ${more.join(', ')}${mark}`
}

/** Before and after: the two newest maps, each with its newest plan; on one map, its two newest plans. */
export function pairAtFirst(runs: readonly Run[]): [Choice, Choice] {
  const held = runs.filter((run) => !run.undone)
  const [maps, plans] = [held.filter(isMap), held.filter((run) => !isMap(run))]
  const now = maps.find((run) => run.current) ?? maps.at(-1)
  const before = maps.filter((run) => run.version < (now?.version ?? 0)).at(-1)
  const planOn = (map: string): string => plans.filter((run) => run.made_on === map).at(-1)?.run ?? ''
  if (now && before) return [{ map: before.run, plan: planOn(before.run) }, { map: now.run, plan: planOn(now.run) }]
  const map = now?.run ?? ''
  const last = plans.find((run) => run.current) ?? plans.at(-1)
  const earlier = plans.filter((run) => run.version < (last?.version ?? 0)).at(-1) ?? last
  return [{ map, plan: earlier?.run ?? '' }, { map, plan: last?.run ?? '' }]
}

/** What was asked for stays, for a run never changes. */
export class RunShelf {
  private readonly maps = new Map<string, Promise<RunMap>>()
  private readonly plans = new Map<string, Promise<Plan>>()

  constructor(private readonly id: string) {}

  map(run: string): Promise<RunMap> {
    return held(this.maps, run, async () => {
      const [map, heat] = await Promise.all([ask<MapAnswer>(`/cases/${this.id}/map?run=${run}`), bytes(`/cases/${this.id}/map/heat.bin?run=${run}`)])
      return { map, heat: new Uint8Array(heat) }
    })
  }

  plan(run: string): Promise<Plan> { return held(this.plans, run, () => ask<Plan>(`/cases/${this.id}/plan?run=${run}`)) }
}

function held<T>(shelf: Map<string, Promise<T>>, key: string, fetch: () => Promise<T>): Promise<T> {
  const known = shelf.get(key)
  if (known) return known
  const asked = fetch()
  shelf.set(key, asked)
  asked.catch(() => shelf.delete(key))
  return asked
}
