// Elements from plain calls, and a list of what a panel shows replaced without taking the focus away.

export type Child = Node | string | number | null | undefined | false | readonly Child[]
type Props = Record<string, unknown>

const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden', 'selected', 'open', 'readOnly', 'required', 'tabIndex', 'htmlFor', 'multiple'])

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  fill(made, props, children)
  return made
}

export function svg(tag: string, props: Props = {}, ...children: Child[]): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag)
  fill(made, props, children)
  return made
}

function fill(made: Element, props: Props, children: readonly Child[]): void {
  append(made, children)
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false && !PROPERTIES.has(name)) continue
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value as EventListener)
    else if (PROPERTIES.has(name) && made instanceof HTMLElement) Object.assign(made, { [name]: value })
    else made.setAttribute(name === 'class' ? 'class' : name, value === true ? '' : String(value))
  }
}

function append(made: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue
    if (Array.isArray(child)) append(made, child as readonly Child[])
    else made.append(child instanceof Node ? child : String(child))
  }
}

/** Put new content into a place; what had the focus there has it again, found by its id. */
export function show(place: Element, ...children: Child[]): void {
  const focused = place.contains(document.activeElement) ? document.activeElement : null
  const caret = focused instanceof HTMLInputElement ? [focused.selectionStart, focused.selectionEnd] as const : null
  const top = place.scrollTop
  place.replaceChildren()
  append(place, children)
  place.scrollTop = top
  if (!focused?.id) return
  const again = document.getElementById(focused.id)
  again?.focus({ preventScroll: true })
  if (again instanceof HTMLInputElement && caret && caret[0] !== null && /^(text|search|password)$/.test(again.type)) {
    again.setSelectionRange(caret[0], caret[1])
  }
}

/** The name of the page in the browser's tabs and history. */
export function title(text: string): void { document.title = text ? `${text} · Sarex` : 'Sarex' }

let count = 0
export const newId = (word = 'x'): string => `${word}-${++count}`

/** A labelled input; `hint` is read with it. */
export function field(label: Child, input: HTMLElement, hint?: Child): HTMLElement {
  input.id ||= newId('field')
  const told = hint === undefined ? null : h('small', { id: `${input.id}-hint`, class: 'hint' }, hint)
  if (told) input.setAttribute('aria-describedby', told.id)
  return h('div', { class: 'field' }, h('label', { htmlFor: input.id }, label), input, told)
}

export function button(label: Child, onclick: (event: MouseEvent) => void, props: Props = {}): HTMLButtonElement {
  return h('button', { type: 'button', onclick, ...props }, label)
}
