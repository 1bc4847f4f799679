import { InputFile, type Api } from 'grammy'
import { expect, test } from 'vitest'
import { ANNA, FORUM, refusalOf, startForTest, TOKEN } from './start-for-test.ts'
import { tinyPng } from './tiny-png.ts'

const chat_id = ANNA.id
const keyboard = (button: object) => ({ inline_keyboard: [[button]] })

test.each([
  ['an unknown parameter', 'sendMessage', { chat_id, text: 'a', colour: 'red' }, 'parameter "colour" is unknown'],
  ['a missing chat', 'sendMessage', { text: 'a' }, 'chat_id is empty'],
  ['a missing text', 'sendMessage', { chat_id }, 'message text is empty'],
  ['a missing picture', 'sendPhoto', { chat_id }, 'there is no photo in the request'],
  ['a missing parameter', 'setMyCommands', {}, 'parameter "commands" is required'],
  ['a number for a text', 'sendMessage', { chat_id, text: 5 }, 'field "text" must be of type String'],
  ['a text for a flag', 'sendMessage', { chat_id, text: 'a', protect_content: 'yes' }, 'must be a Boolean'],
  ['a fraction for a number', 'sendMessage', { chat_id, text: 'a', message_thread_id: 1.5 }, 'must be an Integer'],
  ['a number out of its range', 'getUpdates', { limit: 101 }, 'field "limit" must be 1-100 number, not 101'],
  [
    'an unknown field inside',
    'sendMessage',
    { chat_id, text: 'a', reply_markup: keyboard({ text: 'b', callback_data: 'c', size: 3 }) },
    'field "reply_markup.inline_keyboard[0][0].size" is unknown to InlineKeyboardButton',
  ],
  [
    'a missing field inside',
    'sendMessage',
    { chat_id, text: 'a', reply_markup: keyboard({ callback_data: 'c' }) },
    'field "reply_markup.inline_keyboard[0][0].text" is required',
  ],
  [
    'a button that does nothing',
    'sendMessage',
    { chat_id, text: 'a', reply_markup: keyboard({ text: 'b' }) },
    'must do exactly one thing, not 0',
  ],
  [
    'a button that does two things',
    'sendMessage',
    { chat_id, text: 'a', reply_markup: keyboard({ text: 'b', callback_data: 'c', url: 'https://example.org' }) },
    'must do exactly one thing, not 2',
  ],
  [
    'a link to this machine on a button',
    'sendMessage',
    { chat_id, text: 'a', reply_markup: keyboard({ text: 'b', url: 'http://localhost:1/' }) },
    'is invalid: Wrong HTTP URL',
  ],
  [
    'a wrong field of a reply',
    'sendMessage',
    { chat_id, text: 'a', reply_parameters: { message_id: 'first' } },
    'field "reply_parameters.message_id" must be an Integer',
  ],
  [
    'an unknown scope',
    'setMyCommands',
    { commands: [{ command: 'a', description: 'b' }], scope: { type: 'everywhere' } },
    'field "scope.type" must be',
  ],
  [
    'an unknown way of marking up',
    'sendMessage',
    { chat_id, text: 'a', parse_mode: 'BBCode' },
    'unsupported parse_mode',
  ],
  [
    'a command in capitals',
    'setMyCommands',
    { commands: [{ command: 'Today', description: 'b' }] },
    'BOT_COMMAND_INVALID',
  ],
  [
    'a command without description',
    'setMyCommands',
    { commands: [{ command: 'today', description: '' }] },
    'BOT_COMMAND_DESCRIPTION_INVALID',
  ],
  [
    'more than a hundred commands',
    'setMyCommands',
    { commands: Array.from({ length: 101 }, (_, index) => ({ command: `c${index}`, description: 'd' })) },
    'BOT_COMMANDS_TOO_MUCH',
  ],
  ['a language that is none', 'setMyCommands', { commands: [], language_code: 'russian' }, 'LANG_CODE_INVALID'],
  ['a secret with blanks', 'setWebhook', { url: 'http://127.0.0.1:1/', secret_token: 'a b' }, 'unallowed characters'],
  [
    'an answer of 201 characters',
    'answerCallbackQuery',
    { callback_query_id: '1', text: 'я'.repeat(201) },
    'MESSAGE_TOO_LONG',
  ],
  [
    'an album of one',
    'sendMediaGroup',
    { chat_id, media: [{ type: 'photo', media: 'x' }] },
    'must be 2-10 items, not 1',
  ],
  [
    'a file that nobody knows',
    'sendPhoto',
    { chat_id, photo: 'AgACAgnothing' },
    'wrong file identifier/HTTP URL specified',
  ],
  ['a file that was not uploaded', 'sendPhoto', { chat_id, photo: 'attach://lost' }, 'file "lost" not found'],
])('%s is refused and written down', async (_, method, values, problem) => {
  const { sandbox, call } = await startForTest()

  const { status, body } = await call(method, values)

  expect({ status, code: body['error_code'] }).toEqual({ status: 400, code: 400 })
  expect(body['description']).toMatch(/^Bad Request: /)
  expect(body['description']).toContain(problem)
  expect(sandbox.violations).toEqual([{ method, description: body['description'], requestNumber: 1 }])
  expect(sandbox.messages()).toEqual([])
})

