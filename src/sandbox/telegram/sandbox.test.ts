import { InputFile } from 'grammy'
import { expect, test } from 'vitest'
import { ANNA, ask, FORUM, refusalOf, startForTest, TEAM, TOKEN } from './start-for-test.ts'
import { tinyPng } from './tiny-png.ts'
import { checkType } from './validate.ts'

test('only its own token is let in', async () => {
  const { sandbox } = await startForTest()

  const wrong = await ask(`${sandbox.url}/bot7000000001:other/getMe`)
  const malformed = await ask(`${sandbox.url}/botother/getMe`)
  const unknown = await ask(`${sandbox.url}/bot${TOKEN}/getEverything`)

  expect(wrong).toEqual({ status: 401, body: { ok: false, error_code: 401, description: 'Unauthorized' } })
  expect(malformed.status).toBe(404)
  expect(unknown).toMatchObject({ status: 404, body: { ok: false, error_code: 404 } })
})

test('a method may be asked by GET, by a form and in any case of letters', async () => {
  const { sandbox } = await startForTest()
  const root = `${sandbox.url}/bot${TOKEN}`

  const byGet = await ask(`${root}/sendmessage?chat_id=${ANNA.id}&text=one`)
  const byForm = await ask(`${root}/sendMessage`, {
    method: 'POST',
    body: new URLSearchParams({ chat_id: String(ANNA.id), text: 'two', disable_notification: 'true' }),
  })

  expect(byGet.body.result).toMatchObject({ message_id: 1, text: 'one' })
  expect(byForm.body.result).toMatchObject({ message_id: 2, text: 'two' })
  expect(sandbox.messages(ANNA.id).map((message) => message.isSilent)).toEqual([false, true])
})

test('a bot that polls answers a command and a button', async () => {
  const { sandbox, bot } = await startForTest()
  bot.command('start', (context) =>
    context.reply(`<b>${context.match}</b>`, {
      parse_mode: 'HTML',
      reply_markup: { inline_keyboard: [[{ text: 'Подробнее', callback_data: 'more' }]] },
    }),
  )
  bot.on('callback_query:data', async (context) => {
    await context.answerCallbackQuery({ text: context.callbackQuery.data })
    await context.editMessageText('details')
  })

  const running = bot.start()
  await sandbox.handled(sandbox.say({ chat: ANNA.id, text: '/start code' }))
  await sandbox.handled(sandbox.press({ chat: ANNA.id, messageId: 2, data: 'more' }))
  await bot.stop()
  await running

  const [asked, answered] = sandbox.messages(ANNA.id)
  expect(asked?.entities).toEqual([{ type: 'bot_command', offset: 0, length: 6 }])
  expect(answered).toMatchObject({
    text: 'details',
    edits: [{ text: 'code', entities: [{ type: 'bold', length: 4 }] }],
  })
  expect(sandbox.callbacks()).toMatchObject([{ data: 'more', answer: { text: 'more' } }])
  expect(sandbox.violations).toEqual([])
})

test('an update comes again until a later offset confirms it', async () => {
  const { sandbox, api } = await startForTest()
  const first = sandbox.say({ chat: ANNA.id, text: 'one' })
  sandbox.say({ chat: ANNA.id, text: 'two' })

  const asked = await api.getUpdates({ limit: 1 })
  const again = await api.getUpdates()
  const later = await api.getUpdates({ offset: first + 1 })
  const after = await api.getUpdates()

  expect([asked, again, later, after].map((updates) => updates.map((update) => update.message?.text))).toEqual([
    ['one'],
    ['one', 'two'],
    ['two'],
    ['two'],
  ])
})

test('kinds of updates that were not asked for are not kept', async () => {
  const { sandbox, api } = await startForTest()
  await api.getUpdates({ allowed_updates: ['callback_query'] })

  const number = sandbox.say({ chat: ANNA.id, text: 'unheard' })

  expect(await api.getUpdates()).toEqual([])
  await sandbox.handled(number)
})

test('of two that poll at once the first is ended with 409', async () => {
  const { sandbox, api } = await startForTest()
  const begun = sandbox.nextCall((request) => request.method === 'getUpdates', 'waiting')
  const first = refusalOf(api.getUpdates({ timeout: 30 }))
  await begun

  const second = api.getUpdates({ timeout: 30 })

  expect(await first).toMatchObject({
    code: 409,
    description: expect.stringContaining('terminated by other getUpdates'),
  })
  sandbox.say({ chat: ANNA.id, text: 'for the second' })
  expect(await second).toHaveLength(1)
})

