import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gridStepMin } from '../src/chart/grid_step'
import { type Topology, landRings } from '../src/chart/land_rings'
import { mercatorRows } from '../src/chart/raster_rows'
import { Mercator, courseDeg, distanceM, rangeRing } from '../src/chart/mercator'
import { PALETTES, heatTable } from '../src/chart/palette'

test('places come back from the map, at 70 north and across the date line', () => {
  for (const lon0 of [4, 179.9, -179.9, 130]) {
    const map = new Mercator(lon0)
    for (const [lon, lat] of [[lon0 + 0.3, 70.25], [lon0 - 0.3, -54.8], [-179.95, 10], [179.95, 10]] as const) {
      const back = map.place(map.x(lon), map.y(lat))
      assert.ok(Math.abs(((back.lon - lon + 540) % 360) - 180) < 1e-9)
      assert.ok(Math.abs(back.lat - lat) < 1e-9)
    }
  }
})

test('two places on both sides of the date line are neighbours on its map', () => {
  const map = new Mercator(179.9)
  assert.ok(Math.abs(map.x(-179.9) - map.x(179.9) - 0.2 * 111_319.49) < 1)
})

test('a small square stays square: the scale is the same each way', () => {
  const map = new Mercator(20)
  const [lon, lat, step] = [20, 70, 0.001]
  const east = (map.x(lon + step) - map.x(lon)) * map.groundScale(map.y(lat))
  const trueEast = step * 111_319.49 * Math.cos((lat * Math.PI) / 180)
  assert.ok(Math.abs(east / trueEast - 1) < 1e-6)
  const north = ((map.y(lat + step) - map.y(lat)) * map.groundScale(map.y(lat))) / (step * 111_319.49)
  assert.ok(Math.abs(north - 1) < 1e-4)
})

test('a minute of latitude is a sea mile, to half a percent, and courses are rhumb lines', () => {
  assert.ok(Math.abs(distanceM({ lon: 4, lat: 60 }, { lon: 4, lat: 60 + 1 / 60 }) / 1852 - 1) < 0.005)
  assert.equal(Math.round(courseDeg({ lon: 179.9, lat: 0 }, { lon: -179.9, lat: 0 })), 90)
  assert.equal(Math.round(courseDeg({ lon: 4, lat: 60 }, { lon: 4, lat: 59 })), 180)
})

test('every point of a range ring is so far away, near a pole and across the date line too', () => {
  for (const at of [{ lon: 4, lat: 60 }, { lon: 179.9, lat: -75 }]) {
    for (const point of rangeRing(at, 926_000)) assert.ok(Math.abs(distanceM(at, point) - 926_000) < 1)
  }
})

test('the coast of the world has land on land and sea on sea, at the date line and round the pole too', () => {
  const rings = landRings(JSON.parse(readFileSync('node_modules/world-atlas/land-50m.json', 'utf8')) as Topology)
  const land = (lon: number, lat: number): boolean => {
    let odd = false
    for (const ring of rings) {
      for (const turn of [-360, 0, 360]) {
        ring.forEach(([ax, ay], index) => {
          const [bx, by] = ring[(index + 1) % ring.length]!
          if (ay > lat !== by > lat && lon + turn < ((bx - ax) * (lat - ay)) / (by - ay) + ax) odd = !odd
        })
      }
    }
    return odd
  }
  for (const [lon, lat] of [[-5, 66], [2, 73], [40, 74], [-160, 75], [179, 60], [-179, 60], [0, -50], [-40, 40]] as const) assert.ok(!land(lon, lat), `sea at ${lon} ${lat}`)
  for (const [lon, lat] of [[25, 63], [100, 65], [179, 67], [-178, 67], [-150, 65], [0, -80], [135, 35.2], [127.5, 37]] as const) assert.ok(land(lon, lat), `land at ${lon} ${lat}`)
})

