// The desk's clock, as its stream tells it. Computers on board and in offices run minutes or hours wrong, and what they fill in or
// compare with a plan must not.

/** So far a computer may be off before it is told. */
export const SKEW_TOLD_MS = 30_000
let ahead = 0

/** The desk said what time it is there. */
export function heardTime(iso: string): void {
  const at = Date.parse(iso)
  if (Number.isFinite(at)) ahead = at - Date.now()
}

export const now = (): Date => new Date(Date.now() + ahead)

/** How far the desk's clock is ahead of this computer's; 0 where nobody need know. */
export const skewMs = (): number => (Math.abs(ahead) > SKEW_TOLD_MS ? ahead : 0)
