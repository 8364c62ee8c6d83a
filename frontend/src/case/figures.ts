// What the plan says in figures, on the desk and on paper.

import { h } from '../dom'
import { degrees, hours, knots, nm, nm2, percent, utcText } from '../format'
import { t, word } from '../i18n'
import type { Plan, PlanUnit } from './desk_case'

export const planFigures = (plan: Plan): HTMLElement => h('dl', { class: 'figures' },
  figure(t('plan.pos'), percent(plan.pos)), figure(t('plan.bound'), percent(plan.pos_bound)), figure(t('plan.ceiling'), percent(plan.pos_ceiling)))

const figure = (name: string, value: string): HTMLElement => h('div', {}, h('dt', {}, name), h('dd', {}, value))

export function taskList(unit: PlanUnit): HTMLElement {
  return h('dl', {}, [
    [t('task.pattern'), `${word('pattern', unit.pattern)} (${unit.pattern}), ${t('task.spacing')} ${nm(unit.spacing)}, ${t('field.search_speed')} ${knots(unit.search_speed_m_per_s)}`],
    [t('task.area'), `${nm(unit.area.length_m)} × ${nm(unit.area.width_m)}, ${degrees(unit.area.bearing_deg)} · ${nm2(unit.area.area_m2)}`],
    [t('task.csp'), unit.csp_dm], [t('task.creep'), unit.creep_deg == null ? '–' : degrees(unit.creep_deg)],
    [t('task.on_scene'), `${utcText(unit.start)} – ${utcText(unit.end).slice(11)} (${hours((Date.parse(unit.end) - Date.parse(unit.start)) / 1000)})`],
    [t('task.leave'), utcText(unit.leave)],
    [t('plan.pos'), `${percent(unit.pos)} · POC ${percent(unit.poc)} · POD ${percent(unit.pod)} · ${t('task.coverage')} ${unit.coverage.toFixed(2)}`],
  ].map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]))
}
