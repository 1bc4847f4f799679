import type { Command } from 'commander'
import {
  LOCALES,
  UsageError,
  type Difference,
  type Locale,
  type NewPerson,
  type PersonView,
  type Row,
} from '../base/index.ts'
import { oneOf, repeated, subcommand, withFormat, words, type Cli, type OutputFormat } from './cli.ts'
import { print } from './output.ts'
import { showLink } from './people-links.ts'
import { OWNER } from './program.ts'
import { column, withPeople } from './with-people.ts'

interface GivenPerson {
  name?: string
  role?: string
  own?: readonly string[] | false
  email?: string | false
  language?: Locale
}

interface ChangeOptions extends GivenPerson {
  dryRun?: true
  format: OutputFormat
}

export function addCommand(cli: Cli): Command {
  const command = subcommand(
    cli,
    'people add',
    "svodka people add anna --name 'Anna Ezhova' --role operator --own operator='Anna Ezhova'",
  )
    .argument('<login>', cli.say('people.login'))
    .requiredOption('--name <name>', cli.say('people.name'))
    .requiredOption('--role <role>', cli.say('people.role_id'))
    .option('--no-invite', cli.say('people.no_invite'))
  return changing(cli, withPersonOptions(cli, command)).action(
    (login: string, options: ChangeOptions & { name: string; role: string; invite: boolean }, self: Command) =>
      withPeople(cli, self, async ({ people, linkOf, workspace }, locale) => {
        const by = OWNER
        const person = { login, ...asChange(options), name: options.name, role: options.role }
        const differences = await people.add(person, by, options.dryRun)
        const isInvited = options.invite && !options.dryRun
        const link = isInvited ? await people.invite(login, by) : undefined
        if (options.format === 'json' && link) {
          const { code, ...rest } = link
          return cli.out(JSON.stringify({ differences, link: linkOf(code), ...rest }, null, 2))
        }
        // alone on standard output, so that a script can take it
        if (link) showLink(cli, { locale, timeZone: workspace.timeZone }, { link: linkOf(link.code), ...link })
        else showDifferences(cli, locale, options, differences)
      }),
  )
}

export function changeCommand(cli: Cli): Command {
  const command = subcommand(cli, 'people change', "svodka people change anna --own operator='Anna Petrova' --dry-run")
    .argument('<login>', cli.say('people.login'))
    .option('--name <name>', cli.say('people.name'))
    .option('--role <role>', cli.say('people.role_id'))
    .option('--no-own', cli.say('people.no_own'))
    .option('--no-email', cli.say('people.no_email'))
  return changing(cli, withPersonOptions(cli, command)).action(
    (login: string, options: ChangeOptions, self: Command) => {
      const change = asChange(options)
      if (Object.keys(change).length === 0) throw new UsageError(words, 'people.no_change')
      return doChange(cli, self, options, login, change)
    },
  )
}

export function roleCommand(cli: Cli): Command {
  const command = subcommand(cli, 'people role', 'svodka people role anna analyst --dry-run')
    .argument('<login>', cli.say('people.login'))
    .argument('<role>', cli.say('people.role_id'))
  return changing(cli, command).action((login: string, role: string, options: ChangeOptions, self: Command) =>
    doChange(cli, self, options, login, { role }),
  )
}

export function removeCommand(cli: Cli): Command {
  const command = subcommand(cli, 'people remove', 'svodka people remove anna --dry-run').argument(
    '<login>',
    cli.say('people.login'),
  )
  return changing(cli, command).action((login: string, options: ChangeOptions, self: Command) =>
    withPeople(cli, self, async ({ people }, locale) => {
      const differences = await people.remove(login, OWNER, options.dryRun)
      showDifferences(cli, locale, options, differences)
    }),
  )
}

const changing = (cli: Cli, command: Command): Command =>
  withFormat(command.option('--dry-run', cli.say('people.dry_run')), cli)

const withPersonOptions = (cli: Cli, command: Command): Command =>
  command
    .option('--own <dimension=value>', cli.say('people.own'), ownValues)
    .option('--email <address>', cli.say('people.email'))
    .option('--language <language>', cli.say('people.language'), oneOf(LOCALES))

/** `--no-own` makes the value before it `false`. */
const ownValues = (value: string, all: readonly string[] | boolean = []): readonly string[] =>
  repeated(value, Array.isArray(all) ? all : [])

const doChange = (cli: Cli, command: Command, options: ChangeOptions, login: string, change: Partial<NewPerson>) =>
  withPeople(cli, command, async ({ people }, locale) => {
    const differences = await people.change(login, change, OWNER, options.dryRun)
    showDifferences(cli, locale, options, differences)
  })

/** What of a person was given on the line; an option that is not there changes nothing. */
export function asChange({ name, role, own, email, language }: GivenPerson): Partial<NewPerson> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(role === undefined ? {} : { role }),
    ...(own ? { own: asOwn(own) } : own === false ? { own: {} } : {}),
    ...(email === undefined ? {} : { email: email === false ? null : email }),
    ...(language === undefined ? {} : { locale: language }),
  }
}

/** `region=Казань` and `region=Самара` are both theirs; a value may hold commas. */
function asOwn(given: readonly string[]): PersonView['own'] {
  const pairs = given.map((each) => {
    const at = each.indexOf('=')
    if (at < 1 || at === each.length - 1) throw new UsageError(words, 'people.bad_own', { given: each })
    return { dimension: each.slice(0, at), value: each.slice(at + 1) }
  })
  const grouped = Map.groupBy(pairs, ({ dimension }) => dimension)
  return Object.fromEntries([...grouped].map(([dimension, all]) => [dimension, all.map(({ value }) => value)]))
}

function showDifferences(
  cli: Cli,
  locale: Locale,
  { dryRun, format }: Pick<ChangeOptions, 'dryRun' | 'format'>,
  differences: readonly Difference[],
): void {
  const names = ['what', 'before', 'after'] as const
  if (differences.length > 0 || format !== 'table')
    print({ ...cli, locale }, format, {
      columns: names.map((name) => column(locale, name)),
      rows: differences.map((difference): Row => ({ ...difference })),
    })
  const outcome = differences.length === 0 ? 'people.same' : dryRun ? 'people.dry' : 'people.done'
  cli.tell(words.say(locale, outcome))
}
