import { formatInstant, inEvery, type MessageValues } from '../base/index.ts'
import { logOfRun } from '../base/log-file.ts'
import type { Delivery } from '../delivery/index.ts'
import type { SyncSummary } from '../server/index.ts'
import type { JobRun, Said } from '../state/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import type { Workspace } from '../workspace/index.ts'
import { nodeOf } from './state.ts'
import { words } from './words.ts'

const LOG_LINES = 300
/** the name of the tables of figures among the streams of a sync */
const TABLES = 'warehouse'

/** What goes on around deliveries that the administrators must know: once when it breaks, once when it is well again. */
export interface Troubles {
  afterSync(summary: SyncSummary): Promise<void>
  afterRun(run: JobRun): Promise<void>
}

interface TroublesParts {
  workspace: Workspace
  warehouse: Pick<Warehouse, 'asOf'>
  delivery: Pick<Delivery, 'notices'>
  logFolder: string
}

export function createTroubles({ workspace, warehouse, delivery, logFolder }: TroublesParts): Troubles {
  const { notices } = delivery
  const node = nodeOf(workspace)
  // another node, which reads the same sources into its own tables, may do so well
  const ownSubject = (subject: string) => (node === undefined ? subject : `${subject}@${node}`)
  const nameOf = (source: string) => (node === undefined ? source : `${source} (${node})`)

  async function sourceFailed(id: string, cause: Said, { runId, streams }: SyncSummary): Promise<void> {
    const asOf = (await warehouse.asOf())[id]
    const well = [...new Set(streams.map(({ source }) => source))].filter((source) =>
      streams.every((stream) => stream.source !== source || stream.error === null),
    )
    const stillWorks = inEvery((locale) =>
      words.say(locale, 'still_works.source', {
        id,
        asOf: asOf ? formatInstant(asOf, { locale, timeZone: workspace.timeZone }) : 'none',
        well: well.join(', ') || 'none',
      }),
    )
    await notices.failed({
      subject: ownSubject(`source:${id}`),
      what: said('trouble.source', { id: nameOf(id) }),
      cause,
      stillWorks,
      log: await logFile(runId),
    })
  }

  /** The tables of figures, which a sync builds when the sources have been read, have a line in its summary only where they could not be built. */
  async function afterBuild({ runId, streams }: SyncSummary): Promise<void> {
    const cause = streams.find(({ source }) => source === TABLES)?.cause
    if (!cause) return notices.well(ownSubject(TABLES), said('well.tables'))
    const stillWorks = said('still_works.tables')
    await notices.failed({
      subject: ownSubject(TABLES),
      what: said('trouble.tables'),
      cause,
      stillWorks,
      log: await logFile(runId),
    })
  }

  async function logFile(run: string) {
    const content = new TextEncoder().encode(await logOfRun(logFolder, run, LOG_LINES))
    return { name: `svodka-${run.replaceAll(/[^\w-]/g, '_')}.log`, mediaType: 'text/plain', content }
  }

  return {
    async afterSync(summary) {
      await afterBuild(summary)
      for (const id of new Set(summary.streams.map(({ source }) => source))) {
        if (id === TABLES) continue
        const failed = summary.streams.find(({ source, cause }) => source === id && cause !== null)
        if (failed?.cause) await sourceFailed(id, failed.cause, summary)
        else await notices.well(ownSubject(`source:${id}`), said('well.source', { id: nameOf(id) }))
      }
    },
    async afterRun({ job, state, cause, logRun }) {
      if (state === 'done') await notices.well(`job:${job}`, said('well.job', { job }))
      if (state !== 'failed' || !cause) return
      const log = await logFile(logRun)
      const stillWorks = said('still_works.job')
      await notices.failed({ subject: `job:${job}`, what: said('trouble.job', { job }), cause, stillWorks, log })
    },
  }
}

const said = (key: string, values?: MessageValues): Said => inEvery((locale) => words.say(locale, key, values))
