import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { svodka } from '../cli/program.ts'
import { seedResult, type Planted, type SeedResult } from './tally.ts'

/** As small as they may be: only the help desk is asked about. */
const OTHERS = ['--users', '100', '--customers', '10', '--clients', '10']

/** The sample workspace of a seed, made and asked by the program's own commands, as a person does it. */
export async function studySeedByCommands(seed: number, planted: Planted): Promise<SeedResult> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-seed-'))
  const run = async (args: readonly string[], where: string): Promise<string> => {
    const { code, out, told } = await svodka(args, where)
    if (code !== 0) throw new Error(`svodka ${args.join(' ')}: ${told}`)
    return out
  }
  try {
    const { change, rise, tickets = 30_000 } = planted
    const desk = ['--seed', seed, '--tickets', tickets, '--change', change * 100, '--rise', rise * 100].map(String)
    await run(['demo', '--no-serve', ...desk, ...OTHERS], folder)
    const answer = await run(['analyze', 'support.resolution-change', '--format', 'json'], join(folder, 'demo'))
    return seedResult(seed, (JSON.parse(answer) as { figures: Record<string, unknown> }).figures)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
