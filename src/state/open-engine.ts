import type { Engine } from './engine.ts'
import type { StatePlace } from './place.ts'

/** What an engine stands on is loaded when it is first needed. */
export async function openEngine(place: StatePlace): Promise<Engine> {
  if ('file' in place) return (await import('./sqlite.ts')).openSqlite(place.file)
  return (await import('./postgres.ts')).openPostgres(place.postgres)
}
