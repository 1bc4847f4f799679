import type { Command } from 'commander'
import { subcommand, withFormat, words, type Cli, type OutputFormat } from './cli.ts'
import { withSvodka } from './with-svodka.ts'

export function schemaCommand(cli: Cli): Command {
  return withFormat(subcommand(cli, 'schema', 'svodka schema --format json'), cli).action(
    async (options: { format: OutputFormat }, command: Command) => {
      const { print } = await import('./output.ts')
      await withSvodka(cli, command, async (svodka, asker) => {
        const summary = await svodka.schema()
        const column = (name: string, unit: 'count' | 'text') => ({
          name,
          unit,
          label: words.say(asker.locale, `col.${name}`),
        })
        print({ ...cli, locale: asker.locale }, options.format, {
          columns: [
            column('layer', 'text'),
            column('name', 'text'),
            column('kind', 'text'),
            column('rows', 'count'),
            column('meaning', 'text'),
          ],
          rows: summary.tables.map(({ layer, name, kind, rows, meaning }) => ({ layer, name, kind, rows, meaning })),
          json: summary,
        })
      })
    },
  )
}
