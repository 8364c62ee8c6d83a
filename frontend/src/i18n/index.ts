// The three languages. English is the measure: a key that it lacks does not compile, one that others lack fails a test.

import en from './en.json'
import ja from './ja.json'
import ko from './ko.json'

export type Key = keyof typeof en
export type Language = 'en' | 'ja' | 'ko'
export const LANGUAGES: Record<Language, string> = { en: 'English', ja: '日本語', ko: '한국어' }

const BOOKS: Record<Language, Record<Key, string>> = { en, ja, ko }
const KEPT = 'sarex.language'

export let language: Language = known(localStorage.getItem(KEPT)) ?? known(navigator.language.slice(0, 2)) ?? 'en'

function known(word: string | null): Language | null {
  return word !== null && Object.hasOwn(LANGUAGES, word) ? (word as Language) : null
}

export function setLanguage(chosen: Language): void {
  language = chosen
  localStorage.setItem(KEPT, chosen)
  document.documentElement.lang = chosen
}

export function t(key: Key, values: Record<string, string | number> = {}): string {
  return BOOKS[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** For words that the server sends as codes; what is not known is shown as it came. */
export function word(prefix: string, code: string): string {
  const key = `${prefix}.${code}`
  return Object.hasOwn(en, key) ? t(key as Key) : code
}
