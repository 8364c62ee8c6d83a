import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import en from '../src/i18n/en.json'
import glossary from '../src/i18n/glossary.json'
import ja from '../src/i18n/ja.json'
import ko from '../src/i18n/ko.json'

const books: Record<string, Record<string, string>> = { en, ja, ko }
const slots = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!).sort()

test('every language has every key, filled in, with the same slots', () => {
  assert.ok(Object.keys(en).length > 250)
  for (const [code, book] of Object.entries(books)) {
    assert.deepEqual(Object.keys(book).sort(), Object.keys(en).sort(), code)
    for (const [key, text] of Object.entries(book)) {
      assert.notEqual(text.trim(), '', `${code} ${key}`)
      assert.deepEqual(slots(text), slots(books['en']![key]!), `${code} ${key}`)
    }
  }
})

test('Japanese is written in Japanese and Korean in Korean, but for what has no other name', () => {
  for (const [key, text] of Object.entries(ja)) assert.match(text, /[\u3040-\u30ff\u4e00-\u9fff]/, key)
  for (const [key, text] of Object.entries(ko)) assert.match(text, /[\uac00-\ud7af]/, key)
})

test('terms of the glossary are translated by the glossary wherever they stand', () => {
  for (const term of glossary) {
    // A whole word, so that POS is not found in `position`.
    const found = Object.entries(en).filter(([, text]) => new RegExp(`(^|\\W)${term.en}($|\\W)`, term.en === 'POS' ? '' : 'i').test(text))
    assert.ok(found.length > 0, `${term.en} is nowhere`)
    for (const [key] of found) {
      assert.ok(books['ja']![key]!.includes(term.ja), `ja ${key}: ${books['ja']![key]}`)
      assert.ok(books['ko']![key]!.includes(term.ko), `ko ${key}: ${books['ko']![key]}`)
    }
  }
})

test('every key is used', () => {
  const source = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(`src/${name}`, 'utf8')).join('\n')
  const stems = [...source.matchAll(/\bt\(`([\w.]+\.)\$\{/g), ...source.matchAll(/\bword\('(\w+)'/g)].map((found) => found[1]!.replace(/\.$/, ''))
  const unused = Object.keys(en).filter((key) => !source.includes(`'${key}'`) && !stems.some((stem) => key.startsWith(`${stem}.`)))
  assert.deepEqual(unused, [])
})
