import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { sql, trusted, type Stream } from '../kit/index.ts'
import { kind, kinds, ndjson, openBench, pinnedWorld, visits, type Bench } from './fixture.ts'

let bench: Bench
afterEach(() => bench.close())

const row = (id: number, more: object = {}) => ({ id, who: 'ann', kind: 'a', seconds: 60, amount: 1, updated_at: '2024-01-01T00:00:00Z', ...more }) // prettier-ignore
const names = () => bench.warehouse.rows(sql`select code, name from core.shop_kind order by code`)

describe('rejected rows', () => {
  test('are counted by stream and kind of reason, whatever their values, and found by text', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson([row(1), row(2, { updated_at: 'yesterday' }), row(3, { updated_at: '32.01.2024' }), row(4, { id: null })])) // prettier-ignore
    await bench.load('kinds', '{"code": "a"}\nnot json\n')

    const groups = await bench.warehouse.rejectedGroups()
    const page = await bench.warehouse.rejectedRows({ stream: 'visits', search: 'YESTERDAY' })
    const [many] = groups

    expect(groups.map(({ stream, count }) => [stream, count])).toEqual([
      ['visits', 2],
      ['kinds', 1],
      ['kinds', 1],
      ['visits', 1],
    ])
    expect(many?.kind).toContain('"…" is not')
    expect(page).toMatchObject({ total: 1, rows: [{ source: 'shop', stream: 'visits', line: 2 }] })
    expect((await bench.warehouse.rejectedRows({ kind: many?.kind, limit: 1 })).total).toBe(2)
    expect((await bench.warehouse.rejectedRows({ kind: many?.kind, limit: 1, offset: 1 })).rows).toHaveLength(1)
  })

  test('what still does not fit stays, and doing it twice changes nothing', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson([row(1), row(2, { updated_at: 'yesterday' })]))
    const before = await bench.warehouse.rows(sql`select * from raw.rejected`)

    const replayed = await bench.warehouse.replay('shop', 'visits')
    await bench.warehouse.replay('shop', 'visits')

    expect(replayed).toEqual({ before: 1, after: 1, with: [] })
    expect(await bench.warehouse.rows(sql`select * from raw.rejected`)).toEqual(before)
    expect(await bench.warehouse.rows(sql`select count(*) as n from core.shop_visit_history`)).toEqual([{ n: 0 }])
  })

  test('a row that fits now is taken in at its own place in time: what came after it stays newer', async () => {
    bench = await openBench()
    await bench.load('kinds', ndjson([{ code: 'a', name: null }, { code: 'b', name: 'Beta' }])) // prettier-ignore
    await bench.load('kinds', ndjson([{ code: 'a', name: 'Alpha' }]))
    expect(await names()).toMatchObject([{ name: 'Alpha' }, { name: 'Beta' }])
    await mend()

    const replayed = await bench.warehouse.replay('shop', 'kinds')

    expect(replayed).toEqual({ before: 0, after: 0, with: [] })
    expect(await names()).toEqual([
      { code: 'a', name: 'Alpha' },
      { code: 'b', name: 'Beta' },
    ])
    expect(await bench.warehouse.rows(sql`select name, _batch from core.shop_kind_history`)).toEqual([
      { name: '?', _batch: 1 },
    ])
  })

  /** The mapping gives a name to what has none; opening with it reads the stream again. */
  async function mend() {
    const mended: Stream = {
      ...kinds,
      feeds: [{ entity: 'shop.kind', staging: trusted(`select _line, code, coalesce(name, '?') as name from record`) }],
    }
    await bench.reopen({ sources: [{ id: 'shop', streams: [visits, mended] }] })
  }

  test('a row that was judged otherwise before is taken in, once, and leaves the rejects', async () => {
    bench = await openBench({ models: [] })
    await bench.load('kinds', ndjson([{ code: 'a', name: 'Alpha' }, { code: 'b', name: 'Beta' }, { code: null }])) // prettier-ignore
    await bench.warehouse.rows(sql`delete from staging.shop__shop_kind where code = 'b'`)
    await bench.warehouse.rows(sql`insert into raw.rejected
      select batch_id, source, stream, file, 2, entity, '{"code":"b"}', 'judged by an earlier program', rejected_at from raw.rejected`)

    const replayed = await bench.warehouse.replay('shop', 'kinds')
    const again = await bench.warehouse.replay('shop', 'kinds')

    expect([replayed, again]).toMatchObject([{ before: 2, after: 1 }, { before: 1, after: 1 }]) // prettier-ignore
    expect(await names()).toMatchObject([{ code: 'a' }, { code: 'b' }])
    expect(await bench.warehouse.rows(sql`select reason from raw.rejected`)).toEqual([
      { reason: 'code is empty; name is empty' },
    ])
  })

  test('nothing is touched where a landed file is gone', async () => {
    bench = await openBench()
    await bench.load('kinds', ndjson([{ code: 'b', name: 'Beta' }]))
    const [batch] = await bench.warehouse.rows(sql`select file from raw.batch`)
    rmSync(join(bench.warehouse.rawFolder, String(batch?.file)))

    await expect(bench.warehouse.replay('shop', 'kinds')).rejects.toMatchObject({ code: 'raw_gone' })
    expect(await names()).toEqual([{ code: 'b', name: 'Beta' }])
  })
})

describe('runs', () => {
  test('are told with what each stream brought and the files that they loaded', async () => {
    bench = await openBench({ entities: [kind], streams: [kinds], models: [] })
    const startedAt = new Date('2024-02-01T10:00:00Z')
    await bench.warehouse.beginRun({ id: 'one', mode: 'new', trigger: 'person', startedAt })
    await bench.load('kinds', ndjson([{ code: 'a', name: 'Alpha' }]), { run: 'one' })

    const [going] = await bench.warehouse.runs({ limit: 5 })
    const stream = { source: 'shop', stream: 'kinds', added: 1, changed: 0, unchanged: 0, rejected: 0 }
    expect(going).toMatchObject({ id: 'one', state: 'running', files: 1, firstBatch: 1, lastBatch: 1, endedAt: null })
    expect(going?.streams).toMatchObject([stream])

    const cause = { ru: 'не отвечает', en: 'does not answer' }
    const streams = [
      { ...stream, seconds: 1.5, cause: null },
      { ...stream, stream: 'other', added: 0, seconds: 2, cause },
    ]
    await bench.warehouse.endRun('one', { endedAt: pinnedWorld.now(), isComplete: false, streams })
    expect(await bench.warehouse.runs({ limit: 5 })).toMatchObject([{ state: 'failed', streams }])
  })

  test('one that was going on when its process ended is broken off', async () => {
    bench = await openBench()
    await bench.warehouse.beginRun({ id: 'one', mode: 'new', trigger: 'schedule', startedAt: pinnedWorld.now() })

    await bench.reopen()

    expect(await bench.warehouse.runs({ limit: 5 })).toMatchObject([{ id: 'one', state: 'broken', endedAt: null }])
    expect(await bench.warehouse.runs({ limit: 5, before: 'one' })).toEqual([])
  })
})
