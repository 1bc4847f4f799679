import type { Theme } from '../charts/index.ts'
import type { RenderedFile, ReportDocument } from './contract.ts'
import { drawChart, type ChartBlock } from './draw.ts'
import { reportName } from './file-name.ts'
import { dateLine, periodLine } from './lines.ts'
import { pngOf } from './png.ts'

const WIDTH = 900

/** Each chart of a report as a PNG of its own, with its title and period written into it. */
export async function reportPictures(
  document: ReportDocument,
  theme: Theme = 'light',
  width = WIDTH,
): Promise<RenderedFile[]> {
  const charts = document.blocks.filter((block): block is ChartBlock => block.kind === 'chart')
  const files: RenderedFile[] = []
  for (const [index, chart] of charts.entries()) {
    const svg = await drawChart(chart, document, {
      theme,
      width,
      title: chart.title,
      subtitle: chart.period ? periodLine({ ...document, period: chart.period }) : dateLine(document),
      hasBackground: true,
    })
    const number = String(index + 1).padStart(2, '0')
    files.push({
      name: `${reportName(document)}-${number}.png`,
      mediaType: 'image/png',
      content: pngOf(svg),
    })
  }
  return files
}
