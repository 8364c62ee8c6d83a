// What happens on the desk, as it happens. The browser asks again from the last event it saw when the line was cut.

import type { Job, Line } from './api'

export interface Heard { log?: (line: Line) => void; job?: (job: Job) => void; hello?: () => void; link?: (up: boolean) => void }

const AGAIN_MS = 3000

export class Live {
  private source: EventSource | null = null
  private again = 0
  private readonly heard = new Set<Heard>()
  up = false

  add(listener: Heard): () => void {
    this.heard.add(listener)
    return () => this.heard.delete(listener)
  }

  open(): void {
    if (this.source) return
    this.source = new EventSource('/api/stream')
    this.source.addEventListener('hello', () => {
      this.link(true)
      for (const one of this.heard) one.hello?.()
    })
    this.source.addEventListener('log', (event) => {
      const line = JSON.parse((event as MessageEvent<string>).data) as Line
      for (const one of this.heard) one.log?.(line)
    })
    this.source.addEventListener('job', (event) => {
      const job = JSON.parse((event as MessageEvent<string>).data) as Job
      for (const one of this.heard) one.job?.(job)
    })
    this.source.addEventListener('error', () => {
      this.link(false)
      if (this.source?.readyState !== EventSource.CLOSED) return
      this.close()
      this.again = window.setTimeout(() => this.open(), AGAIN_MS)
    })
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
