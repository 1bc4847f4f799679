import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkSettings, Secret, secret } from '../../kit/index.ts'
import { telegramFaults, type TelegramFaultKind } from '../../sandbox/telegram/index.ts'
import type { MadePart, SendablePart, SendOutcome } from '../contract.ts'
import { telegram } from './channel.ts'
import type { TelegramAddress } from './contract.ts'
import { noteParts, reportParts } from './parts.ts'
import { ANNA, FORUM, openTelegramDesk, TEAM, TOKEN, type Desk } from '../../../test/telegram/desk.ts'
import { sampleReport } from '../../../test/telegram/report.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openTelegramDesk()
})
afterEach(() => desk.close())

const [text] = noteParts({ locale: 'ru', title: 'Проверка <связи>', text: 'Всё & работает.' })

const sendable = ({ part, body, content }: MadePart): SendablePart => ({
  part,
  body,
  content,
  key: { report: 'desk.morning', recipient: 'anna', channel: 'telegram', edition: '2024-01-01', part },
})

/** Sends to a chat; how often `wire` was awaited, and whether anything had reached the other side by then. */
async function send(part: MadePart = text!, address: TelegramAddress = ANNA.id) {
  const seenAtWire: number[] = []
  const outcome = await desk.channel.send(sendable(part), 'anna', address, async () => {
    seenAtWire.push(desk.sandbox.requests.length)
  })
  return { outcome, seenAtWire }
}

test('a report is text, pictures and files, each one request, in a chat or in a topic', async () => {
  const parts = await reportParts(sampleReport('ru'), { files: ['xlsx'], hasPictures: true }, desk.world)

  const outcomes: SendOutcome[] = []
  for (const part of parts) outcomes.push((await send(part, { chat: FORUM.id, topic: 7 })).outcome)

  expect(outcomes).toEqual([1, 2, 3].map((id) => ({ kind: 'sent', receipt: `${FORUM.id}/${id}` })))
  const [message, picture, file] = desk.sandbox.messages(FORUM.id)
  expect(message?.text).toBe(parts[0]?.body['text'])
  expect(message?.threadId).toBe(7)
  expect(message?.buttons.flat()).toHaveLength(6)
  expect(picture).toMatchObject({ text: 'По дням', photo: { name: expect.stringMatching(/png|jpg/) } })
  expect(file?.document?.name).toBe('desk-morning-2024-01-01.xlsx')
  expect(desk.sandbox.requests.map(({ method }) => method)).toEqual(['sendMessage', 'sendPhoto', 'sendDocument'])
  expect(desk.sandbox.violations).toEqual([])
})

test('wire is awaited once, when the connection stands and before the first byte has left', async () => {
  const { seenAtWire } = await send()

  expect(seenAtWire).toEqual([0])
  expect(desk.sandbox.requests).toHaveLength(1)
})

test('without a connection nothing is on the wire, and it goes later', async () => {
  await desk.sandbox.refuseConnections()

  const { outcome, seenAtWire } = await send()

  expect(outcome).toMatchObject({
    kind: 'later',
    cause: { en: expect.stringMatching(/cannot be reached \(ECONNREFUSED\)/) },
  })
  expect(seenAtWire).toEqual([])
})

test('a connection that is not TLS where TLS is due does not count as standing', async () => {
  const channel = open({ apiRoot: desk.sandbox.url.replace('http:', 'https:') })
  let isWired = false

  const outcome = await channel.send(sendable(text!), 'anna', ANNA.id, async () => void (isWired = true))

  expect(outcome).toMatchObject({ kind: 'later' })
  expect(isWired).toBe(false)
})

test('what wire throws is thrown on, and nothing leaves', async () => {
  const lost = new Error('this row is no longer ours')

  await expect(desk.channel.send(sendable(text!), 'anna', ANNA.id, () => Promise.reject(lost))).rejects.toBe(lost)

  expect(desk.sandbox.requests).toHaveLength(0)
})

const open = (changes: object) =>
  telegram.open(
    { ...desk.settings, ...changes },
    { state: desk.state, workspaceFolder: '.', workspaceName: '' },
    desk.world,
  )

