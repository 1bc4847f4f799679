import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { settled } from './visit.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const COLOURS = ['color-contrast', 'link-in-text-block']

export const DESK = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

/** What axe finds wrong: rule, place, why. */
export async function violations(page: Page, options: RunOptions = {}): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(AXE)
  const run = `axe.run(document, ${JSON.stringify({ ...options, resultTypes: ['violations'] })})`
  const { violations: found } = await page.evaluate<AxeResults>(run)
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  )
}

/** What is wrong with an opened page: in the dark nothing but colours differs, on a phone nothing but they does not. */
export async function violationsOfLooks(page: Page): Promise<Record<'light' | 'dark' | 'phone', string[]>> {
  const light = await violations(page)
  await showIn(page, 'dark')
  const dark = await violations(page, { runOnly: { type: 'rule', values: COLOURS } })
  await showIn(page, 'light')
  await page.setViewportSize(PHONE)
  await settled(page)
  const phone = await violations(page, { rules: Object.fromEntries(COLOURS.map((id) => [id, { enabled: false }])) })
  await page.setViewportSize(DESK)
  return { light, dark, phone }
}

async function showIn(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
  await settled(page)
}
