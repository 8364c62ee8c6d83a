// What is typed and not saved yet, kept by this tab of the browser: another language, a reload, the way back or a session that
// ends in the middle of a word loses none of it. It is gone when it is saved, on signing out, and with the tab.

import { state } from './shell'

const KEY = 'sarex.draft.'

/** null takes it away. */
export function keepDraft(name: string, value: unknown): void {
  if (value === null) sessionStorage.removeItem(KEY + name)
  else sessionStorage.setItem(KEY + name, JSON.stringify({ by: state.me?.name, value }))
}

/** What this person typed; null where there is nothing, or somebody else's. */
export function draft<T>(name: string): T | null {
  const kept = JSON.parse(sessionStorage.getItem(KEY + name) ?? 'null') as { by: string; value: T } | null
  return kept && kept.by === state.me?.name ? kept.value : null
}

export function dropDrafts(): void {
  held.clear()
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(KEY)) sessionStorage.removeItem(key)
}

const held = new Map<string, string[]>()

/** Plain fields: what is typed in them is there again when the page is drawn anew. It is held in memory alone, for a note may be
 *  about somebody's illness and the storage of a browser lies on a disk. Gives what forgets it. */
export function kept(name: string, inputs: readonly (HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[]): () => void {
  const key = `${state.me?.name} ${name}`
  inputs.forEach((input, index) => {
    const was = held.get(key)?.[index]
    if (was !== undefined) { input.value = was; input.dispatchEvent(new Event('input')) }
  })
  for (const input of inputs) input.addEventListener('input', () => held.set(key, inputs.map((one) => one.value)))
  return () => held.delete(key)
}
