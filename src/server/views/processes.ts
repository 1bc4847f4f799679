import { z } from 'zod'
import type { Locale, MessageValues } from '../../base/index.ts'
import type { CheckSummary } from '../contract.ts'
import { readServerFile } from '../local/index.ts'
import { words } from '../words.ts'

const ANSWER_SECONDS = 5

const readyView = z.object({
  role: z.string(),
  parts: z.array(z.object({ part: z.string(), ready: z.boolean(), message: z.string() })),
})

type Line = CheckSummary['lines'][number]

/** What the running processes of a workspace wait for, by the files in which they say where they are; none: no line. */
export async function processLines(files: readonly string[], locale: Locale): Promise<readonly Line[]> {
  return (await Promise.all(files.map((file) => linesOf(file, locale)))).flat()
}

async function linesOf(file: string, locale: Locale): Promise<readonly Line[]> {
  const running = readServerFile(file)
  if (!running) return []
  const say = (key: string, values: MessageValues) => words.say(locale, key, values)
  const view = await askReady(running.url, locale)
  const role = view?.role ?? file.replace(/^.*\/|\.json$/g, '')
  const about = say('check.process', { role })
  if (!view) return [{ about, ok: false, message: say('check.process_gone', { ...running, role }) }]
  const missing = view.parts.filter(({ ready }) => !ready)
  if (missing.length === 0) return [{ about, ok: true, message: say('check.process_well', { pid: running.pid }) }]
  return missing.map(({ message }) => ({ about, ok: false, message }))
}

async function askReady(url: string, locale: Locale): Promise<z.infer<typeof readyView> | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWER_SECONDS * 1000)
    const answer = await fetch(`${url}/readyz?locale=${locale}`, { signal })
    return readyView.safeParse(await answer.json()).data
  } catch (error) {
    if (error instanceof Error) return undefined // nobody listens: the file is of a killed process
    throw error
  }
}
