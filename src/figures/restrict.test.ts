import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Visible } from '../access/index.ts'
import { sql, sqlText, type Sql } from '../kit/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import { restrictTables } from './restrict.ts'
import { openDesk, type OpenDesk } from './testing.ts'

const OWN: Visible = sql`agent = ${'ann'}`
const TICKETS = 'from (select * from "mart"."tickets" where (agent = $1))'

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk({ marts: {}, metrics: [] })
})
afterAll(() => desk.close())

async function restricted(query: Sql, rules: Readonly<Record<string, Visible>>, warehouse: Warehouse = desk.warehouse) {
  const safe = await restrictTables(query, new Map(Object.entries(rules)), warehouse)
  return [sqlText(safe), safe.values]
}

const ofAnn = (query: Sql) => restricted(query, { 'mart.tickets': OWN, 'mart.ratings': 'none' })

describe('a mart of a select gives way to its visible rows', () => {
  test('under its own name, where none was given, and the values keep their order', async () => {
    expect(await ofAnn(sql`select subject, ${'ж'} as letter from mart.tickets where subject = ${'x'}`)).toEqual([
      'select subject, $1 as letter from (select * from "mart"."tickets" where (agent = $2)) as "tickets" where subject = $3',
      ['ж', 'ann', 'x'],
    ])
  })

  test('in whatever way its name is written', async () => {
    expect(await ofAnn(sql`select * from "mart" . "Tickets" as "T"`)).toEqual([`select * ${TICKETS} as "T"`, ['ann']])
    expect(await ofAnn(sql`select * from Mart.TICKETS t`)).toEqual([`select * ${TICKETS} t`, ['ann']])
  })

  test('after letters of several bytes', async () => {
    expect(await ofAnn(sql`select 'ж€😀' as word from mart.tickets t`)).toEqual([
      `select 'ж€😀' as word ${TICKETS} t`,
      ['ann'],
    ])
  })

  test('where the parser meets a later one first', async () => {
    expect(await ofAnn(sql`from mart.tickets t select subject, (select max(word) from mart.ratings r)`)).toEqual([
      `${TICKETS} t select subject, (select max(word) from (select * from "mart"."ratings" where false) r)`,
      ['ann'],
    ])
  })

  test('once, where the parser meets it twice', async () => {
    expect(
      await ofAnn(sql`select case (select max(subject) from mart.tickets t) when 'a' then 1 when 'b' then 2 end`),
    ).toEqual([`select case (select max(subject) ${TICKETS} t) when 'a' then 1 when 'b' then 2 end`, ['ann']])
  })

  test('and those without a rule stay', async () => {
    const query = sql`select * from mart.ratings as r join mart.tickets as t on true`
    expect(await restricted(query, { 'mart.tickets': OWN })).toEqual([
      'select * from mart.ratings as r join (select * from "mart"."tickets" where (agent = $1)) as t on true',
      ['ann'],
    ])
  })

  test('and a name of the select itself stays', async () => {
    expect(await ofAnn(sql`with tickets as (from mart.tickets t) from tickets`)).toEqual([
      `with tickets as (${TICKETS} t) from tickets`,
      ['ann'],
    ])
  })
})

/** An engine whose parser says this of any text. */
const parserThatSays = (mention: Readonly<Record<string, unknown>>): Warehouse => {
  const tree = {
    type: 'BASE_TABLE',
    catalog_name: '',
    schema_name: 'mart',
    table_name: 'tickets',
    alias: '',
    ...mention,
  }
  return { ...desk.warehouse, rows: async () => [{ tree: JSON.stringify(tree) }] }
}

describe('nothing is run', () => {
  const query = sql`select agent.name, t.subject from mart.tickets as t`
  const asked = (warehouse?: Warehouse, rule: Visible = OWN) => restricted(query, { 'mart.tickets': rule }, warehouse)

  test('when none of the marts that have a rule is in the select', async () => {
    await expect(restricted(query, { 'mart.ratings': 'none' })).rejects.toThrow(
      'the marts of the select could not be found',
    )
  })

  test('when a mart is named together with a database', async () => {
    await expect(ofAnn(sql`select * from warehouse.mart.tickets`)).rejects.toThrow('a table is named in an unknown way')
  })

  test('when the parser does not say where a mart stands', async () => {
    await expect(asked(parserThatSays({}))).rejects.toThrow('a table is named in an unknown way')
  })

  test('when no name or another name stands where the parser saw the mart', async () => {
    for (const place of ['select', 'from mart.tickets', '.name', 'agent.name', 't.subject', 'tickets as t']) {
      const at = sqlText(query).indexOf(place)
      await expect(asked(parserThatSays({ query_location: at }))).rejects.toThrow(
        'mart.tickets is not where the parser saw it',
      )
    }
  })

  test('when a mart that everybody sees whole is to be narrowed', async () => {
    await expect(asked(undefined, 'all')).rejects.toThrow('mart.tickets needs no rule')
  })
})
