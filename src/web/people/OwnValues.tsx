import { MultiSelect } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useCatalog, useDimensionValues } from '../api/questions.ts'
import { useSay } from '../locale.tsx'
import { words } from './words.ts'

interface OwnValuesProps {
  dimension: string
  /** while it is empty, the person's own name counts */
  isNameEnough: boolean
  values: readonly string[]
  onChange(values: string[]): void
}

/** What is theirs in the data: values of a dimension, found by typing; one that is not in the data yet can be written too. */
export function OwnValues({ dimension, isNameEnough, values, onChange }: OwnValuesProps) {
  const say = useSay(words)
  const { data: catalog } = useCatalog()
  const [text, setText] = useState('')
  const [isOpen, { open, close }] = useDisclosure(false)
  const [search] = useDebouncedValue(text.trim(), 200)
  const { data: found, isFetching } = useDimensionValues(dimension, search, isOpen || values.length > 0)
  const labels = new Map((found ?? []).flatMap(({ value, label }) => (value === null ? [] : [[value, label] as const])))
  const known = catalog?.dimensions.find(({ id }) => id === dimension)
  // a role of the product may ask for what no pack of this workspace has
  if (catalog && !known) return null
  const title = known?.title ?? dimension
  const isNew = search !== '' && !isFetching && !labels.has(search) && !values.includes(search)
  const offered = [...new Set([...labels.keys(), ...values])].map((value) => ({
    value,
    label: labels.get(value) ?? value,
  }))
  return (
    <MultiSelect
      label={say('own_of', { title })}
      description={say(isNameEnough ? 'own_or_name_meaning' : 'own_meaning')}
      data={isNew ? [...offered, { value: search, label: say('own_add', { value: search }) }] : offered}
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
