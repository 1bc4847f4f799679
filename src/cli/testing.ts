import { words, type Cli } from './cli.ts'
import { run } from './main.ts'

const signal = new AbortController().signal

/** For tests: the world of a command, keeping what is printed. */
export function keepingCli(printed: { out: string[]; told: string[] }): Cli {
  return {
    locale: 'en',
    environment: {},
    out: (text) => void printed.out.push(text),
    tell: (text) => void printed.told.push(text),
    tellPassing: () => {},
    width: 160,
    signal,
    say: (key, values) => words.say('en', key, values),
  }
}

export interface Printed {
  code: number
  out: string
  told: string
}

/** For tests: commands on a workspace, in this very process. */
export function commandsOn(folder: string) {
  const svodka = async (...args: readonly string[]): Promise<Printed> => {
    const printed = { out: [] as string[], told: [] as string[] }
    const code = await run(['--workspace', folder, ...args], keepingCli(printed))
    return { code, out: printed.out.join('\n'), told: printed.told.join('\n') }
  }
  const json = async (...args: readonly string[]) => {
    const { out, told } = await svodka(...args, '--format', 'json')
    if (out === '') throw new Error(told)
    return JSON.parse(out)
  }
  return { svodka, json }
}
