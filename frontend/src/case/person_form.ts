// What is known of one person in distress: a form, and the same in words.

import type { Json } from '../api'
import { button, field, h, newId } from '../dom'
import { kept } from '../draft'
import { t } from '../i18n'

export interface Person { name: string; age: number | null; description: string; medical: string; telephone: string; relatives: string }

const LONG = ['description', 'medical', 'relatives'] as const
// What is typed here is kept by no browser, and sent to no service that corrects spelling.
const PRIVATE = { autocomplete: 'off', spellcheck: 'false' }

export class PersonForm {
  private readonly name = h('input', { ...PRIVATE, id: newId('person'), required: true, maxlength: 120 })
  private readonly age = h('input', { ...PRIVATE, inputmode: 'numeric', pattern: '[0-9]{1,3}' })
  private readonly telephone = h('input', { ...PRIVATE, type: 'tel', maxlength: 120 })
  private readonly long = new Map(LONG.map((part) => [part, h('textarea', { ...PRIVATE, rows: 2, maxlength: 20000 })]))
  private readonly clean: string
  readonly element: HTMLElement

  /** draft : by which name what is typed is kept until it is saved;  save : gives whether it went through */
  constructor(title: string, person: Person | null, draft: string | null, save: (person: Json) => Promise<boolean>, close: () => void) {
    this.name.value = person?.name ?? ''
    this.age.value = person?.age == null ? '' : String(person.age)
    this.telephone.value = person?.telephone ?? ''
    for (const [part, area] of this.long) area.value = person?.[part] ?? ''
    this.clean = JSON.stringify(this.value())
    const forget = draft ? kept(draft, [this.name, this.age, this.telephone, ...this.long.values()]) : () => false
    const end = (): void => { forget(); close() }
    const send = (event: Event): void => {
      event.preventDefault()
      void save(this.value()).then((done) => { if (done) end() })
    }
    this.element = h('form', { onsubmit: send }, h('fieldset', {}, h('legend', {}, title),
      h('p', { class: 'hint' }, t('distress.text')),
      field(t('distress.name'), this.name),
      h('div', { class: 'field-row' }, field(t('distress.age'), this.age), field(t('distress.telephone'), this.telephone)),
      [...this.long].map(([part, area]) => field(t(`distress.${part}`), area)),
      h('div', { class: 'buttons' }, h('button', { type: 'submit', class: 'main' }, t('distress.save')), button(t('cancel'), end))))
  }

  get touched(): boolean { return JSON.stringify(this.value()) !== this.clean }

  focus(): void { this.name.focus() }

  private value(): Json {
    const age = this.age.value.trim()
    const texts = Object.fromEntries([...this.long].map(([part, area]) => [part, area.value.trim()]))
    return { name: this.name.value.trim(), age: age ? Number(age) : null, telephone: this.telephone.value.trim(), ...texts }
  }
}

export function personWords(person: Person): HTMLElement {
  const parts = [['name', person.name], ['age', person.age], ['description', person.description], ['medical', person.medical],
    ['telephone', person.telephone], ['relatives', person.relatives]] as const
  return h('dl', { class: 'known' }, parts.filter(([, said]) => said !== '' && said !== null).map(([part, said]) => [h('dt', {}, t(`distress.${part}`)), h('dd', {}, said)]))
}
