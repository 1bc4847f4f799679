import type { Command } from 'commander'
import { OWNER_ASKER, type Asker, type Svodka } from './program.ts'
import type { Cli, GlobalOptions } from './cli.ts'

/**
 * Opens the workspace, does the work and closes it again. When a server of this workspace runs, the work goes through it.
 * The language is the one asked for, else the workspace's.
 */
export async function withSvodka<T>(
  cli: Cli,
  command: Command,
  work: (svodka: Svodka, asker: Asker) => Promise<T>,
): Promise<T> {
  const globals = command.optsWithGlobals<GlobalOptions>()
  const { connectSvodka } = await import('../app.ts')
  const svodka = await connectSvodka(workspaceFolder(globals), cli.environment)
  try {
    const locale = globals.locale ?? (cli.environment['SVODKA_LOCALE'] ? cli.locale : svodka.workspace.locale)
    return await work(svodka, OWNER_ASKER(locale))
  } finally {
    await svodka.close()
  }
}

export const workspaceFolder = (globals: GlobalOptions): string => globals.workspace ?? process.cwd()
