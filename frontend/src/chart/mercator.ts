// The map's projection: a Mercator view on the meridian of the case. It is conformal, so areas keep their shape and a
// course that is steered is a straight line; and its own meridian is in the middle, so the date line is nothing special.

const RAD = Math.PI / 180
const RADIUS_M = 6_378_137
const LAT_MAX = 85

export interface Place { lon: number; lat: number }

/** Into -180 to 180. */
export const wrap = (degrees: number): number => ((((degrees + 180) % 360) + 360) % 360) - 180

export class Mercator {
  constructor(readonly lon0: number) {}

  /** Metres east of the middle meridian, at the equator's scale; `lon` is taken the short way round. */
  x(lon: number): number { return wrap(lon - this.lon0) * RAD * RADIUS_M }

  /** As `x`, for a longitude that goes on past 180 with others: the same turn for all that belong together. */
  xOn(lon: number, turn: number): number { return (lon + turn - this.lon0) * RAD * RADIUS_M }

  /** Degrees to add to longitudes around `lon` so that they lie round the middle meridian. */
  turn(lon: number): number { return wrap(lon - this.lon0) + this.lon0 - lon }

  y(lat: number): number {
    return RADIUS_M * Math.asinh(Math.tan(Math.min(Math.max(lat, -LAT_MAX), LAT_MAX) * RAD))
  }

  lon(x: number): number { return wrap(x / RADIUS_M / RAD + this.lon0) }

  lat(y: number): number { return Math.atan(Math.sinh(y / RADIUS_M)) / RAD }

  /** Metres on the ground for one metre of the map. */
  groundScale(y: number): number { return 1 / Math.cosh(y / RADIUS_M) }

  place(x: number, y: number): Place { return { lon: this.lon(x), lat: this.lat(y) } }
}

const EARTH_M = 6_371_008.8

/** Great-circle distance [m] on a sphere of the mean radius: right to 0.5 %. */
export function distanceM(from: Place, to: Place): number {
  const a = Math.sin(((to.lat - from.lat) * RAD) / 2) ** 2 +
    Math.cos(from.lat * RAD) * Math.cos(to.lat * RAD) * Math.sin((wrap(to.lon - from.lon) * RAD) / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(a)))
}

/** Rhumb-line course, degrees true: the straight line of the map. */
export function courseDeg(from: Place, to: Place): number {
  const map = new Mercator(from.lon)
  return ((Math.atan2(map.x(to.lon), map.y(to.lat) - map.y(from.lat)) / RAD) + 360) % 360
}

const RING_POINTS = 96

/** Places so far away, all round: no circle on a Mercator chart, where far is farther towards the pole. Longitudes go on past 180. */
export function rangeRing(at: Place, radiusM: number): Place[] {
  const angle = Math.min(radiusM / EARTH_M, Math.PI / 2), lat = at.lat * RAD
  return Array.from({ length: RING_POINTS + 1 }, (_, index) => {
    const bearing = (index / RING_POINTS) * 2 * Math.PI
    const north = Math.asin(Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(bearing))
    const east = Math.atan2(Math.sin(bearing) * Math.sin(angle) * Math.cos(lat), Math.cos(angle) - Math.sin(lat) * Math.sin(north))
    return { lon: at.lon + east / RAD, lat: north / RAD }
  })
}
