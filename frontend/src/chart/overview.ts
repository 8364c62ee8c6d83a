// The coast of the world for finding the way (Natural Earth, 1:50 000 000, public domain): in wide views, and until the
// coast that the drift uses has come.

import address from 'world-atlas/land-50m.json?url'
import { type Topology, landRings } from './land_rings'
import type { Mercator } from './mercator'

let rings: Promise<[number, number][][]> | null = null

export async function overviewPath(map: Mercator): Promise<Path2D> {
  rings ??= fetch(address).then((answer) => answer.json() as Promise<Topology>).then(landRings)
  const path = new Path2D()
  for (const ring of await rings) {
    const lons = ring.map(([lon]) => lon)
    const west = Math.min(...lons), east = Math.max(...lons)
    for (const turn of [-360, 0, 360]) {
      if (east + turn < map.lon0 - 180 || west + turn > map.lon0 + 180) continue
      ring.forEach(([lon, lat], index) => {
        const x = map.xOn(lon, turn), y = map.y(lat)
        if (index === 0) path.moveTo(x, y)
        else path.lineTo(x, y)
      })
      path.closePath()
    }
  }
  return path
}
