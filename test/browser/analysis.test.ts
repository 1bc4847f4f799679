import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { serveShop, type ServedShop } from './shop.ts'
import { openPage, settled, SOON, startVisit } from './visit.ts'

const started = await startBrowser()
const reason = typeof started === 'string' ? started : ''

describe.skipIf(reason !== '')(`the page of an analysis in a real browser ${reason}`, () => {
  const browser = started as Browser
  let shop: ServedShop
  let context: BrowserContext | undefined
  let page: Page
  let faults: string[]

  beforeAll(async () => {
    shop = await serveShop()
  })
  afterAll(async () => {
    await browser.close()
    await shop.close()
  })
  beforeEach(async () => {
    await context?.close()
    ;({ context, page, faults } = await startVisit(browser))
  })

  const open = (path: string) => openPage(page, shop.url + path)
  const allSettled = () => settled(page)
  const statement = async () => (await page.locator('[class*="statement"]').textContent()) ?? ''
  const ofCustomer = (buyer: string) => `/a/orders.customer?${new URLSearchParams({ 'set.buyer': buyer }).toString()}`

  test('an analysis is shown with its words, pictures, tables and notes, and the usual settings in the form', async () => {
    await open('/a/orders.rfm')

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Сегменты покупателей (RFM)')
    expect(await statement()).toContain('по 31 декабря 2023')
    await expect.poll(() => page.locator('figure[data-chart]').count(), SOON).toBe(3)
    await expect.poll(() => page.locator('figure[data-chart]:not(:has(svg path))').count(), SOON).toBe(0)
    expect(await page.getByLabel('На день').inputValue()).toBe('31.12.2023')
    expect(await page.getByLabel('Окно, дней').inputValue()).toBe('365')
    expect(await page.getByLabel('Возвраты').inputValue()).toBe('net')
    expect(await page.getByText('Учтены покупки за 365 дней').isVisible()).toBe(true)
    expect(page.url()).not.toContain('set.')
    expect(faults).toEqual([])
  })

  test('settings go into the address, change the answer, and the back button takes them out again', async () => {
    await open('/a/orders.rfm')
    const before = await statement()

    await page.getByLabel('На день').fill('30.06.2023')
    await page.keyboard.press('Tab')
    await page.getByLabel('Возвраты').selectOption('gross')
    await page.getByRole('button', { name: 'Применить' }).click()
    await expect.poll(statement, SOON).toContain('по 30 июня 2023')
    await allSettled()

    expect(new URL(page.url()).search).toBe('?set.date=2023-06-30&set.returns=gross')
    expect(await page.getByText('Возвраты (политика gross)').isVisible()).toBe(true)
    await page.goBack()
    await expect.poll(statement, SOON).toBe(before)
    expect(await page.getByLabel('На день').inputValue()).toBe('31.12.2023')
  })

  test('a link with settings shows the same answer, and one button brings back the usual one', async () => {
    await open('/a/orders.rfm?set.date=2023-03-31&set.limit=5')

    expect(await statement()).toContain('по 31 марта 2023')
    expect(await page.getByLabel('Строк в списке').inputValue()).toBe('5')
    await page.getByRole('button', { name: 'Как обычно' }).click()
    await expect.poll(statement, SOON).toContain('по 31 декабря 2023')
    expect(new URL(page.url()).search).toBe('')
  })

  test('a wrong setting is told in the words of the program, and the form stays', async () => {
    await open('/a/orders.rfm?set.scorin=fifths')

    const told = page.locator('[data-state="empty"]')
    expect(await told.textContent()).toContain('scorin')
    expect(await page.getByRole('button', { name: 'Применить' }).isVisible()).toBe(true)
  })

  test('a server that fails is told, and asked again by a button', async () => {
    await page.route('**/api/analyze*', (route) =>
      route.fulfill({ status: 500, json: { error: { code: 'x', message: '' } } }),
    )
    await open('/a/orders.rfm')

    await page.locator('[data-state="error"]').waitFor()
    await page.unroute('**/api/analyze*')
    await page.getByRole('button', { name: 'Повторить' }).click()

    await expect.poll(statement, SOON).toContain('по 31 декабря 2023')
  })

  test('an analysis that does not exist is a missing page', async () => {
    await page.goto(`${shop.url}/a/orders.nothing`)

    await page.getByText('Такой страницы нет').waitFor()
    expect(await page.getByRole('search', { name: 'Настройки' }).count()).toBe(0)
  })

  test('a name in a table leads to the customer’s own page', async () => {
    await open('/a/orders.rfm?set.limit=5')

    await page.getByRole('tab', { name: 'Покупатели' }).click()
    const link = page.getByRole('table').getByRole('link').first()
    const buyer = (await link.textContent()) ?? ''
    await link.click()
    await page.getByRole('heading', { level: 1, name: 'Покупатель' }).waitFor()
    await allSettled()

    expect(new URL(page.url()).searchParams.get('set.buyer')).toBe(buyer)
    expect((await statement()).startsWith(buyer)).toBe(true)
    expect(await page.getByLabel('Покупатель').first().inputValue()).toBe(buyer)
  })

  test('without a customer the page asks for one; a name is found by typing', async () => {
    await open('/a/orders.customer')
    expect(await page.locator('[data-state="empty"]').textContent()).toContain('Назовите покупателя')

    const field = page.getByRole('combobox', { name: 'Покупатель' })
    await field.fill(shop.buyer.slice(0, -2).toLowerCase())
    await page.getByRole('option', { name: shop.buyer }).click()
    await page.getByRole('button', { name: 'Применить' }).click()

    await expect.poll(statement, SOON).toContain(shop.buyer)
  })

  test('tables are sorted by a head and saved as CSV', async () => {
    await open(ofCustomer(shop.buyer))

    const amounts = () => page.getByRole('table').locator('tbody tr td:nth-child(3)').allTextContents()
    await page.getByRole('button', { name: 'Сумма' }).click()
    const numbers = (await amounts()).map((text) => Number(text.replaceAll(/[^\d-]/g, '')))
    // a file for each table; this one is the sales
    const [download] = await Promise.all([
      page.waitForEvent('download', (one) => one.suggestedFilename() === 'orders.customer-history.csv'),
      page.getByRole('button', { name: 'Скачать CSV' }).click(),
    ])
    const text = readFileSync(await download.path(), 'utf8')

    expect(numbers).toEqual(numbers.toSorted((one, other) => other - one))
    expect(text).toContain('Продано;Продажа или возврат;Сумма')
  })

  test.each(['/a/orders.rfm', '/a/orders.customer'])('%s fits a phone without sideways scrolling', async (path) => {
    await page.setViewportSize({ width: 390, height: 844 })

    await open(path === '/a/orders.customer' ? ofCustomer(shop.buyer) : path)

    expect(
      await page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth'),
    ).toBe(false)
  })

  test('the search knows analyses', async () => {
    await open('/')

    await page.keyboard.press('Control+k')
    await page.locator('input:focus[placeholder^="Страница"]').waitFor()
    await page.keyboard.type('сегменты покупателей')
    await page.locator('[data-combobox-selected]', { hasText: 'Сегменты покупателей (RFM)' }).waitFor()
    await page.keyboard.press('Enter')

    await expect.poll(() => page.url(), SOON).toMatch(/\/a\/orders\.rfm$/)
  })
})
