import type { Command } from 'commander'
import { formatInstant, type Locale, type Row } from '../base/index.ts'
import { subcommand, withFormat, words, type Cli, type OutputFormat } from './cli.ts'
import { print } from './output.ts'
import type { Asker, PublishedView, Svodka } from './program.ts'
import { withSvodka } from './with-svodka.ts'

export function publishCommand(cli: Cli): Command {
  return withFormat(
    subcommand(cli, 'publish', 'svodka publish bi').argument('[target...]', cli.say('publish.target')),
    cli,
  ).action(async (targets: string[], { format }: { format: OutputFormat }, command: Command) => {
    const work = async (svodka: Svodka, asker: Asker) => {
      const published = await svodka.publish(targets, asker)
      const { timeZone } = svodka.workspace
      if (format !== 'table' || published.some(({ error }) => error === null))
        print({ ...cli, locale: asker.locale }, format, table(published, asker.locale, timeZone))
      for (const each of published) tell(cli, each, asker.locale, timeZone)
      if (published.some(({ error }) => error !== null)) process.exitCode = 1
    }
    const record = { action: 'published', subject: targets.join(', ') || null }
    await withSvodka(cli, command, work, { record })
  })
}

function table(published: readonly PublishedView[], locale: Locale, timeZone: string) {
  const column = (name: string, key: string, unit: 'count' | 'text' | 'instant') => ({
    name,
    unit,
    label: words.say(locale, `col.${key}`),
  })
  return {
    columns: [
      column('target', 'target', 'text'),
      column('mart', 'mart', 'text'),
      column('rows', 'rows', 'count'),
      column('asOf', 'as_of', 'instant'),
    ],
    rows: published.flatMap(({ target, marts }) => marts.map((mart): Row => ({ target, ...mart }))),
    json: published,
    timeZone,
  }
}

function tell(cli: Cli, published: PublishedView, locale: Locale, timeZone: string): void {
  const { target, publishedAt, marts, left, error, logRun } = published
  const say = (key: string, values: Record<string, string | number>) =>
    cli.tell(words.say(locale, `publish.${key}`, { target, ...values }))
  if (error !== null) return say('failed', { cause: error, run: logRun })
  const rows = marts.reduce((sum, mart) => sum + mart.rows, 0)
  say('done', { marts: marts.length, rows, time: formatInstant(publishedAt ?? '', { locale, timeZone }) })
  if (left.length > 0) say('left', { marts: left.join(', ') })
}
