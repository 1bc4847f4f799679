/*
Does `support.resolution-change` tell the truth? A help desk is made from each seed with a planted rise and change,
loaded into a warehouse of its own, and asked. Prints how often each claim is confirmed, how often its interval
holds what was planted, and how wide the intervals are.

  node test/study/hundred-seeds.ts --seeds 100 --change -20 --rise 35
  node test/study/hundred-seeds.ts --seeds 100 --change 0 --rise 0

With `--commands` each desk is made by `svodka demo --no-serve` and asked by `svodka analyze`; its autocorrelation is the sample's own.
*/
import { parseArgs } from 'node:util'
import { studySeedByCommands } from './by-commands.ts'
import { CLAIMS, type SeedResult, studySeed, tally } from './tally.ts'

// parseArgs wants `--change=-20`; people write `--change -20`
const args = process.argv
  .slice(2)
  .join(' ')
  .replace(/ (-\d)/g, '=$1')
  .split(' ')
  .filter(Boolean)
const { values } = parseArgs({
  args,
  options: {
    seeds: { type: 'string', default: '100' },
    first: { type: 'string', default: '1' },
    change: { type: 'string', default: '-20' },
    rise: { type: 'string', default: '35' },
    autocorrelation: { type: 'string', default: '0.4' },
    tickets: { type: 'string', default: '30000' },
    commands: { type: 'boolean', default: false },
  },
})
const planted = {
  change: Number(values.change) / 100,
  rise: Number(values.rise) / 100,
  autocorrelation: Number(values.autocorrelation),
  tickets: Number(values.tickets),
}
const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => Number(values.first) + at)

const results: SeedResult[] = []
for (const seed of seeds) {
  const result = await (values.commands ? studySeedByCommands : studySeed)(seed, planted)
  results.push(result)
  const { change, rise } = result.claims
  const line = (name: string, { verdict, percent, low, high }: typeof change) =>
    `${name} ${percent.toFixed(1)} [${low.toFixed(1)}, ${high.toFixed(1)}] ${verdict}`
  process.stderr.write(`seed ${seed}: ${line('change', change)}; ${line('rise', rise)}\n`)
}

const digits = (value: number | null): string => (value === null ? '–' : value.toFixed(1))
process.stdout.write(
  `planted: change ${values.change} %, rise ${values.rise} %, autocorrelation ${values.autocorrelation}\n`,
)
for (const name of CLAIMS) {
  const sums = tally(results, name, planted)
  process.stdout.write(
    [
      `${name}: of ${sums.seeds} seeds confirmed ${sums.confirmed}, not confirmed ${sums.notConfirmed}, cannot tell ${sums.cannotTell}`,
      `  interval holds the truth ${sums.covers}; false claims ${sums.falseClaims}; mean estimate ${digits(sums.meanPercent)} %`,
      `  half-width of the interval: mean ${digits(sums.halfWidth)} points; of "cannot tell" mean ${digits(sums.cannotTellHalfWidth)}, least ${digits(sums.narrowestCannotTell)}`,
      '',
    ].join('\n'),
  )
}
const every = results.filter(({ everyPriority }) => everyPriority === 'confirmed').length
process.stdout.write(`rise of every priority confirmed: ${every}\n`)
