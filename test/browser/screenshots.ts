/*
Pictures of every page in Russian (light), English (dark) and on a phone, to be looked at by a person.
node test/browser/screenshots.ts http://127.0.0.1:4700 out/ [LINK]
LINK is the one that the program printed for the first administrator; without it the one of an earlier run signs in.
*/
import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { letIn, signInAgain, signInFirst } from '../sign-in.ts'
import { startBrowser } from './browser.ts'

const [address = 'http://127.0.0.1:4700', folder = 'screenshots', link] = process.argv.slice(2)

const LOOKS = [
  { name: 'ru-light', locale: 'ru', scheme: 'light', width: 1440, height: 900 },
  { name: 'en-dark', locale: 'en', scheme: 'dark', width: 1440, height: 900 },
  { name: 'phone', locale: 'ru', scheme: 'light', width: 390, height: 844 },
] as const

const PAGES = [
  { name: 'home', path: '/' },
  { name: 'dashboard', path: '/d/support.overview' },
  { name: 'calls', path: '/d/calls.overview' },
  { name: 'today', path: '/d/calls.today' },
  { name: 'analysis', path: '/a/orders.rfm' },
  { name: 'explore', path: '/explore' },
  { name: 'my-work', path: '/my-work' },
  { name: 'reports', path: '/reports' },
  { name: 'sent', path: '/reports/sent' },
  { name: 'data', path: '/data' },
  { name: 'runs', path: '/data/runs' },
  { name: 'lineage', path: '/data/lineage' },
  { name: 'people', path: '/people' },
  { name: 'roles', path: '/people/roles' },
  { name: 'account', path: '/account' },
  { name: 'settings', path: '/settings' },
]

async function takeAll(browser: Browser, look: (typeof LOOKS)[number]): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.scheme,
    reducedMotion: 'reduce',
  })
  await context.addInitScript((locale) => localStorage.setItem('svodka-locale', locale), look.locale)
  await letIn(context)
  const page = await context.newPage()
  for (const { name, path } of PAGES) {
    await page.goto(address + path, { waitUntil: 'networkidle' })
    await page.locator('[data-state="loading"]').first().waitFor({ state: 'detached', timeout: 60_000 })
    // as high as the page, rather than stitched together: a stitched picture shows charts halfway through a new size
    const height = await page.evaluate<number>('document.documentElement.scrollHeight')
    await page.setViewportSize({ width: look.width, height: Math.max(height, look.height) })
    await page.waitForTimeout(400)
    await page.screenshot({ path: `${folder}/${name}-${look.name}.png` })
    await page.setViewportSize({ width: look.width, height: look.height })
  }
  await context.close()
}

mkdirSync(folder, { recursive: true })
const browser = await startBrowser()
if (typeof browser === 'string') throw new Error(browser)
try {
  await (link === undefined ? signInAgain(address) : signInFirst(address, link))
  for (const look of LOOKS) await takeAll(browser, look)
} finally {
  await browser.close()
}
