import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../kit/index.ts'
import { closeDrawing, type ReportDocument } from '../../reports/index.ts'
import { openState, type State } from '../../state/index.ts'
import { pinnedWorld } from '../../../test/pinned-world.ts'
import { sampleDocument } from '../../../test/samples/reports.ts'
import type { MadePart, OpenChannel, SendablePart, SendOutcome } from '../contract.ts'
import { MORNING } from '../testing.ts'
import { email } from './index.ts'
import { MailBody } from './message.ts'
import { ownCertificate } from './own-certificate.ts'
import { smtpError, startMailServer, type MailServer } from './server-for-test.ts'
import type { EmailSettings } from './settings.ts'

let root: string
let state: State
const servers: { close(): Promise<void> }[] = []
const world = pinnedWorld(MORNING)

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'svodka-mail-'))
  state = await openState({ file: join(root, 'state.db') }, world)
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})
afterAll(async () => {
  await state.close()
  await closeDrawing()
  rmSync(root, { recursive: true, force: true })
})

async function serve(options: Parameters<typeof startMailServer>[0] = {}): Promise<MailServer> {
  const server = await startMailServer(options)
  servers.push(server)
  return server
}

function open(port: number, more: Partial<EmailSettings> = {}): OpenChannel {
  const settings = { host: '127.0.0.1', port, security: 'none', from: 'Сводка <svodka@acme.example>', ...more } as const
  return email.open(settings, { state, workspaceFolder: root, workspaceName: 'ООО «Ромашка»' }, world)
}

const KEY = { report: 'support.study', recipient: 'head', channel: 'email', edition: '2023-12-31', part: 'text-1' }

const note = async (channel: OpenChannel): Promise<SendablePart> => {
  const [made] = await channel.note({ locale: 'en', title: 'Failure', text: 'Line one\n\n<b>Line two</b>' })
  return { ...(made ?? { part: '', body: {} }), key: KEY, content: made?.content }
}

function mailOf(part: MadePart | undefined): MailBody & { html: string } {
  const body = MailBody.parse(part?.body)
  return { ...body, html: new TextDecoder().decode(part?.content?.subarray(0, body.htmlBytes)) }
}

/** The document with its first charts only: drawing takes its time. */
const withCharts = (document: ReportDocument, count: number): ReportDocument => {
  const left = new Set(document.blocks.filter(({ kind }) => kind === 'chart').slice(count))
  return { ...document, blocks: document.blocks.filter((block) => !left.has(block)) }
}

interface Sent {
  outcome: SendOutcome
  /** how often the wire was asked for */
  wired: number
}

async function send(channel: OpenChannel, address: unknown = 'head@acme.example', part?: SendablePart): Promise<Sent> {
  let wired = 0
  const outcome = await channel.send(part ?? (await note(channel)), 'head', email.address.parse(address), async () => {
    wired += 1
  })
  return { outcome, wired }
}

