import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret, sql } from '../../src/kit/index.ts'
import { kafkaMissing, startKafka, type TemporaryKafka } from './broker.ts'
import { transactions } from './transactions.ts'
import { COLUMNS, openKafkaWorkspace, openWriter, ratingsOf, type KafkaWorkspace, type Writer } from './workspace.ts'

const FIRST = '2026-01-01T00:00:00Z'

describe.skipIf(kafkaMissing)(`topics of a real broker${kafkaMissing ? ` (${kafkaMissing})` : ''}`, () => {
  let broker: TemporaryKafka
  let writer: Writer
  const open: KafkaWorkspace[] = []
  const folders = new Set<string>()

  beforeAll(async () => {
    broker = await startKafka()
    writer = openWriter(broker.brokers)
  })

  afterAll(async () => {
    for (const workspace of open) await workspace.close()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    await writer?.close()
    await broker?.close()
  })

  const workspaceOf = async (settings: Record<string, unknown>) => {
    const workspace = await openKafkaWorkspace(broker.brokers, settings)
    open.push(workspace)
    folders.add(workspace.folder)
    return workspace
  }

  const reopened = async (workspace: KafkaWorkspace, settings: Record<string, unknown>) => {
    open.splice(open.indexOf(workspace), 1)
    const other = await workspace.reopened(settings)
    open.push(other)
    return other
  }

  const ratings = ({ rows }: KafkaWorkspace) =>
    rows('select partition, at_offset, operator, score, comment from core.calls_rating order by 1, 2')

  test('a message is a row, once: its fields by name, and where and when it stands', async () => {
    await writer.makeTopic('ratings', 2)
    await writer.send('ratings', [
      { partition: 0, key: 'ёж "7"', value: '{"operator":"ann","score":5,"comment":"Спасибо 🎉"}' },
      { partition: 1, value: '\n{ "operator" : "bob",\r\n "score" : 4,\n"comment":"a\\nb" }\n' },
      { partition: 1, value: '{}' },
    ])
    const workspace = await workspaceOf(ratingsOf('ratings'))

    const first = await workspace.sync()
    await writer.send('ratings', [{ partition: 0, value: '{"operator":"cid","id":9007199254740993}' }])
    const [behind] = await workspace.lag()
    const second = await workspace.sync()
    const third = await workspace.sync()

    expect([first, second, third].map(({ added, rejected, error }) => [added, rejected, error])).toEqual([
      [3, 0, null],
      [1, 0, null],
      [0, 0, null],
    ])
    expect(await ratings(workspace)).toEqual([
      { partition: '0', at_offset: 0, operator: 'ann', score: 5, comment: 'Спасибо 🎉' },
      { partition: '0', at_offset: 1, operator: 'cid', score: null, comment: null },
      { partition: '1', at_offset: 0, operator: 'bob', score: 4, comment: 'a\nb' },
      { partition: '1', at_offset: 1, operator: null, score: null, comment: null },
    ])
    expect(await workspace.rows('select distinct rated_at from core.calls_rating')).toEqual([{ rated_at: FIRST }])
    expect(behind).toEqual({
      stream: 'calls.rating',
      messages: 1,
      parts: [
        { name: 'ratings-0', messages: 1 },
        { name: 'ratings-1', messages: 0 },
      ],
    })
    expect((await workspace.lag())[0]?.messages).toBe(0)
  })

  test('SQL sees the fields that settings name, and key, headers, partition, offset and time of the message', async () => {
    await writer.makeTopic('nested')
    await writer.send('nested', [
      {
        key: 'k-1',
        headers: { trace: 'a1', тип: 'звонок' },
        value: '{"who":{"name":"Анна","team":["a","b"]},"tenths":40}',
      },
      { value: '{"tenths":"20"}' },
    ])
    const workspace = await workspaceOf({
      streams: {
        'calls.rating': {
          topic: 'nested',
          fields: { who: 'json', tenths: 'double' },
          columns: {
            partition: sql`'p' || kafka_partition`,
            at_offset: 'kafka_offset',
            operator: sql`who->>'name'`,
            score: sql`(tenths / 10)::integer`,
            rated_at: sql`kafka_timestamp + interval 1 hour`,
            comment: sql`concat_ws(' ', kafka_key, kafka_headers->>'trace', kafka_headers->>'тип', who->>'$.team[1]')`,
          },
        },
      },
    })

    const { error } = await workspace.sync()

    expect(error).toBeNull()
    expect(await ratings(workspace)).toEqual([
      { partition: 'p0', at_offset: 0, operator: 'Анна', score: 4, comment: 'k-1 a1 звонок b' },
      { partition: 'p0', at_offset: 1, operator: null, score: 2, comment: '' },
    ])
    expect(await workspace.rows('select distinct rated_at from core.calls_rating')).toEqual([
      { rated_at: '2026-01-01T01:00:00Z' },
    ])
  })

  test('what is no object of JSON is rejected, says where it stood, and the rest goes on', async () => {
    await writer.makeTopic('poison')
    await writer.send('poison', [
      '{"operator":"ann"}',
      { key: 'gone', value: null },
      'not json\nat all',
      '[1,2]',
      { value: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) },
      { value: Buffer.from([0, 0, 0, 0, 7, 2, 4]) },
      '{"kafka_offset":700,"\\u006bafka_offset":800,"operator":"own"}',
      '{"operator":bob}',
      '{"operator":"two"}{"operator":"more"}',
      { value: Buffer.concat([Buffer.from([0, 0, 0, 0, 9]), Buffer.from('{"operator":"cid"}')]) },
      '{"score":"many"}',
      '{"operator":"a\nb"}',
      '{"operator":"dan"}',
    ])
    const workspace = await workspaceOf(ratingsOf('poison'))

    const { added, rejected, error } = await workspace.sync()

    expect([added, rejected, error]).toEqual([4, 9, null])
    expect((await ratings(workspace)).map(({ at_offset: at, operator }) => [at, operator])).toEqual([
      [0, 'ann'],
      [6, 'own'],
      [9, 'cid'],
      [12, 'dan'],
    ])
    const { rows } = await workspace.warehouse.rejected({})
    expect(rows.map(({ reason, record }) => `${reason}: ${record}`)).toMatchInlineSnapshot(`
      [
        "not JSON: poison-0, offset 1, 2026-01-01T00:00:00.000Z, key "gone": there is no value (a tombstone: whoever wrote it means that the key is gone; no row was removed)",
        "not JSON: poison-0, offset 2, 2026-01-01T00:00:00.000Z: the value is not JSON: not json\\nat all",
        "not a JSON object: ["poison-0, offset 3, 2026-01-01T00:00:00.000Z: the value is JSON, but not an object","[1,2]"]",
        "not JSON: poison-0, offset 4, 2026-01-01T00:00:00.000Z: the value is not UTF-8: hex 7b22ff227d",
        "not JSON: poison-0, offset 5, 2026-01-01T00:00:00.000Z: the value is in a format of a schema registry (Avro or Protobuf), not JSON: \\u0000\\u0000\\u0000\\u0000\\u0007\\u0002\\u0004",
        "not JSON: {"kafka_partition":0,"kafka_offset":7,"kafka_timestamp":"2026-01-01T00:00:00.000Z","operator":bob}",
        "not JSON: {"kafka_partition":0,"kafka_offset":8,"kafka_timestamp":"2026-01-01T00:00:00.000Z","operator":"two"}{"operator":"more"}",
        "score: "many" is not a whole number: {"kafka_partition":0,"kafka_offset":10,"kafka_timestamp":"2026-01-01T00:00:00.000Z","score":"many"}",
        "not JSON: poison-0, offset 11, 2026-01-01T00:00:00.000Z: the value is not JSON: {"operator":"a\\nb"}",
      ]
    `)
    const again = await workspace.sync()
    expect([again.added, again.rejected]).toEqual([0, 0])
  })

  test('of transactions only what was committed counts, and the markers that they leave are no loss', async () => {
    await writer.makeTopic('paid')
    await writer.send('paid', ['{"operator":"before"}'])
    await transactions(broker.brokers, 'paid', [
      ['{"operator":"aborted"}', 'abort'],
      ['{"operator":"kept"}', 'commit'],
      ['{"operator":"aborted again"}', 'abort'],
      ['{"operator":"kept too"}', 'commit'],
    ])
    const workspace = await workspaceOf(ratingsOf('paid'))

    const first = await workspace.sync()
    const second = await workspace.sync()

    expect([first.added, first.rejected, first.error, second.added]).toEqual([3, 0, null, 0])
    expect((await ratings(workspace)).map(({ operator }) => operator)).toEqual(['before', 'kept', 'kept too'])
    expect((await workspace.lag())[0]?.messages).toBe(0)
  })

  test('messages that retention deleted before they were read are told, and with a setting noted and passed over', async () => {
    await writer.makeTopic('kept', 2)
    const send = (...operators: string[]) =>
      writer.send(
        'kept',
        operators.map((operator) => ({ partition: 1, value: JSON.stringify({ operator }) })),
      )
    await send('a')
    const workspace = await workspaceOf(ratingsOf('kept'))
    await workspace.sync()
    await send('b', 'c', 'd')
    await writer.admin.deleteRecords({ topics: [{ name: 'kept', partitions: [{ partition: 1, offset: 3n }] }] })

    const stopped = await workspace.sync()
    const still = await workspace.sync()
    const going = await reopened(workspace, { ...ratingsOf('kept'), afterLoss: 'go-on' })
    const went = await going.sync()
    const after = await going.sync()

    expect(stopped.error).toMatch(/^calls\.rating: Kafka deleted up to 2 messages of kept .*: kept-1: 1–2 \(2\)\. /)
    expect([stopped.asOf, still.error]).toEqual([null, stopped.error])
    expect([went.added, went.rejected, went.error, after.rejected]).toEqual([1, 1, null, 0])
    expect(await going.rejected()).toEqual(['kept-1: 1–2 (2): gone before it was read'])
    expect(going.world.lines.find(({ event }) => event === 'kafka.messages_lost')?.fields).toMatchObject({
      messages: 2,
    })
    expect((await ratings(going)).map(({ operator }) => operator)).toEqual(['a', 'd'])
  })

  test('a topic that was deleted and made anew is told, whatever it holds now', async () => {
    await writer.makeTopic('anew')
    await writer.send('anew', ['{"operator":"old"}'])
    const workspace = await workspaceOf(ratingsOf('anew'))
    await workspace.sync()
    await writer.admin.deleteTopics({ topics: ['anew'] })
    const missing = await workspace.sync()
    await writer.makeTopic('anew')
    await writer.send('anew', ['{"operator":"new"}', '{"operator":"newer"}'])

    const { error, added } = await workspace.sync()

    expect(missing.error).toMatch(/^There is no topic anew, .* There are: .*ratings/)
    expect(error).toMatch(/anew was deleted and made anew .*: anew-0: 1…\. To read the new one/)
    expect(added).toBe(0)
  })

  test('a run begins at the end where settings say so, and finds new partitions from their first message', async () => {
    await writer.makeTopic('grows')
    await writer.send('grows', ['{"operator":"earlier"}'])
    const workspace = await workspaceOf(ratingsOf('grows', { start: 'latest' }))
    await workspace.sync()
    await writer.admin.createPartitions({ topics: [{ name: 'grows', count: 2, assignments: null as never }] })
    await writer.send('grows', ['{"operator":"later"}', { partition: 1, value: '{"operator":"new partition"}' }])

    await workspace.sync()

    expect((await ratings(workspace)).map(({ operator }) => operator)).toEqual(['later', 'new partition'])
  })

  test('without a mapping, fields become columns of the same names', async () => {
    await writer.makeTopic('same')
    await writer.send('same', ['{"partition":"7","at_offset":3,"operator":"ann","other":1}'])
    const workspace = await workspaceOf({ streams: { 'calls.rating': { topic: 'same' } } })

    await workspace.sync()

    expect(await ratings(workspace)).toEqual([
      { partition: '7', at_offset: 3, operator: 'ann', score: null, comment: null },
    ])
  })

  test('messages are read however they are compressed', async () => {
    await writer.makeTopic('compressed')
    for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
      const many = Array.from({ length: 100 }, (_, at) => JSON.stringify({ operator: `${compression} ${at}` }))
      await writer.send('compressed', many, compression)
    }
    const workspace = await workspaceOf(ratingsOf('compressed'))

    const { added, error } = await workspace.sync()

    expect([added, error]).toEqual([500, null])
    expect(await workspace.rows('select count(distinct operator)::int as n from core.calls_rating')).toEqual([
      { n: 500 },
    ])
  })

  test('a user signs in with a password, encrypted or not; each refusal is told, without the password', async () => {
    await writer.makeTopic('guarded')
    await writer.send('guarded', ['{"operator":"ann"}'])
    const checkAs = async (sasl: Record<string, unknown>, at = broker.guarded) => {
      const workspace = await openKafkaWorkspace([at], { ...ratingsOf('guarded'), ...sasl })
      open.push(workspace)
      const lines = await workspace.check()
      return lines.map(({ message }) => message).join('\n')
    }
    const as = (password: string, mechanism = 'PLAIN') => ({
      sasl: { mechanism, user: 'reader', password: new Secret(password) },
    })

    expect(await checkAs(as('right'))).toBe(
      'Kafka: 1 broker, user reader\ncalls.rating: topic guarded, 1 partition, 1 message',
    )
    expect(await checkAs(as('wrong-word'))).toMatch(/^Kafka refused the user reader: (?!.*wrong-word)/)
    expect(await checkAs(as('right', 'SCRAM-SHA-512'))).toMatch(/^Kafka does not offer this way to sign in/)
    expect(await checkAs({})).toMatch(/^The connection to Kafka \([\d.:]+\) broke off: /)
    expect(await checkAs({ ...as('right'), tls: 'verify', connectTimeoutSeconds: 2 })).toMatch(/^No encrypted/)
    const { broker: encrypted, ca } = broker.encrypted ?? {}
    if (!encrypted) return
    const welcome = /^Kafka: 1 broker, user reader\n/
    expect(await checkAs({ ...as('right'), tls: { ca } }, encrypted)).toMatch(welcome)
    expect(await checkAs({ ...as('right'), tls: 'require' }, encrypted)).toMatch(welcome)
    expect(await checkAs({ ...as('right'), tls: 'verify' }, encrypted)).toMatch(/^No encrypted .*self-signed/)
    expect(await checkAs(as('right'), encrypted)).toMatch(/^Kafka .* closed the connection .* check tls/)
    expect(await checkAs({ ...as('right'), tls: { ca: 'none.pem' } }, encrypted)).toMatch(
      /^The file .*none\.pem, named/,
    )
  })

  test('a message that is too long is rejected, shown by its beginning, and the rest goes on', async () => {
    await writer.makeTopic('long', 1, { 'max.message.bytes': '60000000' })
    await writer.send('long', ['{"operator":"before"}'])
    await writer.send('long', [`{"operator":"${'x'.repeat(40_000_000)}"}`], 'gzip')
    await writer.send('long', ['{"operator":"after"}'])
    const workspace = await workspaceOf(ratingsOf('long'))

    const { added, rejected, error } = await workspace.sync()

    expect([added, rejected, error]).toEqual([2, 1, null])
    const [row] = (await workspace.warehouse.rejected({})).rows
    expect(row?.reason).toMatch(/^the line is 40\d+ bytes long, more than/)
    expect(row?.record).toMatch(/^\{"kafka_partition":0,"kafka_offset":1,.*"operator":"xxx/)
  })

  test('check says what is there, in both languages', async () => {
    await writer.makeTopic('looked-at', 3)
    const workspace = await workspaceOf({
      streams: { ...ratingsOf('looked-at').streams, typo: { topic: 'looked-it', columns: COLUMNS } },
    })

    const [en, ru] = [await workspace.check('en'), await workspace.check('ru')]

    expect(en.map(({ ok }) => ok)).toEqual([true, true, false])
    expect(en.map(({ message }) => message).join('\n')).toMatch(
      /^Kafka: 1 broker, without a user\ncalls\.rating: topic looked-at, 3 partitions, 0 messages\nThere is no topic looked-it, or this user may not see it\. Did you mean looked-at\? There are: /,
    )
    expect(ru[1]?.message).toBe('calls.rating: топик looked-at, 3 раздела, 0 сообщений')
  })
})
