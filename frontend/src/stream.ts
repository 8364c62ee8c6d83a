// What happens on the desk, as it happens. The browser asks again from the last event it saw when the line was cut.

import { type Job, type Line, SIGNED_OUT } from './api'
import { heardTime } from './clock'
import { language } from './i18n'

export interface Heard { log?: (line: Line) => void; job?: (job: Job) => void; hello?: () => void; clock?: () => void; link?: (up: boolean) => void }

const AGAIN_MS = 3000
/** A line that was cut without a word, as on radio links, looks like silence: the desk says something every 15 s, and after so
 *  long without it is opened anew. */
const SILENT_MS = 60_000
const WATCH_MS = 10_000

export class Live {
  private source: EventSource | null = null
  private again = 0
  private readonly heard = new Set<Heard>()
  up = false
  private heardAt = 0
  /** Place in the log up to which this page was told, whichever line told it. */
  private told = ''

  constructor() {
    window.addEventListener('online', () => this.anew())
    window.addEventListener('offline', () => { if (this.source) this.link(false) })
    window.setInterval(() => { if (performance.now() - this.heardAt > SILENT_MS) this.anew() }, WATCH_MS)
  }

  add(listener: Heard): () => void {
    this.heard.add(listener)
    return () => this.heard.delete(listener)
  }

  /** Also for what is told in another language from now on. */
  anew(): void {
    if (!this.source) return
    this.close()
    this.open()
  }

  open(): void {
    if (this.source) return
    this.heardAt = performance.now()
    this.source = new EventSource(`/api/stream?lang=${language}${this.told ? `&since=${this.told}` : ''}`)
    this.source.addEventListener('hello', (event) => {
      this.hear(event, true)
      this.link(true)
      for (const one of this.heard) one.hello?.()
    })
    this.source.addEventListener('beat', (event) => this.hear(event, true))
    this.source.addEventListener('log', (event) => {
      const line = JSON.parse((event as MessageEvent<string>).data) as Line
      this.hear(event)
      for (const one of this.heard) one.log?.(line)
    })
    this.source.addEventListener('job', (event) => {
      const job = JSON.parse((event as MessageEvent<string>).data) as Job
      this.hear(event)
      for (const one of this.heard) one.job?.(job)
    })
    this.source.addEventListener('error', () => {
      this.link(false)
      if (this.source?.readyState !== EventSource.CLOSED) return
      this.close()
      this.again = window.setTimeout(() => this.open(), AGAIN_MS)
      void fetch('/api/me').then((answer) => { if (answer.status === 401) window.dispatchEvent(new Event(SIGNED_OUT)) }).catch(() => undefined)
    })
  }

  private hear(event: Event, timed = false): void {
    const { data, lastEventId } = event as MessageEvent<string>
    this.heardAt = performance.now()
    this.told = lastEventId
    if (!timed) return
    heardTime((JSON.parse(data) as { time: string }).time)
    for (const one of this.heard) one.clock?.()
  }

  close(): void {
    window.clearTimeout(this.again)
    this.source?.close()
    this.source = null
  }

  private link(up: boolean): void {
    this.up = up
    for (const one of this.heard) one.link?.(up)
  }
}

export const live = new Live()
