import '@mantine/dates/styles.css'
import { Autocomplete, Button, NativeSelect, TextInput } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import 'dayjs/locale/ru'
import { useState } from 'react'
import { isDay, type CatalogSetting } from '../../base/index.ts'
import { useCatalog, useDimensionValues } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import styles from './analysis.module.css'
import { writtenDay, type Settings } from './settings.ts'

interface SettingsFormProps {
  fields: readonly CatalogSetting[]
  /** what is set */
  settings: Settings
  /** what holds where nothing is set */
  usual: Settings
  onChange(settings: Settings): void
}

/** The settings of an analysis: what is left as it is stays usual. */
export function SettingsForm({ fields, settings, usual, onChange }: SettingsFormProps) {
  const say = useSay()
  const [draft, setDraft] = useState(settings)
  const change = (key: string, value: string) => setDraft({ ...draft, [key]: value })
  const isSet = Object.keys(settings).length > 0
  return (
    <search aria-label={say('settings')}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          onChange(draft)
        }}
      >
        {fields.map((field) => (
          <Field
            key={field.key}
            field={field}
            value={draft[field.key] ?? usual[field.key] ?? ''}
            onChange={(value) => change(field.key, value)}
          />
        ))}
        <div className={styles.buttons}>
          <Button type="submit" size="sm">
            {say('apply')}
          </Button>
          {isSet && (
            <Button type="button" size="sm" variant="subtle" color="gray" onClick={() => onChange({})}>
              {say('settings_usual')}
            </Button>
          )}
        </div>
      </form>
    </search>
  )
}

interface FieldProps {
  field: CatalogSetting
  value: string
  onChange(value: string): void
}

const DAY_FORMAT = { ru: 'DD.MM.YYYY', en: 'YYYY-MM-DD' } as const

function Field({ field, value, onChange }: FieldProps) {
  const { data: catalog } = useCatalog()
  const locale = useLocale()
  const { key, title, kind, choices } = field
  const common = { label: title, size: 'sm', className: styles.field ?? '' } as const
  if (kind === 'choice')
    return (
      <NativeSelect
        {...common}
        data={choices.map((choice) => ({ value: choice.value, label: choice.title }))}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  if (kind === 'day')
    return (
      <DateInput
        {...common}
        value={isDay(value) ? value : null}
        onChange={(day) => onChange(day ?? '')}
        valueFormat={DAY_FORMAT[locale]}
        dateParser={writtenDay}
        locale={locale}
        allowDeselect
      />
    )
  if (kind === 'text' && catalog?.dimensions.some(({ id }) => id === key))
    return <ValueField field={field} value={value} onChange={onChange} />
  return (
    <TextInput
      {...common}
      {...(kind === 'number' ? { inputMode: 'decimal' as const } : {})}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

const SUGGESTED = 30

/** A text that is a value of a dimension, found by typing. */
function ValueField({ field: { key, title }, value, onChange }: FieldProps) {
  const [isOpen, { open, close }] = useDisclosure(false)
  const [search] = useDebouncedValue(value.trim(), 200)
  const { data: values } = useDimensionValues(key, search, isOpen)
  const found = (values ?? []).filter((one) => one.value !== null).slice(0, SUGGESTED)
  const labels = new Map(found.map((one) => [one.value, one.label]))
  return (
    <Autocomplete
      label={title}
      size="sm"
      className={styles.field ?? ''}
      data={found.map((one) => one.value ?? '')}
      // the server has searched already, in the labels too
      filter={({ options }) => options}
      renderOption={({ option }) => labels.get(option.value) ?? option.value}
      value={value}
      onChange={onChange}
      onDropdownOpen={open}
      onDropdownClose={close}
    />
  )
}