const cases: [string, TelegramFaultKind, Partial<SendOutcome>][] = [
  ['429', telegramFaults.tooManyRequests(17), { kind: 'later', retryAfterSeconds: 17 }],
  [
    'blocked',
    telegramFaults.blocked(),
    { kind: 'unreachable', cause: expect.objectContaining({ en: expect.stringMatching(/blocked the bot/) }) as never },
  ],
  [
    'kicked',
    { kind: 'refusal', code: 403, description: 'Forbidden: bot was kicked from the group chat' },
    { kind: 'unreachable' },
  ],
  [
    'deactivated',
    { kind: 'refusal', code: 403, description: 'Forbidden: user is deactivated' },
    { kind: 'unreachable' },
  ],
  ['no chat', { kind: 'refusal', code: 400, description: 'Bad Request: chat not found' }, { kind: 'unreachable' }],
  ['migrated', telegramFaults.migrated(-100_777), { kind: 'moved', address: '501>-100777' }],
  ['refused', { kind: 'refusal', code: 400, description: 'Bad Request: something else' }, { kind: 'refused' }],
  [
    'token',
    { kind: 'refusal', code: 401, description: 'Unauthorized' },
    {
      kind: 'later',
      cause: expect.objectContaining({ en: expect.stringMatching(/refused the bot's token/) }) as never,
    },
  ],
  ['500', telegramFaults.internalError(), { kind: 'unknown' }],
  ['502 page', telegramFaults.badGateway(), { kind: 'unknown' }],
  ['reset', { kind: 'reset' }, { kind: 'unknown' }],
  ['silence', { kind: 'hang' }, { kind: 'unknown' }],
  ['accepted, then cut', { kind: 'accepted then cut' }, { kind: 'unknown' }],
  ['accepted, then silence', { kind: 'accepted then silence' }, { kind: 'unknown' }],
  ['accepted, then 502', { kind: 'accepted then 502' }, { kind: 'unknown' }],
]

test.each(cases)('%s: the outcome says whether it may go again, and nothing went twice', async (_, fault, expected) => {
  desk.sandbox.faults.add({ fault, times: 1 })
  const isSilent = fault.kind === 'hang' || fault.kind === 'accepted then silence'
  const channel = isSilent ? open({ timeouts: { connectSeconds: 5, answerSeconds: 0.8 } }) : desk.channel

  const outcome = await channel.send(sendable(text!), 'anna', ANNA.id, async () => undefined)

  expect(outcome).toMatchObject(expected)
  expect(JSON.stringify(outcome)).not.toContain(TOKEN)
  expect(desk.sandbox.requests).toHaveLength(1)
})

test('a text whose markup is refused was delivered to nobody, and goes once more without it', async () => {
  const description = "Bad Request: can't parse entities: Unsupported start tag"
  desk.sandbox.faults.add({ fault: { kind: 'refusal', code: 400, description }, times: 1 })

  const { outcome, seenAtWire } = await send()

  expect(outcome).toMatchObject({ kind: 'sent' })
  expect(seenAtWire).toEqual([0, 1])
  expect(desk.sandbox.messages(ANNA.id).map((message) => message.text)).toEqual(['Проверка <связи>\n\nВсё & работает.'])
})

test('a picture that Telegram cannot read goes as a file', async () => {
  desk.sandbox.faults.add({
    fault: { kind: 'refusal', code: 400, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' },
    times: 1,
  })
  const content = new Uint8Array([1, 2, 3])

  const { outcome } = await send({
    part: 'picture-1',
    body: { kind: 'picture', name: 'a.png', caption: 'По дням' },
    content,
  })

  expect(outcome).toMatchObject({ kind: 'sent' })
  expect(desk.sandbox.messages(ANNA.id)[0]).toMatchObject({ text: 'По дням', document: { name: 'a.png', size: 3 } })
})

test('a group that became a supergroup is reached by its new number, until the settings name another', async () => {
  const moved = desk.sandbox.upgradeGroup(TEAM.id)
  const first = await send(text!, TEAM.id)
  expect(first.outcome).toEqual({ kind: 'moved', address: `${TEAM.id}>${moved}` })

  await desk.state.recipients.bind('anna', 'telegram', (first.outcome as { address: string }).address)
  const second = await send(text!, TEAM.id)
  const other = await desk.channel.place('anna', ANNA.id)

  expect(second.outcome).toMatchObject({ kind: 'sent', receipt: expect.stringMatching(new RegExp(`^${moved}/`)) })
  expect(other).toBe('chat 501')
})

test('an invited recipient has no place until the code was presented', async () => {
  expect(await desk.channel.place('anna', 'invited')).toBeUndefined()
  expect((await send(text!, 'invited')).outcome).toMatchObject({
    kind: 'refused',
    cause: { ru: expect.stringMatching(/ещё нет чата/) },
  })

  await desk.state.recipients.bind('anna', 'telegram', `${FORUM.id}/9`)

  expect(await desk.channel.place('anna', 'invited')).toBe(`chat ${FORUM.id}, topic 9`)
  expect((await send(text!, 'invited')).outcome).toMatchObject({ kind: 'sent' })
})

test('the check says that the bot answers, who takes its updates, and who is bound', async () => {
  await desk.state.recipients.bind('anna', 'telegram', '501')
  const fine = await desk.channel.check('en')
  const wrong = await open({ token: new Secret('7000000001:wrong') }).check('en')
  await desk.sandbox.refuseConnections()
  const silent = await desk.channel.check('ru')

  expect(fine).toEqual([
    { ok: true, message: '@svodka_bot answers' },
    { ok: true, message: '1 chat is bound by a code: anna' },
  ])
  expect(wrong).toEqual([{ ok: false, message: expect.stringMatching(/refused the bot's token/) }])
  expect(silent).toEqual([
    { ok: false, message: 'Telegram не отвечает: ECONNREFUSED. Проверьте сеть, apiRoot и proxy' },
  ])
})

test('settings: polling needs a token only, a webhook its address and secret; addresses are numbers, topics or an invitation', () => {
  const settings = (given: object) =>
    checkSettings(telegram.settings, { token: secret('TOKEN'), ...given }, 'svodka.config.ts')
  expect(settings({})).toMatchObject({ mode: 'polling', timeouts: { connectSeconds: 15, answerSeconds: 60 } })
  expect(settings({ apiRoot: 'http://127.0.0.1:8081/' })).toMatchObject({ apiRoot: 'http://127.0.0.1:8081' })
  expect(() => settings({ mode: 'webhook' })).toThrow(/needs webhook/)
  expect(() => settings({ proxy: 'ftp://a' })).toThrow(/proxy/)
  for (const address of [501, -42, { chat: -42, topic: 7 }, 'invited']) {
    expect(telegram.address.parse(address)).toEqual(address)
  }
  for (const address of [0, 1.5, 'anna', { chat: 1, thread: 2 }]) {
    expect(telegram.address.safeParse(address).success).toBe(false)
  }
})
