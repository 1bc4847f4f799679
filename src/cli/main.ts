import { Command, CommanderError } from 'commander'
import { errorText, SvodkaError, UsageError } from '../base/errors.ts'
import { LOCALES } from '../base/words.ts'
import { localeOf, oneOf, words, workspaceFolder, type Cli, type GlobalOptions } from './cli.ts'
import { COMMANDS } from './commands.ts'
import { needOf } from './needs.ts'

const EXIT_FAILED = 1
const EXIT_WRONG_USAGE = 2
const VERSION = '0.1.0'
/** Where no terminal reads, only what nobody would read to its end is shortened. */
const WIDTH_OF_FILES = 1000

/** Runs one command. @returns the exit code: 0 done, 1 failed, 2 wrong usage */
export async function main(args: readonly string[]): Promise<number> {
  const interruption = new AbortController()
  process.once('SIGINT', () => interruption.abort())
  process.on('SIGTERM', () => interruption.abort())
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  const locale = localeOf(args, process.env)
  const cli: Cli = {
    locale,
    environment: process.env,
    out: (text) => void process.stdout.write(`${text}\n`),
    ...progressTo(process.stderr),
    width: process.stdout.columns ?? WIDTH_OF_FILES,
    signal: interruption.signal,
    say: (key, values) => words.say(locale, key, values),
  }
  return run(args, cli)
}

/** Runs one command in a world of its own. @returns the exit code */
export async function run(args: readonly string[], cli: Cli): Promise<number> {
  let globals: GlobalOptions = {}
  try {
    const program = await makeProgram(cli, args)
    program.hook('preAction', (_, command) => void (globals = command.optsWithGlobals<GlobalOptions>()))
    await program.parseAsync([...args], { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    return explain(error, error instanceof CommanderError ? cli : await inWorkspacesLanguage(cli, globals))
  }
}

/** What goes wrong in a workspace is told in its language, as what goes well is, unless another was asked for. */
async function inWorkspacesLanguage(cli: Cli, globals: GlobalOptions): Promise<Cli> {
  if (globals.locale || cli.environment['SVODKA_LOCALE']) return cli
  const { workspaceLocale } = await import('../app/index.ts')
  const locale = (await workspaceLocale(workspaceFolder(globals))) ?? cli.locale
  return { ...cli, locale, say: (key, values) => words.say(locale, key, values) }
}

/** Lines that stay, and one line at the bottom that changes. */
function progressTo(stream: NodeJS.WriteStream): Pick<Cli, 'tell' | 'tellPassing'> {
  const clear = stream.isTTY ? '\r\u001b[2K' : ''
  return {
    tell: (text) => void stream.write(`${clear}${text}\n`),
    tellPassing: (text) => void (stream.isTTY && stream.write(`${clear}${text.slice(0, stream.columns - 1)}`)),
  }
}

/** The program with every command: those that the line names for real, the others by name, so that help costs little. */
async function makeProgram(cli: Cli, args: readonly string[]): Promise<Command> {
  const program = new Command('svodka')
    .description(cli.say('about'))
    .version(VERSION, '--version', cli.say('version'))
    .helpOption('-h, --help', cli.say('help'))
    .option('-w, --workspace <dir>', cli.say('option.workspace'))
    .option('--locale <locale>', cli.say('option.locale'), oneOf(LOCALES))
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => {} })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => translated(title, cli),
      optionDescription: ({ description, defaultValue }) => withDefault(description, defaultValue, cli),
      argumentDescription: ({ description, defaultValue }) => withDefault(description, defaultValue, cli),
    })
  for (const [name, load] of Object.entries(COMMANDS)) {
    program.addCommand(
      args.includes(name) ? withPerson((await load())(cli), cli) : new Command(name).description(cli.say(name)),
    )
  }
  for (const command of [program, ...below(program)]) {
    command.helpCommand(false).exitOverride().helpOption('-h, --help', cli.say('help')).copyInheritedSettings(program)
  }
  return program
}

const below = (command: Command): Command[] => command.commands.flatMap((each) => [each, ...below(each)])

/** `--as` is the format of a report already; there, and everywhere, `--person` says the same. */
function withPerson(command: Command, cli: Cli): Command {
  if (!needOf(command.name())) return command
  const isTaken = command.options.some(({ long }) => long === '--as')
  return command.option(`${isTaken ? '' : '--as, '}--person <login>`, cli.say('option.person'))
}

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'usage_title',
  'Options:': 'options_title',
  'Commands:': 'commands_title',
  'Arguments:': 'arguments_title',
  'Global Options:': 'global_title',
}

const translated = (title: string, cli: Cli): string => (TITLES[title] ? cli.say(TITLES[title]) : title)

const withDefault = (description: string, value: unknown, cli: Cli): string =>
  value === undefined || value === true
    ? description
    : `${description} (${cli.say('default', { value: String(value) })})`

function explain(error: unknown, cli: Cli): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    cli.tell(usageText(error, cli))
    return EXIT_WRONG_USAGE
  }
  if (error instanceof SvodkaError) cli.tell(errorText(error, cli.locale))
  else {
    cli.tell(cli.say('bug', { message: errorText(error, cli.locale) }))
    if (cli.environment['SVODKA_DEBUG'] && error instanceof Error) cli.tell(error.stack ?? '')
  }
  return error instanceof UsageError ? EXIT_WRONG_USAGE : EXIT_FAILED
}

/** Wrong usage in the reader's language: the parser's code tells the kind, its quotes tell what was given. */
function usageText({ code, message }: CommanderError, cli: Cli): string {
  const key = `usage.${code.replace('commander.', '')}`
  if (!words.has(key)) return message
  const [, given = ''] = /'([^']*)'/.exec(message) ?? []
  const [, hint = 'none'] = /Did you mean (?:one of )?(.+)\?\)/.exec(message) ?? []
  const [, allowed = ''] = /is invalid\. ([^]*)$/.exec(message) ?? []
  return cli.say(key, { given, hint, allowed })
}
