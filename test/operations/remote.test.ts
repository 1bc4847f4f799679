import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSvodka, type OpenSvodka } from '../../src/app/index.ts'
import type { Asker, Wanted } from '../../src/figures/index.ts'
import { remoteProgram, type Program } from '../../src/server/index.ts'
import { openOperations, type OperationsWorkspace } from './workspace.ts'

const OWNER: Asker = { person: { id: 'owner', name: 'owner', role: 'owner' }, locale: 'ru' }
const ANNA: Asker = { person: { id: 'anna', name: 'Anna', role: 'seller' }, locale: 'en' }
const REVENUE = { metrics: ['orders.revenue'], by: ['manager'] }
const DAY = '2023-12-31'

let workspace: OperationsWorkspace
let svodka: OpenSvodka
let remote: Program

beforeAll(async () => {
  workspace = await openOperations()
  svodka = await openSvodka(workspace.folder, {})
  await svodka.serve(undefined, 'worker')
  await svodka.sync({ mode: 'new', locale: 'en' }, () => {})
  remote = remoteProgram(join(workspace.folder, 'data/server.json'))
})
afterAll(async () => {
  await svodka.close()
  await workspace.close()
})

/** Every question that changes nothing, as it is asked of a program. */
const QUESTIONS: Readonly<Record<string, (program: Program, asker: Asker) => Promise<unknown>>> = {
  about: (program, asker) => program.about(asker),
  home: (program, asker) => program.home(asker),
  dashboard: (program, asker) => program.dashboard('orders.overview', asker),
  catalog: (program, asker) => program.catalog(asker),
  query: (program, asker) => program.query(REVENUE, asker),
  analyze: (program, asker) => program.analyze('orders.rfm', { date: DAY }, asker),
  rows: (program, asker) => program.rows({ metric: 'orders.revenue' }, asker),
  values: (program, asker) => program.values('manager', 'a', asker),
  csv: (program, asker) => exported(program, { query: REVENUE }, 'csv', asker),
  rows_csv: (program, asker) => exported(program, { rows: { metric: 'orders.revenue' } }, 'csv', asker),
  reports: (program, asker) => program.reports(asker),
  document: (program, asker) => program.document('orders.rfm', DAY, asker),
  dataState: (program, asker) => program.dataState(asker),
  schema: (program) => program.schema(),
  deliveryState: (program, asker) => program.deliveryState(asker),
}

const preview = (program: Program, asker: Asker) =>
  program.previewSend({ report: 'orders.manager-list', date: DAY }, asker)

describe.each([
  ['the owner', OWNER],
  ['a seller', ANNA],
])('asked by %s', (_name, asker) => {
  test.each(Object.keys(QUESTIONS))('%s is answered through the local API as by the program itself', async (name) => {
    const ask = QUESTIONS[name] as (typeof QUESTIONS)[string]

    const [own, far] = [await ask(svodka, asker), await ask(remote, asker)]

    expect(timeless(far)).toEqual(timeless(own))
    expect(JSON.stringify(own)).not.toBe('{}')
  })
})

test('a preview comes as it is, and is refused to whoever sees less than its recipients may', async () => {
  const refusal = (program: Program) =>
    preview(program, ANNA).catch((error: unknown) => (error as { code: string }).code)

  expect(await preview(remote, OWNER)).toEqual(await preview(svodka, OWNER))
  expect([await refusal(svodka), await refusal(remote)]).toEqual(['forbidden', 'forbidden'])
})

test('a workbook comes with all its bytes', async () => {
  const own = await exported(svodka, { query: REVENUE }, 'xlsx', OWNER)
  const far = await exported(remote, { query: REVENUE }, 'xlsx', OWNER)

  expect(far).toEqual(own)
  expect(own.content.startsWith('PK')).toBe(true)
})

test('what is asked wrongly is refused with the same sentence', async () => {
  const refusal = (program: Program) =>
    program.query({ metrics: ['orders.revenu'] }, OWNER).catch((error: unknown) => (error as Error).message)

  expect(await refusal(remote)).toBe(await refusal(svodka))
})

async function exported(program: Program, wanted: Wanted, as: 'csv' | 'xlsx', asker: Asker) {
  const { content, ...file } = await program.exported(wanted, 'Выручка', as, asker)
  const pieces: Uint8Array[] = []
  for await (const piece of content) pieces.push(piece)
  return { ...file, content: Buffer.concat(pieces).toString('latin1') }
}

/** Without the moment at which an answer was made. */
const timeless = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === 'madeAt' || key === 'now' ? null : value)))
