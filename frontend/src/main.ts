import './style.css'
import { type Me, ask } from './api'
import { casePage } from './pages/case'
import { cases } from './pages/cases'
import { comparePage } from './pages/compare'
import { crewPage } from './pages/crew'
import { newCase } from './pages/new_case'
import { audit, people } from './pages/people'
import { printPage } from './pages/print'
import { enter, setUp, signIn } from './pages/sign_in'
import { start, state } from './shell'
import { live } from './stream'

/** Of a case, by the last part of the address. */
const PAGES = new Map([['', casePage], ['crew', crewPage], ['compare', comparePage], ['print', printPage]])

function page(place: HTMLElement): () => void {
  const path = location.pathname
  if (path === '/setup') return setUp(place)
  if (path === '/enter') return enter(place)
  if (!state.me) return signIn(place)
  live.open()
  if (path === '/people') return people(place)
  if (path === '/audit') return audit(place)
  const [, id, part] = /^\/cases\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? []
  const one = id && PAGES.get(part ?? '')
  if (one) return one(place, id)
  return path === '/new' ? newCase(place) : cases(place)
}

state.me = await ask<Me>('/me').catch(() => null)
start(page)
