import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { letIn } from '../sign-in.ts'
import { startBrowser } from './browser.ts'
import { serveCentre, type ServedCentre } from './centre.ts'

/** what a slow machine may take */
const SOON = { timeout: 60_000 }
const REFRESH = 20_000
const DIMMED = '[data-refreshing="true"], [data-state="loading"]'
/** Friday, at noon in Moscow. */
const NOON = new Date('2023-12-29T09:00:00Z')
const minutesLater = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000)

const started = await startBrowser()
const reason = typeof started === 'string' ? started : ''

describe.skipIf(reason !== '')(`today’s page in a real browser ${reason}`, () => {
  const browser = started as Browser
  let centre: ServedCentre
  let context: BrowserContext | undefined
  let page: Page
  let questions = 0

  beforeAll(async () => {
    centre = await serveCentre(NOON)
  })
  afterAll(async () => {
    await browser.close()
    await centre.close()
  })
  beforeEach(async () => {
    await context?.close()
    context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'ru-RU',
      reducedMotion: 'reduce',
    })
    await letIn(context)
    page = await context.newPage()
    page.setDefaultTimeout(60_000)
    // the page's clock moves by hand: nobody waits for an interval
    await page.clock.install()
    page.on('request', (request) => {
      if (request.url().includes('/api/query')) questions += 1
    })
    await page.goto(`${centre.url}/d/calls.today`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await settled()
  })

  const settled = async () => {
    await expect.poll(() => page.locator('[data-state="loading"]').count(), SOON).toBe(0)
    await page.locator('#tile-offered [class*="big"]').waitFor()
  }
  const figure = async (id: string) => Number(await page.locator(`#tile-${id} [class*="big"]`).textContent())
  const refreshedAt = () => page.locator('[data-live]').getAttribute('data-refreshed')
  const see = (visibility: 'hidden' | 'visible') =>
    page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${visibility}', configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`)
  const asked = async (query: object) => {
    const answer = await fetch(`${centre.url}/api/query`, {
      method: 'POST',
      headers: centre.headers,
      body: JSON.stringify({ query, locale: 'ru' }),
    })
    return ((await answer.json()) as { rows: Record<string, number>[] }).rows[0] ?? {}
  }

  test('a new call comes to the page without a reload, and the old picture stands meanwhile', async () => {
    const before = await figure('offered')
    const [firstRefresh, statement] = [await refreshedAt(), page.locator('#tile-day-so-far [class*="statement"]')]
    expect(await statement.textContent()).toContain(`К 12:00 поступило ${before} `)
    await page.evaluate('window.wasNotReloaded = true')

    await centre.goOn(minutesLater(30))
    const meanwhile: { dimmed: number; figure: number }[] = []
    await page.route('**/api/query**', async (route) => {
      const isOffered = route.request().postData()?.includes('calls.offered') ?? false
      if (isOffered) meanwhile.push({ dimmed: await page.locator(DIMMED).count(), figure: await figure('offered') })
      await route.continue()
    })
    await page.clock.fastForward(REFRESH)
    await expect.poll(() => figure('offered'), SOON).toBeGreaterThan(before)

    expect(meanwhile[0]).toEqual({ dimmed: 0, figure: before })
    const { 'calls.offered': offered } = await asked({ metrics: ['calls.offered'], period: 'today' })
    expect(await figure('offered')).toBe(offered)
    await expect.poll(() => statement.textContent(), SOON).toContain(`К 12:30 поступило ${offered} `)
    await expect.poll(refreshedAt, SOON).toBe(minutesLater(30).toISOString())
    expect([firstRefresh, await page.evaluate('window.wasNotReloaded')]).toEqual([NOON.toISOString(), true])
    expect(await page.locator('[data-live="on"]').textContent()).toContain('Обновлено в 12:30:00')
  })

  test('a page that nobody sees asks nothing; once seen again it asks at once', async () => {
    await see('hidden')
    await page.locator('[data-live="paused"]').waitFor()
    const before = questions

    await page.clock.fastForward(10 * REFRESH)
    await page.evaluate('new Promise((done) => requestAnimationFrame(done))')
    const whileHidden = questions - before
    await see('visible')
    await expect.poll(() => questions, SOON).toBeGreaterThan(before)

    expect(whileHidden).toBe(0)
    await page.locator('[data-live="on"]').waitFor()
  })

  test('where the server does not answer, the old figures stay and the page says from when they are', async () => {
    const before = await figure('offered')

    await page.route('**/api/**', (route) => route.abort())
    await page.clock.fastForward(REFRESH)
    await page.clock.fastForward(REFRESH)
    await page.locator('[data-live="failed"]').waitFor()

    expect(await figure('offered')).toBe(before)
    expect(await page.locator('[data-state="error"]').count()).toBe(0)
    expect(await page.locator('[data-live]').textContent()).toContain('Показано то, что было в 12:30:00')
  })
})
