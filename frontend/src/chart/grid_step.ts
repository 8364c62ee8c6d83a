// How far apart the lines of the graticule are.

const STEPS_MIN = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900]
const LINE_PX_MIN = 105

/** Minutes of arc between lines that are so far apart at least. */
export function gridStepMin(minutesPerPx: number): number {
  return STEPS_MIN.find((step) => step / minutesPerPx >= LINE_PX_MIN) ?? 900
}
