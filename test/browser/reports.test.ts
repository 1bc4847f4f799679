import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { letIn } from '../sign-in.ts'
import { startBrowser } from './browser.ts'
import { serveDemo, type ServedDemo } from './demo.ts'
import { openPage, startVisitOf } from './visit.ts'

const started = await startBrowser()
const reason = typeof started === 'string' ? started : ''

describe.skipIf(reason !== '')(`the Reports page in a real browser ${reason}`, () => {
  const browser = started as Browser
  let demo: ServedDemo
  let page: Page
  let faults: string[]

  beforeAll(async () => {
    demo = await serveDemo()
  })
  afterAll(async () => {
    await browser.close()
    await demo.close()
  })
  beforeEach(async () => {
    faults = []
    const viewport = { width: 1280, height: 900 }
    const context = await browser.newContext({ viewport, locale: 'ru-RU', reducedMotion: 'reduce' })
    await letIn(context)
    page = await context.newPage()
    page.setDefaultTimeout(60_000)
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    return () => context.close()
  })

  const open = async (path: string) => {
    await page.goto(demo.url + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.locator('[data-state="loading"]').first().waitFor({ state: 'hidden' })
  }
  const schedule = (title: string) => page.getByRole('region', { name: title })

  test('a schedule says when and to whom, and is paused and resumed', async () => {
    await open('/reports/schedules')
    const morning = schedule('Утро отдела продаж')

    expect(await morning.textContent()).toContain('ежедневно в 08:45 (Москва) · head-of-sales')
    await morning.getByRole('button', { name: 'Приостановить' }).click()
    await morning.getByText(/Приостановлено: Ольга/).waitFor()
    await morning.getByRole('button', { name: 'Продолжить' }).click()
    await morning.getByText(/Следующий раз/).waitFor()
    expect(faults).toEqual([])
  })

  test('a preview shows what the recipient would see, and sends nothing', async () => {
    const before = demo.telegram.messages().length
    await open('/reports/schedules')
    await schedule('Утро поддержки').getByRole('button', { name: 'Посмотреть' }).click()

    const message = page.getByRole('region', { name: 'head-of-support, telegram' })
    await message.locator('b', { hasText: 'Утро поддержки' }).waitFor()
    await expect.poll(() => message.locator('img').count()).toBe(3)
    expect(demo.telegram.messages().length).toBe(before)
    expect(faults).toEqual([])
  })

  test('a report that is run goes out once and stands among what was sent, each part with its state', async () => {
    await open('/reports/schedules')
    for (let time = 0; time < 2; time++) {
      const run = page.waitForResponse((response) => response.url().includes('/delivery/run'))
      await schedule('Утро отдела продаж').getByRole('button', { name: 'Выполнить' }).click()
      expect((await run).status()).toBe(200)
    }
    await page.getByRole('tab', { name: 'Отправлено' }).click()

    const sent = page.getByRole('listitem').filter({ hasText: 'Утро отдела продаж' })
    expect(await sent.count()).toBe(1)
    await sent.getByRole('button').click()
    await sent.getByText('Картинка 3').waitFor()
    const pictures = demo.telegram.messages(700_001).filter(({ photo }) => photo !== undefined)
    expect(pictures).toHaveLength(3)
    expect(page.url()).toMatch(/\/reports\/sent$/)
  })

  test('a trial shows what Telegram really answered', async () => {
    demo.telegram.block(700_002)
    await open('/reports/people')
    await page.getByRole('region', { name: 'head-of-support' }).getByRole('button', { name: 'Отправить пробу' }).click()

    await page
      .getByText(/bot was blocked by the user|заблокировал/)
      .first()
      .waitFor()
    demo.telegram.unblock(700_002)
    await page.getByRole('region', { name: 'administrator' }).getByRole('button', { name: 'Отправить пробу' }).click()
    await expect.poll(() => page.getByText('telegram: доставлено').count()).toBe(1)
  })

  test('a manager sends; an analyst sees documents alone, and is refused whatever the page does not offer', async () => {
    const [manager, analyst] = [await startVisitOf('olga', demo, browser), await startVisitOf('igor', demo, browser)]

    await openPage(manager.page, `${demo.url}/reports/people`)
    const folder = manager.page.getByRole('region', { name: 'marketing' })
    await folder.getByRole('button', { name: 'Отправить пробу' }).click()
    await folder.getByText(/^folder: доставлено/).waitFor()
    await openPage(analyst.page, `${demo.url}/reports/people`)

    expect(await analyst.page.getByRole('tab').allTextContents()).toEqual(['Отчёты'])
    const refused = await analyst.page.evaluate<[number, string]>(`(async () => {
      const { csrf } = await (await fetch('/api/entry?locale=ru')).json()
      const headers = { 'content-type': 'application/json', 'x-csrf-token': csrf }
      const body = JSON.stringify({ recipient: 'marketing', locale: 'ru' })
      const answer = await fetch('/api/delivery/test', { method: 'POST', headers, body })
      return [answer.status, (await answer.json()).error.code]
    })()`)
    expect(refused).toEqual([403, 'forbidden'])
    for (const { context } of [manager, analyst]) await context.close()
  })

  test.each(['/reports/schedules', '/reports/sent', '/reports/runs', '/reports/people'])(
    '%s fits a phone in English and in the dark',
    async (path) => {
      await page.setViewportSize({ width: 390, height: 844 })
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.addInitScript("localStorage.setItem('svodka-locale', 'en')")
      await open(path)

      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Reports')
      expect(
        await page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth'),
      ).toBe(false)
      expect(faults).toEqual([])
    },
  )
})
