import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InputFile } from 'grammy'
import { expect, onTestFinished, test } from 'vitest'
import { ANNA, startForTest } from './start-for-test.ts'
import { tinyPng } from './tiny-png.ts'

test('what was received is there again after a restart, with a line cut by a crash left out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-telegram-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const first = await startForTest({ folder })
  const { message_id: id } = await first.api.sendMessage(ANNA.id, 'one')
  await first.api.editMessageText(ANNA.id, id, 'two')
  await first.api.sendPhoto(ANNA.id, new InputFile(tinyPng(3, 3)))
  const number = first.sandbox.say({ chat: ANNA.id, text: '/today' })
  await first.api.setMyCommands([{ command: 'today', description: 'Figures' }])
  await first.sandbox.close()
  appendFileSync(join(folder, 'journal.ndjson'), '{"kind":"mess')

  const second = await startForTest({ folder })
  await second.api.sendMessage(ANNA.id, 'after')

  expect(second.sandbox.messages()).toMatchObject([
    { id: 1, text: 'two', edits: [{ text: 'one' }] },
    { id: 2, photo: { width: 3, bytes: tinyPng(3, 3) } },
    { id: 3, from: { id: ANNA.id } },
    { id: 4, text: 'after' },
  ])
  expect((await second.api.getUpdates()).map((update) => update.update_id)).toEqual([number])
  expect(await second.api.getMyCommands()).toHaveLength(1)
})
