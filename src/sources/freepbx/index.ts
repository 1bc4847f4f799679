import { defineSource, type Delivery, type ReadRequest } from '../../kit/index.ts'
import { readAgents } from './agents.ts'
import { readApi } from './api.ts'
import { check } from './check.ts'
import { readCdr } from './database.ts'
import { readQueueFiles } from './queue-file.ts'
import { readQueueTable } from './queue-table.ts'
import { freepbxSchema, type FreepbxSettings } from './schema.ts'
import { streams } from './streams.ts'

/** FreePBX and other Asterisk exchanges: call records, the log of queues, names of operators. */
export const freepbx = defineSource<FreepbxSettings>({
  type: 'freepbx',
  title: 'FreePBX',
  settings: freepbxSchema,
  streams,
  read,
  check,
})

async function* read(request: ReadRequest<FreepbxSettings>): AsyncGenerator<Delivery> {
  const { database, api, queueLog } = request.settings
  switch (request.stream.name) {
    case 'users':
      return yield* readAgents(request)
    case 'queue_log':
      if (queueLog && 'file' in queueLog) return yield* readQueueFiles(request, queueLog.file)
      if (queueLog && database) yield* readQueueTable(request, database, queueLog.table)
      return
    default:
      if (database) yield* readCdr(request, database)
      else if (api) yield* readApi(request, api)
  }
}
