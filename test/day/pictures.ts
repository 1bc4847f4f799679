import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { LOCALES } from '../../src/base/index.ts'
import { SAMPLE_CHATS } from '../../src/demo/index.ts'
import { startBrowser } from '../browser/browser.ts'
import { letIn } from '../sign-in.ts'
import { liveThroughADay, STRANGER, type Day } from './day.ts'

/*
A whole day of the sample workspace as pictures: each chat after each scene, and the Reports page, in Russian and in English.
node test/day/pictures.ts [FOLDER]
*/
const folder = resolve(process.argv[2] ?? 'day')
const PHONE = { width: 430, height: 930 }
const DESK = { width: 1200, height: 900 }
const CHATS: Readonly<Record<string, readonly [string, number][]>> = {
  trouble: [['administrator', SAMPLE_CHATS.administrator]],
  morning: [
    ['sales', SAMPLE_CHATS.sales],
    ['support', SAMPLE_CHATS.support],
    ['head', SAMPLE_CHATS.head],
    ['shop', SAMPLE_CHATS.shop],
    ['operator', SAMPLE_CHATS.operator],
  ],
  questions: [['sales', SAMPLE_CHATS.sales]],
  stranger: [['stranger', STRANGER]],
  well: [
    ['administrator', SAMPLE_CHATS.administrator],
    ['support', SAMPLE_CHATS.support],
  ],
}

const browser = await startBrowser()
if (typeof browser === 'string') throw new Error(browser)
mkdirSync(folder, { recursive: true })

async function shoot(url: string, name: string, viewport: typeof PHONE, scheme: 'light' | 'dark', locale: string) {
  if (typeof browser === 'string') return
  const context = await browser.newContext({ viewport, colorScheme: scheme, locale })
  await letIn(context)
  const page = await context.newPage()
  await page.addInitScript(`localStorage.setItem('svodka-locale', '${locale}')`)
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await context.close()
  process.stdout.write(join(folder, `${name}.png`) + '\n')
}

for (const locale of LOCALES) {
  const dir = mkdtempSync(join(tmpdir(), 'svodka-day-'))
  const scheme = locale === 'ru' ? 'light' : 'dark'
  const onScene = async (scene: string, { demo }: Day): Promise<void> => {
    for (const [who, chat] of CHATS[scene] ?? []) {
      const page = `${demo.telegram.pageUrl}?chat=${chat}&locale=${locale}`
      await shoot(page, `${locale}-${scene}-${who}`, PHONE, scheme, locale)
    }
  }
  const day = await liveThroughADay({ dir, locale, onScene })
  for (const part of ['schedules', 'sent', 'runs', 'people'])
    await shoot(`${day.url}/reports/${part}`, `${locale}-page-${part}`, DESK, scheme, locale)
  await day.close()
  rmSync(dir, { recursive: true })
}
await browser.close()