test('pictures and papers arrive whole and can be fetched again', async () => {
  const { sandbox, api } = await startForTest()
  const picture = tinyPng(40, 20)

  const photo = await api.sendPhoto(ANNA.id, new InputFile(picture), { caption: '*Выручка*', parse_mode: 'MarkdownV2' })
  const paper = await api.sendDocument(ANNA.id, new InputFile(Buffer.from('день;руб'), 'отчёт за день.csv'))
  const again = await api.sendPhoto(TEAM.id, photo.photo[0]?.file_id ?? '')
  const file = await api.getFile(paper.document.file_id)
  const fetched = await fetch(`${sandbox.url}/file/bot${TOKEN}/${file.file_path}`)

  expect(photo).toMatchObject({ caption: 'Выручка', photo: [{ width: 40, height: 20, file_size: picture.length }] })
  expect(paper.document.file_name).toBe('отчёт за день.csv')
  expect(await fetched.text()).toBe('день;руб')
  expect(again.photo[0]?.file_id).toBe(photo.photo[0]?.file_id)
  expect(sandbox.messages(ANNA.id)[0]?.photo?.bytes.equals(picture)).toBe(true)
  expect(sandbox.violations).toEqual([])
})

test('an album is several messages of one group', async () => {
  const { sandbox, api } = await startForTest()

  const album = await api.sendMediaGroup(
    FORUM.id,
    [
      { type: 'photo', media: new InputFile(tinyPng(10, 10)), caption: 'first' },
      { type: 'photo', media: new InputFile(tinyPng(20, 10)) },
    ],
    { message_thread_id: 7 },
  )

  expect(album.map((message) => message.message_id)).toEqual([1, 2])
  expect(new Set(sandbox.messages(FORUM.id).map((message) => message.mediaGroupId)).size).toBe(1)
  expect(sandbox.messages(FORUM.id)[1]).toMatchObject({ threadId: 7, photo: { width: 20 } })
})

test('messages are edited and deleted as the vendor allows', async () => {
  const { sandbox, api, pass } = await startForTest()
  const { message_id: id } = await api.sendMessage(ANNA.id, 'one')
  const { message_id: other } = await api.sendMessage(ANNA.id, 'old')

  await api.editMessageText(ANNA.id, id, 'two')
  const same = await refusalOf(api.editMessageText(ANNA.id, id, 'two'))
  await api.deleteMessage(ANNA.id, id)
  const gone = await refusalOf(api.editMessageText(ANNA.id, id, 'three'))
  pass(49 * 3600)
  const late = await refusalOf(api.deleteMessage(ANNA.id, other))

  expect(same.description).toMatch(/^Bad Request: message is not modified/)
  expect(gone.description).toBe('Bad Request: message to edit not found')
  expect(late.description).toBe("Bad Request: message can't be deleted for everyone")
  expect(sandbox.messages(ANNA.id).map(({ deletedAt }) => deletedAt)).toEqual(['2023-01-20T05:45:00.000Z', undefined])
  expect(sandbox.violations).toEqual([])
})

test('a button is answered in time or not at all', async () => {
  const { sandbox, api, pass } = await startForTest()
  await api.sendMessage(ANNA.id, 'x', { reply_markup: { inline_keyboard: [[{ text: 'y', callback_data: 'z' }]] } })
  sandbox.press({ chat: ANNA.id, messageId: 1, data: 'z' })
  const [query] = sandbox.callbacks()

  pass(61)
  const late = await refusalOf(api.answerCallbackQuery(query?.id ?? ''))
  const unknown = await refusalOf(api.answerCallbackQuery('123'))

  expect([late, unknown].map((refusal) => refusal.description)).toEqual(
    Array(2).fill('Bad Request: query is too old and response timeout expired or query ID is invalid'),
  )
})

test('menus of commands are kept by scope and language', async () => {
  const { api } = await startForTest()
  const menu = (description: string) => [{ command: 'today', description }]

  await api.setMyCommands(menu('Figures'))
  await api.setMyCommands(menu('Показатели'), { language_code: 'ru', scope: { type: 'chat', chat_id: ANNA.id } })
  await api.deleteMyCommands()

  expect(await api.getMyCommands()).toEqual([])
  expect(await api.getMyCommands({ language_code: 'ru', scope: { type: 'chat', chat_id: ANNA.id } })).toEqual(
    menu('Показатели'),
  )
})

test('a method that it does not do says so', async () => {
  const { api } = await startForTest()

  const refusal = await refusalOf(api.sendDice(ANNA.id, '🎲'))

  expect(refusal.description).toContain('the stand-in does not do sendDice')
})

test('what it answers fits the description of the API', async () => {
  const { sandbox, api } = await startForTest()
  await api.setMyDescription('Morning figures')

  const message = await api.sendPhoto(FORUM.id, new InputFile(tinyPng(9, 9)), {
    message_thread_id: 7,
    caption: '/today',
  })
  sandbox.say({ chat: TEAM.id, text: '/today@svodka_bot', thread: 7 })
  sandbox.block(ANNA.id)

  expect(checkType('Message', message, 'message')).toBeUndefined()
  expect(checkType('User', await api.getMe(), 'me')).toBeUndefined()
  expect(checkType('ChatFullInfo', await api.getChat(FORUM.id), 'chat')).toBeUndefined()
  expect(checkType('WebhookInfo', await api.getWebhookInfo(), 'hook')).toBeUndefined()
  expect(checkType('BotDescription', await api.getMyDescription(), 'text')).toBeUndefined()
  expect(checkType('Array of Update', await api.getUpdates(), 'updates')).toBeUndefined()
})
