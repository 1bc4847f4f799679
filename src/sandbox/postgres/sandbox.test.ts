import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgresSandbox } from './index.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-sandbox-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('rows and pieces of csv go in, and are there when it is started again', async () => {
  const first = await startPostgresSandbox({ folder: join(folder, 'kept') })
  await first.run('create table said (id int, "Text" text)')
  const count = await first.load('public.said', ['id', 'Text'], [[1, 'ё "x"\n\\.'], [2, ''], [3, null], '4,y\n'])
  await first.close()

  const second = await startPostgresSandbox({ folder: join(folder, 'kept') })
  const rows = await second.run('select "Text" as text from said where id <> $1 order by id', [4])
  await second.close()

  expect(count).toBe(4)
  expect(rows.map(({ text }) => text)).toEqual(['ё "x"\n\\.', '', null])
  expect(second.password).toBe(first.password)
})

test('a setting that PostgreSQL does not know: what it said is the error', async () => {
  await expect(
    startPostgresSandbox({ folder: join(folder, 'wrong'), settings: { shared_bufers: '1' } }),
  ).rejects.toThrow(/unrecognized configuration parameter "shared_bufers"/)
})

test('it ends with its program, even when that is killed', async () => {
  const module = new URL('./index.ts', import.meta.url).href
  const script = `const { startPostgresSandbox } = await import(${JSON.stringify(module)})
    const { url } = await startPostgresSandbox({ folder: ${JSON.stringify(join(folder, 'killed'))} })
    console.log(url)
    setInterval(() => {}, 1000)`
  const program = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve) => createInterface({ input: program.stdout }).once('line', resolve))
  const client = new Client(url)
  client.on('error', () => {})
  await client.connect()
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()))

  program.kill('SIGKILL')

  await expect(ended).resolves.toBeUndefined()
})
