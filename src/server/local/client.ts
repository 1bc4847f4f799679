import { readFileSync } from 'node:fs'
import { begun, SvodkaError, type Locale, type Recovery } from '../../base/index.ts'
import type { Program } from '../contract.ts'
import type { ReadyPart } from '../contract.ts'
import { words } from '../words.ts'
import { readLines, type LocalLine, type LocalPiece } from './frames.ts'
import { LOCAL_METHODS, streamsContent, type LocalMethod } from './methods.ts'

/** Where a process of a workspace answers: `data/server.json`, readable by its owner only. */
export interface ServerFile {
  pid: number
  url: string
  token: string
}

const ANSWER_SECONDS = 5

/**
 * The program of the process that holds the data, asked as if it were here: the person who asks travels with each question,
 * and that process applies their rights. The file is read anew for each question, so that a process that was started again,
 * with another address and token, is found by the next one.
 * Each question throws {SvodkaError} `worker_away` (`retry`) when nobody took it, `lost_server` (`retry`) when its answer broke off.
 */
export function remoteProgram(serverFile: string): Program {
  const ask = (method: LocalMethod) => {
    const asked = streamsContent(method) ? openAtServer : askServer
    return (...given: unknown[]) => asked(serverFile, method, given)
  }
  // each method is answered by the program's own method of that name
  return Object.fromEntries(LOCAL_METHODS.map((method) => [method, ask(method)])) as unknown as Program
}

/** The running process of a workspace that holds the data, if there is one that answers and knows the file's token. */
export async function findServer(serverFile: string): Promise<Program | undefined> {
  return (await serverParts(serverFile)) ? remoteProgram(serverFile) : undefined
}

/** What the process that holds the data waits for; undefined when there is none. */
export async function serverParts(serverFile: string): Promise<readonly ReadyPart[] | undefined> {
  const server = readServerFile(serverFile)
  // asked twice: a connection kept from before may have been closed by the other side in the meantime
  return server && ((await partsOf(server)) ?? (await partsOf(server)))
}

async function partsOf({ url, token }: ServerFile): Promise<readonly ReadyPart[] | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWER_SECONDS * 1000)
    const answer = await fetch(`${url}/api/local`, { headers: { authorization: `Bearer ${token}` }, signal })
    if (!answer.ok) return undefined // a stranger at the address of a killed process
    return ((await answer.json()) as { parts: readonly ReadyPart[] }).parts
  } catch (error) {
    if (error instanceof Error) return undefined // nobody listens: the file is of a killed process
    throw error
  }
}

/** @returns undefined when there is none, or it is just being written */
export function readServerFile(file: string): ServerFile | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ServerFile
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function askServer(serverFile: string, method: LocalMethod, given: readonly unknown[]): Promise<unknown> {
  const tell = given.find((each): each is (event: unknown) => void => typeof each === 'function')
  const server = readServerFile(serverFile)
  if (!server) throw away()
  const answer = await post(server, method, { arguments: given.filter((each) => each !== tell) })
  try {
    for await (const line of readLines(answer)) {
      if (line.kind === 'progress') tell?.(line.event)
      else if (line.kind === 'result') return line.result
      else if (line.kind === 'error') throw relayed(line)
    }
  } catch (error) {
    throw error instanceof SvodkaError ? error : lost(error)
  }
  throw lost(new Error('EOF'))
}

/** A result whose content comes piece by piece, as fast as it is read; whoever stops reading hangs up. */
async function openAtServer(serverFile: string, method: LocalMethod, given: readonly unknown[]): Promise<unknown> {
  const server = readServerFile(serverFile)
  if (!server) throw away()
  const call = new AbortController()
  const lines = readLines(await post(server, method, { arguments: given }, call.signal))
  try {
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      if (line.value.kind === 'error') throw relayed(line.value)
      if (line.value.kind !== 'opened') continue
      return { ...(line.value.result as object), content: await begun(piecesOf(lines, call)) }
    }
  } catch (error) {
    throw error instanceof SvodkaError ? error : lost(error)
  }
  throw lost(new Error('EOF'))
}

async function* piecesOf(
  lines: AsyncIterator<LocalLine | LocalPiece>,
  call: AbortController,
): AsyncGenerator<Uint8Array, void> {
  try {
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      if (line.value.kind === 'piece') yield line.value.piece
      else if (line.value.kind === 'error') throw relayed(line.value)
      else if (line.value.kind === 'ended') return
    }
  } catch (error) {
    throw error instanceof SvodkaError ? error : lost(error)
  } finally {
    call.abort()
  }
  throw lost(new Error('EOF'))
}

async function post({ url, token }: ServerFile, method: LocalMethod, body: unknown, signal?: AbortSignal) {
  let answer: Response
  try {
    answer = await fetch(`${url}/api/local/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    throw isRefused(error) ? away(error) : lost(error)
  }
  // another token is another process at the address of one that is gone
  if (answer.status === 401) throw away()
  if (!answer.ok || !answer.body) throw lost(new Error(`HTTP ${answer.status}`))
  return answer.body as AsyncIterable<Uint8Array>
}

const isRefused = (error: unknown): boolean =>
  error instanceof TypeError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED'

/** Nobody took the question: asking again doubles nothing. */
const away = (cause?: unknown): SvodkaError => new SvodkaError(words, 'worker_away', {}, { recovery: 'retry', cause })

const lost = (error: unknown): SvodkaError => {
  const cause = (error instanceof Error && error.cause instanceof Error ? error.cause : error) as Error
  return new SvodkaError(words, 'lost_server', { cause: cause.message }, { recovery: 'retry', cause: error })
}

/** The other process's error, in the words that it chose for each language. */
function relayed(line: Extract<LocalLine, { kind: 'error' }>): SvodkaError {
  const spoken = { say: (locale: Locale) => line.message[locale], has: () => true, keys: () => [], catalog: () => ({}) }
  const { recovery, retryAfterSeconds } = line
  return new SvodkaError(
    spoken,
    line.code,
    {},
    {
      recovery: recovery as Recovery,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
  )
}
