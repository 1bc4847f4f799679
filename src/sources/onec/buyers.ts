import type { Catalogs } from './catalogs.ts'
import type { OnecSettings } from './schema.ts'

/**
 * Who bought, as a text that stays the same from sale to sale: the buyer's name, with the code where namesakes must be told
 * apart. A buyer whom the user of the base may not see is called by the key; a sale without a buyer as the settings say.
 */
export function buyerText(
  buyer: string | null,
  contractor: string | null,
  catalogs: Catalogs,
  settings: Pick<OnecSettings, 'buyer' | 'noBuyer'>,
): string | null {
  const key = buyer ?? contractor
  const found = buyer === null ? catalogs.contractors.get(contractor) : catalogs.buyers.get(buyer)
  if (key === null) return settings.noBuyer ?? null
  if (!found?.name) return key
  return settings.buyer === 'name_and_code' && found.code ? `${found.name} (${found.code})` : found.name
}
