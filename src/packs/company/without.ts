import type { Block, Report } from '../../kit/index.ts'

/** A report without the figures of these packs; a block that has none other is left out. */
export const without = (report: Report, packs: readonly string[]): Report =>
  packs.length === 0 ? report : { ...report, blocks: report.blocks.flatMap((block) => lessOf(block, packs)) }

function lessOf(block: Block, packs: readonly string[]): Block[] {
  if (!('query' in block)) return [block]
  const metrics = block.query.metrics.filter((id) => !packs.some((pack) => id.startsWith(`${pack}.`)))
  if (metrics.length === 0) return []
  // pictures are of one pack each
  return block.kind === 'chart' ? [block] : [{ ...block, query: { ...block.query, metrics } } as Block]
}