describe('what a server says', () => {
  test('a mail that was taken is proved by its own id and the server’s answer', async () => {
    const server = await serve()

    const { outcome, wired } = await send(open(server.port, { replyTo: 'desk@acme.example' }), {
      to: 'Head <head@acme.example>',
      cc: ['deputy@acme.example'],
    })

    expect(outcome).toMatchObject({
      kind: 'sent',
      receipt: expect.stringMatching(/^<[0-9a-f]{40}@acme\.example> 250 /),
    })
    expect(wired).toBe(1)
    expect(server.mails).toMatchObject([
      { from: 'svodka@acme.example', to: ['head@acme.example', 'deputy@acme.example'] },
    ])
    const raw = (server.mails[0]?.raw ?? '').replace(/=\r?\n/g, '')
    expect(raw).toMatch(/^Auto-Submitted: auto-generated/m)
    expect(raw).toMatch(/^Reply-To: desk@acme\.example/m)
    expect(raw).toMatch(/^Date: Sun, 31 Dec 2023 05:45:00 \+0000/m)
    expect(raw).toContain('&lt;b&gt;Line two')
  })

  test('the same part sent twice has the same Message-ID, another part another', async () => {
    const server = await serve()
    const channel = open(server.port)
    const part = await note(channel)
    await send(channel, undefined, part)
    await send(channel, undefined, part)
    await send(channel, undefined, { ...part, key: { ...KEY, edition: 'the next' } })

    const ids = server.mails.map(({ raw }) => /^Message-ID: (.*)/im.exec(raw)?.[1])
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).not.toBe(ids[0])
  })

  test.each([
    ['a mailbox that is not there', 550, '5.1.1 User unknown', 'unreachable'],
    ['a mailbox that is not there, said plainly', 550, 'No such user here', 'unreachable'],
    ['a policy', 550, '5.7.1 Relaying denied', 'refused'],
    ['greylisting', 451, '4.7.1 Greylisted, try again in five minutes', 'later'],
    ['a full mailbox', 552, '5.2.2 Mailbox full', 'refused'],
  ])('%s: %d %s is %s, and nothing has left', async (_, code, answer, kind) => {
    const server = await serve({ onRcptTo: (_address, _session, done) => done(smtpError(code, answer)) })

    const { outcome, wired } = await send(open(server.port))

    expect(outcome).toMatchObject({
      kind,
      cause: { en: expect.stringContaining(answer), ru: expect.stringContaining(answer) },
    })
    expect(wired).toBe(0)
  })

  test('a mail that only the copies got is refused; copies that were refused are not the recipient', async () => {
    const refusing = (refused: string) =>
      serve({
        onRcptTo: ({ address }, _session, done) =>
          address === refused ? done(smtpError(552, '5.2.2 Mailbox full')) : done(),
      })
    const address = { to: 'head@acme.example', cc: ['deputy@acme.example'] }

    const head = await send(open((await refusing('head@acme.example')).port), address)
    const deputy = await send(open((await refusing('deputy@acme.example')).port), address)

    expect(head.outcome).toMatchObject({ kind: 'refused', cause: { en: expect.stringContaining('Mailbox full') } })
    expect(deputy.outcome.kind).toBe('sent')
  })

  test.each([
    [554, '5.7.1 Message looks like spam', 'refused'],
    [452, '4.3.1 Out of disk', 'later'],
  ])('an answer to the message itself decides: %d is %s', async (code, answer, kind) => {
    const server = await serve({
      onData(stream, _session, done) {
        stream.on('end', () => done(smtpError(code, answer)))
        stream.resume()
      },
    })

    const { outcome, wired } = await send(open(server.port))

    expect(outcome).toMatchObject({ kind, cause: { en: expect.stringContaining(answer) } })
    expect(wired).toBe(1)
  })

  test('a wrong password is a person’s business, and the password is never in the cause', async () => {
    const server = await serve({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(smtpError(535, '5.7.8 Bad credentials')),
    })

    const { outcome, wired } = await send(open(server.port, { user: 'svodka', password: new Secret('s3cr3t-word') }))

    expect(outcome).toMatchObject({
      kind: 'later',
      needsPerson: true,
      cause: { en: expect.stringContaining('Bad credentials') },
    })
    expect(JSON.stringify(outcome)).not.toContain('s3cr3t-word')
    expect(wired).toBe(0)
  })

  test('a connection that drops while the message leaves is unknown', async () => {
    const dropping = await startDropping('after the message')
    servers.push(dropping)

    const { outcome, wired } = await send(open(dropping.port))

    expect(outcome).toMatchObject({ kind: 'unknown', cause: { ru: expect.stringContaining('неизвестно') } })
    expect(wired).toBe(1)
  })

  test('a connection that drops before the message is asked for has sent nothing', async () => {
    const dropping = await startDropping('before the message')
    servers.push(dropping)

    const { outcome, wired } = await send(open(dropping.port))

    expect(outcome).toMatchObject({ kind: 'later' })
    expect(wired).toBe(0)
  })

  test('a server that is not there is tried again later', async () => {
    const server = await startMailServer()
    await server.close()

    const { outcome } = await send(open(server.port))

    expect(outcome).toMatchObject({ kind: 'later', cause: { en: expect.stringContaining('ECONNREFUSED') } })
  })

  test('a wire that is not ours any more stops the mail, and says so', async () => {
    const server = await serve()
    const channel = open(server.port)

    const sending = channel.send(await note(channel), 'head', 'head@acme.example', () =>
      Promise.reject(new Error('taken over')),
    )

    await expect(sending).rejects.toThrow('taken over')
    expect(server.mails).toEqual([])
  })
})

