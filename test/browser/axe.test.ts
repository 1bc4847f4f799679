import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { serveShop, type ServedShop } from './shop.ts'
import { openPage, settled, startVisit } from './visit.ts'

const started = await startBrowser()
const reason = typeof started === 'string' ? started : ''

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RUN = `axe.run(document, { resultTypes: ['violations'] })`
/** What opens lies over the page, outside of its landmarks. */
const RUN_OPEN = `axe.run(document, { resultTypes: ['violations'], rules: { region: { enabled: false } } })`

const DESK = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

const PAGES = [
  '/',
  '/d/orders.overview',
  '/a/orders.rfm',
  '/explore',
  '/explore?m=orders.revenue&by=region&grain=month&compare=previous-year',
  '/explore?m=orders.revenue&by=product&by=region&show=pivot',
  '/reports',
  '/reports/schedules',
  '/reports/people',
  '/data',
  '/people',
  '/settings',
  '/account',
  '/nowhere',
]

describe.skipIf(reason !== '')(`for those who do not see, or not well ${reason}`, () => {
  const browser = started as Browser
  let shop: ServedShop
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    shop = await serveShop()
    ;({ context, page } = await startVisit(browser))
  })
  afterAll(async () => {
    await context.close()
    await browser.close()
    await shop.close()
  })

  /** What axe finds wrong: rule, place, why. */
  async function violations(run = RUN): Promise<string[]> {
    await page.evaluate(AXE)
    const { violations: found } = await page.evaluate<AxeResults>(run)
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    )
  }

  async function look(viewport: typeof DESK, colorScheme: 'light' | 'dark'): Promise<string[]> {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
    await settled(page)
    return violations()
  }

  test.each(PAGES)('%s has nothing wrong by axe, light and dark, at a desk and on a phone', async (path) => {
    await page.setViewportSize(DESK)
    await page.emulateMedia({ colorScheme: 'light' })

    await openPage(page, shop.url + path)

    const found = {
      light: await look(DESK, 'light'),
      dark: await look(DESK, 'dark'),
      phone: await look(PHONE, 'light'),
    }
    expect(found).toEqual({ light: [], dark: [], phone: [] })
  })

  test.each<[string, () => Promise<unknown>]>([
    ['the period', () => page.getByRole('button', { name: /^Период/ }).click()],
    ['a filter', () => page.getByRole('button', { name: /^Регион/ }).click()],
    [
      'a tile’s menu',
      () =>
        page
          .getByRole('button', { name: /^Действия/ })
          .first()
          .click(),
    ],
    ['the search', () => page.keyboard.press('Control+k')],
  ])('%s, when open, has nothing wrong by axe', async (_, open) => {
    await page.setViewportSize(DESK)
    await page.emulateMedia({ colorScheme: 'light' })
    await openPage(page, `${shop.url}/d/orders.overview`)

    await open()
    const opened = page
      .getByRole('button', { name: /декабря 2023$/ })
      .or(page.getByRole('option'))
      .or(page.getByRole('menuitem'))
    await opened.first().waitFor()

    expect(await violations(RUN_OPEN)).toEqual([])
  })
})
