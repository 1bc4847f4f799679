import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { letIn } from '../sign-in.ts'

/** what a slow machine may take */
export const SOON = { timeout: 60_000 }

export interface Visit {
  context: BrowserContext
  page: Page
  /** what the page threw */
  faults: string[]
}

/** A page of an administrator in Russia at a desk, who has not been here with this browser before. */
export async function startVisit(browser: Browser): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'ru-RU',
    colorScheme: 'light',
    reducedMotion: 'reduce',
  })
  await letIn(context)
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