test('rows of the raster are laid where the projection puts them', () => {
  const edges = Array.from({ length: 101 }, (_, index) => 60 + index * 0.1)
  const map = new Mercator(0)
  const rows = mercatorRows(edges, (lat) => map.y(lat))
  assert.equal(rows[0], 99)
  assert.equal(rows[99], 0)
  // At 60 to 70 north a row in the middle of the picture shows a latitude above the middle, for the north is stretched.
  const middle = edges[rows[50]!]!
  assert.ok(middle > 65.2 && middle < 65.8, String(middle))
  rows.forEach((row, line) => line > 0 && assert.ok(row <= rows[line - 1]!))
})

test('lines of the graticule are at least 105 pixels apart', () => {
  for (const minutesPerPx of [0.001, 0.01, 0.07, 0.5, 3]) assert.ok(gridStepMin(minutesPerPx) / minutesPerPx >= 105)
  assert.equal(gridStepMin(0.09), 10)
})

test('heat grows steadily in each light, and nothing is seen where there is none', () => {
  for (const [light, palette] of Object.entries(PALETTES)) {
    const table = heatTable(palette)
    assert.equal(table[0], 0)
    const brightness = (value: number): number => (table[value]! & 255) + ((table[value]! >> 8) & 255) + ((table[value]! >> 16) & 255)
    for (let value = 2; value < 256; value++) {
      const step = brightness(value) - brightness(value - 1)
      assert.ok(light === 'day' ? step <= 0 : step >= 0, `${light} ${value}`)
    }
  }
})

/** Relative luminance contrast of WCAG. */
function contrast(a: string, b: string): number {
  const bright = (hex: string): number => {
    const parts = [1, 3, 5].map((at) => parseInt(hex.length === 4 ? hex[(at + 1) / 2]!.repeat(2) : hex.slice(at, at + 2), 16) / 255)
    const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
  }
  const [high, low] = [bright(a), bright(b)].sort((one, other) => other - one)
  return (high! + 0.05) / (low! + 0.05)
}

test('text can be read and marks can be told from sea and land in every light', () => {
  const css = readFileSync('src/style.css', 'utf8')
  const blocks = [...css.matchAll(/:root(?:\[data-light='(\w+)'\])? \{([^}]*)\}/g)]
  assert.ok(blocks.length >= 3)
  for (const [, light = 'day', body = ''] of blocks.slice(0, 3)) {
    const colour = Object.fromEntries([...body.matchAll(/--([\w-]+): (#[0-9a-f]{3,6})/g)].map(([, name, hex]) => [name!, hex!]))
    for (const ink of ['ink', 'soft', 'accent', 'good', 'bad', 'warn']) {
      for (const paper of ['panel', 'page', 'chosen']) assert.ok(contrast(colour[ink]!, colour[paper]!) >= 4.5, `${light}: ${ink} on ${paper} ${contrast(colour[ink]!, colour[paper]!).toFixed(2)}`)
    }
    assert.ok(contrast(colour['on-accent']!, colour['accent']!) >= 4.5, `${light}: button`)
  }
  for (const [light, palette] of Object.entries(PALETTES)) {
    for (const line of [palette.area50, palette.wind, palette.current, palette.mark, palette.measure, palette.zone, ...palette.units]) {
      assert.ok(contrast(line, palette.sea) >= 3, `${light}: ${line} on the sea ${contrast(line, palette.sea).toFixed(2)}`)
    }
    assert.ok(contrast(palette.ink, palette.sea) >= 4.5)
  }
})

test('a task beside the map has the colour that it has on the map', () => {
  const css = readFileSync('src/style.css', 'utf8')
  for (const [light, palette] of Object.entries(PALETTES)) {
    palette.units.forEach((colour, index) => {
      const line = `${light === 'day' ? '\n' : `:root[data-light='${light}'] `}.unit-${index} { border-left-color: ${colour}; }`
      assert.ok(css.includes(line), line)
    })
  }
})
