import { NO_FIGURE, type Locale } from '../../base/index.ts'
import { changeText, usualText, valueText, type DocumentFigure, type ReportDocument } from '../../reports/index.ts'
import { bold, plain, type Paragraph } from './rich.ts'
import { words } from './words.ts'

const MARKS = { good: '🟢', bad: '🔴', neither: '🟡' } as const

/** `🔴 Среднее время решения: 35,2 ч ▲ 67,2 % (обычно 21,1 ч)`: one figure as it is read on a phone. */
export function figureLine(figure: DocumentFigure, document: ReportDocument): Paragraph {
  const { locale } = document
  const { label, unit, value, before, usual, standsOut, mood } = figure
  const beside = usual
    ? words.say(locale, 'usually', { value: usualText(usual.value, unit, document) })
    : before === null
      ? undefined
      : words.say(locale, 'before', { value: valueText(before, unit, document) })
  const change = changed(figure, locale)
  return [
    plain(`${standsOut ? `${MARKS[mood]} ` : ''}${label}: `),
    bold(valueText(value, unit, document)),
    plain(`${change ? ` ${change}` : ''}${beside === undefined ? '' : ` (${beside})`}`),
  ]
}

/** `▲ 9 %`; nothing where there is no change to speak of. */
export function changed(figure: DocumentFigure, locale: Locale): string | undefined {
  const text = changeText(figure, locale)
  if (text === NO_FIGURE || !/[1-9]/.test(text)) return undefined
  const isUp = typeof figure.value === 'number' && typeof figure.before === 'number' && figure.value > figure.before
  return `${isUp ? '▲' : '▼'} ${text.replace(/^[+\-−]/, '')}`
}
