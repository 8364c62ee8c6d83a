// A short tour of a case: seven cards, one after the other, that point at what they tell of. Nothing is locked
// meanwhile, it is closed by Escape or a button at any card, and then it does not come again by itself.

import { button, h, show } from '../dom'
import { t } from '../i18n'

const STEPS = ['map', 'time', 'forcing', 'plan', 'task', 'results', 'exports'] as const
export type Step = (typeof STEPS)[number]
/** The tab of the case that a card tells of. */
const TAB = { map: 'plan', time: 'plan', forcing: 'forcing', plan: 'plan', task: 'plan', results: 'results', exports: 'exports' } as const
const PLACE: Record<Step, string> = { map: '.map-box', time: '.time-bar', forcing: '#panel-forcing', plan: '#panel-plan .figures', task: '#panel-plan .task', results: '#panel-results', exports: '#panel-exports' }
const KEPT = 'sarex.tour'

/** Whether somebody has closed it in this browser. */
export const wasClosed = (): boolean => localStorage.getItem(KEPT) === 'closed'

/** Kept over a redraw, such as in another language. */
let at = 0

export class Tour {
  private readonly told = h('div', { 'aria-live': 'polite', 'aria-atomic': 'true', id: 'tour-told' })
  private readonly back = button(t('tour.back'), () => this.go(at - 1), { id: 'tour-back' })
  private readonly next = button(t('tour.next'), () => this.go(at + 1), { id: 'tour-next', class: 'main', 'aria-describedby': 'tour-told' })
  private readonly element = h('section', { class: 'tour', role: 'dialog', 'aria-modal': 'false', 'aria-label': t('tour') }, this.told,
    h('div', { class: 'buttons' }, this.back, this.next, h('span', { class: 'grow' }), button(t('tour.close'), () => this.close(), { id: 'tour-close' })))
  private before: Element | null = null
  private readonly key = (event: KeyboardEvent): void => { if (event.key === 'Escape') this.close() }

  /** open: shows a tab of the case. */
  constructor(private readonly open: (tab: (typeof TAB)[Step]) => void) {}

  /** From the card where it was left by a redraw, or from the first. */
  start(step = at): void {
    if (!this.element.isConnected) {
      this.before = document.activeElement
      document.body.append(this.element)
      document.addEventListener('keydown', this.key)
    }
    this.go(step)
    this.next.focus()
  }

  private go(step: number): void {
    if (step === STEPS.length) return this.close()
    at = step
    const name = STEPS[step]!
    this.open(TAB[name])
    document.body.dataset['tour'] = name
    show(this.told, h('p', { class: 'soft' }, t('tour.of', { n: step + 1, of: STEPS.length })), h('h2', {}, t(`tour.${name}.title`)), h('p', {}, t(`tour.${name}.text`)))
    this.back.disabled = step === 0
    show(this.next, t(step === STEPS.length - 1 ? 'tour.done' : 'tour.next'))
    document.querySelector(PLACE[name])?.scrollIntoView({ block: name === 'time' ? 'nearest' : 'start' })
    return undefined
  }

  /** For good, until it is asked for again. */
  private close(): void {
    localStorage.setItem(KEPT, 'closed')
    at = 0
    const { before } = this
    this.leave()
    const again = document.getElementById('tour')
    ;(before instanceof HTMLElement && before.isConnected && before !== document.body ? before : again)?.focus()
  }

  /** With its page. */
  leave(): void {
    this.element.remove()
    delete document.body.dataset['tour']
    document.removeEventListener('keydown', this.key)
  }
}
