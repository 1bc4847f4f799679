// Sends one morning's report and kills itself at the so-manyth step of it, or goes to the end.
import { openState, type State } from '../../src/state/index.ts'
import { openMorning, REQUEST, worldAt } from './delivery-morning.ts'

const [file = '', url = '', round = '0', instant = '', step = '0', milliseconds = '0'] = process.argv.slice(2)
let steps = 0

/** Every begin and end of what is asked of the state, the channel and the report's maker is a step. */
function counted<T>(part: T): T {
  return new Proxy(part as object, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return async (...given: unknown[]) => {
        count()
        const result: unknown = await (member as (...all: unknown[]) => unknown).apply(target, given.map(countedCall))
        count()
        return result
      }
    },
  }) as T
}

/** `wire` is handed over as a function: its begin and end are steps too. */
const countedCall = (given: unknown): unknown =>
  typeof given !== 'function'
    ? given
    : async () => {
        count()
        await (given as () => Promise<void>)()
        count()
      }

function count(): void {
  steps += 1
  if (steps !== Number(step)) return
  const die = () => process.kill(process.pid, 'SIGKILL')
  if (milliseconds === '0') die()
  else setTimeout(die, Number(milliseconds))
}

const world = worldAt(instant)
const state: State = await openState({ file }, world)
const watched: State = { ...state, outbox: counted(state.outbox), notices: counted(state.notices) }
await openMorning(watched, url, Number(round), world, counted).send(REQUEST)
process.stdout.write(`${steps}\n`)
process.exit(0)
