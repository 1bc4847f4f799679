import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PostgresSandbox } from '../sandbox/postgres/index.ts'
import { temporaryPostgres } from '../../test/postgres/workspace.ts'
import { openPublishBench, type PublishBench } from './testing.ts'

const SWAPS = process.env['SVODKA_FULL'] === '1' ? 50 : 8
const ROWS = 100

let database: PostgresSandbox
let bench: PublishBench
beforeAll(async () => {
  database = await temporaryPostgres()
  await database.run(`create role bi login password 'bi'`)
  bench = await openPublishBench({ url: database.url, rows: ROWS })
  await bench.edition(1)
  await bench.publish({ readers: ['bi'] })
})
afterAll(async () => {
  await bench.close()
  await database.close()
})

/** What one look at both marts found: how many rows of each, and which editions. */
interface Look {
  loans: number
  payments: number
  editions: number[]
}

const ONE_STATEMENT = `
  select (select count(*)::int from svodka.loans) as loans, (select count(*)::int from svodka.payments) as payments,
    (select json_agg(distinct edition) from (select edition from svodka.loans union all select edition from svodka.payments) as e) as editions`

/** Reads as a BI tool does until it is told to stop. */
function reader(look: (client: Client) => Promise<Look>) {
  let isOver = false
  const looks: Look[] = []
  const work = async () => {
    const url = new URL(database.url)
    const client = new Client({
      host: url.hostname,
      port: Number(url.port),
      database: 'postgres',
      user: 'bi',
      password: 'bi',
    })
    await client.connect()
    try {
      while (!isOver) looks.push(await look(client))
    } finally {
      await client.end()
    }
  }
  const working = work()
  return {
    async stop(): Promise<readonly Look[]> {
      isOver = true
      await working
      return looks
    },
  }
}

const inOneStatement = async (client: Client): Promise<Look> =>
  (await client.query<Look>(ONE_STATEMENT)).rows[0] as Look

const prepared = async (client: Client): Promise<Look> =>
  (await client.query<Look>({ name: 'look', text: ONE_STATEMENT })).rows[0] as Look

/** The two marts one after the other, in a transaction that keeps its picture. */
async function inOneTransaction(client: Client): Promise<Look> {
  const of = async (table: string) =>
    (
      await client.query<{ rows: number; editions: number[] }>(
        `select count(*)::int as rows, json_agg(distinct edition) as editions from svodka.${table}`,
      )
    ).rows[0]
  await client.query('begin transaction isolation level repeatable read')
  const loans = await of('loans')
  const payments = await of('payments')
  await client.query('commit')
  const editions = [...new Set([...(loans?.editions ?? []), ...(payments?.editions ?? [])])]
  return { loans: loans?.rows ?? 0, payments: payments?.rows ?? 0, editions }
}

test(`readers see one whole publication, in every statement during ${SWAPS} swaps`, async () => {
  const readers = [inOneStatement, prepared, inOneTransaction].map(reader)

  for (let edition = 2; edition <= 1 + SWAPS; edition++) {
    await bench.edition(edition)
    await bench.publish({ readers: ['bi'] })
  }
  const looks = await Promise.all(readers.map((each) => each.stop()))

  for (const seen of looks) {
    expect(
      seen.filter(({ loans, payments, editions }) => loans !== ROWS || payments !== ROWS || editions.length !== 1),
    ).toEqual([])
    const editions = seen.flatMap((look) => look.editions)
    expect(editions).toEqual(editions.toSorted((a, b) => a - b))
    expect(new Set(editions).size).toBeGreaterThan(SWAPS / 3)
  }
})
