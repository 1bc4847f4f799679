import type { Command } from 'commander'
import { UsageError, type Locale, type Row } from '../base/index.ts'
import { subcommand, withFormat, words, type Cli, type OutputFormat } from './cli.ts'
import type { ProgressEvent, SyncSummary } from './program.ts'
import { withSvodka } from './with-svodka.ts'

export function syncCommand(cli: Cli): Command {
  return withFormat(
    subcommand(cli, 'sync', 'svodka sync desk')
      .argument('[source...]', cli.say('sync.source'))
      .option('--full', cli.say('sync.full'))
      .option('--refetch', cli.say('sync.refetch')),
    cli,
  ).action(
    async (sources: string[], options: { full?: true; refetch?: true; format: OutputFormat }, command: Command) => {
      if (options.full && options.refetch) throw new UsageError(words, 'sync.both')
      const mode = options.full ? 'full' : options.refetch ? 'refetch' : 'new'
      await withSvodka(cli, command, async (svodka, asker) => {
        const known = svodka.workspace.sources
        const unknown = sources.find((source) => !known.includes(source))
        if (unknown) throw new UsageError(words, 'sync.unknown', { source: unknown, known: known.join(', ') })
        const request = { mode, locale: asker.locale, ...(sources.length > 0 ? { sources } : {}) } as const
        const summary = await svodka.sync(request, tellProgress(cli))
        await printSummary(cli, asker.locale, options.format, summary)
      })
    },
  )
}

/** What a sync brought, stream by stream; the command has failed where one of them did. */
export async function printSummary(
  cli: Cli,
  locale: Locale,
  format: OutputFormat,
  summary: SyncSummary,
): Promise<void> {
  const { print } = await import('./output.ts')
  const column = (name: string, unit: 'count' | 'text') => ({ name, unit, label: words.say(locale, `col.${name}`) })
  print({ ...cli, locale }, format, {
    columns: [
      column('source', 'text'),
      column('stream', 'text'),
      column('added', 'count'),
      column('changed', 'count'),
      column('unchanged', 'count'),
      column('rejected', 'count'),
      column('error', 'text'),
    ],
    rows: summary.streams.map(({ cause: _cause, ...stream }): Row => ({ ...stream })),
    json: summary,
  })
  const key = summary.isComplete ? 'sync.done' : 'sync.failed'
  cli.tell(words.say(locale, key, { seconds: summary.seconds, run: summary.runId }))
  if (!summary.isComplete) process.exitCode = 1
}

/** Pages pass, what was loaded stays. */
export const tellProgress =
  (cli: Cli) =>
  ({ kind, text }: ProgressEvent): void =>
    kind === 'page' ? cli.tellPassing(`  ${text}`) : cli.tell(`  ${text}`)
