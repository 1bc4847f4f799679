import type { World } from '../base/index.ts'
import type { Publication, PublishParts, PublishTarget } from './contract.ts'
import { connect } from './database.ts'
import { explained } from './errors.ts'
import { loadMarts } from './load.ts'
import { planMarts } from './marts.ts'
import { prepareDatabase, removeLeftovers } from './prepare.ts'
import { show, untilPlansKnow } from './show.ts'

/**
 * Mirrors the marts of a target to its database. Readers see the publication before it, whole, until they see this one, whole;
 * a process killed on the way leaves them the former.
 * @throws {SvodkaError} saying what was in the way; nothing that readers see has changed then
 * @example await publish(target, { warehouse, folder, signal }, world)
 */
export async function publish(
  target: PublishTarget,
  { warehouse, folder, signal }: PublishParts,
  world: World,
): Promise<Publication> {
  const plans = await planMarts(target, warehouse)
  const database = await connect(target, folder, signal)
  let mart: string | undefined
  try {
    await prepareDatabase(database, target, plans)
    await removeLeftovers(database, target, world)
    const loaded = await loadMarts(database, target, plans, { warehouse }, (name) => (mart = name))
    mart = undefined
    await untilPlansKnow(database, target, loaded, world)
    const publication = await show(database, target, loaded, world)
    const rows = loaded.reduce((sum, each) => sum + each.rows, 0)
    world.log.info({ target: target.id, marts: loaded.length, rows, left: publication.left }, 'publish.done')
    return publication
  } catch (error) {
    signal.throwIfAborted()
    throw explained(error, { address: database.address, target: target.id, mart })
  } finally {
    await database.close()
  }
}
