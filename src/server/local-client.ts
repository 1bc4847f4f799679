import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { SvodkaError, type Locale, type Recovery } from '../base/index.ts'
import type { Program, ProgressEvent, SyncRequest, SyncSummary } from './contract.ts'
import { textAsBytes, type LocalLine, type LocalMethod } from './local.ts'
import { words } from './words.ts'

/** Where a running server of a workspace answers: `data/server.json`, readable by its owner only. */
export interface ServerFile {
  pid: number
  url: string
  token: string
}

export type LocalClient = Pick<Program, LocalMethod>

/** The running server of a workspace, if there is one that answers. */
export async function findServer(serverFile: string): Promise<LocalClient | undefined> {
  if (!existsSync(serverFile)) return undefined
  const server = JSON.parse(readFileSync(serverFile, 'utf8')) as ServerFile
  return (await isUp(server)) ? localClient(server) : undefined
}

/** Asked twice: a connection kept from before may have been closed by the other side in the meantime. */
async function isUp({ url }: ServerFile): Promise<boolean> {
  return (await answers(url)) || answers(url)
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2000) })
    return answer.ok
  } catch (error) {
    if (error instanceof Error) return false // nobody listens: the file is of a killed server
    throw error
  }
}

function localClient(server: ServerFile): LocalClient {
  const ask = <T>(method: LocalMethod, given: readonly unknown[], tell?: (event: unknown) => void) =>
    askServer<T>(server, method, given, tell)
  return {
    query: (...given) => ask('query', given),
    analyze: (...given) => ask('analyze', given),
    rows: (...given) => ask('rows', given),
    report: (...given) => ask('report', given),
    schema: () => ask('schema', []),
    check: (locale) => ask('check', [locale]),
    deliveryState: (...given) => ask('deliveryState', given),
    previewSend: (...given) => ask('previewSend', given),
    sendReport: (...given) => ask('sendReport', given),
    testSend: (...given) => ask('testSend', given),
    inviteRecipient: (...given) => ask('inviteRecipient', given),
    publish: (...given) => ask('publish', given),
    sync: (request: SyncRequest, onProgress: (event: ProgressEvent) => void) =>
      ask<SyncSummary>('sync', [request], (event) => onProgress(event as ProgressEvent)),
  }
}

async function askServer<T>(
  { url, token }: ServerFile,
  method: LocalMethod,
  given: readonly unknown[],
  tell: (event: unknown) => void = () => {},
): Promise<T> {
  const answer = await fetch(`${url}/api/local/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ arguments: given }),
  })
  if (!answer.ok || !answer.body) throw new SvodkaError(words, 'lost_server', { cause: `HTTP ${answer.status}` })
  for await (const text of createInterface({ input: Readable.fromWeb(answer.body as never) })) {
    const line = JSON.parse(text, textAsBytes) as LocalLine
    if (line.kind === 'progress') tell(line.event)
    else if (line.kind === 'result') return line.result as T
    else throw relayed(line)
  }
  throw new SvodkaError(words, 'lost_server', { cause: 'EOF' })
}

/** The server's error, in the words that it chose for each language. */
function relayed(line: Extract<LocalLine, { kind: 'error' }>): SvodkaError {
  const spoken = { say: (locale: Locale) => line.message[locale], has: () => true, keys: () => [], catalog: () => ({}) }
  return new SvodkaError(spoken, line.code, {}, { recovery: line.recovery as Recovery })
}
