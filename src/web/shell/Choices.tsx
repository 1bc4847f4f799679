import { ActionIcon, Menu, Tooltip, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { IconCheck, IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { LOCALES } from '../../base/index.ts'
import { useLocaleChoice, useSay } from '../locale.tsx'

const SCHEMES: readonly { scheme: MantineColorScheme; Icon: typeof IconSun }[] = [
  { scheme: 'light', Icon: IconSun },
  { scheme: 'dark', Icon: IconMoon },
  { scheme: 'auto', Icon: IconDeviceDesktop },
]

const LANGUAGES = { ru: 'Русский', en: 'English' } as const

const check = (isChosen: boolean) => (isChosen ? <IconCheck size={14} aria-hidden /> : <span style={{ width: 14 }} />)

/** Language and light or dark, kept in this browser. */
export function Choices() {
  const say = useSay()
  const { locale, choose } = useLocaleChoice()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const SchemeIcon = SCHEMES.find(({ scheme }) => scheme === colorScheme)?.Icon ?? IconSun
  return (
    <>
      <ChoiceMenu label={say('language')} icon={<IconLanguage size={18} stroke={1.6} />}>
        {LOCALES.map((one) => (
          <Menu.Item key={one} lang={one} leftSection={check(one === locale)} onClick={() => choose(one)}>
            {LANGUAGES[one]}
          </Menu.Item>
        ))}
      </ChoiceMenu>
      <ChoiceMenu label={say('scheme')} icon={<SchemeIcon size={18} stroke={1.6} />}>
        {SCHEMES.map(({ scheme, Icon }) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={14} aria-hidden />}
            rightSection={check(scheme === colorScheme)}
            onClick={() => setColorScheme(scheme)}
          >
            {say(`scheme_${scheme}`)}
          </Menu.Item>
        ))}
      </ChoiceMenu>
    </>
  )
}

function ChoiceMenu({ label, icon, children }: { label: string; icon: ReactNode; children: ReactNode }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Tooltip label={label}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label}>
            {icon}
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}