test('a body that is no JSON object is refused', async () => {
  const { sandbox } = await startForTest()

  const response = await fetch(`${sandbox.url}/bot${TOKEN}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"chat_id":',
  })

  expect(response.status).toBe(400)
  expect(sandbox.violations).toHaveLength(1)
})

const CYRILLIC = 'я'

test.each<[string, (api: Api, text: string) => Promise<unknown>, number, string]>([
  ['a text', (api, text) => api.sendMessage(chat_id, text), 4096, 'message is too long'],
  [
    'a caption',
    (api, caption) => api.sendPhoto(chat_id, new InputFile(tinyPng(2, 2)), { caption }),
    1024,
    'message caption is too long',
  ],
  [
    'an item of an album',
    (api, caption) => {
      const item = () => ({ type: 'photo' as const, media: new InputFile(tinyPng(2, 2)), caption })
      return api.sendMediaGroup(chat_id, [item(), item()])
    },
    1024,
    'message caption is too long',
  ],
  [
    'the data of a button, in bytes',
    (api, text) =>
      api.sendMessage(chat_id, 'a', { reply_markup: keyboard({ text: 'b', callback_data: text }) as never }),
    32,
    'BUTTON_DATA_INVALID',
  ],
])('%s may be just so long', async (_, send, most, problem) => {
  const { sandbox, api } = await startForTest()

  await send(api, CYRILLIC.repeat(most))
  const tooLong = await refusalOf(send(api, CYRILLIC.repeat(most + 1)))

  expect(tooLong).toMatchObject({ code: 400, description: `Bad Request: ${problem}` })
  expect(sandbox.violations).toHaveLength(1)
})

test('markup does not count as length, and an emoji counts twice', async () => {
  const { sandbox, api } = await startForTest()

  await api.sendMessage(chat_id, `<b>${'a'.repeat(4094)}😀</b>`, { parse_mode: 'HTML' })
  const tooLong = await refusalOf(api.sendMessage(chat_id, `${'a'.repeat(4095)}😀`))

  expect(sandbox.messages()[0]).toMatchObject({ entities: [{ type: 'bold', offset: 0, length: 4096 }] })
  expect(tooLong.description).toBe('Bad Request: message is too long')
})

test('pictures have the size that the vendor takes', async () => {
  const { api } = await startForTest()
  const sendPhoto = (bytes: Buffer) => api.sendPhoto(chat_id, new InputFile(bytes))

  await sendPhoto(tinyPng(9500, 500))
  const tooWide = await refusalOf(sendPhoto(tinyPng(9501, 500)))
  const tooStretched = await refusalOf(sendPhoto(tinyPng(2001, 100)))
  const noPicture = await refusalOf(sendPhoto(Buffer.from('<svg/>')))
  const tooHeavy = await refusalOf(sendPhoto(Buffer.alloc(10 * 1024 * 1024 + 1)))

  expect([tooWide, tooStretched, noPicture, tooHeavy].map((refusal) => refusal.description)).toEqual([
    'Bad Request: PHOTO_INVALID_DIMENSIONS',
    'Bad Request: PHOTO_INVALID_DIMENSIONS',
    'Bad Request: IMAGE_PROCESS_FAILED',
    expect.stringContaining('is too big for a photo'),
  ])
})

test('a paper of more than 50 MB is refused', async () => {
  const { api } = await startForTest()

  const refusal = await refusalOf(api.sendDocument(chat_id, new InputFile(Buffer.alloc(50 * 1024 * 1024 + 1), 'a.csv')))

  expect(refusal).toMatchObject({ code: 413, description: 'Request Entity Too Large' })
})

test('an album is of one kind', async () => {
  const { api } = await startForTest()

  const refusal = await refusalOf(
    api.sendMediaGroup(FORUM.id, [
      { type: 'photo', media: new InputFile(tinyPng(2, 2)) },
      { type: 'document', media: new InputFile(Buffer.from('a'), 'a.txt') },
    ] as never),
  )

  expect(refusal.description).toContain("document can't be mixed with other media types")
})
