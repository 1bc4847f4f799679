import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { restoreWorkspace } from '../../src/app/index.ts'
import { openBackedUp, TICKETS, type BackedUpWorkspace } from './workspace.ts'

/** At which of the steps of its work that it tells of a process is killed. */
const EVENTS = process.env['SVODKA_FULL'] === '1' ? [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4] : [2, 3]

let work: BackedUpWorkspace
beforeAll(async () => {
  work = await openBackedUp()
  const svodka = await work.open()
  await svodka.sync({ mode: 'new', locale: 'en' }, () => {})
  await svodka.close()
})
afterAll(() => work.close())

function child(...args: readonly string[]): ChildProcess {
  const options = { env: { ...process.env, ...work.environment }, stdio: 'ignore' as const }
  return fork(join(import.meta.dirname, 'child.ts'), args, { ...options, serialization: 'advanced' })
}

/** Kills a process at the so manieth thing that it tells of its work. @returns whether it was killed before its end */
async function killAt(started: ChildProcess, event: number): Promise<boolean> {
  let told = 0
  started.on('message', () => {
    told += 1
    if (told === event) started.kill('SIGKILL')
  })
  const [, signal] = (await once(started, 'exit')) as [number | null, string | null]
  return signal === 'SIGKILL'
}

test('a backup that is killed at any point leaves none that could be taken for one, and the next one is whole', async () => {
  const to = work.place('killed')
  let killed = 0
  for (const event of EVENTS) if (await killAt(child('backup', work.folder, to), event)) killed += 1
  const left = existsSync(to) ? readdirSync(to) : []
  for (const name of left.filter((each) => !each.endsWith('.part'))) rmSync(join(to, name), { recursive: true })

  const whole = child('backup', work.folder, to)
  const [code] = (await once(whole, 'exit')) as [number]
  const names = readdirSync(to).filter((name) => !name.endsWith('.part'))

  expect(killed).toBeGreaterThan(0)
  expect([code, names.length]).toEqual([0, 1])
  const { description } = await restoreWorkspace(
    { from: join(to, names[0] ?? ''), into: work.place('whole'), isForced: false },
    'en',
    () => {},
  )
  expect(description.tables['staging.desk__support_ticket']).toBe(TICKETS)
})

test('a restoring that is killed at any point leaves nothing that could be opened, or all of it, and the same command does the rest', async () => {
  const to = work.place('for-restore')
  await once(child('backup', work.folder, to), 'exit')
  const from = join(to, readdirSync(to)[0] ?? '')
  const into = work.place('half')
  mkdirSync(into)

  const states: boolean[] = []
  for (const event of EVENTS) {
    await killAt(child('restore', from, into), event)
    states.push(existsSync(join(into, 'data')))
    rmSync(join(into, 'data'), { recursive: true, force: true })
  }
  const { description } = await restoreWorkspace({ from, into, isForced: false }, 'en', () => {})
  const svodka = await work.open(into)

  expect(states).toContain(false)
  expect(readdirSync(into)).not.toContain('data.restoring')
  expect(description.tables['staging.desk__support_ticket']).toBe(TICKETS)
  expect((await svodka.schema()).tables.find(({ name }) => name === 'mart.support_tickets')?.rows).toBe(TICKETS)
})
