import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { GIVE_UP_HOURS } from './back-off.ts'
import type { SendOutcome } from './contract.ts'
import { both, MORNING, openDesk, recipient, request, tinyDocument, type Desk } from './testing.ts'

let desk: Desk

beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const after = (seconds: number): string => new Date(Date.parse(MORNING) + seconds * 1000).toISOString()
const later = (more: { retryAfterSeconds?: number; needsPerson?: boolean } = {}): SendOutcome => ({
  kind: 'later',
  cause: both('come back'),
  ...more,
})
const onlyHead = { when: ({ recipient: name }: { recipient: string }) => name === 'head' }
const notices = () => desk.post.sendings.filter(({ body }) => String(body['text']).match(/^(Failure|Fixed)/))

describe('what becomes of a part', () => {
  test('texts go before pictures, each once, and the answer is kept as proof', async () => {
    const summary = await desk.delivery.send(request('head'))

    expect(desk.post.sendings.map(({ part, content }) => [part, content])).toEqual([
      ['text-1', undefined],
      ['text-2', undefined],
      ['picture-1', 'png'],
    ])
    expect(summary).toEqual({
      parts: { waiting: 0, sending: 0, sent: 3, unknown: 0, failed: 0, cancelled: 0 },
      problems: [],
    })
    expect((await desk.rows()).map(({ receipt }) => receipt)).toEqual(['message 1', 'message 2', 'message 3'])
  })

  test('an edition goes once, however often it is sent', async () => {
    await desk.delivery.send(request('head'))
    const summary = await desk.delivery.send(request('head'))

    expect(desk.post.sendings).toHaveLength(3)
    expect(summary.parts.sent).toBe(3)
  })

  test('a part that is put off waits longer each time, and the parts behind it wait with it', async () => {
    desk.post.script.push(...Array.from({ length: 7 }, () => ({ ...onlyHead, outcome: later() })))
    await desk.delivery.send(request('head'))
    const waits: number[] = []
    for (let attempt = 0; attempt < 7; attempt++) {
      const at =
        (await desk.rows()).find(({ recipient: name, part }) => name === 'head' && part === 'text-1')?.notBefore ?? ''
      waits.push((Date.parse(at) - desk.world.now().getTime()) / 1000)
      desk.world.set(at)
      await desk.delivery.flush()
    }

    expect(waits).toEqual([1, 5, 30, 120, 600, 3600, 3600])
    expect((await desk.states()).filter((line) => line.startsWith('head'))).toEqual([
      'head text-1 sent',
      'head text-2 sent',
      'head picture-1 sent',
    ])
  })

  test('who asks to wait 17 seconds is asked again after 17 seconds', async () => {
    desk.post.script.push({ outcome: later({ retryAfterSeconds: 17 }) })

    const summary = await desk.delivery.send(request('head'))

    expect((await desk.rows())[0]).toMatchObject({ state: 'waiting', notBefore: after(17), cause: both('come back') })
    expect(summary.problems).toEqual([{ recipient: 'head', channel: 'post', cause: both('come back') }])
  })

  test(`a part that nobody took for ${GIVE_UP_HOURS} hours has failed, and the administrator is told`, async () => {
    desk.post.script.push({ outcome: later() }, { ...onlyHead, outcome: later() })
    await desk.delivery.send(request('head'))

    desk.world.set(after(GIVE_UP_HOURS * 3600))
    await desk.delivery.flush()

    expect((await desk.rows()).find(({ recipient: name }) => name === 'head')).toMatchObject({
      state: 'failed',
      cause: { en: 'It could not be sent for 24 hours and will not be tried again. Last cause: come back' },
    })
    expect(notices().map(({ recipient: name }) => name)).toEqual(['admin'])
  })

  test('what was refused is not tried again, the rest goes, and the administrator is told once', async () => {
    desk.post.script.push({ outcome: { kind: 'refused', cause: both('too long') } })
    await desk.delivery.send(request('head'))
    await desk.delivery.flush()

    expect(await desk.states()).toEqual([
      'admin text-1 sent',
      'head text-1 failed',
      'head text-2 sent',
      'head picture-1 sent',
    ])
    expect(notices()).toHaveLength(1)
    expect(notices()[0]?.body['text']).toMatch(
      /desk\.morning \(2023-12-31\)[\s\S]*head, post: text-1 – not sent\. too long/,
    )
  })

  test('an outcome that is unknown stays unknown until a person decides', async () => {
    desk.post.script.push({ outcome: { kind: 'unknown', cause: both('no answer') } })
    await desk.delivery.send(request('head'))
    desk.world.set(after(GIVE_UP_HOURS * 3600))
    await desk.delivery.flush()
    const [, row] = await desk.rows()

    expect(row).toMatchObject({ part: 'text-1', state: 'unknown' })
    expect(desk.post.sendings.filter(({ recipient: name, part }) => name === 'head' && part === 'text-1')).toHaveLength(
      1,
    )

    await desk.delivery.decide(row?.id ?? '', 'resend', 'admin')
    await desk.delivery.flush()

    expect((await desk.states()).slice(-3)).toEqual(['head text-1 sent', 'head text-2 sent', 'head picture-1 sent'])
    expect(notices().map(({ body }) => String(body['text']).split('.')[0])).toEqual(['Failure', 'Fixed'])
  })

  test('with the policy to send again, an unknown part goes again after a while', async () => {
    const bold = await desk.open({ unknown: 'resend' })
    desk.post.script.push({ outcome: { kind: 'unknown', cause: both('no answer') } })

    await bold.send(request('head'))
    desk.world.set(after(1))
    await bold.flush()

    expect((await desk.states()).every((line) => line.endsWith('sent'))).toBe(true)
    expect(notices()).toEqual([])
  })

  test('an address that moved is kept, and the part goes there at once', async () => {
    desk.post.script.push({ outcome: { kind: 'moved', address: 'new box' } })

    const { parts } = await desk.delivery.send(request('head'))

    expect(parts.sent).toBe(3)
    expect(await desk.state.recipients.bound()).toMatchObject([
      { recipient: 'head', channel: 'post', address: 'new box' },
    ])
  })

  test('an address that moves on and on is tried again later', async () => {
    desk.post.script.push(
      ...Array.from({ length: 3 }, () => ({ outcome: { kind: 'moved', address: 'elsewhere' } as const })),
    )

    await desk.delivery.send(request('head'))

    expect((await desk.rows())[0]).toMatchObject({ state: 'waiting', notBefore: after(1) })
  })

  test('who blocked us is switched off, gets no further part and no further report; the administrator is told once', async () => {
    desk.post.script.push({ ...onlyHead, outcome: { kind: 'unreachable', cause: both('blocked') } })
    await desk.delivery.send(request('head'))
    const next = await desk.delivery.send({ ...request('head'), edition: '2024-01-01' })

    expect((await desk.states()).filter((line) => line.startsWith('head'))).toEqual([
      'head text-1 failed',
      'head text-2 failed',
      'head picture-1 failed',
    ])
    expect(next.problems).toMatchObject([{ recipient: 'head', cause: { en: 'Delivery is switched off: blocked' } }])
    expect(await desk.delivery.people()).toMatchObject([
      { name: 'head', channels: [{ channel: 'post', off: { cause: { en: 'Delivery is switched off: blocked' } } }] },
      { name: 'admin', channels: [{ off: undefined }] },
    ])
    expect(notices()).toHaveLength(1)
    expect(notices()[0]?.body['text']).toMatch(/^Failure\. Recipient head cannot be reached through post/)
  })

  test('who comes back is told of as well again', async () => {
    desk.post.script.push({ ...onlyHead, outcome: { kind: 'unreachable', cause: both('blocked') } })
    await desk.delivery.send(request('head'))

    await desk.state.recipients.switchOn('head', 'post')
    await desk.delivery.flush()
    await (await desk.open()).flush()

    expect(notices().map(({ body }) => String(body['text']).split('\n')[0])).toEqual([
      'Failure. Recipient head cannot be reached through post',
      'Fixed. Recipient head can be reached through post again',
    ])
  })

  test('a channel that breaks inside is no answer: before the wire the part waits, after it the outcome is unknown', async () => {
    const broken = Object.assign(
      { ...desk.post },
      {
        send: async (part: { part: string }, _to: string, _address: unknown, wire: () => Promise<void>) => {
          if (part.part === 'text-2') await wire()
          throw new TypeError('undefined is not a function')
        },
      },
    )
    const delivery = await desk.open({ channels: { post: broken }, administrators: [] })
    await delivery.send({ ...request('head'), hasPictures: false })

    expect(await desk.states()).toEqual(['head text-1 waiting', 'head text-2 waiting'])

    const [first] = await desk.rows()
    await desk.state.outbox.decide(first?.id ?? '', 'cancel', 'admin')
    await delivery.flush()

    expect(await desk.states()).toEqual(['head text-1 cancelled', 'head text-2 unknown'])
  })
})

