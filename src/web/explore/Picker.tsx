import { Button, Combobox, useCombobox, type ButtonProps, type ElementProps } from '@mantine/core'
import { IconCheck, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useSay } from '../locale.tsx'
import { useOpened, useWanted } from '../parts/wanted.ts'
import styles from './explore.module.css'
import { holdsAll } from './offers.ts'

export interface PickerOption {
  value: string
  title: string
  /** stands beside the title: a unit */
  note?: string
  meaning: string
  /** why it cannot be chosen */
  obstacle?: string | undefined
}

export interface PickerGroup {
  title: string
  options: readonly PickerOption[]
}

interface PickerProps {
  label: string
  groups: readonly PickerGroup[]
  chosen: readonly string[]
  onChoose(value: string): void
  /** stays open for one more */
  isMany?: boolean
}

const SHOWN = 80

/** Found by typing, each with what it means; what does not fit says why. The list comes with the first press. */
export function Picker(props: PickerProps) {
  const { isWanted, alone } = useWanted()
  return isWanted ? <OpenedPicker {...props} /> : <AddButton label={props.label} aria-haspopup="listbox" {...alone} />
}

interface AddButtonProps extends ButtonProps, ElementProps<'button', keyof ButtonProps> {
  label: string
}

const AddButton = ({ label, ...button }: AddButtonProps) => (
  <Button
    {...button}
    size="compact-sm"
    variant="subtle"
    className={styles.add}
    leftSection={<IconPlus size={14} aria-hidden />}
  >
    {label}
  </Button>
)

function OpenedPicker({ label, groups, chosen, onChoose, isMany = false }: PickerProps) {
  const say = useSay()
  const [text, setText] = useState('')
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption()
      setText('')
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  })
  useOpened(combobox, true)
  const matches = groups
    .map(({ title, options }) => ({
      title,
      options: options
        .filter((one) => holdsAll(`${title} ${one.title} ${one.value} ${one.meaning}`, text))
        .slice(0, SHOWN),
    }))
    .filter(({ options }) => options.length > 0)
  const choose = (value: string) => {
    onChoose(value)
    if (isMany) return
    combobox.closeDropdown()
    combobox.focusTarget()
  }
  return (
    <Combobox store={combobox} width={380} position="bottom-start" onOptionSubmit={choose}>
      <Combobox.Target targetType="button">
        <AddButton label={label} onClick={() => combobox.toggleDropdown()} />
      </Combobox.Target>
      <Combobox.Dropdown className={styles.dropdown}>
        <Combobox.Search
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            combobox.resetSelectedOption()
          }}
          placeholder={say('type_to_find')}
          aria-label={say('find_in', { title: label })}
        />
        <Combobox.Options tabIndex={0} mah={380} style={{ overflowY: 'auto' }} aria-label={label}>
          {matches.map(({ title, options }) => (
            <Combobox.Group key={title} label={title}>
              {options.map((option) => (
                <Offered key={option.value} option={option} isChosen={chosen.includes(option.value)} />
              ))}
            </Combobox.Group>
          ))}
          {matches.length === 0 && <Combobox.Empty>{say('nothing_found')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}

function Offered({ option, isChosen }: { option: PickerOption; isChosen: boolean }) {
  const { value, title, note, meaning, obstacle } = option
  return (
    <Combobox.Option value={value} active={isChosen} disabled={obstacle !== undefined} className={styles.offer}>
      <span className={styles.offerHead}>
        <IconCheck size={14} aria-hidden style={{ opacity: isChosen ? 1 : 0 }} className={styles.check} />
        <span className={styles.offerTitle}>{title}</span>
        {note && <span className={styles.offerNote}>{note}</span>}
      </span>
      <span className={styles.offerMeaning}>{obstacle ?? meaning}</span>
    </Combobox.Option>
  )
}
