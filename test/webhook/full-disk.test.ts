import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { kill, startChild } from './children.ts'
import { mark, openTill, post } from './till.ts'

const folder = mkdtempSync(join(tmpdir(), 'svodka-full-'))
afterAll(() => rmSync(folder, { recursive: true }))

const comment = 'x'.repeat(9000)

// the system lets the first process write no file beyond 64 kB
test('where no room is left nothing is acknowledged, and what was stays; with room again all goes on', async () => {
  const full = await startChild('doors-child.ts', [folder], 'ulimit -f 64;')
  const kept: string[] = []
  const answers: Awaited<ReturnType<typeof post>>[] = []
  for (let id = 1; answers.filter(({ status }) => status === 507).length < 3; id++) {
    const answer = await post(full.url, { ...mark(id), comment }, { headers: { 'idempotency-key': String(id) } })
    if (answer.status === 202) kept.push(String(id))
    else answers.push(answer)
  }
  const refused = String(kept.length + 1)
  const small = await post(full.url, mark('small'))
  await kill(full.child)
  const roomy = await startChild('doors-child.ts', [folder])
  const again = await post(roomy.url, { ...mark(refused), comment }, { headers: { 'idempotency-key': refused } })
  await kill(roomy.child)

  expect(kept.length).toBeGreaterThan(3)
  expect(answers.map(({ status }) => status)).toEqual([507, 507, 507])
  expect(answers[0]?.headers.get('retry-after')).toBe('60')
  expect(answers[0]?.body.error?.code).toBe('disk_full')
  expect([small.status, again.status]).toEqual([202, 202])
  const till = await openTill({ folder })
  const { streams } = await till.sync()
  const marks = await till.marks()
  await till.close({ keepFolder: true })
  expect(streams[0]?.error).toBeNull()
  expect(Object.keys(marks).toSorted()).toEqual([...kept, 'small', refused].toSorted())
})
