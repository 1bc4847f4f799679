import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { serveSales, type ServedSales } from './data-shop.ts'
import { openPage, settled, startVisit, type Visit } from './visit.ts'

const started = await startBrowser()
const reason = typeof started === 'string' ? started : ''

describe.skipIf(reason !== '')(`the Data page in a real browser ${reason}`, () => {
  const browser = started as Browser
  let shop: ServedSales
  let visit: Visit

  beforeAll(async () => {
    shop = await serveSales()
  })
  afterAll(async () => {
    await browser.close()
    await shop.close()
  })
  beforeEach(async () => {
    visit = await startVisit(browser)
    return () => visit.context.close()
  })

  test('loads say what each stream brought, and show what they wrote to the log', async () => {
    const { page } = visit
    await openPage(page, `${shop.url}/data/runs`)

    const runs = page.getByRole('list', { name: 'Загрузки' }).locator(':scope > li')
    expect(await runs.count()).toBe(2)
    expect(await runs.nth(0).textContent()).toContain('новых 1, изменённых 1')
    expect(await runs.nth(1).textContent()).toContain('отклонены 2 строки')
    await runs
      .nth(1)
      .getByRole('button', { name: /Журнал/ })
      .click()
    await page.getByText('sync.loaded').waitFor()
    expect(visit.faults).toEqual([])
  })

  test('rejected rows are found by reason, taken away as a file and read again', async () => {
    const { page } = visit
    await openPage(page, `${shop.url}/data/rejected`)
    const rows = page.getByRole('list', { name: 'Отклонённые строки' }).locator(':scope > li')
    await expect.poll(() => rows.count()).toBe(2)

    await page.getByRole('button', { name: /amount is empty/ }).click()
    await expect.poll(() => rows.count()).toBe(1)
    expect(await rows.textContent()).toContain('<b>Глеб</b>')
    const address = await page.getByRole('link', { name: /CSV/ }).getAttribute('href')
    const file = await page.request.get(shop.url + address)
    expect([file.status(), file.headers()['content-disposition']]).toEqual([200, expect.stringContaining('.csv')])
    expect(await file.text()).toContain('<b>Глеб</b>')

    await page.getByRole('button', { name: 'Прочитать поток shop/orders.sale_line заново' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Прочитать заново' }).click()
    await page.getByText('Ни одна строка пока не подошла; отклонённых осталось 2.').waitFor()
    expect(visit.faults).toEqual([])
  })

  test('a metric is followed to the field of the file, by keyboard too', async () => {
    const { page } = visit
    await openPage(page, `${shop.url}/data/lineage?metric=orders.revenue`)
    const raw = page.getByRole('region', { name: 'Получено' }).getByRole('button')
    expect(await raw.textContent()).toContain('Сумма')

    await page.getByRole('button', { name: /^mart.orders_lines/ }).focus()
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('dialog')
    await drawer.getByText('One row per line of a sale or return').first().waitFor()
    await drawer.getByRole('button', { name: 'core.orders_line', exact: true }).click()
    await drawer.getByText('core.orders_sale_line.amount').first().waitFor()
    expect(visit.faults).toEqual([])
  })

  test('why a number changed: rows that came and changed, before and after, and the figure of then', async () => {
    const { page } = visit
    await openPage(page, `${shop.url}/data/why?metric=orders.revenue&from=2024-01-01&to=2024-01-05`)

    // by hand: 100 + 200 then; 100 + 250 + 40 now
    const figures = page.locator('dl', { has: page.getByText('Было', { exact: true }) })
    expect((await figures.textContent())?.replaceAll(/\s/g, '')).toMatch(
      /^Было300₽2строкизачисломСтало390₽3строкизачислом/,
    )
    const entity = page.getByRole('region', { name: 'core.orders_sale_line' })
    const text = (await entity.textContent())?.replaceAll(/\s+/g, ' ') ?? ''
    expect(text).toContain('пришла 1 строка')
    expect(text).toContain('изменилась 1 строка')
    expect(text).toContain('исчезло 0 строк')
    expect(text).toMatch(/sale_id A2, line 1 ?amount 200 → 250/)
    expect(visit.faults).toEqual([])
  })

  test('the menu of a tile leads to what its figure is made of', async () => {
    const { page } = visit
    await openPage(page, `${shop.url}/d/orders.overview`)
    await page
      .getByRole('button', { name: /^Действия:/ })
      .first()
      .click()
    await page.getByRole('menuitem', { name: 'Откуда это число?' }).click()

    await page.getByRole('heading', { name: 'Откуда число', level: 2 }).waitFor()
    expect(page.url()).toMatch(/\/data\/lineage\?metric=orders\./)
  })

  test.each([
    '/data',
    '/data/runs',
    '/data/rejected',
    '/data/lineage?metric=orders.count',
    '/data/why?metric=orders.count&period=this-year',
    '/data/tables',
  ])('%s fits a phone in English and in the dark', async (path) => {
    const { page } = visit
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.addInitScript("localStorage.setItem('svodka-locale', 'en')")
    await openPage(page, shop.url + path)
    await settled(page)

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Data')
    expect(
      await page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth'),
    ).toBe(false)
    expect(visit.faults).toEqual([])
  })
})
