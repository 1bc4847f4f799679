import type { Command } from 'commander'
import { formatInstant, type Difference, type Locale, type MessageValues } from '../base/index.ts'
import { oneOf, subcommand, words, workspaceFolder, type Cli, type GlobalOptions } from './cli.ts'
import type { Plan, PlannedChange } from './program.ts'

export function planCommand(cli: Cli): Command {
  return subcommand(cli, 'plan', 'svodka plan --format json')
    .option('--format <format>', cli.say('plan.format'), oneOf(['table', 'json']), 'table')
    .action(async ({ format }: { format: 'table' | 'json' }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>()
      const { planWorkspace } = await import('../app/index.ts')
      const { plan, locale: ofWorkspace } = await planWorkspace(workspaceFolder(globals), cli.environment)
      const locale = globals.locale ?? (cli.environment['SVODKA_LOCALE'] ? cli.locale : ofWorkspace)
      if (format === 'json') return cli.out(JSON.stringify(plan, null, 2))
      for (const line of planLines(plan, locale)) cli.out(line)
      const key = plan.changes.length === 0 ? 'plan.same' : 'plan.end'
      cli.tell(words.say(locale, key, { count: plan.changes.length }))
    })
}

type Say = (key: string, values?: MessageValues) => string

const SIGNS: Readonly<Record<PlannedChange['change'], string>> = { new: '+', changed: '~', removed: '−', rebuilt: '↻' }

/** The plan as people read it: under a heading for each kind, one line a thing and one for each of its differences. */
export function planLines({ changes, appliedAt, timeZone }: Plan, locale: Locale): string[] {
  const say: Say = (key, values) => words.say(locale, `plan.${key}`, values)
  const heads = (['data', 'desk'] as const).flatMap((subject) => (appliedAt[subject] ? [] : [say(`first.${subject}`)]))
  const isFirst = ({ subject }: PlannedChange) => appliedAt[subject] === null
  // where all is new, its settings are what stands in the file
  const shown = changes.map((change) => (isFirst(change) ? { ...change, fields: [] } : change))
  const kinds = [...Map.groupBy(shown, ({ kind }) => kind)]
  const blocks = kinds.map(([kind, ofKind]) => [
    say(`kind.${kind}`),
    ...merged(ofKind).flatMap(({ ids, change }) => thingLines(ids, change, { say, locale, timeZone })),
  ])
  return [...(changes.length > 0 ? heads : []), ...blocks.flatMap((block) => ['', ...block])].slice(
    heads.length ? 0 : 1,
  )
}

/** Things of which the same is to be said are said together. */
function merged(changes: readonly PlannedChange[]): { ids: string[]; change: PlannedChange }[] {
  const key = ({ id, ...rest }: PlannedChange) => (rest.fields.length > 0 || rest.when ? id : JSON.stringify(rest))
  return [...Map.groupBy(changes, key).values()].map((group) => ({
    ids: group.map(({ id }) => id),
    change: group[0] as PlannedChange,
  }))
}

function thingLines(
  ids: readonly string[],
  { kind, change, fields, because, next, when }: PlannedChange,
  { say, locale, timeZone }: { say: Say; locale: Locale; timeZone: string },
): string[] {
  const noteKey = `plan.note.${kind}.${change}`
  const notes = [
    ...(words.has(noteKey) ? [words.say(locale, noteKey)] : []),
    ...(because.length > 0 ? [say('because', { tables: because.join(', ') })] : []),
    ...(when ? [when[locale]] : []),
    ...(next ? [say('next', { time: formatInstant(next, { locale, timeZone }) })] : []),
  ]
  const note = notes.length > 0 ? `: ${notes.join('; ')}` : ''
  return [`  ${SIGNS[change]} ${ids.join(', ')}${note}`, ...fields.map((field) => `      ${fieldText(field, change)}`)]
}

const fieldText = ({ what, before, after }: Difference, change: PlannedChange['change']): string =>
  change === 'new' ? `${what}: ${oneLine(after)}` : `${what}: ${oneLine(before)} → ${oneLine(after)}`

const LONGEST_VALUE = 200

const oneLine = (text: string | null): string => {
  const line = (text ?? '–').replaceAll(/\p{Cc}+/gu, ' ')
  return line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE)}…` : line
}
