import { Producer } from '@platformatic/kafka'

/** Later versions of the question are between brokers only, and the client would ask with the latest that it knows. */
const LAST_FOR_CLIENTS = 3

type Api = Awaited<ReturnType<Producer['listApis']>>[number]

/** Writes transactions of one message each into partition 0, one after another, each with its end. */
export async function transactions(
  brokers: readonly string[],
  topic: string,
  all: readonly (readonly [value: string, end: 'commit' | 'abort'])[],
): Promise<void> {
  const producer = new Producer({
    clientId: 'till',
    bootstrapBrokers: [...brokers],
    idempotent: true,
    transactionalId: `till of ${topic}`,
    retries: 20,
    retryDelay: 100,
  })
  const apis = (await producer.listApis()).map((api) =>
    api.name === 'AddPartitionsToTxn' ? { ...api, maxVersion: LAST_FOR_CLIENTS } : api,
  )
  const known = Object.getOwnPropertySymbols(producer).find(({ description }) => description?.endsWith('base.apis'))
  ;(producer as unknown as Record<symbol, Api[]>)[known ?? Symbol('none')] = apis
  for (const [value, end] of all) {
    const begun = await producer.beginTransaction()
    await begun.send({ messages: [{ topic, partition: 0, value: Buffer.from(value) }] })
    await begun[end]()
  }
  await producer.close()
}
