import { defineSource, type ReadRequest, type RecordPage } from '../../kit/index.ts'
import { readCatalogs } from './catalogs.ts'
import { check } from './check.ts'
import { createClient } from './client.ts'
import { deliverSales } from './delivery.ts'
import { documentReader } from './documents.ts'
import { closedUntil } from './quiet.ts'
import { registerReader } from './register.ts'
import type { SaleReader } from './sales.ts'
import { onecSchema, type OnecSettings } from './schema.ts'
import { serviceReader } from './service.ts'
import { saleStreams, streams } from './streams.ts'

/** 1С:Предприятие: sales and returns by the standard OData interface, or by a flat HTTP service. */
export const onec = defineSource<OnecSettings>({
  type: 'onec',
  title: '1С',
  settings: onecSchema,
  streams,
  read,
  closedUntil,
  check,
})

function read(request: ReadRequest<OnecSettings>): AsyncGenerator<RecordPage> {
  return deliverSales((from) => openReader(from, request), request)
}

async function openReader(
  from: string,
  { settings, stream, http, world, signal }: ReadRequest<OnecSettings>,
): Promise<SaleReader> {
  if (settings.mode === 'http') return serviceReader(settings, http, world, signal)
  const client = createClient(settings, http, signal)
  const catalogs = await readCatalogs(client, settings, from)
  if (settings.way === 'register') return registerReader(client, catalogs, settings)
  const found = saleStreams(settings).find(({ name }) => name === stream.name)
  return documentReader(client, catalogs, found?.set ?? '', found?.kind ?? 'sale', settings)
}
