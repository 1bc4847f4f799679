import { Command, InvalidArgumentError } from 'commander'
import { UsageError } from '../base/errors.ts'
import { defineWords, LOCALES, type Locale, type MessageValues } from '../base/words.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }

export const words = defineWords({ en, ru })

/** The world of a command: what it reads and where it writes. */
export interface Cli {
  locale: Locale
  environment: NodeJS.ProcessEnv
  /** data goes here */
  out(text: string): void
  /** progress and errors go here */
  tell(text: string): void
  /** shows a passing state: overwritten by the next where the terminal can, else dropped */
  tellPassing(text: string): void
  /** columns of the terminal */
  width: number
  signal: AbortSignal
  say(key: string, values?: MessageValues): string
}

export interface GlobalOptions {
  workspace?: string
  locale?: Locale
}

export const workspaceFolder = (globals: GlobalOptions): string => globals.workspace ?? process.cwd()

/** A subcommand with its help in the reader's language and one example; one within another is named with it: `people add`. */
export function subcommand(cli: Cli, name: string, example: string): Command {
  return new Command(name.split(' ').at(-1))
    .description(cli.say(name.replaceAll(' ', '.')))
    .addHelpText('after', `\n${cli.say('example')}\n  ${example}`)
}

/** The command that the line names, also where one within it runs: `people` of `people add`. */
export const commandName = (command: Command): string =>
  command.parent?.parent ? commandName(command.parent) : command.name()

/** `--format table|json|csv` of commands that print data. */
export const withFormat = (command: Command, cli: Cli): Command =>
  command.option('--format <format>', cli.say('option.format'), oneOf(['table', 'json', 'csv']), 'table')

export type OutputFormat = 'table' | 'json' | 'csv'

export const oneOf =
  (allowed: readonly string[]) =>
  (given: string): string => {
    if (allowed.includes(given)) return given
    throw new InvalidArgumentError(`${allowed.join(' | ')}`)
  }

/** An option that may be repeated. */
export const repeated = (value: string, all: readonly string[] = []): readonly string[] => [...all, value]

/** A whole number within bounds, or a sentence that names the option. */
export const numberWithin =
  (option: string, low: number, high: number) =>
  (given: string): number => {
    const number = Number(given)
    if (given.trim() !== '' && Number.isFinite(number) && number >= low && number <= high) return number
    throw new UsageError(words, 'bad_number', { option, given, low, high })
  }

/** The language of help: asked for, or the terminal's. */
export function localeOf(args: readonly string[], environment: NodeJS.ProcessEnv): Locale {
  const at = args.indexOf('--locale')
  const asked = at >= 0 ? args[at + 1] : (environment['SVODKA_LOCALE'] ?? '')
  const known = LOCALES.find((locale) => locale === asked)
  if (known) return known
  return (environment['LC_ALL'] ?? environment['LANG'] ?? '').toLowerCase().startsWith('ru') ? 'ru' : 'en'
}
