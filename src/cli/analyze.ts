import type { Command } from 'commander'
import { UsageError } from '../base/index.ts'
import { repeated, subcommand, withFormat, words, type Cli, type OutputFormat } from './cli.ts'
import { withSvodka } from './with-svodka.ts'

export function analyzeCommand(cli: Cli): Command {
  return withFormat(
    subcommand(cli, 'analyze', 'svodka analyze support.resolution-change --set clock=working')
      .argument('<analysis>', cli.say('analyze.id'))
      .option('--set <setting>', cli.say('analyze.set'), repeated),
    cli,
  ).action(async (id: string, options: { set?: readonly string[]; format: OutputFormat }, command: Command) => {
    const settings = Object.fromEntries((options.set ?? []).map(asSetting))
    const { asCsv, asTable } = await import('./output.ts')
    await withSvodka(cli, command, async (svodka, asker) => {
      const { statement, claims, figures, tables, notes, asOf } = await svodka.analyze(id, settings, asker)
      if (options.format === 'json') {
        const rows = Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, table.rows]))
        cli.out(JSON.stringify({ id, statement, claims, figures, tables: rows, notes, asOf }, null, 2))
        return
      }
      cli.out(options.format === 'table' ? `${statement}\n` : '')
      for (const [name, table] of Object.entries(tables)) {
        cli.out(options.format === 'csv' ? `# ${name}` : table.title)
        cli.out(options.format === 'csv' ? `${asCsv(table)}\n` : `${asTable(table, asker.locale, cli.width)}\n`)
      }
      if (options.format === 'table') for (const note of notes ?? []) cli.out(`– ${note}`)
    })
  })
}

function asSetting(given: string): [string, string] {
  const at = given.indexOf('=')
  if (at < 1) throw new UsageError(words, 'analyze.bad_set', { given })
  return [given.slice(0, at), given.slice(at + 1)]
}
