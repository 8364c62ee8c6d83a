// What is looked for: one object, or several with weights where it is not known which.

import { ask } from '../api'
import { button, field, h, show } from '../dom'
import { percent } from '../format'
import { t } from '../i18n'
import { type Choice, searchInput } from './inputs'
import { numeric } from './quantity'

interface Found { key: string; text: string }
interface Row { key: string; element: HTMLElement; input: HTMLInputElement; weight: HTMLInputElement; weightField: HTMLElement; share: HTMLElement; remove: HTMLButtonElement }

const choiceOf = (one: Found): Choice => ({ key: one.key, text: `${one.text} (${one.key})` })

export const objects = (words: string): Promise<Choice[]> =>
  ask<Found[]>(`/objects?q=${encodeURIComponent(words)}`).then((found) => found.map(choiceOf))

export class ObjectRows {
  readonly element = h('div')
  private rows: Row[] = []
  private readonly list = h('div')

  constructor(old: unknown, private readonly changed: () => void) {
    const given = typeof old === 'string' ? [{ object: old, weight: 1 }] : ((old as { object: string; weight?: number | string }[] | undefined) ?? [{ object: '' }])
    for (const one of given) this.add(one.object, one.weight ?? 1)
    show(this.element, this.list, h('div', { class: 'buttons' }, button(t('object.add'), () => { this.add('', 1); this.drawShares(); this.changed() })))
    this.drawShares()
  }

  value(): string | { object: string; weight: number | string }[] {
    if (this.rows.length === 1) return this.rows[0]!.key
    return this.rows.map((row) => ({ object: row.key, weight: numeric(row.weight.value) }))
  }

  fields(): [string, HTMLInputElement][] {
    return this.rows.flatMap((row, index): [string, HTMLInputElement][] => [[`object[${index}].object`, row.input], [`object[${index}].weight`, row.weight]])
  }

  private add(key: string, weight: number | string): void {
    const search = searchInput(t('incident.object'), key, objects, (choice) => { row.key = choice.key; this.changed() })
    // What is typed and not chosen from the list is no object yet.
    search.input.addEventListener('input', () => { row.key = search.input.value.trim() })
    const weightInput = h('input', { value: String(weight), inputmode: 'decimal', oninput: () => { this.drawShares(); this.changed() } })
    const share = h('small')
    const remove = button(t('object.remove'), () => {
      this.rows = this.rows.filter((one) => one !== row)
      row.element.remove()
      this.drawShares()
      this.changed()
    })
    const weightField = h('div', { class: 'buttons' }, field(t('scenario.weight'), weightInput), share, remove)
    const row: Row = { key, element: h('div', {}, search.element, weightField), input: search.input, weight: weightInput, weightField, share, remove }
    this.rows.push(row)
    this.list.append(row.element)
    if (key) void objects(key).then((found) => { const mine = found.find((one) => one.key === key); if (mine && search.input.value === key) search.input.value = mine.text }).catch(() => undefined)
  }

  private drawShares(): void {
    const weights = this.rows.map((row) => Math.max(Number(row.weight.value) || 0, 0))
    const whole = weights.reduce((sum, weight) => sum + weight, 0)
    this.rows.forEach((row, index) => {
      row.weightField.hidden = this.rows.length === 1
      row.remove.setAttribute('aria-label', `${t('object.remove')}: ${row.input.value}`)
      show(row.share, whole > 0 ? `= ${percent(weights[index]! / whole, 0)}` : '')
    })
  }
}
