// Colours of the map by light on the bridge. Heat has one hue that grows darker by day and brighter by night, so that it
// reads the same for colour-blind eyes.

export type Light = 'day' | 'dusk' | 'night'
export const LIGHTS: readonly Light[] = ['day', 'dusk', 'night']

type Rgb = readonly [number, number, number]

export interface Palette {
  sea: string; land: string; shore: string; grid: string; ink: string; plate: string
  heat: readonly Rgb[]
  heatAlpha: number
  particle: Rgb
  area50: string; area90: string
  wind: string; current: string
  mark: string; measure: string; base: string; zone: string
  units: readonly string[]
}

const UNITS_DAY = ['#00598c', '#a13d00', '#006b4f', '#7a3b78', '#5d5200', '#8c1c13', '#20438f', '#4a4a4a']
const UNITS_DARK = ['#6ec1f2', '#f0a35a', '#4fd0a5', '#dd9fcb', '#ded04a', '#f28b7d', '#9fb4f0', '#cfcfcf']
const UNITS_NIGHT = ['#4a7f9e', '#a86f3a', '#378f72', '#94688a', '#8f8632', '#a35d53', '#6b7aa5', '#8a8a8a']

export const PALETTES: Record<Light, Palette> = {
  day: {
    sea: '#e9f1f6', land: '#d9d2bf', shore: '#6b6450', grid: 'rgba(40,70,95,.28)', ink: '#122b3d', plate: 'rgba(255,255,255,.82)',
    heat: [[255, 214, 170], [250, 150, 80], [205, 75, 25], [120, 20, 5]], heatAlpha: 0.85, particle: [60, 10, 60],
    area50: '#7a0c00', area90: '#7a0c00', wind: '#1c1c5e', current: '#00594d', mark: '#b3005e', measure: '#5b00a8',
    base: '#122b3d', zone: '#7a0f3d', units: UNITS_DAY,
  },
  dusk: {
    sea: '#1f313d', land: '#3f4438', shore: '#8f9684', grid: 'rgba(200,220,235,.2)', ink: '#e2ecf2', plate: 'rgba(20,32,40,.8)',
    heat: [[110, 60, 25], [190, 95, 25], [240, 150, 50], [255, 225, 150]], heatAlpha: 0.8, particle: [250, 200, 255],
    area50: '#ffd9a0', area90: '#ffd9a0', wind: '#b9c2ff', current: '#74dcc8', mark: '#ff8fc5', measure: '#d9b3ff',
    base: '#e2ecf2', zone: '#ffb3c8', units: UNITS_DARK,
  },
  night: {
    sea: '#05090c', land: '#15160f', shore: '#4b4a38', grid: 'rgba(150,120,90,.2)', ink: '#b08a62', plate: 'rgba(5,9,12,.8)',
    heat: [[50, 18, 5], [100, 38, 8], [150, 68, 18], [200, 120, 60]], heatAlpha: 0.8, particle: [150, 105, 125],
    area50: '#b5743a', area90: '#b5743a', wind: '#7b7fae', current: '#3f8577', mark: '#a34f75', measure: '#8c6aad',
    base: '#b08a62', zone: '#b06a7a', units: UNITS_NIGHT,
  },
}

/** 256 colours, red in the lowest byte as a canvas has it; weak heat is faint so that the sea shows through. */
export function heatTable(palette: Palette): Uint32Array {
  const table = new Uint32Array(256)
  for (let value = 1; value < 256; value++) {
    const share = value / 255
    const at = share * (palette.heat.length - 1)
    const low = palette.heat[Math.floor(at)]!
    const high = palette.heat[Math.min(Math.floor(at) + 1, palette.heat.length - 1)]!
    const mix = (part: 0 | 1 | 2): number => Math.round(low[part] + (high[part] - low[part]) * (at % 1))
    const alpha = Math.round(255 * palette.heatAlpha * Math.min(1, 0.15 + 2.2 * share))
    table[value] = ((alpha << 24) | (mix(2) << 16) | (mix(1) << 8) | mix(0)) >>> 0
  }
  return table
}
