import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SAMPLE_MANAGER, SAMPLE_OPERATOR } from '../../src/demo/index.ts'
import { violationsOfLooks } from './axe.ts'
import { startBrowser } from './browser.ts'
import { serveDemo, type ServedDemo } from './demo.ts'
import { openPage, settled, SOON, startVisit, startVisitOf } from './visit.ts'

const started = await startBrowser()
const reason = typeof started === 'string' ? started : ''

describe.skipIf(reason !== '')(`the page in a real browser ${reason}`, () => {
  const browser = started as Browser
  let demo: ServedDemo
  let page: Page
  let context: BrowserContext | undefined

  beforeAll(async () => {
    demo = await serveDemo()
  })

  afterAll(async () => {
    await browser.close()
    await demo.close()
  })

  beforeEach(async () => {
    await context?.close()
    ;({ context, page } = await startVisit(browser))
  })

  const open = (path: string) => openPage(page, demo.url + path)
  const allSettled = () => settled(page)
  const tile = (id: string) => page.locator(`#tile-${id}`)
  const figure = async (id: string) => (await tile(id).locator('[class*="big"]').textContent()) ?? ''
  const hasSidewaysScroll = () =>
    page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth')

  test('every tile of the dashboard is drawn, none with an error', async () => {
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))

    await open('/d/support.overview')

    const { tiles } = (await (
      await fetch(`${demo.url}/api/dashboards/support.overview?locale=ru`, { headers: demo.headers })
    ).json()) as {
      tiles: { id: string }[]
    }
    expect(await page.locator('article[id^="tile-"]').count()).toBe(tiles.length)
    expect(await page.locator('[data-state="error"]').count()).toBe(0)
    expect(await page.locator('[data-state="empty"]').count()).toBe(0)
    await expect.poll(() => page.locator('figure[data-chart]:not(:has(svg path))').count(), SOON).toBe(0)
    expect(faults).toEqual([])
  })

  test('the home page shows every figure with its change, the usual and the day', async () => {
    await open('/')

    const figures = page.locator('article')
    expect(await figures.count()).toBeGreaterThan(3)
    expect(await figures.first().textContent()).toMatch(/обычно в воскресенье/)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('31 дек. 2023')
  })

  test('sources that are read for the first time are named; after that the figures are asked anew by themselves', async () => {
    let isReading = true
    let asked = 0
    await page.route('**/api/app?*', async (route) => {
      const response = await route.fetch()
      const app = (await response.json()) as object
      await route.fulfill({ response, json: { ...app, firstReads: isReading ? ['shop'] : [] } })
    })
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/api/home') asked += 1
    })
    const said = page.getByText('Источник shop читается впервые')

    await open('/')
    await said.waitFor()
    const before = asked
    isReading = false
    await said.waitFor({ state: 'detached' })

    expect(before).toBeGreaterThan(0)
    await expect.poll(() => asked, SOON).toBeGreaterThan(before)
  })

  test('a filter goes into the address and changes the figures; the back button takes it out again', async () => {
    await open('/d/support.overview')
    const before = await figure('tickets_created')

    await page.getByRole('button', { name: /^Приоритет/ }).click()
    await page.getByRole('option', { name: /Срочный/ }).click()
    await page.keyboard.press('Escape')
    await allSettled()

    expect(page.url()).toContain('f.priority=urgent')
    await expect.poll(() => figure('tickets_created')).not.toBe(before)
    expect(await page.getByRole('list', { name: 'Действующие фильтры' }).textContent()).toContain('Срочный')

    await page.goBack()
    await allSettled()

    expect(page.url()).not.toContain('f.priority')
    await expect.poll(() => figure('tickets_created')).toBe(before)
  })

  test('a link with a view shows the same view', async () => {
    await open('/d/support.overview?period=2023-05-01..2023-05-31&compare=previous-year&grain=week&f.priority=low')

    expect(await page.getByRole('button', { name: /^Период/ }).textContent()).toContain('1–31 мая 2023')
    expect(await page.getByRole('button', { name: /^Шаг/ }).textContent()).toContain('Неделя')
    expect(await page.getByRole('button', { name: /^Сравнение/ }).textContent()).toContain('С прошлым годом')
    expect(await page.getByRole('button', { name: /^Приоритет/ }).textContent()).toContain('Низкий')
  })

  test('a period without rows says why and leads out of it', async () => {
    await open('/d/support.overview?period=2021-01-01..2021-01-31')

    const empty = page.locator('[data-state="empty"]').first()
    expect(await empty.textContent()).toContain('В выбранном периоде нет строк')
    await empty.getByRole('button', { name: 'Показать за всё время' }).click()
    await allSettled()

    expect(await page.locator('[data-state="empty"]').count()).toBe(0)
    expect(page.url()).toContain('period=all')
  })

  test('a tile whose question fails says so, leaves the others, and can try again', async () => {
    const isFlow = (body: string | null) =>
      body?.includes('"grain":"week"') && body.includes('support.backlog') === false
    await page.route('**/api/query*', (route) => {
      if (!isFlow(route.request().postData())) return route.continue()
      return route.fulfill({ status: 400, json: { error: { code: 'x', message: 'Нет такого показателя.' } } })
    })

    await open('/d/support.overview')

    const broken = tile('created-resolved')
    expect(await broken.locator('[data-state="error"]').textContent()).toContain('Нет такого показателя.')
    expect(await tile('backlog-over-time').locator('[data-state="error"]').count()).toBe(0)
    await page.unroute('**/api/query*')
    await broken.getByRole('button', { name: 'Повторить' }).click()
    await broken.locator('figure svg').first().waitFor()
  })

  test('language and appearance change at once and are kept', async () => {
    await open('/')

    await page.getByRole('button', { name: 'Язык' }).click()
    await page.getByRole('menuitem', { name: 'English' }).click()
    await page.getByRole('button', { name: 'Appearance' }).click()
    await page.getByRole('menuitem', { name: 'Dark' }).click()
    await page.reload()

    await page.getByRole('link', { name: 'Home' }).waitFor()
    const root = page.locator('html')
    expect(await root.getAttribute('lang')).toBe('en')
    expect(await root.getAttribute('data-mantine-color-scheme')).toBe('dark')
  })

  test('a tile is saved as CSV that Excel opens: byte order mark, semicolons, names of columns', async () => {
    await open('/d/support.overview')

    await tile('groups')
      .getByRole('button', { name: /^Действия/ })
      .click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Скачать CSV' }).click(),
    ])

    const text = readFileSync(await download.path(), 'utf8')
    expect(text.charCodeAt(0)).toBe(0xfeff)
    expect(text.slice(1).split('\r\n')[0]).toBe('Группа;Решено обращений;Среднее время решения;Решено в срок')
  })

  test('a question that is kept and shared is found by a colleague, who sees their own rows in it', async () => {
    await open('/explore?m=orders.revenue&by=manager&period=all&show=table')
    const managers = (of: Page) => of.getByRole('table').locator('tbody th').allTextContents()
    expect((await managers(page)).length).toBeGreaterThan(1)
    await page.getByRole('button', { name: 'Сохранить', exact: true }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Название').fill('Кто сколько продал')
    await form.getByLabel('Показать всем').check()
    await form.getByRole('button', { name: 'Сохранить' }).click()
    await page.getByRole('button', { name: 'Сохранено' }).waitFor()

    const { page: theirs, context: colleague } = await startVisitOf('pavel', demo, browser)
    await openPage(theirs, `${demo.url}/explore`)
    await theirs.getByRole('link', { name: 'Кто сколько продал · Ольга' }).waitFor()
    await theirs.keyboard.press('Control+k')
    await theirs.locator('input:focus[placeholder^="Страница"]').waitFor()
    await theirs.keyboard.type('сколько продал')
    await theirs.locator('[data-combobox-selected]', { hasText: 'Кто сколько продал' }).waitFor()
    await theirs.keyboard.press('Enter')
    await theirs.getByRole('table').waitFor()
    await settled(theirs)

    expect(await managers(theirs)).toEqual([SAMPLE_MANAGER])
    await colleague.close()
  })

  test('the address of a board opens for an operator with their own rows alone, and gives them no files', async () => {
    await open('/d/calls.overview?period=all&grain=month')
    const operators = (of: Page) =>
      of.locator('#tile-operators').getByRole('table').locator('tbody td:first-child').allTextContents()
    const colleague = (await operators(page)).find((name) => name !== SAMPLE_OPERATOR) ?? ''
    const address = new URL(page.url())

    const { page: theirs, context: operator } = await startVisitOf('boris', demo, browser)
    await openPage(theirs, address.href)
    expect(await operators(theirs)).toEqual([SAMPLE_OPERATOR])
    await theirs
      .locator('#tile-operators')
      .getByRole('button', { name: /^Действия/ })
      .click()
    await theirs.getByRole('menuitem', { name: 'Показать SQL' }).waitFor()
    expect(await theirs.getByRole('menuitem', { name: /Скачать/ }).count()).toBe(0)
    address.searchParams.set('f.operator', colleague)
    await openPage(theirs, address.href)

    await theirs.locator('#tile-operators [data-state="empty"]').waitFor()
    expect(await theirs.locator('#tile-operators').getByRole('table').count()).toBe(0)
    await operator.close()
  })

  test('an operator’s work has nothing wrong by axe, light and dark, at a desk and on a phone', async () => {
    await open(`/my-work?operator=${encodeURIComponent(SAMPLE_OPERATOR)}`)

    expect(await violationsOfLooks(page)).toEqual({ light: [], dark: [], phone: [] })
  })

  test('an analyst takes a table away as a file with the rows that they see', async () => {
    const { page: theirs, context: analyst } = await startVisitOf('igor', demo, browser)
    await openPage(theirs, `${demo.url}/explore?m=orders.count&by=manager&period=all&show=table`)
    const seen = await theirs.getByRole('table').locator('tbody th').allTextContents()

    await theirs.getByRole('button', { name: 'Скачать и SQL' }).click()
    const [download] = await Promise.all([
      theirs.waitForEvent('download'),
      theirs.getByRole('menuitem', { name: 'Скачать CSV' }).click(),
    ])

    const [head, ...lines] = readFileSync(await download.path(), 'utf8')
      .slice(1)
      .trimEnd()
      .split('\r\n')
    expect(head).toBe('Менеджер;Заказы')
    expect(lines.map((line) => line.split(';')[0]).toSorted()).toEqual(seen.toSorted())
    await analyst.close()
  })

  test('the tables of an analysis are saved as one workbook', async () => {
    await open('/d/support.overview')

    await tile('resolution-change')
      .getByRole('button', { name: /^Действия/ })
      .click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Скачать XLSX' }).click(),
    ])

    expect(download.suggestedFilename()).toBe('support.resolution-change.xlsx')
    expect(
      readFileSync(await download.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK')
  })

  test('the menu of an analysis opens it as a page of its own', async () => {
    await open('/d/support.overview')

    await tile('resolution-change')
      .getByRole('button', { name: /^Действия/ })
      .click()
    await page.getByRole('menuitem', { name: 'Открыть на странице' }).click()
    await page.getByRole('search', { name: 'Настройки' }).waitFor()
    await allSettled()

    expect(page.url()).toMatch(/\/a\/support\.resolution-change$/)
    expect(await page.getByLabel('Часы').inputValue()).toBe('calendar')
    expect(await page.locator('[data-state="error"]').count()).toBe(0)
  })

  test('a chart can be read as a table, and a line of it opens the rows behind', async () => {
    await open('/d/support.overview')
    const categories = tile('categories')

    await categories.getByRole('button', { name: /^Действия/ }).click()
    await page.getByRole('menuitem', { name: 'Показать таблицей' }).click()
    await categories.getByRole('button', { name: 'Строки за этим числом' }).first().click()

    const drawer = page.getByRole('dialog', { name: 'Строки за этим числом' })
    await drawer.getByRole('table').waitFor()
    expect(await drawer.getByRole('row').count()).toBeGreaterThan(5)
  })

  test('a click on a bar keeps only it on the whole board; one more takes it back', async () => {
    await open('/d/support.overview')
    const bars = tile('categories').locator('figure svg')
    await bars.scrollIntoViewIfNeeded()
    const box = await bars.boundingBox()
    if (!box) throw new Error('the chart has no place')

    await page.mouse.click(box.x + box.width * 0.45, box.y + 26)
    await expect.poll(() => decodeURIComponent(page.url())).toContain('f.category=')
    await page.getByRole('button', { name: 'Отменить' }).click()
    await allSettled()

    expect(page.url()).not.toContain('f.category')
  })

  test('from a month’s bar to its loans, from a loan to its payments; the amount narrows them', async () => {
    await open('/d/lending.overview?f.amount=10000..500000')
    const bars = tile('share-by-month').locator('figure svg')
    await bars.scrollIntoViewIfNeeded()
    const box = await bars.boundingBox()
    if (!box) throw new Error('the chart has no place')

    await page.mouse.click(box.x + box.width * 0.5, box.y + box.height - 40)
    await page.getByRole('menuitem', { name: 'Строки за этим числом' }).click()
    const loans = page.getByRole('dialog', { name: 'Строки за этим числом' })
    await loans.getByRole('table').waitFor()
    const loan = loans.getByRole('table').getByRole('link').first()
    const number = (await loan.textContent()) ?? ''
    await loan.click()
    await page.getByRole('heading', { level: 1, name: 'Кредит' }).waitFor()
    await allSettled()

    expect(new URL(page.url()).searchParams.get('set.loan')).toBe(number)
    await page.getByRole('tab', { name: 'Платежи' }).click()
    expect(await page.getByRole('table').getByRole('row').count()).toBeGreaterThan(1)
  })

  test.each(['/', '/d/support.overview', '/reports', '/data'])(
    '%s fits a phone without sideways scrolling',
    async (path) => {
      await page.setViewportSize({ width: 390, height: 844 })

      await open(path)

      expect(await hasSidewaysScroll()).toBe(false)
      await page.getByRole('button', { name: 'Меню' }).click()
      await page.getByRole('link', { name: 'Отчёты' }).waitFor()
    },
  )

  test('the keyboard reaches a filter, the menu of a tile and the search', async () => {
    await open('/d/support.overview')

    await page.getByRole('button', { name: /^Линия/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await expect.poll(() => page.url()).toContain('f.line=')

    await tile('groups')
      .getByRole('button', { name: /^Действия/ })
      .focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Показать SQL' }).waitFor()
    await page.keyboard.press('Escape')

    await page.keyboard.press('Control+k')
    await page.locator('input:focus[placeholder^="Страница"]').waitFor()
    await page.keyboard.type('данные')
    await page.locator('[data-combobox-selected]', { hasText: /^Данные/ }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toMatch(/\/data$/)
  })
})
