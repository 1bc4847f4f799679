import { createReadStream, statSync, watch } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { SvodkaError } from '../base/index.ts'
import { LOG_LEVELS, logFiles, logLine, type LogChoice } from '../base/log-file.ts'
import { oneOf, subcommand, words, workspaceFolder, type Cli, type GlobalOptions } from './cli.ts'

interface LogOptions extends LogChoice {
  follow?: true
}

export function logCommand(cli: Cli): Command {
  return subcommand(cli, 'log', 'svodka log --level warn --follow')
    .option('--follow', cli.say('log.follow'))
    .option('--level <level>', cli.say('log.level'), oneOf(LOG_LEVELS), 'info')
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

async function showFile(cli: Cli, file: string, start: number, options: LogOptions): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(file, { start }) })) {
    const text = logLine(line, options)
    if (text) cli.out(text)
  }
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
