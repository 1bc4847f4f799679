import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBrowser } from '../browser/browser.ts'
import { callsRows, SHOP_DAYS, TUESDAY } from './nine-tuesdays.ts'
import { openOwnWorkspace, type OwnWorkspace } from '../own-workspace.ts'
import { letIn } from '../sign-in.ts'

const CONFIG = `import { defineWorkspace } from 'svodka'
import { files } from 'svodka/sources'
import { calls } from 'svodka/packs'

export default defineWorkspace({
  name: 'Лавка',
  timeZone: 'Europe/Moscow',
  locale: 'ru',
  today: '2024-01-17',
  sources: [
    files({ id: 'pbx', streams: Object.fromEntries(
      ${JSON.stringify(Object.keys(callsRows))}.map((entity) => [entity, { path: entity + '.json' }]),
    ) }),
  ],
  packs: [calls()],
})
`
/** what a slow machine may take */
const SOON = { timeout: 60_000 }
const PHONE = { width: 390, height: 844 }

const started = await startBrowser()
const reason = typeof started === 'string' ? started : ''

describe.skipIf(reason !== '')(`the page “My work” in a real browser, on a phone ${reason}`, () => {
  const browser = started as Browser
  const faults: string[] = []
  let workspace: OwnWorkspace
  let page: Page
  let url: string

  beforeAll(async () => {
    const delivered = Object.entries(callsRows).map(([entity, rows]) => [`${entity}.json`, JSON.stringify(rows)])
    workspace = await openOwnWorkspace({ 'svodka.config.ts': CONFIG, ...Object.fromEntries(delivered) })
    await workspace.read()
    url = (await workspace.serve()).url
    const context = await browser.newContext({ viewport: PHONE, locale: 'ru-RU', reducedMotion: 'reduce' })
    await letIn(context)
    page = await context.newPage()
    page.setDefaultTimeout(60_000)
    page.on('pageerror', (error) => faults.push(error.message))
  }, 120_000)
  afterAll(async () => {
    await browser.close()
    await workspace.close()
  })

  test('whoever sees several operators chooses one, and the figures are that one’s, as counted by hand', async () => {
    await page.goto(`${url}/my-work`)
    await page.getByText('Чью работу показать?').waitFor()
    await page.getByRole('combobox', { name: 'Оператор' }).selectOption('Анна Белова')

    const week = SHOP_DAYS.slice(-2).flatMap(({ calls }) => calls.filter(({ extension }) => extension === '101'))
    const talks = week.filter(({ talk }) => talk > 0)
    const seconds = Math.round(talks.reduce((all, { talk }) => all + talk, 0) / talks.length)
    const card = (name: string) =>
      page.locator('article').filter({ has: page.getByRole('heading', { name, exact: true }) })
    await expect.poll(() => card('Звонков').textContent(), SOON).toMatch(new RegExp(`^Звонков${talks.length}за 2 дня`))
    expect(await card('Время на звонок').textContent()).toMatch(new RegExp(`^Время на звонок${seconds}\\sс`))
    expect(await card('Не взято вызовов').textContent()).toContain(`${week.length - talks.length} из ${week.length}`)
    // two operators have no median that would not tell the other's figure
    expect(await card('Звонков').textContent()).toContain('медиана команды —')
    expect(new URL(page.url()).searchParams.get('operator')).toBe('Анна Белова')
    expect(SHOP_DAYS.at(-1)?.on).toBe(TUESDAY)
  })

  test('nothing is wider than the phone, no colleague is in the figures, and nothing failed', async () => {
    await expect.poll(() => page.locator('[data-state="loading"]').count(), SOON).toBe(0)
    await expect.poll(() => page.locator('[data-chart] canvas, [data-chart] svg').count(), SOON).toBe(3)

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width)
    const sections = await page.locator('section, footer').allTextContents()
    expect(sections.join()).not.toContain('Гусев')
    expect(faults).toEqual([])
  })
})
