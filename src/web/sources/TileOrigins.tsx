import { Menu } from '@mantine/core'
import { IconHistory, IconSitemap } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Query } from '../../base/index.ts'
import { useSay } from '../locale.tsx'
import { useWorkspace } from '../workspace.ts'

const icon = { size: 15, stroke: 1.6, 'aria-hidden': true } as const

/** Lines of a tile's menu: what its figure is made of, and why it changed. For those who may see every row. */
export function TileOrigins({ query }: { query: Query | undefined }) {
  const say = useSay()
  const { may } = useWorkspace()
  const metric = query?.metrics[0]
  if (metric === undefined || !may.includes('data')) return null
  const { period } = query ?? {}
  const search = { metric, ...(typeof period === 'string' ? { period } : period) }
  return (
    <>
      <Menu.Item
        leftSection={<IconSitemap {...icon} />}
        renderRoot={(props) => <Link {...props} to="/data/$part" params={{ part: 'lineage' }} search={search} />}
      >
        {say('tile_lineage')}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconHistory {...icon} />}
        renderRoot={(props) => <Link {...props} to="/data/$part" params={{ part: 'why' }} search={search} />}
      >
        {say('tile_why')}
      </Menu.Item>
    </>
  )
}
