// Numbers as people at sea write them.

const two = (value: number): string => String(value).padStart(2, '0')

function dm(degrees: number, places: number, decimals: number, [plus, minus]: [string, string]): string {
  const unit = 60 * 10 ** decimals
  const whole = Math.round(Math.abs(degrees) * unit)
  const full = Math.floor(whole / unit)
  const minutes = (whole - full * unit) / 10 ** decimals
  const width = decimals > 0 ? 3 + decimals : 2
  return `${String(full).padStart(places, '0')}°${minutes.toFixed(decimals).padStart(width, '0')}′${degrees < 0 && whole > 0 ? minus : plus}`
}

/** DD MM.mmm, latitude. */
export const latText = (lat: number, decimals = 3): string => dm(lat, 2, decimals, ['N', 'S'])

/** DDD MM.mmm, longitude, taken into -180 to 180. */
export const lonText = (lon: number, decimals = 3): string => dm(((((lon + 180) % 360) + 360) % 360) - 180, 3, decimals, ['E', 'W'])

export const positionText = (at: { lon: number; lat: number }, decimals = 3): string =>
  `${latText(at.lat, decimals)} ${lonText(at.lon, decimals)}`

/** 26 Nov 06:00Z, without the year: `2026-11-26 06:00Z`. */
export function utcText(time: string | number | Date): string {
  const at = new Date(time)
  return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}Z`
}

/** The same instant on this computer's clock, with its offset: `15:00 (+09:00)`. */
export function localText(time: string | number | Date): string {
  const at = new Date(time)
  const offset = -at.getTimezoneOffset()
  const sign = offset < 0 ? '-' : '+'
  const hours = two(Math.floor(Math.abs(offset) / 60))
  return `${two(at.getDate())}. ${two(at.getHours())}:${two(at.getMinutes())} (${sign}${hours}:${two(Math.abs(offset) % 60)})`
}

export const percent = (share: number | null | undefined, digits = 1): string =>
  share == null ? '–' : `${(share * 100).toFixed(digits)} %`

export const nm = (metres: number): string => {
  const miles = metres / 1852
  return `${miles.toFixed(miles < 10 ? 2 : miles < 100 ? 1 : 0)} nm`
}

export function nm2(m2: number): string {
  const miles2 = m2 / 1852 ** 2
  return `${miles2.toFixed(miles2 < 10 ? 2 : miles2 < 100 ? 1 : 0)} nm²`
}

export const knots = (mps: number): string => `${(mps / 0.514444).toFixed(1)} kn`

export const degrees = (bearing: number): string => `${String(Math.round(bearing) % 360).padStart(3, '0')}°`

export function hours(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)} h`
}
