import { Button, CheckboxIndicator, Combobox, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useDimensionValues } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import { useOnce } from '../parts/once.ts'
import { useOpened, useWanted } from '../parts/wanted.ts'
import { useDashboardState } from './context.ts'
import styles from './dashboard.module.css'
import { Pill } from './Pill.tsx'
import { withFilter } from './search.ts'

export interface FilterPillProps {
  dimension: string
  title: string
}

/** Keys of options, since "no value" has no text of its own. */
const keyOf = (value: string | null): string => (value === null ? 'null' : `=${value}`)

/** Several values of a dimension, found by typing; the list comes with the first press. */
export function FilterPill(props: FilterPillProps) {
  const say = useSay()
  const { view } = useDashboardState()
  const { isWanted, alone } = useWanted()
  const isChosen = view.where.some(({ dimension }) => dimension === props.dimension)
  if (useOnce(isWanted || isChosen)) return <OpenedPill {...props} isWanted={isWanted} />
  return <Pill name={props.title} value={say('all')} aria-haspopup="listbox" {...alone} />
}

function OpenedPill({ dimension, title, isWanted }: FilterPillProps & { isWanted: boolean }) {
  const say = useSay()
  const { view, setView } = useDashboardState()
  const [text, setText] = useState('')
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption()
      setText('')
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  })
  useOpened(combobox, isWanted)
  const [search] = useDebouncedValue(text.trim(), 200)
  const filter = view.where.find((known) => known.dimension === dimension)
  const chosen = filter?.op === 'in' ? filter.values : []
  const { data: values, isFetching } = useDimensionValues(
    dimension,
    search,
    combobox.dropdownOpened || chosen.length > 0,
  )
  const toggle = (key: string) => {
    const value = key === 'null' ? null : key.slice(1)
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]
    setView(withFilter(view, dimension, next.length > 0 ? { dimension, op: 'in', values: next } : undefined))
  }
  const label = (value: string | null) => values?.find((one) => one.value === value)?.label ?? value ?? say('no_value')
  const summary =
    chosen.length === 0
      ? say('all')
      : chosen.length === 1
        ? label(chosen[0] ?? null)
        : say('chosen', { count: chosen.length })
  return (
    <Combobox store={combobox} width={260} position="bottom-start" onOptionSubmit={toggle}>
      <Combobox.Target targetType="button">
        <Pill name={title} value={summary} isSet={chosen.length > 0} onClick={() => combobox.toggleDropdown()} />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          placeholder={say('type_to_find')}
          aria-label={say('find_in', { title })}
        />
        <Combobox.Options
          tabIndex={0}
          mah={300}
          style={{ overflowY: 'auto' }}
          aria-label={title}
          aria-multiselectable
          aria-busy={isFetching}
        >
          {values?.map(({ value, label: text, rows }) => (
            <Combobox.Option key={keyOf(value)} value={keyOf(value)} active={chosen.includes(value)}>
              <span className={styles.option}>
                <CheckboxIndicator size="xs" checked={chosen.includes(value)} aria-hidden />
                <span className={styles.optionLabel}>{value === null ? say('no_value') : text}</span>
                <RowCount rows={rows} />
              </span>
            </Combobox.Option>
          ))}
          {values?.length === 0 && <Combobox.Empty>{say('nothing_found')}</Combobox.Empty>}
          {!values && isFetching && <Combobox.Empty>{say('loading')}</Combobox.Empty>}
        </Combobox.Options>
        {chosen.length > 0 && (
          <Combobox.Footer>
            <Button size="compact-xs" variant="subtle" onClick={() => setView(withFilter(view, dimension, undefined))}>
              {say('clear')}
            </Button>
          </Combobox.Footer>
        )}
      </Combobox.Dropdown>
    </Combobox>
  )
}

function RowCount({ rows }: { rows: number }) {
  const locale = useLocale()
  return <span className={styles.optionCount}>{rows.toLocaleString(locale)}</span>
}
