import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DESK, violations, violationsOfLooks } from './axe.ts'
import { startBrowser } from './browser.ts'
import { serveShop, type ServedShop } from './shop.ts'
import { administer, openPage, startVisit } from './visit.ts'

const started = await startBrowser()
const reason = typeof started === 'string' ? started : ''

/** What opens lies over the page, outside of its landmarks. */
const OVER_THE_PAGE = { rules: { region: { enabled: false } } }

const PAGES = [
  '/',
  '/d/orders.overview',
  '/a/orders.rfm',
  '/explore',
  '/explore?m=orders.revenue&by=region&grain=month&compare=previous-year',
  '/explore?m=orders.revenue&by=product&by=region&show=pivot',
  '/reports',
  '/reports/schedules',
  '/reports/sent',
  '/reports/runs',
  '/reports/people',
  '/data',
  '/data/runs',
  '/data/rejected',
  '/data/lineage',
  '/data/why',
  '/data/tables',
  '/people',
  '/people/roles',
  '/people/tokens',
  '/people/record',
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

  test.each(PAGES)('%s has nothing wrong by axe, light and dark, at a desk and on a phone', async (path) => {
    await openPage(page, shop.url + path)

    expect(await violationsOfLooks(page)).toEqual({ light: [], dark: [], phone: [] })
  })

  test('the pages for whoever is not signed in have nothing wrong by axe', async () => {
    const person = { login: 'kuzmin', name: 'Степан Кузьмин', role: 'analyst' }
    await administer(shop, 'people/add', { person, isDry: false })
    const { link } = (await administer(shop, 'people/invite', { login: person.login })) as { link: string }
    const outside = await browser.newContext({ viewport: DESK, locale: 'ru-RU', reducedMotion: 'reduce' })
    const theirs = await outside.newPage()

    for (const url of [`${shop.url}/sign-in`, link, `${shop.url}/welcome?code=none`]) {
      await openPage(theirs, url)
      expect([url, await violationsOfLooks(theirs)]).toEqual([url, { light: [], dark: [], phone: [] }])
    }
    await outside.close()
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
    const board = `${shop.url}/d/orders.overview`
    if (page.url() === board) await page.keyboard.press('Escape')
    else await openPage(page, board)

    await open()
    const opened = page
      .getByRole('button', { name: /декабря 2023$/ })
      .or(page.getByRole('option'))
      .or(page.getByRole('menuitem'))
    await opened.first().waitFor()

    expect(await violations(page, OVER_THE_PAGE)).toEqual([])
  })
})
