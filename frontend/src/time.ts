// Times as people type them, always UTC.

const DAY_MS = 86_400_000

/** An ISO time of `2026-11-26 06:00`, `06:00`, `0600` or the date-time group `260600Z`; null if it is none. What leaves
 *  day or month unsaid is the one nearest to `today`: ten past midnight, `2350` is twenty minutes ago. */
export function readUtc(text: string, today: Date): string | null {
  const said = text.trim().toUpperCase().replace(/\s*(Z|UTC)$/, '')
  const iso = /^(\d{4})-(\d{2})-(\d{2})[T ]+(\d{1,2}):?(\d{2})(?::\d{2}(?:\.\d+)?)?$/.exec(said)
  if (iso) return made(Number(iso[1]), Number(iso[2]), Number(iso[3]), Number(iso[4]), Number(iso[5]))
  const group = /^(\d{2})(\d{2})(\d{2})$/.exec(said)
  if (group) {
    const [day, hour, minute] = group.slice(1).map(Number) as [number, number, number]
    return nearest(today, [-1, 0, 1].map((months) => {
      const first = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, 1))
      return made(first.getUTCFullYear(), first.getUTCMonth() + 1, day, hour, minute)
    }))
  }
  const clock = /^(\d{1,2}):?(\d{2})$/.exec(said)
  if (!clock) return null
  return nearest(today, [-1, 0, 1].map((days) => {
    const at = new Date(today.getTime() + days * DAY_MS)
    return made(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), Number(clock[1]), Number(clock[2]))
  }))
}

function nearest(today: Date, times: readonly (string | null)[]): string | null {
  const far = (time: string): number => Math.abs(Date.parse(time) - today.getTime())
  return times.filter((time) => time !== null).sort((a, b) => far(a) - far(b))[0] ?? null
}

function made(year: number, month: number, day: number, hour: number, minute: number): string | null {
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute))
  const same = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day && at.getUTCHours() === hour && at.getUTCMinutes() === minute
  return same ? `${at.toISOString().slice(0, 16)}Z` : null
}
