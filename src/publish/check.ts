import { errorText, SvodkaError, type MessageValues } from '../base/index.ts'
import { sql, type CheckResult } from '../kit/index.ts'
import type { CheckParts, PublishTarget } from './contract.ts'
import { connect, type Database } from './database.ts'
import { explained } from './errors.ts'
import { words } from './fault.ts'
import { planMarts } from './marts.ts'
import { dataSchema } from './names.ts'

/** Connects, and says whether a publication could be made, without making one. */
export async function checkTarget(
  target: PublishTarget,
  { warehouse, folder, signal, locale }: CheckParts,
): Promise<readonly CheckResult[]> {
  const say = (ok: boolean, code: string, values: MessageValues): CheckResult => ({
    ok,
    message: words.say(locale, code, { target: target.id, ...values }),
  })
  try {
    const database = await connect(target, folder, signal)
    try {
      const { host, port, user, database: name } = database.address
      const missing = await missingSchemas(database, target)
      const { length: marts } = await planMarts(target, warehouse)
      const place = { host, port, user, database: name, schema: target.schema, data: dataSchema(target) }
      return missing ? [say(false, 'check.no_schema', place)] : [say(true, 'check.connected', { ...place, marts })]
    } catch (error) {
      throw explained(error, { address: database.address, target: target.id })
    } finally {
      await database.close()
    }
  } catch (error) {
    if (!(error instanceof SvodkaError)) throw error
    return [{ ok: false, message: errorText(error, locale) }]
  }
}

/** Whether a schema is missing, or closed, and could not be made. */
async function missingSchemas(database: Database, target: PublishTarget): Promise<boolean> {
  const [found] = await database.rows<{ open: number; create: boolean }>(sql`
    select has_database_privilege(current_database(), 'create') as create, (
      select count(*)::int from pg_catalog.pg_namespace
      where nspname in (${target.schema}, ${dataSchema(target)}) and has_schema_privilege(oid, 'create')
    ) as open`)
  return found?.open !== 2 && !found?.create
}
