import { createReadStream, existsSync, readdirSync, statSync, watch } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { SvodkaError } from '../base/index.ts'
import { oneOf, subcommand, words, type Cli, type GlobalOptions } from './cli.ts'
import { workspaceFolder } from './with-svodka.ts'

const LEVELS = ['debug', 'info', 'warn', 'error'] as const

interface LogOptions {
  follow?: true
  level: (typeof LEVELS)[number]
  run?: string
  format: 'text' | 'json'
}

export function logCommand(cli: Cli): Command {
  return subcommand(cli, 'log', 'svodka log --level warn --follow')
    .option('--follow', cli.say('log.follow'))
    .option('--level <level>', cli.say('log.level'), oneOf(LEVELS), 'info')
    .option('--run <id>', cli.say('log.run'))
    .option('--format <format>', cli.say('option.format'), oneOf(['text', 'json']), 'text')
    .action(async (options: LogOptions, command: Command) => {
      const folder = join(workspaceFolder(command.optsWithGlobals<GlobalOptions>()), 'data/log')
      const files = logFiles(folder)
      if (files.length === 0) throw new SvodkaError(words, 'log.none', { folder })
      for (const file of files) await showFile(cli, file, 0, options)
      if (options.follow) await follow(cli, folder, options)
    })
}

/** Oldest first: the name holds the day and a growing number. */
function logFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  const numbers = (name: string) => name.match(/\d+/g)?.map(Number) ?? []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .toSorted((a, b) => {
      const [left, right] = [numbers(a), numbers(b)]
      return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0
    })
    .map((name) => join(folder, name))
}

async function showFile(cli: Cli, file: string, start: number, options: LogOptions): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(file, { start }) })) {
    const text = shownLine(line, options)
    if (text) cli.out(text)
  }
}

/** A line of the log as people read it; undefined when it was not asked for. */
export function shownLine(line: string, options: Pick<LogOptions, 'level' | 'run' | 'format'>): string | undefined {
  let event: Record<string, unknown>
  try {
    event = JSON.parse(line) as Record<string, unknown>
  } catch (error) {
    if (error instanceof SyntaxError) return undefined // the last line of a killed process
    throw error
  }
  if (LEVELS.indexOf(event['level'] as never) < LEVELS.indexOf(options.level)) return undefined
  if (options.run && event['runId'] !== options.run) return undefined
  if (options.format === 'json') return line
  const { level, time, msg, pid: _pid, ...fields } = event
  const rest = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return [time, String(level).toUpperCase().padEnd(5), msg, ...rest].join(' ')
}

async function follow(cli: Cli, folder: string, options: LogOptions): Promise<void> {
  const seen = new Map(logFiles(folder).map((file) => [file, statSync(file).size]))
  const watcher = watch(folder)
  cli.signal.addEventListener('abort', () => watcher.close(), { once: true })
  await new Promise<void>((resolve, reject) => {
    let work = Promise.resolve()
    watcher.on('close', () => resolve())
    watcher.on('error', reject)
    watcher.on('change', () => {
      work = work.then(async () => {
        for (const file of logFiles(folder)) {
          const size = statSync(file).size
          const from = seen.get(file) ?? 0
          seen.set(file, size)
          if (size > from) await showFile(cli, file, from, options)
        }
      }, reject)
    })
  })
}
