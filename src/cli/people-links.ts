import type { Command } from 'commander'
import {
  ABILITIES,
  formatInstant,
  nearest,
  UsageError,
  type Ability,
  type Instant,
  type Locale,
} from '../base/index.ts'
import { subcommand, withFormat, words, type Cli, type OutputFormat } from './cli.ts'
import { wholeWithin } from './generate.ts'
import { OWNER } from './program.ts'
import { withPeople } from './with-people.ts'

export function inviteCommand(cli: Cli): Command {
  return withFormat(
    subcommand(cli, 'people invite', 'svodka people invite anna').argument('<login>', cli.say('people.login')),
    cli,
  ).action((login: string, { format }: { format: OutputFormat }, command: Command) =>
    withPeople(cli, command, async ({ people, linkOf, workspace }, locale) => {
      const { code, kind, validUntil } = await people.invite(login, OWNER)
      const link = linkOf(code)
      if (format === 'json') cli.out(JSON.stringify({ link, kind, validUntil }, null, 2))
      else showLink(cli, { locale, timeZone: workspace.timeZone }, { link, kind, validUntil })
    }),
  )
}

/** The link goes where data goes, so that a script can pass it on; nobody is shown it a second time. */
export function showLink(
  cli: Cli,
  format: { locale: Locale; timeZone: string },
  { link, kind, validUntil }: { link: string; kind: 'invite' | 'reset'; validUntil: Instant },
): void {
  cli.out(link)
  cli.tell(words.say(format.locale, `people.link.${kind}`, { until: formatInstant(validUntil, format) }))
}

interface TokenOptions {
  name: string
  scope: readonly Ability[]
  days: number
  format: OutputFormat
}

export function tokenCommand(cli: Cli): Command {
  return withFormat(
    subcommand(cli, 'people token', 'svodka people token anna --name excel --scope figures,export --days 90')
      .argument('<login>', cli.say('people.login'))
      .option('--name <name>', cli.say('people.token_name'), 'cli')
      .option('--scope <abilities>', cli.say('people.scope', { all: ABILITIES.join(', ') }), abilities, ['figures'])
      .option('--days <days>', cli.say('people.days'), wholeWithin('--days', 1, 366), 90),
    cli,
  ).action((login: string, { format, ...given }: TokenOptions, command: Command) =>
    withPeople(cli, command, async ({ people, workspace }, locale) => {
      const made = await people.makeToken(login, given, OWNER)
      if (format === 'json') return cli.out(JSON.stringify(made, null, 2))
      cli.out(made.secret)
      const until = formatInstant(made.token.validUntil, { locale, timeZone: workspace.timeZone })
      cli.tell(words.say(locale, 'people.token_made', { until, id: made.token.id }))
    }),
  )
}

/** @throws {UsageError} with the nearest ability where one is unknown */
export function abilities(given: string): readonly Ability[] {
  return given.split(',').map((each) => {
    const found = ABILITIES.find((ability) => ability === each.trim())
    if (found) return found
    const hint = nearest(each, ABILITIES) ?? 'none'
    throw new UsageError(words, 'people.bad_scope', { given: each, hint, known: ABILITIES.join(', ') })
  })
}
