// What every panel beside the map has.

import type { DeskCase, Plan } from './desk_case'
import type { Pick } from './scenario_card'
import type { Mark } from '../chart/marks'
import { button, h } from '../dom'
import { percent } from '../format'
import { t } from '../i18n'
import { said } from '../said'

/** left : another panel was opened */
export interface Panel { element: HTMLElement; update: () => void; /** The shown time changed, and nothing else. */ timed?: () => void; left?: () => void }

export interface Around {
  desk: DeskCase
  pick: Pick
  /** Places that a panel wants on the map. */
  mark: (marks: Mark[]) => void
  choose: (task: string) => void
  /** A plan that is only tried, on the map instead of the one that is kept; null for that one. */
  tried: (plan: Plan | null) => void
  chosen: () => string
  time: () => string | null
}

export function jobList(desk: DeskCase, kinds: readonly string[]): HTMLElement[] {
  const jobs = [...desk.jobs.values()].filter((job) => kinds.includes(job.kind))
  const last = jobs.filter((job) => job.state === 'running' || job.state === 'waiting')
  const failed = jobs.at(-1)?.state === 'failed' ? [jobs.at(-1)!] : []
  return [...last, ...failed].map((job) => h('div', { class: job.state === 'failed' ? 'job error' : 'job' },
    h('div', {}, said(desk.jobText(job))),
    job.state !== 'failed' && h('progress', { value: String(job.share), max: '1', 'aria-label': t(`job.${job.kind as 'drift'}`) }),
    job.best_pos != null && h('div', {}, `${t('plan.pos')} ${percent(job.best_pos)}`),
    job.state !== 'failed' && button(t('cancel'), () => void desk.cancel(job.id))))
}

/** Somebody changed what is being edited here: one of the two is chosen, and nothing is lost unseen. */
export function theirsNotice(take: () => void, mine: () => void): HTMLElement {
  return h('div', { class: 'note', role: 'alert' }, h('p', {}, t('form.theirs')), h('div', { class: 'buttons' }, button(t('form.take'), take), button(t('form.mine'), mine)))
}
