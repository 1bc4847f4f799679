import { createRequire } from 'node:module'

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
