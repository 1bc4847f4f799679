import type { Command } from 'commander'
import type { Row } from '../base/index.ts'
import { subcommand, withFormat, words, type Cli, type OutputFormat } from './cli.ts'
import { wholeWithin } from './generate.ts'
import { print } from './output.ts'
import { OWNER } from './program.ts'
import { column, ownText, withPeople } from './with-people.ts'

export function listCommand(cli: Cli): Command {
  return withFormat(
    subcommand(cli, 'people list', 'svodka people list --format json').option('--all', cli.say('people.all')),
    cli,
  ).action(({ format, all }: { format: OutputFormat; all?: true }, command: Command) =>
    withPeople(cli, command, async ({ people, workspace }, locale) => {
      const list = (await people.list()).filter(({ state }) => all || state !== 'removed')
      if (list.length === 0) cli.tell(words.say(locale, 'people.nobody'))
      if (list.length === 0 && format === 'table') return
      const names = ['login', 'name', 'role', 'own', 'email', 'state', 'from'] as const
      const known = (of: 'state' | 'from', value: string) => words.say(locale, `people.${of}.${value}`)
      print({ ...cli, locale }, format, {
        columns: [...names.map((name) => column(locale, name)), column(locale, 'lastSeenAt', 'instant')],
        rows: list.map(({ login, name, role, own, email, state, from, lastSeenAt }): Row => {
          const shown =
            format === 'table' ? { state: known('state', state), from: known('from', from) } : { state, from }
          return { login, name, role, own: ownText(own), email, ...shown, lastSeenAt }
        }),
        json: list,
        timeZone: workspace.timeZone,
      })
    }),
  )
}

export function tokensCommand(cli: Cli): Command {
  return withFormat(
    subcommand(cli, 'people tokens', 'svodka people tokens').option('--revoke <id>', cli.say('people.revoke')),
    cli,
  ).action(({ format, revoke }: { format: OutputFormat; revoke?: string }, command: Command) =>
    withPeople(cli, command, async ({ people, workspace }, locale) => {
      if (revoke !== undefined) {
        await people.revokeToken(revoke, OWNER)
        return cli.tell(words.say(locale, 'people.revoked', { id: revoke }))
      }
      const tokens = await people.tokens()
      const names = ['id', 'person', 'name', 'scope'] as const
      const times = ['validUntil', 'usedAt'] as const
      print({ ...cli, locale }, format, {
        columns: [
          ...names.map((name) => column(locale, name)),
          ...times.map((name) => column(locale, name, 'instant')),
        ],
        rows: tokens.map((token): Row => ({ ...token, scope: token.scope.join(', ') })),
        json: tokens,
        timeZone: workspace.timeZone,
      })
    }),
  )
}

interface RecordOptions {
  who?: string
  action?: string
  before?: string
  limit: number
  format: OutputFormat
}

export function recordCommand(cli: Cli): Command {
  return withFormat(
    subcommand(cli, 'people record', 'svodka people record --who anna --limit 20')
      .option('--who <login>', cli.say('people.who'))
      .option('--action <action>', cli.say('people.action'))
      .option('--before <id>', cli.say('people.before'))
      .option('--limit <rows>', cli.say('people.limit'), wholeWithin('--limit', 1, 1000), 100),
    cli,
  ).action(({ format, ...filter }: RecordOptions, command: Command) =>
    withPeople(cli, command, async ({ audit, workspace }, locale) => {
      const entries = await audit.list(filter)
      const names = ['who', 'action', 'subject', 'detail', 'address', 'id'] as const
      print({ ...cli, locale }, format, {
        columns: [column(locale, 'at', 'instant'), ...names.map((name) => column(locale, name))],
        rows: entries.map((entry): Row => ({
          ...entry,
          detail: Object.entries(entry.detail)
            .map(([name, value]) => `${name}: ${value}`)
            .join('; '),
        })),
        json: entries,
        timeZone: workspace.timeZone,
      })
    }),
  )
}
