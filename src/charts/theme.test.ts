import { expect, test } from 'vitest'
import { colours, colourTwins } from './theme.ts'

type Rgb = [number, number, number]

/** What eyes without red, green or blue cones see, in linear light. (Machado, Oliveira, Fernandes 2009, severity 1) */
const EYES: Record<string, readonly Rgb[]> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
}

const linear = (colour: string): Rgb =>
  [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb

const seen = (colour: string, eye: readonly Rgb[]): Rgb => {
  const light = linear(colour)
  return eye.map((row) => Math.min(1, Math.max(0, row[0] * light[0] + row[1] * light[1] + row[2] * light[2]))) as Rgb
}

/** Distance in OKLab, times 100: about 2 can just be told apart. */
function distance(one: Rgb, other: Rgb): number {
  const [a, b] = [lab(one), lab(other)]
  return 100 * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}

function lab([red, green, blue]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

const FIRST_SERIES = 4
const APART = 8

test.each(['light', 'dark'] as const)(
  'the first four series of the %s theme stay apart for every common eye',
  (theme) => {
    const series = colours(theme).series.slice(0, FIRST_SERIES)
    for (const eye of Object.values(EYES)) {
      for (const [index, one] of series.entries()) {
        for (const other of series.slice(index + 1)) {
          expect(distance(seen(one, eye), seen(other, eye))).toBeGreaterThan(APART)
        }
      }
    }
  },
)

test.each(['light', 'dark'] as const)('text of the %s theme is read on its surface (contrast 4.5)', (theme) => {
  const { text, muted, surface } = colours(theme)
  const luminance = (colour: string) => {
    const [red, green, blue] = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  for (const ink of [text, muted]) {
    const [pale, dark] = [luminance(ink), luminance(surface)].toSorted((a, b) => b - a) as [number, number]
    expect((pale + 0.05) / (dark + 0.05)).toBeGreaterThan(4.5)
  }
})

test('no two roles of the light theme share a colour, so that a page can swap the themes', () => {
  const light = colourTwins().map((twin) => twin.light)
  expect(new Set(light).size).toBe(light.length)
})
