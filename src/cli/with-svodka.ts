import type { Command } from 'commander'
import { UsageError, type Ability } from '../base/index.ts'
import { commandName, words, workspaceFolder, type Cli, type GlobalOptions } from './cli.ts'
import { NEEDS, needOf } from './needs.ts'
import { OWNER, type Asker, type Svodka } from './program.ts'

export interface Asking {
  /** where it is other than the command's own in `NEEDS` */
  need?: Ability
  /** what the record says when it was done */
  record?: { action: string; subject: string | null }
}

/**
 * Opens the workspace, does the work and closes it again. When a server of this workspace runs, the work goes through it.
 * The language is the one asked for, else the workspace's.
 * With `--as` it is asked as that person, who must be allowed what the command needs.
 */
export async function withSvodka<T>(
  cli: Cli,
  command: Command,
  work: (svodka: Svodka, asker: Asker) => Promise<T>,
  { need, record }: Asking = {},
): Promise<T> {
  const { person: login, ...globals } = command.optsWithGlobals<GlobalOptions & { person?: string }>()
  const folder = workspaceFolder(globals)
  const { connectSvodka, personToAskAs, recordDone } = await import('../app/index.ts')
  const name = commandName(command)
  const as = login === undefined ? undefined : { login, ability: need ?? abilityFor(name), command: name }
  const person = as ? await personToAskAs(folder, cli.environment, as) : OWNER
  const svodka = await connectSvodka(folder, cli.environment)
  try {
    const locale = globals.locale ?? (cli.environment['SVODKA_LOCALE'] ? cli.locale : svodka.workspace.locale)
    const done = await work(svodka, { person, locale })
    if (record) await recordDone(folder, cli.environment, { ...record, as: as?.login })
    return done
  } finally {
    await svodka.close()
  }
}

/** @throws {UsageError} for a command of the machine */
function abilityFor(command: string): Ability {
  const need = needOf(command)
  if (need) return need
  const commands = Object.keys(NEEDS).filter((name) => needOf(name))
  throw new UsageError(words, 'as.not_here', { command, commands: commands.join(', ') })
}
