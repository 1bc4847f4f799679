import { Secret, type ConfiguredSource, type Entity } from '../../../src/kit/index.ts'
import { entities as callsEntities } from '../../../src/packs/calls/entities.ts'
import { saleLine } from '../../../src/packs/orders/entities.ts'
import { entities as supportEntities } from '../../../src/packs/support/entities.ts'
import { startFreepbxSandbox, startFreshdeskSandbox, startOnecSandbox } from '../../../src/sandbox/index.ts'
import { freepbx, freshdesk, onec } from '../../../src/sources/index.ts'
import { cdr } from '../../calls/freepbx-schema.ts'
import { shop } from '../../onec/small-shop.ts'
import { smallDesk } from '../../small-desk.ts'
import { mustComeToTheSame, NOW, openLab } from '../lab.ts'
import type { Random } from '../random.ts'
import { startSpoiling, WAYS } from '../spoiling.ts'
import { must, type Session, type Target } from '../target.ts'

interface Vendor {
  name: string
  now?: string
  entities: readonly Entity[]
  secret: string
  start(now: () => Date): Promise<{ url: string; close(): Promise<void> }>
  source(url: string): Omit<ConfiguredSource, 'kind'>
  /** how many rows stand in core when all of it was read */
  whole: { query: string; rows: number }
}

const TICKETS = 60
const SALES = 40
const CALLS = 60
const pbxNow = '2024-01-01T06:00:00Z'
const shopNow = '2024-02-10T21:00:00Z'

const calls = Array.from({ length: CALLS }, (_, at) =>
  cdr({
    calldate: `2023-12-${29 + (at % 3)} ${String(at % 24).padStart(2, '0')}:00:00`,
    uniqueid: `17000000${at}.1`,
    sequence: at,
  }),
)

const VENDORS: readonly Vendor[] = [
  {
    name: 'freshdesk: pages',
    entities: supportEntities,
    secret: 'sample-key-of-the-desk',
    start: (now) =>
      startFreshdeskSandbox(smallDesk(TICKETS), { apiKey: 'sample-key-of-the-desk', rateLimits: 'off' }, now),
    source: (baseUrl) =>
      freshdesk({ id: 'desk', domain: 'acme', baseUrl, apiKey: new Secret('sample-key-of-the-desk'), pageSize: 20 }),
    whole: { query: 'select count(*)::int as n from core.support_ticket', rows: TICKETS },
  },
  {
    name: 'onec: OData',
    now: shopNow,
    entities: [saleLine],
    secret: 'sample-password',
    start: (now) => startOnecSandbox(shop(SALES), {}, now),
    source: (url) =>
      onec({
        id: 'shop',
        baseUrl: `${url}/base`,
        user: 'Сводка',
        password: new Secret('sample-password'),
        preset: 'accounting30',
        pageSize: 15,
      }),
    whole: { query: 'select count(*)::int as n from core.orders_sale_line', rows: 2 * SALES },
  },
  {
    name: 'onec: service',
    now: shopNow,
    entities: [saleLine],
    secret: 'sample-password',
    start: (now) => startOnecSandbox(shop(SALES), {}, now),
    source: (url) =>
      onec({
        id: 'shop',
        baseUrl: `${url}/base`,
        user: 'Сводка',
        password: new Secret('sample-password'),
        mode: 'http',
        http: { path: 'hs/svodka/sales', days: 7 },
        since: '2024-02-01',
        pageSize: 15,
      }),
    whole: { query: 'select count(*)::int as n from core.orders_sale_line', rows: 2 * SALES },
  },
  {
    name: 'freepbx: GraphQL',
    now: pbxNow,
    entities: callsEntities,
    secret: 'sample-secret',
    start: (now) => startFreepbxSandbox(calls as never, {}, now),
    source: (baseUrl) =>
      freepbx({
        id: 'pbx',
        timeZone: 'Europe/Moscow',
        api: { baseUrl, clientId: 'svodka', clientSecret: new Secret('sample-secret'), pageSize: 10 },
        from: '2023-12-28',
      }),
    whole: { query: 'select count(*)::int as n from core.calls_leg', rows: CALLS },
  },
]

async function openVendor({ now = NOW, entities, secret, start, source, whole }: Vendor): Promise<Session> {
  const standIn = await start(() => new Date(now))
  const spoiling = await startSpoiling(standIn.url)
  const lab = await openLab(source(spoiling.url), entities, { now, secrets: [secret] })
  let attempts = 0
  await mustBeWell()
  return {
    async attempt(random: Random) {
      attempts += 1
      lab.world.set(now)
      const how = { way: random.pick(WAYS), share: random.pick([0.2, 0.6, 1]), random }
      spoiling.spoil(how)
      await lab.sync('refetch')
      const inputs = spoiling.spoiled()
      lab.world.set(now)
      await mustComeToTheSame(lab, 'refetch')
      if (attempts % 3 === 0) await mustComeToTheSame(lab, 'full')
      await mustGoOn()
      if (attempts % 2 === 0) await mustBeWell()
      return inputs
    },
    async close() {
      await lab.close()
      await spoiling.close()
      await standIn.close()
    },
  }

  /** What a run remembers of nonsense keeps no later run from reading what is right. */
  async function mustGoOn() {
    spoiling.spoil(undefined)
    lab.world.set(now)
    const errors = (await lab.sync('new')).map(({ error }) => error).filter((error) => error !== null)
    must(errors.length === 0, 'what was remembered of nonsense keeps a well vendor from being read', errors)
  }

  /** Once the vendor is well again, nothing of what it was wrong about is missing. */
  async function mustBeWell() {
    spoiling.spoil(undefined)
    lab.world.set(now)
    const streams = await lab.sync('refetch')
    const errors = streams.map(({ error }) => error).filter((error) => error !== null)
    must(errors.length === 0, 'a vendor that is well again is not read', errors)
    const [row] = await lab.rows(whole.query)
    must(Number(row?.['n']) >= whole.rows, 'rows of a vendor that is well again are missing', row)
  }
}

export const vendorTargets: readonly Target[] = VENDORS.map((vendor) => ({
  name: vendor.name,
  attempts: 12,
  small: 4,
  open: () => openVendor(vendor),
}))
