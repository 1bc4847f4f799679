import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { letIn } from '../sign-in.ts'

/** what a slow machine may take */
export const SOON = { timeout: 60_000 }

/** A workspace that is served, and what a request of its administrator carries. */
interface Served {
  url: string
  headers: Readonly<Record<string, string>>
}

export interface Visit {
  context: BrowserContext
  page: Page
  /** what the page threw */
  faults: string[]
}

const IN_RUSSIA_AT_A_DESK = {
  viewport: { width: 1280, height: 900 },
  locale: 'ru-RU',
  colorScheme: 'light',
  reducedMotion: 'reduce',
} as const

/** A page of an administrator in Russia at a desk, who has not been here with this browser before. */
export async function startVisit(browser: Browser): Promise<Visit> {
  const context = await browser.newContext(IN_RUSSIA_AT_A_DESK)
  await letIn(context)
  return visitIn(context)
}

/** A page of somebody else, who comes in by the invitation that the administrator gives them. */
export async function startVisitOf(login: string, served: Served, browser: Browser): Promise<Visit> {
  const { link } = (await administer(served, 'people/invite', { login })) as { link: string }
  const context = await browser.newContext(IN_RUSSIA_AT_A_DESK)
  const accepted = await context.request.post(`${served.url}/api/entry/accept`, {
    data: { code: new URL(link).searchParams.get('code'), password: 'wrong horse battery staple', locale: 'ru' },
  })
  expect(accepted.status()).toBe(200)
  return visitIn(context)
}

/** What the administrator does by the API, as their page would. */
export async function administer({ url, headers }: Served, path: string, given: object): Promise<unknown> {
  const body = JSON.stringify({ ...given, locale: 'ru' })
  const answer = await fetch(`${url}/api/${path}`, { method: 'POST', headers, body })
  expect([path, answer.status]).toEqual([path, 200])
  return answer.json()
}

async function visitIn(context: BrowserContext): Promise<Visit> {
  const page = await context.newPage()
  page.setDefaultTimeout(SOON.timeout)
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  return { context, page, faults }
}

/** Waits until everything on the page is drawn and nothing is being asked again. */
export async function settled(page: Page): Promise<void> {
  await expect.poll(() => page.locator('[data-state="loading"]').count(), SOON).toBe(0)
  await expect.poll(() => page.locator('[data-refreshing]').count(), SOON).toBe(0)
}

export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await settled(page)
}
