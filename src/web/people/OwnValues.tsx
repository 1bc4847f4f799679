import { MultiSelect } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useCatalog, useDimensionValues } from '../api/questions.ts'
import { useSay } from '../locale.tsx'
import { words } from './words.ts'

interface OwnValuesProps {
  dimension: string
  values: readonly string[]
  onChange(values: string[]): void
}

/** What is theirs in the data: values of a dimension, found by typing. What is not in the data yet stays as it is. */
export function OwnValues({ dimension, values, onChange }: OwnValuesProps) {
  const say = useSay(words)
  const { data: catalog } = useCatalog()
  const [text, setText] = useState('')
  const [isOpen, { open, close }] = useDisclosure(false)
  const [search] = useDebouncedValue(text.trim(), 200)
  const { data: found, isFetching } = useDimensionValues(dimension, search, isOpen || values.length > 0)
  const labels = new Map((found ?? []).flatMap(({ value, label }) => (value === null ? [] : [[value, label] as const])))
  const title = catalog?.dimensions.find(({ id }) => id === dimension)?.title ?? dimension
  const offered = [...new Set([...labels.keys(), ...values])]
  return (
    <MultiSelect
      label={say('own_of', { title })}
      description={say('own_meaning')}
      data={offered.map((value) => ({ value, label: labels.get(value) ?? value }))}
      // the server has searched already, in all of the values
      filter={({ options }) => options}
      searchable
      searchValue={text}
      onSearchChange={setText}
      value={[...values]}
      onChange={onChange}
      onDropdownOpen={open}
      onDropdownClose={close}
      placeholder={values.length === 0 ? say('type_to_find') : ''}
      nothingFoundMessage={isFetching ? say('loading') : say('nothing_found')}
      clearable={false}
      maxDropdownHeight={260}
    />
  )
}
