import type { TileView } from '../../api/index.ts'
import { AnalysisTile } from './AnalysisTile.tsx'
import { ChartTile } from './ChartTile.tsx'
import { MetricTile } from './MetricTile.tsx'
import { TableTile } from './TableTile.tsx'

/** One tile; loads, waits and fails on its own. */
export function Tile({ tile }: { tile: TileView }) {
  switch (tile.kind) {
    case 'metric':
      return <MetricTile tile={tile} />
    case 'chart':
      return <ChartTile tile={tile} />
    case 'table':
      return <TableTile tile={tile} />
    case 'analysis':
      return <AnalysisTile tile={tile} />
  }
}
