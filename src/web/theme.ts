import {
  alpha,
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineTheme,
} from '@mantine/core'

const ink: MantineColorsTuple = [
  '#eef3fd',
  '#dce5f8',
  '#b7c9f0',
  '#8faae8',
  '#6d90e1',
  '#557fdc',
  '#2f5fd0',
  '#2450b8',
  '#1e47a5',
  '#123c92',
]

const slate: MantineColorsTuple = [
  '#d5d9e0',
  '#b4bac4',
  '#939baa',
  '#6b7383',
  '#4a5160',
  '#343a46',
  '#272c36',
  '#1c2028',
  '#14171d',
  '#0e1014',
]

const FONT = '"PT Sans", system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif'

/** The head of a window over the page is no head of the page. */
const NO_BANNER = { role: 'presentation' }

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: 6,
  colors: { ink, dark: slate },
  fontFamily: FONT,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontSizes: { xs: '0.8125rem', sm: '0.875rem', md: '1rem', lg: '1.125rem', xl: '1.25rem' },
  headings: {
    fontFamily: FONT,
    fontWeight: '700',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  components: {
    Tooltip: {
      defaultProps: {
        multiline: true,
        maw: 320,
        withArrow: true,
        openDelay: 250,
        events: { hover: true, focus: true, touch: true },
      },
    },
    // an element of no role within a menu is none of its items
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { overlayProps: { backgroundOpacity: 0.4 }, attributes: { header: NO_BANNER } } },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.25 }, attributes: { header: NO_BANNER } } },
  },
})

/** In the dark a colour's words keep the colour, on a tint of it: the palette's own are nearly white on rust. */
function tintsInDark({ colors }: MantineTheme): Record<string, string> {
  const shades = { ink: 3, red: 4, orange: 4, yellow: 4, teal: 4, green: 4, blue: 4, gray: 4 }
  const entries = Object.entries(shades).flatMap(([name, shade]) => [
    [`--mantine-color-${name}-light`, alpha(colors[name]?.[5] ?? '', 0.16)],
    [`--mantine-color-${name}-light-hover`, alpha(colors[name]?.[5] ?? '', 0.24)],
    [`--mantine-color-${name}-light-color`, colors[name]?.[shade] ?? ''],
  ])
  return Object.fromEntries(entries) as Record<string, string>
}

/** Names for what a colour means, in light and dark; charts read the same ones. */
export const variables: CSSVariablesResolver = (given) => ({
  variables: {},
  light: {
    '--page': '#f5f6f8',
    '--sheet': '#ffffff',
    '--line': '#e3e6eb',
    '--line-soft': '#eef0f3',
    '--quiet': '#5d6675',
    '--mantine-color-dimmed': '#5d6675',
    '--mantine-color-placeholder': '#6b7484',
    '--good': '#0b7a4b',
    '--bad': '#b52d1d',
    '--accent': '#2f5fd0',
    '--chat': '#dfe7dc',
    '--bubble': '#ffffff',
    '--bubble-code': '#f0f2f5',
    '--on-bad': '#ffffff',
    // as words on their own tint, which the palette's darkest are too light for
    '--mantine-color-teal-light-color': '#06684a',
    '--mantine-color-green-light-color': '#20682f',
    '--mantine-color-orange-light-color': '#a83708',
    '--mantine-color-yellow-light-color': '#8a4b00',
    '--mantine-color-red-light-color': '#a61e1e',
  },
  dark: {
    '--page': '#14171d',
    '--sheet': '#1c2028',
    '--line': '#2d333e',
    '--line-soft': '#262b34',
    '--quiet': '#9aa3b2',
    '--mantine-color-dimmed': '#9aa3b2',
    '--mantine-color-placeholder': '#939caa',
    '--good': '#4cc38a',
    '--bad': '#ff8b7a',
    '--accent': '#7f9fec',
    '--chat': '#10151b',
    '--bubble': '#1f2a36',
    '--bubble-code': '#17202a',
    '--on-bad': '#14171d',
    ...tintsInDark(given),
  },
})
