import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Admin, Consumer, Producer } from '@platformatic/kafka'
import { silentLog, type World } from '../../src/base/index.ts'
import { createIngest } from '../../src/ingest/index.ts'
import { defineEntity } from '../../src/kit/index.ts'
import { kafka } from '../../src/sources/index.ts'
import { openWarehouse } from '../../src/warehouse/index.ts'
import { kafkaMissing, startKafka } from '../../test/kafka/broker.ts'
import { spentOn } from '../measure.ts'

/**
 * Messages of 300 bytes from a local broker into core, through the source, ingest and the warehouse, against a bare consumer
 * of the same library that writes their bytes as NDJSON into a plain file, in turn in the same run: 50 000 a second, or 60 %
 * of the bare consumer's speed. The machine's other work can only add: each side's best of a few rounds.
 */
const MESSAGES = Number(process.env['MESSAGES'] ?? 500_000)
const PARTITIONS = 3
const ROUNDS = 3
const WANTED_PER_SECOND = 50_000
const LIMIT = 1 / 0.6
const BATCH = 2000
const TOPIC = 'orders'

const order = defineEntity({
  id: 'orders.order',
  meaning: 'What a customer ordered.',
  key: ['order_id'],
  columns: {
    order_id: { type: 'string', required: true, meaning: 'number' },
    customer_id: { type: 'string', required: true, meaning: 'who' },
    ordered_at: { type: 'instant', required: true, meaning: 'when' },
    amount: { type: 'decimal', meaning: 'roubles' },
    lines: { type: 'integer', meaning: 'how many kinds' },
    place: { type: 'string', meaning: 'where' },
  },
})
const quietWorld = (): World => ({
  now: () => new Date(),
  sleep: async () => {},
  fetch: globalThis.fetch,
  log: silentLog,
})

if (kafkaMissing) throw new Error(`${kafkaMissing}; run tools/install-kafka.sh`)
const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-'))
const broker = await startKafka({ isFast: true })
try {
  await fill()
  const [bare, ours] = [[] as number[], [] as { seconds: number; cpuSeconds: number }[]]
  for (let round = 0; round < ROUNDS; round++) {
    bare.push((await spentOn(() => bareConsumer(join(folder, `bare-${round}.ndjson`), round))).seconds)
    ours.push(await intoCore(join(folder, `data-${round}`)))
  }
  const best = Math.min(...ours.map(({ seconds }) => seconds))
  const baseline = Math.min(...bare)
  const ratio = best / baseline
  const line = {
    bench: `${MESSAGES / 1000} thousand messages of 300 bytes from Kafka into core`,
    seconds: best,
    baseline,
    ratio,
    limit: LIMIT,
    ok: ratio <= LIMIT || MESSAGES / best >= WANTED_PER_SECOND,
    perSecond: MESSAGES / best,
    wantedPerSecond: WANTED_PER_SECOND,
    barePerSecond: MESSAGES / baseline,
    cpuSeconds: Math.min(...ours.map(({ cpuSeconds }) => cpuSeconds)),
  }
  const rounded = (value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(3)) : value)
  console.log(JSON.stringify(Object.fromEntries(Object.entries(line).map(([name, value]) => [name, rounded(value)]))))
} finally {
  await broker.close()
  rmSync(folder, { recursive: true, force: true })
}

/** Values of 300 bytes, as a shop's programme writes them. */
function orderText(number: number): string {
  const text = JSON.stringify({
    order_id: `o-${number}`,
    customer_id: `c-${(number * 7919) % 40_000}`,
    ordered_at: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
    amount: ((number * 37) % 500_000) / 100,
    lines: 1 + (number % 9),
    place: `Ресторан № ${number % 60}`,
    note: '',
  })
  return `${text.slice(0, -2)}${'x'.repeat(300 - Buffer.byteLength(text))}"}`
}

async function fill(): Promise<void> {
  const options = { clientId: 'shop', bootstrapBrokers: [...broker.brokers] }
  const admin = new Admin(options)
  await admin.createTopics({ topics: [TOPIC], partitions: PARTITIONS, replicas: 1 })
  await admin.close()
  const producer = new Producer({ ...options, retries: 20 })
  for (let first = 0; first < MESSAGES; first += BATCH) {
    const messages = Array.from({ length: Math.min(BATCH, MESSAGES - first) }, (_, at) => ({
      topic: TOPIC,
      partition: (first / BATCH) % PARTITIONS,
      key: Buffer.from(`o-${first + at}`),
      value: Buffer.from(orderText(first + at)),
    }))
    await producer.send({ messages })
  }
  await producer.close()
}

async function bareConsumer(path: string, round: number): Promise<void> {
  const consumer = new Consumer({ clientId: 'bare', groupId: `bare-${round}`, bootstrapBrokers: [...broker.brokers] })
  const stream = await consumer.consume({ topics: [TOPIC], mode: 'earliest', autocommit: false })
  const file = await open(path, 'w')
  const end = Buffer.from('\n')
  let pieces: Buffer[] = []
  let [count, bytes] = [0, 0]
  for await (const { value } of stream) {
    pieces.push(value, end)
    bytes += value.length + 1
    count += 1
    if (bytes < 1_000_000 && count < MESSAGES) continue
    await file.writeFile(Buffer.concat(pieces))
    ;[pieces, bytes] = [[], 0]
    if (count === MESSAGES) break
  }
  await file.close()
  await consumer.close(true)
  if (statSync(path).size !== 301 * MESSAGES) throw new Error('not all came')
}

async function intoCore(data: string): Promise<{ seconds: number; cpuSeconds: number }> {
  const world = quietWorld()
  const { definition } = kafka({ id: 'bus' })
  const columns = Object.fromEntries(Object.keys(order.columns).map((column) => [column, column]))
  const settings = definition.settings.parse({
    brokers: broker.brokers,
    streams: { 'orders.order': { topic: TOPIC, columns } },
  })
  const warehouse = await openWarehouse({ folder: data }, world)
  const streams = definition.streams(settings)
  await warehouse.prepare({ sources: [{ id: 'bus', streams }], entities: [order], models: [], settingsTables: [] })
  const ingest = createIngest({ sources: [{ id: 'bus', definition, settings }], warehouse, folder, world })
  const spent = await spentOn(async () => {
    const {
      isComplete,
      streams: [stream],
    } = await ingest.sync({ mode: 'new', locale: 'en' }, () => {})
    if (!isComplete || stream?.added !== MESSAGES) throw new Error(`not all came: ${JSON.stringify(stream)}`)
  })
  await warehouse.close()
  rmSync(data, { recursive: true })
  return spent
}
