/*
What the first visit of a page costs in a real Chromium: nothing kept from before, a processor four times slower. Chromium slows
only the page's own thread: charts are drawn in another, at the machine's full speed, while the bytes of both are counted.
Prints a table for people and a line of JSON for each limit.
*/
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { startBrowser } from '../../test/browser/browser.ts'
import { serveDemo } from '../../test/browser/demo.ts'
import { startVisit } from '../../test/browser/visit.ts'
import { median, printWithin } from '../measure.ts'
import { loadedPage, type Loaded } from './loaded.ts'

const SLOWER = 4
const VISITS = 3
const LIMITS = { scriptKilobytes: 450, interactiveSeconds: 1.5 }

const PAGES = [
  { name: 'home', path: '/', figure: 'article [class*="value"]' },
  { name: 'dashboard', path: '/d/support.overview', figure: 'article[data-kind="metric"] [class*="big"]' },
  {
    name: 'explore',
    path: '/explore?m=support.tickets_created&by=priority&grain=month',
    figure: 'figure[data-chart] svg path',
  },
]

if (!existsSync(fileURLToPath(new URL('../../dist/web/index.html', import.meta.url)))) {
  throw new Error('The page is not built: run npm run prepare.')
}
const browser = await startBrowser()
if (typeof browser === 'string') throw new Error(browser)
const demo = await serveDemo()
try {
  const table: Record<string, Record<string, number>> = {}
  for (const { name, path, figure } of PAGES) {
    const seen = await visits(browser, demo.url, path, figure)
    table[name] = Object.fromEntries(Object.entries(seen).map(([what, value]) => [what, Math.round(value)]))
    printWithin(`${name}: script on the first load, kB compressed`, seen.scriptKilobytes, LIMITS.scriptKilobytes)
    printWithin(`${name}: interactive, seconds`, seen.interactive / 1000, LIMITS.interactiveSeconds)
  }
  console.table(table)
} finally {
  await browser.close()
  await demo.close()
}

/** The middle of several first visits; one before them warms the server, as its second reader finds it. */
async function visits(browser: Browser, url: string, path: string, figure: string): Promise<Loaded> {
  const all: Loaded[] = []
  for (let turn = 0; turn <= VISITS; turn += 1) {
    const { context, page } = await startVisit(browser)
    const loaded = await loadedPage(page, { url: url + path, figure, slower: SLOWER })
    if (turn > 0) all.push(loaded)
    await context.close()
  }
  const middle = (what: keyof Loaded) => median(all.map((loaded) => loaded[what]))
  const names = Object.keys(all[0] ?? {}) as (keyof Loaded)[]
  return Object.fromEntries(names.map((what) => [what, middle(what)])) as unknown as Loaded
}
