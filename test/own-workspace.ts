import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSvodka, type OpenSvodka } from '../src/app/index.ts'
import { signInFirst, type SignedIn } from './sign-in.ts'

/** The settings and files of a test, opened, read and served as anybody's own would be. */
export interface OwnWorkspace {
  folder: string
  svodka: OpenSvodka
  write(name: string, text: string): void
  /** reads its sources, or these; @throws when not all came */
  read(sources?: readonly string[]): Promise<void>
  /** serves its page and signs the first administrator in */
  serve(): Promise<SignedIn>
  close(): Promise<void>
}

interface Given {
  folder?: string
  environment?: NodeJS.ProcessEnv
  clock?: () => Date
}

/** @param files by their names in the folder, `svodka.config.ts` among them */
export async function openOwnWorkspace(
  files: Readonly<Record<string, string>>,
  { folder = mkdtempSync(join(tmpdir(), 'svodka-own-')), environment = {}, clock }: Given = {},
): Promise<OwnWorkspace> {
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  for (const [name, text] of Object.entries(files)) write(name, text)
  const svodka = await openSvodka(folder, environment, clock)
  return {
    folder,
    svodka,
    write,
    async read(sources) {
      const { isComplete, streams } = await svodka.sync(
        { mode: 'new', locale: 'ru', ...(sources && { sources }) },
        () => {},
      )
      if (!isComplete) throw new Error(`The sample did not load: ${JSON.stringify(streams)}`)
    },
    async serve() {
      const { url, firstLink } = await svodka.serve()
      return signInFirst(url, firstLink)
    },
    async close() {
      await svodka.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Rows as a file whose header is the columns of the first. */
export function csvOf<Line extends object>(rows: readonly Line[]): string {
  const names = Object.keys(rows[0] ?? {}) as (keyof Line)[]
  const cell = (value: unknown) => `"${String(value ?? '').replaceAll('"', '""')}"`
  const lines = [names, ...rows.map((row) => names.map((name) => row[name]))]
  return lines.map((line) => `${line.map(cell).join(',')}\n`).join('')
}
