import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import SMTPConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection'
import type { RawMessage } from './message.ts'
import type { EmailSettings } from './settings.ts'

export interface Server {
  settings: EmailSettings
  workspaceFolder: string
}

const CONNECT_MILLISECONDS = 15_000
/** of silence */
const SILENCE_MILLISECONDS = 20_000
/** all of a message; shorter than a part may be held */
const WHOLE_MILLISECONDS = 55_000

interface Accepted {
  response: string
  /** addresses that the server did not take, and its words */
  rejected: readonly { address: string; answer: string }[]
}

/** A connection that is greeted, secured and signed in. */
export async function openSession({ settings, workspaceFolder }: Server): Promise<SMTPConnection> {
  const { host, port, security, user, password, ca } = settings
  const authority = ca === undefined ? {} : { ca: await readFile(resolve(workspaceFolder, ca)) }
  const connection = new SMTPConnection({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: CONNECT_MILLISECONDS,
    greetingTimeout: CONNECT_MILLISECONDS,
    dnsTimeout: CONNECT_MILLISECONDS,
    socketTimeout: SILENCE_MILLISECONDS,
    tls: authority,
  })
  await step(connection, (done) => connection.connect(done))
  if (user === undefined) return connection
  const credentials = { user, pass: password?.reveal() ?? '' }
  await step(connection, (done) => connection.login({ credentials }, done)).catch((error: unknown) => {
    connection.close()
    throw error
  })
  return connection
}

/**
 * Hands a message over. `wire` is awaited when the server has taken sender and recipients and waits for the message itself:
 * until then nothing can be delivered, after it everything may be.
 * @throws nodemailer's error, with `code`, `command` and the server's answer; whatever `wire` throws
 */
export async function deliver(server: Server, message: RawMessage, wire: () => Promise<void>): Promise<Accepted> {
  const connection = await openSession(server)
  const body = Readable.from(onWire(message.raw, wire), { objectMode: false })
  const limit = setTimeout(() => connection.close(), WHOLE_MILLISECONDS)
  try {
    const info = await step<SMTPConnectionSendInfo>(connection, (done) => connection.send(message.envelope, body, done))
    const rejected = (info?.rejectedErrors ?? []).map(({ recipient, response, message: text }) => ({
      address: recipient ?? '',
      answer: response ?? text,
    }))
    return { response: info?.response ?? '', rejected }
  } finally {
    clearTimeout(limit)
    connection.quit()
    connection.close()
  }
}

async function* onWire(raw: Uint8Array, wire: () => Promise<void>): AsyncGenerator<Uint8Array> {
  await wire()
  yield raw
}

/** One step of a session; an error of the connection ends it as well. */
function step<T>(
  connection: SMTPConnection,
  begin: (done: (error?: Error | null, result?: T) => void) => void,
): Promise<T | undefined> {
  return new Promise((resolved, reject) => {
    const settle = (error?: Error | null, result?: T) => {
      connection.removeListener('error', settle)
      connection.removeListener('end', ended)
      if (error) reject(error)
      else resolved(result)
    }
    const ended = () => settle(Object.assign(new Error('Connection closed'), { code: 'ECONNECTION' }))
    connection.once('error', settle)
    connection.once('end', ended)
    begin(settle)
  })
}
