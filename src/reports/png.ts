import { createRequire } from 'node:module'
import { fontFiles } from './fonts.ts'

const { Resvg } = createRequire(import.meta.url)('@resvg/resvg-js') as typeof import('@resvg/resvg-js')
const files = Object.values(fontFiles())

const PIXELS_A_POINT = 2

/** The library refused a picture. */
export class NoPicture extends Error {}

/**
 * An SVG picture as PNG of twice its size with a Cyrillic face. The library keeps native memory for each picture, which only the end of a thread
 * gives back: for the drawing thread alone.
 * @throws {NoPicture} with the library's reason
 */
export function pngOf(svg: string): Uint8Array {
  try {
    const picture = new Resvg(svg, {
      font: { loadSystemFonts: false, fontFiles: files, defaultFontFamily: 'PT Sans', sansSerifFamily: 'PT Sans' },
      fitTo: { mode: 'zoom', value: PIXELS_A_POINT },
    })
    return new Uint8Array(picture.render().asPng())
  } catch (error) {
    throw new NoPicture(error instanceof Error ? error.message : String(error))
  }
}
