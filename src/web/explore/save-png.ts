import { renderSvg, type ChartInput, type SvgRequest } from '../../charts/index.ts'

/** how many pixels of the file stand for one of the screen */
const DENSITY = 2

/** Saves a picture as a file, with its title and days written in. */
export async function savePng(input: ChartInput, request: SvgRequest & { width: number }, name: string): Promise<void> {
  const [svg, faces] = await Promise.all([renderSvg(input, { ...request, hasBackground: true }), pageFaces()])
  const blob = await painted(svg.replace('>', `><style>${faces}</style>`))
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

async function painted(svg: string): Promise<Blob> {
  const image = new Image()
  image.src = await dataAddress(new Blob([svg], { type: 'image/svg+xml' }))
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.width * DENSITY
  canvas.height = image.height * DENSITY
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (!blob) throw new Error('the browser made no picture')
  return blob
}

/** The page's own faces, written into the picture: an image fetches nothing, and would measure its labels by another face. */
async function pageFaces(): Promise<string> {
  const rules = [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules]
      .filter((rule) => rule instanceof CSSFontFaceRule)
      .map((rule) => ({ rule, base: sheet.href ?? document.baseURI })),
  )
  const faces = rules.map(async ({ rule, base }) => {
    const address = /url\("?([^")]+)"?\)/.exec(rule.style.getPropertyValue('src'))?.[1]
    if (address === undefined) return ''
    const answer = await fetch(new URL(address, base))
    const [family, weight] = ['font-family', 'font-weight'].map((name) => rule.style.getPropertyValue(name))
    const source = await dataAddress(await answer.blob())
    return `@font-face{font-family:${family};font-weight:${weight};src:url(${source})}`
  })
  return (await Promise.all(faces)).join('')
}

function dataAddress(blob: Blob): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => done(String(reader.result)))
    reader.addEventListener('error', () => failed(reader.error ?? new Error('the file could not be read')))
    reader.readAsDataURL(blob)
  })
}
