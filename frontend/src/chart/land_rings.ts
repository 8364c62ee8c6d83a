// Land of the world from a TopoJSON file, as rings that do not jump at the date line.

export interface Topology {
  arcs: [number, number][][]
  transform: { scale: [number, number]; translate: [number, number] }
  objects: { land: { geometries: { type: string; arcs: number[][][] | number[][] }[] } }
}

/** Rings of TopoJSON land: arcs are steps of whole numbers, shared and turned round where the index is negative. */
export function landRings(world: Topology): [number, number][][] {
  const { scale, translate } = world.transform
  const arcs = world.arcs.map((steps) => {
    let x = 0, y = 0
    return steps.map(([dx, dy]): [number, number] => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]])
  })
  const ring = (indices: number[]): [number, number][] => indices.flatMap((index) => (index >= 0 ? arcs[index]! : [...arcs[~index]!].reverse()))
  return world.objects.land.geometries.flatMap((shape) =>
    (shape.type === 'Polygon' ? [shape.arcs as number[][]] : shape.arcs as number[][][]).flatMap((polygon) => polygon.map(ring).map(goneOn)))
}

/** The ring with longitudes that go on past 180 instead of jumping; one that goes round a pole is closed over it. */
export function goneOn(ring: readonly [number, number][]): [number, number][] {
  let turn = 0
  const made = ring.map(([lon, lat], index): [number, number] => {
    const step = index > 0 ? lon - ring[index - 1]![0] : 0
    if (Math.abs(step) > 180) turn -= 360 * Math.sign(step)
    return [lon + turn, lat]
  })
  const first = made[0]!, last = made.at(-1)!
  if (Math.abs(last[0] - first[0]) < 180) return made
  const pole = 90 * Math.sign(last[1])
  return [...made, [last[0], pole], [first[0], pole]]
}
