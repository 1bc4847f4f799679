import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDemo, type Demo } from '../../src/demo/index.ts'
import { signInFirst } from '../sign-in.ts'

export interface ServedDemo {
  url: string
  /** what a request of its administrator carries */
  headers: Readonly<Record<string, string>>
  telegram: Demo['telegram']
  close(): Promise<void>
}

/** The demo as a person starts it, smaller: sample tickets through the real source, layers, figures and server. */
export async function serveDemo(): Promise<ServedDemo> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-browser-'))
  const sample = {
    dir: folder,
    seed: 7,
    tickets: 3000,
    users: 1500,
    customers: 300,
    clients: 60,
    change: -20,
    rise: 35,
    locale: 'ru' as const,
  }
  const demo = await startDemo(sample, process.env)
  const { isComplete, streams } = await demo.svodka.sync({ mode: 'new', locale: 'ru' }, () => {})
  if (!isComplete) {
    const failed = streams.filter(({ error }) => error !== null)
    throw new Error(`The sample did not load: ${JSON.stringify(failed)}`)
  }
  const { url, firstLink } = await demo.svodka.serve()
  const { headers } = await signInFirst(url, firstLink)
  return {
    url,
    headers,
    telegram: demo.telegram,
    async close() {
      await demo.close()
      rmSync(folder, { recursive: true })
    },
  }
}
