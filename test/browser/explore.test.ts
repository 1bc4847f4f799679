import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answer, Query } from '../../src/base/index.ts'
import { explore } from '../../src/web/explore/explored.ts'
import { REST } from '../../src/web/explore/question.ts'
import { startBrowser } from './browser.ts'
import { serveShop, type ServedShop } from './shop.ts'
import { openPage, settled, SOON, startVisit } from './visit.ts'

const started = await startBrowser()
const reason = typeof started === 'string' ? started : ''

let shop: ServedShop

beforeAll(async () => {
  shop = await serveShop()
})
afterAll(async () => {
  if (typeof started !== 'string') await started.close()
  await shop.close()
})

const ask = async (query: Query): Promise<Answer> => {
  const response = await fetch(`${shop.url}/api/query?locale=ru`, {
    method: 'POST',
    headers: shop.headers,
    body: JSON.stringify({ query, locale: 'ru' }),
  })
  return (await response.json()) as Answer
}

describe('totals and the rest', () => {
  const query: Query = {
    metrics: ['orders.customers', 'orders.average_check'],
    by: ['product', 'region'],
    period: { from: '2023-01-01', to: '2023-12-31' },
  }
  const asked = () => explore({ query, top: 3, show: 'pivot', isOrdered: false, restLabel: 'Остальные' }, ask)

  test('are what the server counts for them, and not the sum of what is shown', async () => {
    const { answer, leaders, totals } = await asked()
    const products = await ask({ ...query, by: ['product'], order: { by: 'orders.customers', descending: true } })
    const others = products.rows.slice(3).map((row) => String(row.product))
    const rest = await ask({ ...query, by: ['region'], where: [{ dimension: 'product', op: 'in', values: others }] })
    const all = await ask({ metrics: query.metrics, period: query.period ?? 'all' })

    expect(leaders?.values).toEqual(products.rows.slice(0, 3).map((row) => row.product))
    expect(answer.rows.filter((row) => row.product === REST)).toEqual(
      rest.rows.map((row) => expect.objectContaining({ ...row, product: REST }) as unknown),
    )
    expect(totals.all?.rows).toEqual(all.rows)
    const shown = totals.across?.rows.map((row) => Number(row['orders.customers'])) ?? []
    expect(shown).toHaveLength(4)
    expect(shown.reduce((one, other) => one + other, 0)).toBeGreaterThan(Number(all.rows[0]?.['orders.customers']))
  })
})

describe.skipIf(reason !== '')(`Explore in a real browser ${reason}`, () => {
  const browser = started as Browser
  let context: BrowserContext | undefined
  let page: Page
  let faults: string[]

  beforeEach(async () => {
    await context?.close()
    ;({ context, page, faults } = await startVisit(browser))
  })

  const open = (path: string) => openPage(page, shop.url + path)
  const allSettled = () => settled(page)
  const search = () => Object.fromEntries(new URL(page.url()).searchParams)
  const title = () => page.getByRole('heading', { level: 2 }).first().textContent()

  test('a question is asked by keyboard alone, and its address asks it again', async () => {
    await open('/explore')

    await page.getByRole('button', { name: 'Показатель', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.locator('input[aria-label="Найти: Показатель"]:focus').waitFor()
    await page.keyboard.type('средн чек')
    await page.getByRole('option').filter({ hasText: 'Средний чек' }).first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Разрез', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.locator('input[aria-label="Найти: Разрез"]:focus').waitFor()
    await page.keyboard.type('менедж')
    await page.getByRole('option').filter({ hasText: 'Менеджер' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(title, SOON).toBe('Средний чек: менеджер')
    await allSettled()

    expect(search()).toEqual({ m: 'orders.average_check', by: 'manager' })
    await page.locator('figure[data-chart="horizontal-bar"] svg path').first().waitFor({ state: 'attached' })
    await open(`/explore${new URL(page.url()).search}`)
    expect(await title()).toBe('Средний чек: менеджер')
    expect(faults).toEqual([])
  })

  test('a pivot has the server’s totals, is sorted by a head, and a figure of the rest opens the rows behind it', async () => {
    await open('/explore?m=orders.count&by=buyer&by=kind&period=last-year&top=5&show=pivot')
    const grid = page.getByRole('table')
    const texts = (selector: string) => grid.locator(selector).allTextContents()

    expect(await texts('tbody th')).toContain('Остальные')
    await grid.locator('thead').getByRole('button', { name: 'Покупатель' }).click()
    await expect.poll(() => search().sort, SOON).toBe('buyer')
    const names = await texts('tbody th')
    expect(names.slice(0, 5)).toEqual(names.slice(0, 5).toSorted((one, other) => one.localeCompare(other)))
    expect(names.at(-1)).toBe('Остальные')
    const all = await ask({ metrics: ['orders.count'], period: 'last-year' })
    const whole = (await texts('tfoot td')).at(-1)?.replaceAll(/\D/g, '')
    expect(Number(whole)).toBe(all.rows[0]?.['orders.count'])

    const [request] = await Promise.all([
      page.waitForRequest('**/api/rows*'),
      grid.locator('tbody tr').last().locator('td button').last().click(),
    ])
    const { rows } = request.postDataJSON() as {
      rows: { where: { dimension: string; op: string; values: string[] }[] }
    }
    expect(rows.where).toEqual([{ dimension: 'buyer', op: 'not in', values: expect.any(Array) as unknown }])
    expect(rows.where[0]?.values.toSorted()).toEqual(names.slice(0, 5).toSorted())
    await page.getByRole('dialog').getByRole('table').waitFor()
  })

  test('a tile is opened in Explore with its question', async () => {
    await open('/d/orders.overview?period=last-year')

    await page.getByRole('button', { name: 'Действия: Выручка по менеджерам' }).click()
    await page.getByRole('menuitem', { name: 'Открыть в исследовании' }).click()
    await expect.poll(title, SOON).toBe('Выручка: менеджер')

    expect(search()).toMatchObject({ m: 'orders.revenue', by: 'manager', period: 'last-year' })
  })

  test('first questions are offered, and a chart is saved as a picture', async () => {
    await open('/explore')

    await page.getByRole('link', { name: 'Выручка по неделям' }).click()
    await page.locator('figure[data-chart="line"] svg path').first().waitFor({ state: 'attached' })
    await allSettled()
    await page.getByRole('button', { name: 'Скачать и SQL' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Скачать PNG' }).click(),
    ])

    expect(download.suggestedFilename()).toMatch(/^orders\.revenue-.*\.png$/)
    const picture = readFileSync(await download.path())
    expect(picture.subarray(1, 4).toString()).toBe('PNG')
    expect(picture.readUInt32BE(16)).toBe(1920)
  })

  test('it fits a phone without sideways scrolling', async () => {
    await page.setViewportSize({ width: 390, height: 844 })

    await open('/explore?m=orders.revenue&m=orders.customers&by=manager&grain=month&period=last-year&show=pivot')

    expect(
      await page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth'),
    ).toBe(false)
  })
})