describe('who gets what', () => {
  test('each recipient gets the report as their own person, in their own language; equal ones share the making', async () => {
    const made: string[] = []
    const operator = { id: 'ivan', name: 'Ivan', role: 'operator' }
    const delivery = await desk.open({
      recipients: [
        recipient('one'),
        recipient('two'),
        recipient('three', { locale: 'ru' }),
        recipient('four', { person: operator }),
      ],
      document: async (report, date, asker) => {
        made.push(`${asker.locale} ${asker.person.id}`)
        return tinyDocument(report, date, asker)
      },
    })

    await delivery.send({ ...request('one', 'two', 'three', 'four'), hasPictures: false })

    const first = desk.post.sendings.filter(({ part }) => part === 'text-1')
    expect(Object.fromEntries(first.map(({ recipient: name, body }) => [name, body['text']]))).toEqual({
      one: 'en for owner 1',
      two: 'en for owner 1',
      three: 'ru for owner 1',
      four: 'en for ivan 1',
    })
    expect(made).toEqual(['en owner', 'ru owner', 'en ivan'])
  })

  test('people whose reports came out equal share the drawing, and nobody else does', async () => {
    const drawn: string[] = []
    const parts: typeof desk.post.parts = async (document, options) => {
      if (options.hasPictures) drawn.push(document.title)
      return desk.post.parts(document, options)
    }
    const people = ['ann', 'bob', 'eve'].map((id) => recipient(id, { person: { id, name: id, role: 'manager' } }))
    const delivery = await desk.open({
      recipients: people,
      channels: { post: { ...desk.post, parts } },
      document: async (report, date, asker) => ({
        ...(await tinyDocument(report, date, asker)),
        title: asker.person.id === 'eve' ? 'her group' : 'all groups',
        madeAt: `2023-12-31T05:45:0${asker.person.id === 'ann' ? 1 : 2}.000Z`,
      }),
    })

    const { parts: counted } = await delivery.send(request('ann', 'bob', 'eve'))

    expect(counted.sent).toBe(9)
    expect(drawn).toEqual(['all groups', 'her group'])
  })

  test('of twenty recipients one whose report cannot be made holds back nobody', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `r${index}`)
    const broken = { id: 'broken', name: 'broken', role: 'operator' }
    const delivery = await desk.open({
      recipients: [
        ...names.map((name) => recipient(name, name === 'r7' ? { person: broken } : {})),
        recipient('admin'),
      ],
      document: async (report, date, asker) => {
        if (asker.person.id === 'broken') throw new Error('their rights name a group that is gone')
        return tinyDocument(report, date, asker)
      },
    })

    const { parts, problems } = await delivery.send(request(...names))
    await delivery.send({ ...request(...names), edition: 'the next' })

    expect(parts.sent).toBe(19 * 3)
    expect(problems).toEqual([
      { recipient: 'r7', channel: 'post', cause: both('their rights name a group that is gone') },
    ])
    expect(notices().map(({ body }) => body['text'])).toEqual([
      expect.stringMatching(
        /^Failure\. Report desk\.morning could not be made in full[\s\S]*r7, post: their rights[\s\S]*19 recipients/,
      ),
    ])
  })

  test('a report that can be made for nobody is an error of the whole', async () => {
    const delivery = await desk.open({ document: () => Promise.reject(new Error('the warehouse is busy')) })

    await expect(delivery.send(request('head'))).rejects.toThrow('the warehouse is busy')
  })

  test('a picture that cannot be drawn does not hold back the text, and the administrator learns of it', async () => {
    const parts: typeof desk.post.parts = async (document, options) => {
      if (options.hasPictures) throw new Error('no colours left')
      return desk.post.parts(document, options)
    }
    const delivery = await desk.open({ channels: { post: { ...desk.post, parts } } })

    const { problems } = await delivery.send(request('head'))

    expect((await desk.states()).filter((line) => line.startsWith('head'))).toEqual([
      'head text-1 sent',
      'head text-2 sent',
    ])
    expect(problems).toEqual([{ recipient: 'head', channel: 'post', cause: both('no colours left') }])
    expect(notices()).toHaveLength(1)
  })

  test('texts are in the outbox before a picture is drawn', async () => {
    const seen: string[][] = []
    const parts: typeof desk.post.parts = async (document, options) => {
      if (options.hasPictures) seen.push((await desk.states()).map((line) => line.split(' ').slice(0, 2).join(' ')))
      return desk.post.parts(document, options)
    }
    const delivery = await desk.open({ channels: { post: { ...desk.post, parts } } })

    await delivery.send(request('head'))

    expect(seen).toEqual([['head text-1', 'head text-2']])
  })

  test('who is gone from the settings gets nothing any more, and that is said', async () => {
    desk.post.script.push({ ...onlyHead, outcome: later() })
    await desk.delivery.send(request('head'))
    const without = await desk.open({ recipients: [recipient('admin')] })
    desk.world.set(after(60))

    await without.flush()

    expect(
      (await desk.rows())
        .filter(({ recipient: name }) => name === 'head')
        .map(({ state, cause }) => [state, cause?.en]),
    ).toEqual(
      Array.from({ length: 3 }, () => ['failed', 'Recipient head with channel post is no longer in the settings.']),
    )
    expect(notices()).toHaveLength(1)
  })

  test('who has not bound a chat yet still gets the report when they do within hours, and not after', async () => {
    const unbound = [recipient('head', { addresses: { post: {} } }), recipient('admin')]
    const delivery = await desk.open({ recipients: unbound })
    await delivery.send(request('head'))
    expect((await desk.rows())[0]).toMatchObject({ state: 'waiting', notBefore: after(60) })

    desk.world.set(after(13 * 3600))
    await delivery.flush()
    await delivery.send({ ...request('head'), edition: 'the next' })
    desk.world.set(after(26 * 3600))
    await delivery.flush()

    expect((await desk.states()).filter((line) => line.startsWith('head'))).toEqual([
      ...Array(2).fill('head text-1 failed'),
      ...Array(2).fill('head text-2 failed'),
      ...Array(2).fill('head picture-1 failed'),
    ])
    expect(notices()).toHaveLength(1)
  })

  test('who may not get a report, is unknown or has no address, is named', async () => {
    const delivery = await desk.open({
      recipients: [recipient('head'), recipient('other', { reports: [] }), recipient('mute', { addresses: {} })],
    })

    const { problems } = await delivery.send(request('head', 'other', 'mute', 'nobody'))

    expect(problems.map(({ recipient: name, cause }) => [name, cause.en.split('. ')[0]])).toEqual([
      ['other', 'Recipient other may not get report desk.morning'],
      ['mute', 'Recipient mute has no address'],
      ['nobody', 'Recipient nobody is not in the settings'],
    ])
  })
})
