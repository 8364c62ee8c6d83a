// The server, as the page asks it. Faults come as one sentence with a way out.

import type { Coast } from './chart/ground'
import type { Field } from './chart/arrows'
import type { Series } from './chart/chart'
import type { Box } from './chart/view'
import { language } from './i18n'

export interface Me { name: string; role: string; node: string; demo: boolean }
export interface Head {
  id: string; name: string; state: 'open' | 'closed'; exercise: boolean; version: number
  changed: string; changed_by: string; has_map: boolean; has_plan: boolean
}
export interface Job {
  id: string; kind: string; case: string; state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  share: number; text: string; best_pos?: number | null; error?: { text: string } | string | null
}
export interface Line { sequence: number; case: string; version: number; kind: string; author: string; node: string; time: string; summary: string }
export interface Problem { place: string; text: string }
export interface TypicalUnit { key: string; description: string; entry: Record<string, unknown> }
export interface Light { time: string; state: 'day' | 'civil' | 'dark'; moon: { altitude_deg: number; illuminated: number } }
export type Json = Record<string, unknown>

export class Refused extends Error {
  constructor(readonly status: number, text: string, readonly by?: string, readonly what?: string) { super(text) }
}

/** Told to the window when the server no longer knows who this is. */
export const SIGNED_OUT = 'sarex-signed-out'
/** Where that is an answer and no event. */
const OPEN = new Set(['/session', '/me'])

function csrf(): string {
  return /(?:^|; )sarex_csrf=([^;]+)/.exec(document.cookie)?.[1] ?? ''
}

async function call(method: string, path: string, body?: unknown, version?: number): Promise<Response> {
  const headers: Record<string, string> = { 'Accept-Language': language, ...(method === 'GET' ? {} : { 'X-Sarex-CSRF': csrf() }) }
  if (version !== undefined) headers['If-Match'] = `"${version}"`
  let sent: BodyInit | null = null
  if (body instanceof FormData) sent = body
  else if (body !== undefined) {
    headers['Content-Type'] = 'application/json'
    sent = JSON.stringify(body)
  }
  let answer: Response
  try {
    answer = await fetch(`/api${path}`, { method, headers, body: sent })
  } catch {
    throw new Refused(0, '')
  }
  if (answer.status === 401 && !OPEN.has(path)) window.dispatchEvent(new Event(SIGNED_OUT))
  if (!answer.ok) throw refusal(answer.status, await answer.json().catch(() => ({})), answer.statusText)
  return answer
}

function refusal(status: number, body: unknown, text: string): Refused {
  const told = body as { error?: { text?: string; fault?: string }; by?: string; what?: string }
  return new Refused(status, told.error?.text ?? told.error?.fault ?? `${status} ${text}`, told.by, told.what)
}

/** A form with a file, which can be large: `sent` is told the share that has gone out, which fetch does not know. */
export function upload(path: string, form: FormData, sent: (share: number) => void): Promise<void> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api${path}`)
    request.setRequestHeader('X-Sarex-CSRF', csrf())
    request.responseType = 'json'
    request.upload.addEventListener('progress', (event) => sent(event.total ? event.loaded / event.total : 0))
    request.addEventListener('error', () => failed(new Refused(0, '')))
    request.addEventListener('load', () => {
      if (request.status === 401) window.dispatchEvent(new Event(SIGNED_OUT))
      if (request.status < 300) done()
      else failed(refusal(request.status, request.response ?? {}, request.statusText))
    })
    request.send(form)
  })
}

export async function ask<T>(path: string): Promise<T> { return await (await call('GET', path)).json() as T }

export async function tell<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, version?: number): Promise<T> {
  const answer = await call(method, path, body, version)
  return answer.status === 204 ? undefined as T : await answer.json() as T
}

export async function bytes(path: string): Promise<ArrayBuffer> {
  const answer = await call('GET', path)
  const raw = await answer.arrayBuffer()
  const head = new Uint8Array(raw, 0, Math.min(2, raw.byteLength))
  if (head[0] !== 0x1f || head[1] !== 0x8b) return raw
  return new Response(new Blob([raw]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()
}

const inRange = (lon: number): string => (((((lon + 180) % 360) + 360) % 360) - 180).toFixed(5)
const boxQuery = (box: Box): string =>
  `west=${inRange(box.west)}&south=${box.south.toFixed(5)}&east=${inRange(box.east)}&north=${box.north.toFixed(5)}`

interface Polygons { type: string; coordinates?: number[][][][] | number[][][]; geometry?: Polygons; features?: Polygons[] }

/** Land as one MultiPolygon, whichever way the GeoJSON wraps it. */
function polygons(found: Polygons): number[][][][] {
  if (found.features) return found.features.flatMap(polygons)
  if (found.geometry) return polygons(found.geometry)
  if (found.type === 'Polygon') return [found.coordinates as number[][][]]
  return (found.coordinates ?? []) as number[][][][]
}

export async function coast(box: Box, detail: number): Promise<Coast> {
  const found = await ask<Polygons>(`/coast?${boxQuery(box)}&detail=${Math.min(detail, 1)}`)
  return { type: 'MultiPolygon', coordinates: polygons(found) }
}

export async function fieldAt(id: string, kind: string, time: string, box: Box, columns: number, rows: number): Promise<Field> {
  interface Rows { lon: number[]; lat: number[]; u: (number | null)[][]; v: (number | null)[][]; source: string }
  const found = await ask<Rows>(`/cases/${id}/field?kind=${kind}&time=${encodeURIComponent(time)}&columns=${columns}&rows=${rows}&${boxQuery(box)}`)
  return {
    lon: found.lat.flatMap(() => found.lon), lat: found.lat.flatMap((lat) => found.lon.map(() => lat)),
    u: found.u.flat(), v: found.v.flat(), source: found.source,
  }
}

export interface MapAnswer extends Series {
  most_probable: ({ lon: number; lat: number; dm: string } | null)[]
  shares: { afloat?: number; stranded?: number; left_forcing?: number; under_way?: number }[]
}
