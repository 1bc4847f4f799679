import type { Command } from 'commander'
import { formatInstant, GRAINS, isDay, UsageError, type Filter, type Grain, type Query } from '../base/index.ts'
import { numberWithin, oneOf, repeated, subcommand, withFormat, words, type Cli, type OutputFormat } from './cli.ts'
import { withSvodka } from './with-svodka.ts'

interface QueryOptions {
  by?: string
  where?: readonly string[]
  from?: string
  to?: string
  grain?: Grain
  limit?: number
  format: OutputFormat
}

export function queryCommand(cli: Cli): Command {
  return withFormat(
    subcommand(
      cli,
      'query',
      'svodka query support.resolution_hours --by priority --grain month --from 2023-01-01 --to 2023-12-31',
    )
      .argument('<metric...>', cli.say('query.metric'))
      .option('--by <dimensions>', cli.say('query.by'))
      .option('--where <condition>', cli.say('query.where'), repeated)
      .option('--from <day>', cli.say('query.from'), day)
      .option('--to <day>', cli.say('query.to'), day)
      .option('--grain <grain>', cli.say('query.grain'), oneOf(GRAINS))
      .option('--limit <rows>', cli.say('query.limit'), numberWithin('--limit', 1, 1_000_000)),
    cli,
  ).action(async (metrics: string[], options: QueryOptions, command: Command) => {
    const query = asQuery(metrics, options)
    const { print } = await import('./output.ts')
    await withSvodka(cli, command, async (svodka, asker) => {
      const answer = await svodka.query(query, asker)
      const { rows, units, asOf, period, sql, columns } = answer
      print({ ...cli, locale: asker.locale }, options.format, {
        columns,
        rows,
        json: { rows, units, asOf, period, sql, isCut: answer.isCut },
        currency: svodka.workspace.currency,
        timeZone: period.timeZone,
      })
      const format = { locale: asker.locale, timeZone: period.timeZone }
      const list = Object.entries(asOf).map(([source, instant]) => `${source} ${formatInstant(instant, format)}`)
      if (options.format === 'table') cli.tell(words.say(asker.locale, 'data_as_of', { list: list.join(', ') || '–' }))
      if (answer.isCut) cli.tell(words.say(asker.locale, 'query.cut'))
    })
  })
}

/** A question from the words of a command line. */
export function asQuery(metrics: readonly string[], options: Omit<QueryOptions, 'format'>): Query {
  if (Boolean(options.from) !== Boolean(options.to)) throw new UsageError(words, 'query.one_day')
  return {
    metrics: metrics.flatMap((metric) => metric.split(',')),
    ...(options.by ? { by: options.by.split(',') } : {}),
    ...(options.where ? { where: options.where.map(asFilter) } : {}),
    ...(options.from && options.to ? { period: { from: options.from, to: options.to } } : {}),
    ...(options.grain ? { grain: options.grain } : {}),
    ...(options.limit ? { limit: options.limit } : {}),
  }
}

const CONDITION = /^([a-z_.]+)(!=|=)(.*)$/s
const RANGE = /^(-?\d+(?:\.\d+)?)?\.\.(-?\d+(?:\.\d+)?)?$/

/** `priority=high,urgent`, `line!=line_1`, `amount=10000..50000`; an empty value means "no value". */
export function asFilter(given: string): Filter {
  const [, dimension, operator, value] = CONDITION.exec(given) ?? []
  if (!dimension || !operator || value === undefined) throw new UsageError(words, 'query.bad_where', { given })
  const range = RANGE.exec(value)
  if (range && operator === '=') {
    const [, from, to] = range
    return {
      dimension,
      op: 'between',
      ...(from ? { from: Number(from) } : {}),
      ...(to ? { to: Number(to) } : {}),
    }
  }
  const values = value.split(',').map((each) => (each === '' ? null : each))
  return { dimension, op: operator === '=' ? 'in' : 'not in', values }
}

export function day(given: string): string {
  if (isDay(given)) return given
  throw new UsageError(words, 'query.bad_day', { given })
}
