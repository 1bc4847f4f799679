import type { Command } from 'commander'
import { SvodkaError } from '../base/index.ts'
import { numberWithin, oneOf, subcommand, words, type Cli, type GlobalOptions } from './cli.ts'
import { workspaceFolder } from './with-svodka.ts'

export function serveCommand(cli: Cli): Command {
  return subcommand(cli, 'serve', 'svodka serve --port 8450')
    .option('--port <port>', cli.say('serve.port'), numberWithin('--port', 1, 65_535))
    .option('--only <part>', cli.say('serve.only'), oneOf(['worker', 'web', 'bot']))
    .action(async (options: { port?: number; only?: string }, command: Command) => {
      if (options.only) throw new SvodkaError(words, 'serve.part')
      const { openSvodka } = await import('../app.ts')
      const svodka = await openSvodka(workspaceFolder(command.optsWithGlobals<GlobalOptions>()), cli.environment)
      try {
        const { url } = await svodka.serve(options.port)
        cli.out(cli.say('serve.listening', { url }))
        cli.tell(cli.say('serve.sync'))
        await untilStopped(cli.signal)
      } finally {
        await svodka.close()
      }
    })
}

export const untilStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
