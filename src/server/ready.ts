import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { errorText, inEvery, LOCALES, type Locale, type MessageValues } from '../base/index.ts'
import type { ReadyPart } from './contract.ts'
import { serverParts } from './local/index.ts'
import { within } from './within.ts'
import { words } from './words.ts'

/** Below this nothing more can be loaded or recorded. */
const LEAST_FREE_BYTES = 200_000_000

/** less than what a probe usually waits */
const ANSWER_SECONDS = 4

/** A part that is well when asking it does not fail, and does not take too long. */
export async function readyWhen(
  part: string,
  ask: () => Promise<unknown>,
  answerSeconds = ANSWER_SECONDS,
): Promise<ReadyPart> {
  try {
    await within(answerSeconds, ask())
    return readyPart(part, true)
  } catch (error) {
    return { part, isReady: false, message: inEvery((locale) => errorText(error, locale)) }
  }
}

/** The built page that browsers load. */
export const readyPage = async (page: string): Promise<ReadyPart> =>
  readyPart('page', existsSync(join(page, 'index.html')))

/** Room on the disk where the workspace's data lies. */
export async function readyDisk(folder: string): Promise<ReadyPart> {
  const { bavail, bsize } = await statfs(folder)
  return readyPart('disk', bavail * bsize >= LEAST_FREE_BYTES, { megabytes: Math.floor((bavail * bsize) / 1e6) })
}

/** The process that holds the data: that it answers, and that what it needs itself is there. */
export async function readyWorker(serverFile: string): Promise<ReadyPart> {
  const parts = await serverParts(serverFile)
  if (!parts) return readyPart('worker', false)
  const missing = parts.filter(({ part, isReady }) => !isReady && NEEDED_BY_OTHERS.has(part))
  if (missing.length === 0) return readyPart('worker', true)
  return { part: 'worker', isReady: false, message: joined(missing) }
}

/** Without these nobody's questions are answered; a bot that waits concerns only those who write to it. */
const NEEDED_BY_OTHERS: ReadonlySet<string> = new Set(['warehouse', 'state'])

const joined = (parts: readonly ReadyPart[]): Record<Locale, string> =>
  Object.fromEntries(
    LOCALES.map((locale) => [locale, parts.map(({ message }) => message[locale]).join(' ')]),
  ) as Record<Locale, string>

/** The bot is another process's: no fault, and that process says how it is. */
export const botElsewhere = (owner: string): ReadyPart => ({
  part: 'bot',
  isReady: true,
  message: inEvery((locale) => words.say(locale, 'ready.bot_elsewhere', { owner })),
})

/** A part with the product's own sentence about it, `ready.<part>` or `not_ready.<part>`. */
export const readyPart = (part: string, isReady: boolean, values: MessageValues = {}): ReadyPart => ({
  part,
  isReady,
  message: inEvery((locale) => words.say(locale, `${isReady ? 'ready' : 'not_ready'}.${part}`, values)),
})
