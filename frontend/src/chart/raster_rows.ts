// Where the rows of a raster of latitudes lie on the map.

/** For rows of a picture from north to south, evenly spaced on the map, the row of the grid that each shows. */
export function mercatorRows(latEdges: readonly number[], y: (lat: number) => number): Uint16Array {
  const rows = latEdges.length - 1
  const edges = latEdges.map(y)
  const south = edges[0]!, north = edges[rows]!
  const shown = new Uint16Array(rows)
  let row = rows - 1
  for (let line = 0; line < rows; line++) {
    const at = north - ((line + 0.5) / rows) * (north - south)
    while (row > 0 && edges[row]! > at) row -= 1
    shown[line] = row
  }
  return shown
}
