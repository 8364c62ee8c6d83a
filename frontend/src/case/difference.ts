// Two maps or plans in figures, and how they differ.

import type { MapAnswer } from '../api'
import { legText } from '../chart/marks'
import { distanceM } from '../chart/mercator'
import { nm2, percent } from '../format'
import { t } from '../i18n'
import { type Plan, taskKey } from './desk_case'

/** A map at a time, and a plan. */
export interface Seen { map: MapAnswer; time: number; plan: Plan | null }
export interface Row { what: string; a: string; b: string; difference: string }
/** Nearer than this, two places are told as one. */
const SAME_M = 1

export function differences(a: Seen, b: Seen): Row[] {
  const both = <T>(what: string, read: (seen: Seen) => T | null | undefined, say: (value: T) => string, differ: (from: T, to: T) => string): Row => {
    const [from, to] = [read(a), read(b)]
    return { what, a: from == null ? '–' : say(from), b: to == null ? '–' : say(to), difference: from == null || to == null ? '–' : differ(from, to) }
  }
  const share = (what: string, read: (seen: Seen) => number | null | undefined): Row => both(what, read, percent, points)
  const area = (part: 'p50' | 'p90'): Row =>
    both(t(`compare.${part}`), (seen) => seen.map.areas[seen.time]?.[part].area_m2, nm2, (from, to) => signed(nm2(Math.abs(to - from)), to - from))
  return [
    share(t('plan.pos'), (seen) => seen.plan?.pos), share(t('plan.bound'), (seen) => seen.plan?.pos_bound),
    share(t('plan.ceiling'), (seen) => seen.plan?.pos_ceiling), area('p50'), area('p90'),
    both(t('compare.probable'), (seen) => seen.map.most_probable[seen.time], (at) => at.dm, (from, to) => (distanceM(from, to) < SAME_M ? '0' : legText(from, to))),
    both(t('compare.units'), units, (names) => (names.length ? `${names.length}: ${names.join(', ')}` : '0'), (from, to) => signed(String(Math.abs(to.length - from.length)), to.length - from.length)),
    ...tasksOf(a, b).map(([key, name]) => share(`${t('plan.pos')} ${name}`, (seen) => posOf(seen, key))),
  ]
}

const units = (seen: Seen): string[] | null => seen.plan && [...new Set(seen.plan.units.map((unit) => unit.name))]

const posOf = (seen: Seen, key: string): number | undefined => seen.plan?.units.find((unit) => taskKey(unit.name, unit.n) === key)?.pos

/** All tasks of both by key, with the number of the task where a unit has several. */
function tasksOf(a: Seen, b: Seen): [string, string][] {
  const tasks = [a, b].flatMap((seen) => seen.plan?.units ?? [])
  const several = new Set(tasks.filter((task) => task.n > 1).map((task) => task.name))
  return [...new Map(tasks.map((task) => [taskKey(task.name, task.n), several.has(task.name) ? `${task.name} (${task.n})` : task.name]))]
}

function points(from: number, to: number): string {
  const difference = Math.round((to - from) * 1000) / 10
  return signed(t('compare.points', { n: Math.abs(difference).toFixed(1) }), difference)
}

const signed = (text: string, value: number): string => (value > 0 ? `+${text}` : value < 0 ? `−${text}` : text)