describe('certificates', () => {
  test.each(['tls', 'starttls'] as const)(
    'one that nobody signed is not trusted (%s), unless the settings name it',
    async (security) => {
      const server = await serve({ secure: security === 'tls', disabledCommands: [], ...ownCertificate() })
      const settings = { host: 'localhost', security }

      const { outcome } = await send(open(server.port, settings))
      const [broken] = await open(server.port, settings).check('ru')

      expect(outcome).toMatchObject({
        kind: 'later',
        needsPerson: true,
        cause: { en: expect.stringMatching(/certificate/i) },
      })
      expect(broken).toMatchObject({ ok: false, message: expect.stringContaining('не проходит проверку') })
    },
  )

  test('one’s own authority is trusted', async () => {
    const own = ownCertificate()
    const server = await serve({ secure: true, ...own })
    writeFileSync(join(root, 'own.pem'), own.cert)

    const { outcome } = await send(open(server.port, { host: 'localhost', security: 'tls', ca: 'own.pem' }))

    expect(outcome).toMatchObject({ kind: 'sent' })
    expect(server.mails).toHaveLength(1)
  })
})

describe('a report as one mail', () => {
  test('has its pictures inside, the wanted files attached, text for programs without HTML, and says what is stale', async () => {
    const server = await serve()
    const channel = open(server.port)
    const document = withCharts(sampleDocument('ru'), 2)

    const [part, ...others] = await channel.parts(document, { files: ['md'], hasPictures: true })
    await send(channel, undefined, { ...(part ?? { part: '', body: {} }), key: KEY, content: part?.content })

    expect(others).toEqual([])
    const raw = server.mails[0]?.raw ?? ''
    expect(raw.match(/^Content-ID: <picture-\d+@svodka>/gim)).toHaveLength(2)
    expect(raw).toMatch(/^Content-Type: multipart\/alternative/im)
    expect(raw).toMatch(/^Content-Disposition: attachment;/im)
    const { subject, html, text } = mailOf(part)
    expect(subject).toBe('Данные неполные: Исследование службы поддержки — 31 дек. 2023 г. — ООО «Ромашка»')
    expect(html.match(/src="cid:/g)).toHaveLength(2)
    expect(text).toMatch(/^Данные старше, чем должны быть/)
    expect(text.replace(/\s/g, ' ')).toContain('Среднее время решения: 24,1 ч (+13,8 %, было 21,2 ч)')
  })

  test('a picture that cannot be drawn leaves only itself out, and the mail and the administrator are told', async () => {
    const problems: string[] = []
    const document = sampleDocument('ru')
    const chart = document.blocks.find((block) => block.kind === 'chart')
    const broken = { ...document, blocks: [{ ...chart, spec: { kind: 'none' } }, chart] } as unknown as typeof document

    const [part] = await open(1).parts(broken, {
      files: [],
      hasPictures: true,
      onProblem: ({ en }) => problems.push(en),
    })

    expect(problems).toHaveLength(1)
    const { html } = mailOf(part)
    expect(html).toContain('Картинку не удалось нарисовать')
    expect(html.match(/src="cid:/g)).toHaveLength(1)
  })

  test('nothing of the data becomes markup', async () => {
    const document = { ...sampleDocument('en'), title: '<script>alert(1)</script>' }

    const [part] = await open(1).parts(document, { files: [], hasPictures: false })

    expect(mailOf(part).html).not.toContain('<script')
  })
})

test('a check signs in and says that it may', async () => {
  const server = await serve()

  expect(await open(server.port).check('en')).toEqual([
    { ok: true, message: `Mail server 127.0.0.1:${server.port} answers and lets us in.` },
  ])
})

/** A server that takes a mail's envelope and then hangs up. */
async function startDropping(when: 'before the message' | 'after the message') {
  const server = createServer((socket) => {
    let isMessage = false
    socket.on('error', () => socket.destroy())
    socket.write('220 here\r\n')
    socket.on('data', (chunk) => {
      const text = chunk.toString()
      if (isMessage) return void (text.endsWith('\r\n.\r\n') && socket.destroy())
      for (const line of text.split('\r\n').filter(Boolean)) {
        if (!line.startsWith('DATA')) socket.write('250 well\r\n')
        else if (when === 'before the message') socket.destroy()
        else {
          isMessage = true
          socket.write('354 go on\r\n')
        }
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
