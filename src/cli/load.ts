import type { Command } from 'commander'
import { UsageError } from '../base/index.ts'
import { subcommand, withFormat, words, type Cli, type OutputFormat } from './cli.ts'
import { wholeWithin } from './generate.ts'
import { printSummary, tellProgress } from './sync.ts'
import { withSvodka } from './with-svodka.ts'

export function loadCommand(cli: Cli): Command {
  return withFormat(
    subcommand(cli, 'load', 'svodka load loans --part 2')
      .argument('<source>', cli.say('load.source'))
      .option('--part <number>', cli.say('load.part'), wholeWithin('--part', 0, 1_000_000_000))
      .option('--all', cli.say('load.all')),
    cli,
  ).action(async (source: string, options: { part?: number; all?: true; format: OutputFormat }, command: Command) => {
    if ((options.part === undefined) === (options.all === undefined)) throw new UsageError(words, 'load.which')
    await withSvodka(cli, command, async (svodka, asker) => {
      const known = svodka.workspace.sources
      if (!known.includes(source)) throw new UsageError(words, 'sync.unknown', { source, known: known.join(', ') })
      const part = options.part ?? 'all'
      const request = { mode: 'new', locale: asker.locale, sources: [source], part } as const
      const summary = await svodka.sync(request, tellProgress(cli))
      await printSummary(cli, asker.locale, options.format, summary)
    })
  })
}
