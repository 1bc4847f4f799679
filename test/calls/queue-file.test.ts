import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Secret } from '../../src/kit/index.ts'
import { startFreepbxSandbox, type FreepbxSandbox } from '../../src/sandbox/index.ts'
import { checkPbx, openPbxWorkspace, type PbxWorkspace } from './pbx-workspace.ts'

/* The log of queues from its files, for an exchange that gives its calls by GraphQL. */

let folder: string
let sandbox: FreepbxSandbox
let workspace: PbxWorkspace
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-queue-'))
  sandbox = await startFreepbxSandbox([], {}, () => new Date('2024-01-01T06:00:00Z'))
  workspace = await openPbxWorkspace(settings())
})
afterEach(async () => {
  await workspace.close()
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

const settings = () => ({
  api: { baseUrl: sandbox.url, clientId: 'svodka', clientSecret: new Secret('sample-secret') },
  from: '2024-01-01',
  queueLog: { file: join(folder, 'queue_log*') },
})

test('files: appended while read, rotated by renaming, half a line waits', async () => {
  const file = join(folder, 'queue_log')
  const enter = (second: number, call: string) => `${second}|${call}|7000|NONE|ENTERQUEUE||79160000001|1\n`
  writeFileSync(
    file,
    `1704006000|NONE|NONE|NONE|QUEUESTART|\n${enter(1_704_006_001, 'a')}${enter(1_704_006_002, 'b')}17040060`,
  )
  const first = await workspace.counts('queue_log')
  appendFileSync(file, `03|b|7000|Анна Белова|CONNECT|1|x|1\n03 is no line\n`)
  const second = await workspace.counts('queue_log')
  renameSync(file, `${file}.1`)
  appendFileSync(`${file}.1`, '1704006010|b|7000|Анна Белова|COMPLETECALLER|1|7|1\n')
  writeFileSync(file, `1704010000|NONE|NONE|NONE|QUEUESTART|\n${enter(1_704_010_001, 'c')}${enter(1_704_010_001, 'c')}`)
  const third = await workspace.counts('queue_log')
  const fourth = await workspace.counts('queue_log')

  expect([first, second, third, fourth]).toEqual([
    [3, 0, 0, 0],
    [1, 0, 0, 1],
    [4, 0, 0, 0],
    [0, 0, 0, 0],
  ])
  const { rows: rejected } = await workspace.warehouse.rejected({})
  expect(rejected.map(({ record }) => record)).toEqual([expect.stringContaining('03 is no line')])
  const rows = await workspace.rows(
    "select call_id, event, data2 from core.calls_queue_event where event <> 'QUEUESTART' order by happened_at, place",
  )
  expect(rows.map((row) => Object.values(row).join(' '))).toEqual([
    'a ENTERQUEUE 79160000001',
    'b ENTERQUEUE 79160000001',
    'b CONNECT x',
    'b COMPLETECALLER 7',
    'c ENTERQUEUE 79160000001',
    'c ENTERQUEUE 79160000001',
  ])
})

test('no file, and a file that is there, are told by the check', async () => {
  const before = await checkPbx(settings())
  writeFileSync(join(folder, 'queue_log'), '1704006000|NONE|NONE|NONE|QUEUESTART|\n')
  const after = await checkPbx(settings(), 'ru')

  expect(before.at(-1)).toMatchObject({ ok: false, message: expect.stringMatching(/no log of queues at .*queue_log/) })
  expect(after.at(-1)).toMatchObject({ ok: true, message: expect.stringMatching(/^Журнал очередей .* читается$/) })
})
