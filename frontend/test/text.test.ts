import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decimalPlace, placeText, quantityText, timeText, typed, typedPlace } from '../src/case/quantity'
import { hours, latText, lonText, nm } from '../src/format'
import { readUtc } from '../src/time'

test('positions in degrees and minutes, with minutes that never reach 60', () => {
  assert.equal(latText(60.5), '60°30.000′N')
  assert.equal(latText(-0.9999999), '01°00.000′S')
  assert.equal(lonText(180.25), '179°45.000′W')
  assert.equal(lonText(-0.0000001), '000°00.000′E')
  assert.equal(latText(34.3333333, 0), '34°20′N')
})

test('times as they are typed', () => {
  const today = new Date('2026-11-26T10:00:00Z')
  assert.equal(readUtc('2026-11-26 06:00', today), '2026-11-26T06:00Z')
  assert.equal(readUtc('2026-11-26T06:00Z', today), '2026-11-26T06:00Z')
  assert.equal(readUtc('0615', today), '2026-11-26T06:15Z')
  assert.equal(readUtc('6:15 utc', today), '2026-11-26T06:15Z')
  assert.equal(readUtc('250600Z', today), '2026-11-25T06:00Z')
  for (const wrong of ['', 'tomorrow', '2026-02-30 06:00', '2560', '320600Z', '2026-11-26']) assert.equal(readUtc(wrong, today), null, wrong)
})

test('a time without its day is the nearest one, at midnight and at the turn of the year too', () => {
  const early = new Date('2027-01-01T00:10:00Z')
  assert.equal(readUtc('2350', early), '2026-12-31T23:50Z')
  assert.equal(readUtc('0600', early), '2027-01-01T06:00Z')
  assert.equal(readUtc('312300Z', early), '2026-12-31T23:00Z')
  assert.equal(readUtc('0600', new Date('2026-11-26T22:00:00Z')), '2026-11-27T06:00Z')
  assert.equal(readUtc('2026-13-01 06:00', early), null)
})

test('a position in our own writing is read without the server, and comes back the same', () => {
  for (const text of ['60 30.000N 004 00.000E', '05 00.123S 179 59.999W']) assert.equal(typed(typedPlace(text)!), text)
  for (const text of ['60 30.0N 004 00.0E', '91 00.000N 004 00.000E', '60 60.000N 004 00.000E', '']) assert.equal(typedPlace(text), null)
})

test('what the server keeps in SI is shown in the units of the bridge', () => {
  assert.equal(quantityText('3704.0 m'), '2 nm')
  assert.equal(quantityText('185.2 m'), '185.2 m')
  assert.equal(quantityText('4.115555555555556 m/s'), '8 kn')
  assert.equal(quantityText('1800.0 s'), '30 min')
  assert.equal(quantityText('36000.0 s'), '10 h')
  assert.equal(quantityText('8 kn'), '8 kn')
  assert.equal(quantityText(null), '')
  assert.deepEqual(decimalPlace('60.5 4.0'), { lat: 60.5, lon: 4 })
  assert.equal(placeText('60.5 4.0'), '60 30.000N 004 00.000E')
  assert.equal(placeText('60 30.0N 004 00.0E'), '60 30.0N 004 00.0E')
  assert.equal(timeText('2015-11-16T06:00:00+00:00'), '2015-11-16 06:00Z')
  assert.equal(nm(1852), '1.00 nm')
  assert.equal(hours(5400), '1:30 h')
})
