import { InputFile } from 'grammy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { startBrowser } from '../../../../test/browser/browser.ts'
import { ANNA, startForTest, TEAM } from '../start-for-test.ts'
import { tinyPng } from '../tiny-png.ts'
import { formatText } from '../entities.ts'
import { formatted } from './formatted.ts'

let browser: Browser | string
beforeAll(async () => {
  browser = await startBrowser()
}, 60_000)
afterAll(async () => {
  if (typeof browser !== 'string') await browser.close()
})

const button = { inline_keyboard: [[{ text: 'Подробнее', callback_data: 'more' }]] }

test('formatted text is drawn with its entities nested and its markup escaped', () => {
  const draw = (source: string) => formatted(formatText(source, 'HTML', undefined)).html

  expect(draw('<b>a <i>b</i></b> &lt;script&gt;')).toBe('<b>a <i>b</i></b> &lt;script&gt;')
  expect(draw('<blockquote>a</blockquote>\nb')).toBe('<blockquote>a</blockquote>b')
  expect(draw('<a href="javascript:alert(1)">a</a> https://example.org/?a=1&amp;b')).toBe(
    'a <a href="https://example.org/?a=1&amp;b" target="_blank" rel="noreferrer noopener">https://example.org/?a=1&amp;b</a>',
  )
})

test('the page speaks the language that is asked for and escapes what people call themselves', async () => {
  const { sandbox } = await startForTest()
  sandbox.addChat({ id: 77, type: 'private', name: '<img src=x>' })

  const russian = await (await fetch(`${sandbox.pageUrl}?locale=ru&chat=77`)).text()
  const english = await (await fetch(`${sandbox.pageUrl}?locale=en`)).text()

  expect(russian).toContain('<html lang="ru">')
  expect(russian).toContain('Что отправлено')
  expect(russian).not.toContain('<img src=x>')
  expect(english).toContain('What was sent')
})

test('an unchanged page is not sent again', async () => {
  const { sandbox, api } = await startForTest()
  const parts = () => fetch(`${sandbox.pageUrl}/parts?chat=${ANNA.id}`)
  const { digest } = (await (await parts()).json()) as { digest: string }

  const same = await fetch(`${sandbox.pageUrl}/parts?chat=${ANNA.id}&digest=${digest}`)
  await api.sendMessage(ANNA.id, 'new')
  const changed = await fetch(`${sandbox.pageUrl}/parts?chat=${ANNA.id}&digest=${digest}`)

  expect([same.status, changed.status]).toEqual([204, 200])
})

test('foreign pages are refused', async () => {
  const { sandbox } = await startForTest()
  const say = (origin: string) =>
    fetch(`${sandbox.pageUrl}/say`, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({ chat: String(ANNA.id), text: 'hello' }),
      redirect: 'manual',
    })

  const foreign = await say('https://example.org')
  const own = await say(sandbox.url)

  expect([foreign.status, own.status]).toEqual([403, 303])
  expect(sandbox.messages()).toHaveLength(1)
})

test('a paper is fetched under its own name, a picture is shown', async () => {
  const { sandbox, api } = await startForTest()
  await api.sendDocument(ANNA.id, new InputFile(Buffer.from('<b>'), 'отчёт.html'))
  await api.sendPhoto(ANNA.id, new InputFile(tinyPng(4, 4)))
  const [paper, picture] = sandbox.messages()

  const fetched = await fetch(`${sandbox.pageUrl}/file/${paper?.document?.id}`)
  const shown = await fetch(`${sandbox.pageUrl}/file/${picture?.photo?.id}`)

  expect(fetched.headers.get('content-type')).toBe('application/octet-stream')
  expect(fetched.headers.get('content-disposition')).toBe(
    `attachment; filename*=UTF-8''${encodeURIComponent('отчёт.html')}`,
  )
  expect(shown.headers.get('content-type')).toBe('image/png')
})

test('in a browser one reads, presses and writes; what comes later appears by itself', async ({ skip }) => {
  if (typeof browser === 'string') return skip(browser)
  const { sandbox, api } = await startForTest({ timeZone: 'Europe/Moscow' })
  await api.sendMessage(ANNA.id, '<b>Выручка</b> 1 284', { parse_mode: 'HTML', reply_markup: button })
  await api.setMyCommands([{ command: 'today', description: 'Показатели' }])
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => faults.push(message.text()))
  await page.goto(`${sandbox.pageUrl}?chat=${ANNA.id}&locale=ru`)

  await page.getByRole('button', { name: 'Подробнее' }).click()
  await expect.poll(() => sandbox.callbacks().map((query) => query.data)).toEqual(['more'])
  await page.getByText('Меню').locator('..').click()
  await page.getByRole('button', { name: '/today' }).click()
  const log = page.getByRole('log')
  await log.getByText('/today').waitFor()
  await page.getByPlaceholder('Сообщение от имени').fill('Спасибо')
  await page.keyboard.press('Enter')
  await log.getByText('Спасибо').waitFor()
  await api.answerCallbackQuery(sandbox.callbacks()[0]?.id ?? '', { text: 'Готово' })
  await api.sendMessage(ANNA.id, 'Позже')
  await log.getByText('Позже').waitFor()

  expect(sandbox.messages(ANNA.id).map((message) => message.text)).toEqual([
    'Выручка 1 284',
    '/today',
    'Спасибо',
    'Позже',
  ])
  expect(await page.locator('#toast').textContent()).toBe('Готово')
  expect(await page.locator('time').first().textContent()).toBe('08:45')
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  expect(faults).toEqual([])
})

test('what happened to a chat stands between its messages', async () => {
  const { sandbox, api } = await startForTest()
  await api.sendMessage(ANNA.id, 'secret')
  await api.deleteMessage(ANNA.id, 1)
  sandbox.block(ANNA.id)
  sandbox.upgradeGroup(TEAM.id)

  const person = await (await fetch(`${sandbox.pageUrl}?chat=${ANNA.id}&locale=en`)).text()
  const group = await (await fetch(`${sandbox.pageUrl}?chat=${TEAM.id}&locale=en`)).text()

  expect(person).toContain('Message deleted')
  expect(person).toContain('The bot was blocked')
  expect(person).not.toContain('secret')
  expect(group).toContain('The group became a supergroup')
})
