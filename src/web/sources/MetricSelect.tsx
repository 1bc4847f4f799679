import { Select } from '@mantine/core'
import { useCatalog } from '../api/questions.ts'
import { useSay } from '../locale.tsx'

/** A metric, found by typing, under its pack. */
export function MetricSelect({ metric, onChoose }: { metric: string | undefined; onChoose(metric: string): void }) {
  const say = useSay()
  const { data: catalog } = useCatalog()
  const groups = (catalog?.packs ?? []).map(({ id, title }) => ({
    group: title,
    items: (catalog?.metrics ?? [])
      .filter(({ pack }) => pack === id)
      .map((each) => ({ value: each.id, label: each.title })),
  }))
  return (
    <Select
      label={say('metric')}
      placeholder={say('metric_choose')}
      data={groups.filter(({ items }) => items.length > 0)}
      value={metric ?? null}
      onChange={(chosen) => chosen !== null && onChoose(chosen)}
      searchable
      nothingFoundMessage={say('metric_none')}
      w={340}
      maw="100%"
      size="sm"
    />
  )
}
