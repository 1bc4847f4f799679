import type { Theme } from './input.ts'

/** Colours of a theme by role. Both themes have the same roles, so that a page can swap one for the other. */
export interface Colours {
  /** for text on any surface of the theme */
  text: string
  muted: string
  axis: string
  grid: string
  surface: string
  /** stretches of time that are shaded */
  shade: string
  /** series, in order: apart for every common kind of colour blindness, also in grey */
  series: readonly string[]
  /** for estimates whose interval holds the reference */
  quiet: string
  /** from little to much */
  scale: readonly [string, string, string]
}

const LIGHT: Colours = {
  text: '#1c2733',
  muted: '#5d6b7a',
  axis: '#b9c3cd',
  grid: '#e7ebef',
  surface: '#ffffff',
  shade: '#8b98a6',
  series: ['#2f6fb3', '#e3892b', '#4db6a0', '#8f2d5b', '#7c66b8', '#7a5c3e', '#5fb0dd', '#6f7a86'],
  quiet: '#8d99a5',
  scale: ['#eaf2fa', '#78aedb', '#174a82'],
}

const DARK: Colours = {
  text: '#e4e8ec',
  muted: '#9aa7b4',
  axis: '#505c69',
  grid: '#2b333c',
  surface: '#171b20',
  shade: '#7f8c99',
  series: ['#6aa5e3', '#f0a04b', '#5fd6be', '#c75b8c', '#a594e0', '#b8946c', '#93d0f2', '#a1abb5'],
  quiet: '#75818d',
  scale: ['#1d2c3d', '#2f6aa8', '#a9d4f7'],
}

export const colours = (theme: Theme): Colours => (theme === 'dark' ? DARK : LIGHT)

/** The colour of the series at `index`; the ninth begins again. */
export const seriesColour = (index: number, { series }: Colours): string =>
  series[index % series.length] ?? series[0] ?? '#888888'

/** Every colour of the light theme with its twin of the dark one. */
export function colourTwins(): readonly { light: string; dark: string }[] {
  const flat = (colours: Colours) => Object.values(colours).flat() as string[]
  const dark = flat(DARK)
  return flat(LIGHT).map((light, index) => ({ light, dark: dark[index] ?? light }))
}

/** A colour between the three of a scale; `share` 0…1. */
export function scaleColour(share: number, [low, middle, high]: Colours['scale']): string {
  return share < 0.5 ? mix(low, middle, share * 2) : mix(middle, high, share * 2 - 1)
}

/** Whether dark text is read better than light text on this colour (relative luminance, WCAG). */
export const isPale = (colour: string): boolean => luminance(colour) > 0.2

function mix(from: string, to: string, share: number): string {
  const target = channels(to)
  return `#${channels(from)
    .map((value, index) => Math.round(value + ((target[index] ?? value) - value) * share))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`
}

const channels = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
    const share = channel / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
