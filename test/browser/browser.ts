import chromium from '@sparticuz/chromium'
import { chromium as playwright, type Browser } from 'playwright-core'

/** Chromium from npm; or the plain reason why it cannot start on this machine. */
export async function startBrowser(): Promise<Browser | string> {
  try {
    const executablePath = await chromium.executablePath()
    return await playwright.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
    })
  } catch (error) {
    return `Chromium cannot start: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`
  }
}
