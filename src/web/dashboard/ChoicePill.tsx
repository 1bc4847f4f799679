import { Combobox, useCombobox } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useSay } from '../locale.tsx'
import { useOpened, useWanted } from '../parts/wanted.ts'
import styles from './dashboard.module.css'
import { Pill } from './Pill.tsx'

export interface Choice {
  value: string
  label: string
}

interface ChoicePillProps {
  name: string
  choices: readonly Choice[]
  value: string
  /** how the choice stands on the pill, where its name in the list is too long */
  shown?: string
  isSet?: boolean
  /** lets the reader type to narrow a long list */
  isSearchable?: boolean
  onChoose(value: string): void
}

const SHOWN = 60

/** A pill with one choice out of several; the list comes with the first press. */
export function ChoicePill(props: ChoicePillProps) {
  const { isWanted, alone } = useWanted()
  if (isWanted) return <OpenedPill {...props} />
  const { name, choices, value, shown, isSet = false } = props
  const chosen = choices.find((choice) => choice.value === value)
  return <Pill name={name} value={shown ?? chosen?.label ?? value} isSet={isSet} aria-haspopup="listbox" {...alone} />
}

function OpenedPill({ name, choices, value, shown, isSet = false, isSearchable = false, onChoose }: ChoicePillProps) {
  const say = useSay()
  const [text, setText] = useState('')
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption()
      setText('')
    },
    onDropdownOpen: () => {
      if (isSearchable) combobox.focusSearchInput()
      else combobox.updateSelectedOptionIndex('active')
    },
  })
  useOpened(combobox, true)
  const matches = choices.filter(({ label }) => label.toLowerCase().includes(text.trim().toLowerCase())).slice(0, SHOWN)
  const chosen = choices.find((choice) => choice.value === value)
  const choose = (next: string) => {
    onChoose(next)
    combobox.closeDropdown()
    combobox.focusTarget()
  }
  return (
    <Combobox store={combobox} width={isSearchable ? 260 : 220} position="bottom-start" onOptionSubmit={choose}>
      <Combobox.Target targetType="button">
        <Pill
          name={name}
          value={shown ?? chosen?.label ?? value}
          isSet={isSet}
          onClick={() => combobox.toggleDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        {isSearchable && (
          <Combobox.Search
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            placeholder={say('type_to_find')}
            aria-label={say('type_to_find')}
          />
        )}
        <Combobox.Options tabIndex={0} mah={320} style={{ overflowY: 'auto' }} aria-label={name}>
          {matches.map((choice) => (
            <Combobox.Option key={choice.value} value={choice.value} active={choice.value === value}>
              <span className={styles.option}>
                <IconCheck size={14} aria-hidden style={{ opacity: choice.value === value ? 1 : 0 }} />
                {choice.label}
              </span>
            </Combobox.Option>
          ))}
          {matches.length === 0 && <Combobox.Empty>{say('nothing_found')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
