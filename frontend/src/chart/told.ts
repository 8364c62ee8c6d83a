// The map in words, for people who do not see it, at the shown time.

import type { MapAnswer } from '../api'
import type { Plan } from '../case/desk_case'
import { nm2, percent, utcText } from '../format'
import { t } from '../i18n'

export function mapText(map: MapAnswer | null, plan: Plan | null, time: number): string {
  if (!map) return t('map.nothing')
  const areas = map.areas[time], probable = map.most_probable[time], share = map.shares[time]
  const parts = [utcText(map.times[time]!) + '.']
  if (areas && probable) parts.push(t('map.areas', { a50: nm2(areas.p50.area_m2), a90: nm2(areas.p90.area_m2), at: probable.dm }))
  else parts.push(t('map.not_yet'))
  if (share) parts.push(t('map.shares', { afloat: percent(share.afloat ?? 0, 0), stranded: percent(share.stranded ?? 0, 0) }))
  if (share && (share.left_forcing ?? 0) > 0.0005) parts.push(t('map.left', { share: percent(share.left_forcing) }))
  if (plan) parts.push(t('map.plan', { n: plan.units.length, units: plan.units.map((unit) => unit.name).join(', '), pos: percent(plan.pos) }))
  return parts.join(' ')
}
