// Times as people type them, always UTC.

/** An ISO time of `2026-11-26 06:00`, `06:00`, `0600` (of today) or the date-time group `260600Z`; null if it is none. */
export function readUtc(text: string, today: Date): string | null {
  const said = text.trim().toUpperCase().replace(/\s*(Z|UTC)$/, '')
  const iso = /^(\d{4})-(\d{2})-(\d{2})[T ]+(\d{1,2}):?(\d{2})(?::\d{2}(?:\.\d+)?)?$/.exec(said)
  if (iso) return made(Number(iso[1]), Number(iso[2]), Number(iso[3]), Number(iso[4]), Number(iso[5]))
  const group = /^(\d{2})(\d{2})(\d{2})$/.exec(said)
  const month = [today.getUTCFullYear(), today.getUTCMonth() + 1] as const
  if (group) return made(...month, Number(group[1]), Number(group[2]), Number(group[3]))
  const clock = /^(\d{1,2}):?(\d{2})$/.exec(said)
  return clock ? made(...month, today.getUTCDate(), Number(clock[1]), Number(clock[2])) : null
}

function made(year: number, month: number, day: number, hour: number, minute: number): string | null {
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute))
  const same = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day && at.getUTCHours() === hour && at.getUTCMinutes() === minute
  return same ? `${at.toISOString().slice(0, 16)}Z` : null
}
