import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runLog } from './run-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'svodka-log-'))
const line = (fields: object) =>
  `${JSON.stringify({ level: 'info', time: '2024-01-02T00:00:00.000Z', pid: 7, ...fields })}\n`
const RUN = { id: 'one', startedAt: '2024-01-02T00:00:00Z', endedAt: '2024-01-02T00:01:00Z' }

beforeAll(() => {
  writeFileSync(
    join(folder, 'svodka.2024-01-02.1.log'),
    [
      line({ runId: 'one', source: 'desk', msg: 'sync.loaded', added: 3 }),
      line({ runId: 'two', msg: 'mentions one' }),
      line({ runId: 'one', msg: 'asked', apiKey: 'k-1', settings: { apiToken: 'k-2', domain: 'acme' } }),
      '{"runId":"one","msg":"torn',
    ].join(''),
  )
  const many = Array.from({ length: 600 }, (_, at) => line({ runId: 'long', msg: `line ${at}` }))
  writeFileSync(join(folder, 'svodka.2024-01-05.1.log'), many.join(''))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a run’s own lines are told, without what is secret and without torn ones', async () => {
  expect(await runLog(folder, RUN)).toEqual({
    isCut: false,
    lines: [
      { at: '2024-01-02T00:00:00.000Z', level: 'info', event: 'sync.loaded', detail: 'source=desk added=3' },
      {
        at: '2024-01-02T00:00:00.000Z',
        level: 'info',
        event: 'asked',
        detail: 'apiKey=[secret] settings={"apiToken":"[secret]","domain":"acme"}',
      },
    ],
  })
})

test('of more lines than fit the last are told; a run of a clock set by hand is found on other days too', async () => {
  const { lines, isCut } = await runLog(folder, { ...RUN, id: 'long' })

  expect(isCut).toBe(true)
  expect(lines).toHaveLength(500)
  expect(lines.at(-1)?.event).toBe('line 599')
})

test('a run that wrote nothing has no lines', async () => {
  expect(await runLog(folder, { ...RUN, id: 'none' })).toEqual({ lines: [], isCut: false })
})
