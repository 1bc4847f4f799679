import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import { errorText } from '../base/index.ts'
import { numberWithin, oneOf, subcommand, workspaceFolder, type Cli, type GlobalOptions } from './cli.ts'
import type { ServingPart } from './program.ts'

const LOOK_MILLISECONDS = 1000

interface ServeOptions {
  port?: number
  only?: 'worker' | 'web' | 'bot'
}

export function serveCommand(cli: Cli): Command {
  return subcommand(cli, 'serve', 'svodka serve --port 8450')
    .option('--port <port>', cli.say('serve.port'), numberWithin('--port', 1, 65_535))
    .option('--only <part>', cli.say('serve.only'), oneOf(['worker', 'web', 'bot']))
    .action(async ({ only, port }: ServeOptions, command: Command) => {
      const folder = workspaceFolder(command.optsWithGlobals<GlobalOptions>())
      if (only === 'web' || only === 'bot') await servePart(cli, folder, only, port)
      else await serveData(cli, folder, only ?? 'serve', port)
    })
}

async function serveData(cli: Cli, folder: string, role: 'serve' | 'worker', port: number | undefined): Promise<void> {
  const { openToServe } = await import('../app/index.ts')
  const onWait = (error: Error) => cli.tell(cli.say('serve.waits', { cause: errorText(error, cli.locale) }))
  const svodka = await openToServe(folder, cli.environment, { onWait, signal: cli.signal })
  try {
    const { url, firstLink } = await svodka.serve(port, role)
    cli.out(cli.say(role === 'serve' ? 'serve.listening' : 'serve.worker', { url }))
    if (firstLink !== undefined) cli.out(cli.say('serve.first', { link: firstLink }))
    cli.tell(cli.say('serve.sync'))
    await untilStopped(cli.signal)
  } finally {
    await svodka.close()
  }
}

async function servePart(cli: Cli, folder: string, role: 'web' | 'bot', port: number | undefined): Promise<void> {
  const app = await import('../app/index.ts')
  const part = await app.servePart(folder, cli.environment, role, port)
  try {
    cli.out(cli.say(role === 'web' ? 'serve.listening' : 'serve.bot', { url: part.url }))
    if (part.firstLink !== undefined) cli.out(cli.say('serve.first', { link: part.firstLink }))
    await tellChanges(cli, part)
  } finally {
    await part.close()
  }
}

/** Says what is waited for, and when it is there; until the command is stopped. */
async function tellChanges(cli: Cli, { ready }: ServingPart): Promise<void> {
  const missing = new Set<string>()
  while (!cli.signal.aborted) {
    for (const { part, isReady, message } of await ready()) {
      if (isReady && missing.delete(part)) cli.tell(cli.say('serve.goes_on', { what: message[cli.locale] }))
      if (isReady || missing.has(part)) continue
      missing.add(part)
      cli.tell(cli.say('serve.waits', { cause: message[cli.locale] }))
    }
    await wait(LOOK_MILLISECONDS, undefined, { signal: cli.signal }).catch((error: unknown) => {
      if (!cli.signal.aborted) throw error
    })
  }
}

export const untilStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
