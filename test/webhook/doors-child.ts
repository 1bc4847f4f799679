// Receives without a warehouse, so that limits of this process meet the inbox alone.
import { pinnedWorld } from '../pinned-world.ts'
import { NOW, openDoors, sourceOf } from './till.ts'

const [folder = ''] = process.argv.slice(2)
const { url } = await openDoors({ folder, source: sourceOf(), cursor: async () => undefined }, pinnedWorld(NOW))
process.stdout.write(`${url}\n`)
