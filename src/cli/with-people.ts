import type { Command } from 'commander'
import type { Column, Locale, Row } from '../base/index.ts'
import { words, workspaceFolder, type Cli, type GlobalOptions } from './cli.ts'
import type { PeopleProgram } from './program.ts'

/** Opens who may come into a workspace, does the work and closes it again. */
export async function withPeople<T>(
  cli: Cli,
  command: Command,
  work: (program: PeopleProgram, locale: Locale) => Promise<T>,
): Promise<T> {
  const globals = command.optsWithGlobals<GlobalOptions>()
  const { openPeople } = await import('../app/index.ts')
  const program = await openPeople(workspaceFolder(globals), cli.environment)
  try {
    return await work(
      program,
      globals.locale ?? (cli.environment['SVODKA_LOCALE'] ? cli.locale : program.workspace.locale),
    )
  } finally {
    await program.close()
  }
}

/** A column of texts or instants, under its name in words. */
export const column = (locale: Locale, name: string, unit: 'text' | 'instant' = 'text'): Column => ({
  name,
  unit,
  label: words.say(locale, `col.${name}`),
})

/** What is theirs in the data as one line: `operator: Анна Ежова; region: Казань, Самара`. */
export const ownText = (own: Readonly<Record<string, readonly string[]>>): Row[string] =>
  Object.entries(own)
    .map(([dimension, values]) => `${dimension}: ${values.join(', ')}`)
    .join('; ') || null
