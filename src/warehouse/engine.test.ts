import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DuckDBInstance } from '@duckdb/node-api'
import { silentLog } from '../base/index.ts'
import { sql } from '../kit/index.ts'
import { openEngine, type Engine } from './engine.ts'
import { notTakenBack } from './fault.ts'
import { Session } from './session.ts'

test('what does not fit into memory goes into the warehouse’s own folder, from the opening on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-engine-'))
  const engine = await openEngine({ folder, memoryLimitMegabytes: 256 }, { log: silentLog })

  const told = await engine.read((session) => session.value(sql`select current_setting('temp_directory')`))

  expect(told).toBe(join(folder, 'tmp'))
  await engine.close()
  rmSync(folder, { recursive: true })
})

test('a change that cannot be taken back ends what was open; the file is opened anew with all that it kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-engine-'))
  const engine = await openEngine({ folder }, { log: silentLog })
  await engine.write((session) => session.run(sql`create table counted as select 1 as number`))
  const halfWritten = engine.write(async (session) => {
    await session.run(sql`begin transaction`)
    await session.run(sql`insert into counted values (2)`)
    throw notTakenBack(new Error('broken'), new Error('Out of Memory Error: no block'))
  })

  await expect(halfWritten).rejects.toMatchObject({
    code: 'not_taken_back',
    message: expect.stringContaining('no block'),
  })
  expect(await engine.read((session) => session.rows(sql`select number from counted`))).toEqual([{ number: 1 }])
  expect(await engine.write((session) => session.run(sql`insert into counted values (3)`))).toBe(1)

  await engine.close()
  rmSync(folder, { recursive: true })
})

test('a transaction whose end the engine refuses says so, and why', async () => {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  const refusing = new Proxy(connection, {
    get: (target, name) =>
      name === 'run'
        ? (text: string) => (text === 'rollback' ? Promise.reject(new Error('no memory')) : target.run(text))
        : Reflect.get(target, name),
  })

  const failed = new Session(refusing).transaction(() => Promise.reject(new Error('broken')))

  await expect(failed).rejects.toMatchObject({ code: 'not_taken_back', recovery: 'retry' })
  connection.closeSync()
  instance.closeSync()
})

describe('a fact of the engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-engine-'))
  let engine: Engine
  let reads = 0
  const highest = (): Promise<number> =>
    engine.fact('highest', async (session) => {
      reads++
      return Number(await session.value(sql`select max(number) from counted`))
    })
  const put = (session: Session, number: number) => session.run(sql`insert into counted values (${number})`)

  beforeAll(async () => {
    engine = await openEngine({ folder }, { log: silentLog })
    await engine.write((session) => session.run(sql`create table counted (number integer)`))
  })
  beforeEach(async () => {
    await engine.write(async (session) => {
      await session.run(sql`delete from counted`)
      await put(session, 1)
    })
    reads = 0
  })
  afterAll(async () => {
    await engine.close()
    rmSync(folder, { recursive: true })
  })

  test('is read once, whoever asks and however many ask at once', async () => {
    const asked = await Promise.all([highest(), highest(), highest()])

    expect([...asked, await highest(), reads]).toEqual([1, 1, 1, 1, 1])
  })

  test('is read again once a change is there, also while what made it goes on', async () => {
    const seen = await engine.write(async (session) => {
      const before = await highest()
      await session.transaction(() => put(session, 2))
      const between = await highest()
      await put(session, 3)
      return [before, between]
    })

    expect([...seen, await highest()]).toEqual([1, 2, 3])
  })

  test('stays what it was where a change was taken back', async () => {
    const failed = engine.write((session) =>
      session.transaction(async () => {
        await put(session, 4)
        expect(await highest()).toBe(1)
        throw new Error('taken back')
      }),
    )

    await expect(failed).rejects.toThrow('taken back')
    expect(await highest()).toBe(1)
  })

  test('that could not be read is asked again', async () => {
    const asked = () => engine.fact('other', (session) => session.value(sql`select number from other`))
    await expect(asked()).rejects.toThrow('other')

    await engine.read((session) => session.run(sql`create table other as select 7 as number`))

    expect(await asked()).toBe(7)
  })
})
