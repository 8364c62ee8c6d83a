// Sentences of the server: told in the language that was asked for, with what nobody translated in English.

import { type Child, h } from './dom'
import { language } from './i18n'

/** Four words or more in Latin letters. */
const ENGLISH = /((?:[A-Za-z`'"(][!-~]* +){3,}[ -~]*)/

/** The sentence, with its English marked as such for whoever reads it aloud. */
export function said(text: string): Child {
  if (language === 'en') return text
  return text.split(ENGLISH).map((part, index) => (index % 2 === 1 ? h('span', { lang: 'en' }, part) : part))
}
