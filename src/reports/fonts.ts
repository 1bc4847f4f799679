import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { woff } from './woff.ts'

const FACES = {
  normal: '400Regular/PTSans_400Regular.ttf',
  bold: '700Bold/PTSans_700Bold.ttf',
  italics: '400Regular_Italic/PTSans_400Regular_Italic.ttf',
  bolditalics: '700Bold_Italic/PTSans_700Bold_Italic.ttf',
} as const

/** The files of PT Sans, which has Cyrillic: what pictures and PDFs are written in. */
export function fontFiles(): Record<keyof typeof FACES, string> {
  const { resolve } = createRequire(import.meta.url)
  const file = (face: keyof typeof FACES) => resolve(`@expo-google-fonts/pt-sans/${FACES[face]}`)
  return { normal: file('normal'), bold: file('bold'), italics: file('italics'), bolditalics: file('bolditalics') }
}

let faces: Promise<string> | undefined

/** The face as part of a page: measured pictures keep their places on a device that lacks it. */
export const embeddedFaces = (): Promise<string> => (faces ??= embed())

async function embed(): Promise<string> {
  const { normal, bold } = fontFiles()
  const face = async (file: string, weight: number) => {
    const data = woff(await readFile(file)).toString('base64')
    return `@font-face{font-family:'PT Sans';font-weight:${weight};src:url(data:font/woff;base64,${data}) format('woff')}`
  }
  return (await face(normal, 400)) + (await face(bold, 700))
}
