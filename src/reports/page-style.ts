import { colours, colourTwins } from '../charts/index.ts'

const MOODS = {
  light: '--good:#12724f;--bad:#b02a23;--warn:#7a4300;--warn-back:#fff3df;--panel:#f5f7f9;--line:#dfe4e9',
  dark: '--good:#5fd0a5;--bad:#ff8f85;--warn:#ffcf8f;--warn-back:#3a2a12;--panel:#1e242b;--line:#323b45',
}

function variables(theme: 'light' | 'dark'): string {
  const { text, muted, surface } = colours(theme)
  const charts = colourTwins().map((twin, index) => `--chart-${index}:${twin[theme]}`)
  return `--text:${text};--muted:${muted};--surface:${surface};${MOODS[theme]};${charts.join(';')}`
}

/** The look of a report's page: light or dark as the reader's device, one column on a phone, light on paper. */
export const pageStyle = (): string => `
:root{${variables('light')}}
@media (prefers-color-scheme:dark){:root{${variables('dark')}}}
@media print{:root{${variables('light')}}}
*{box-sizing:border-box}
body{margin:0;font-synthesis:none;background:var(--surface);color:var(--text);font:15px/1.5 'PT Sans',system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:940px;margin:0 auto;padding:32px 40px 56px}
h1{font-size:28px;line-height:1.2;margin:4px 0 6px;text-wrap:balance}
h2{font-size:21px;line-height:1.3;margin:44px 0 10px;padding-top:14px;border-top:1px solid var(--line);text-wrap:balance}
h3{font-size:16px;line-height:1.35;margin:30px 0 10px}
p{margin:0 0 10px;overflow-wrap:anywhere}
.workspace,.dates,.meaning,.empty{color:var(--muted)}
.workspace,.dates{font-size:13px}
.warning{background:var(--warn-back);color:var(--warn);padding:10px 14px;border-radius:8px;font-weight:600}
.statement{font-size:18px;line-height:1.45;white-space:pre-line}
.claims{list-style:none;padding:0;margin:0 0 14px}
.claims li{margin:0 0 10px;padding:10px 14px;background:var(--panel);border-left:4px solid var(--muted);border-radius:4px}
.claims .confirmed{border-color:var(--good)}.claims .not-confirmed{border-color:var(--bad)}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:12px}
.figure{background:var(--panel);border-radius:10px;padding:12px 14px}
.figure p{margin:0}
.figure .label{color:var(--muted);font-size:13px;line-height:1.35}
.figure .value{font-size:25px;line-height:1.3;font-weight:700;font-variant-numeric:tabular-nums}
.figure small{color:var(--muted);font-size:12.5px}
.figure .usual{display:block;font-size:12px}
.figure .mark{font-size:12.5px;font-weight:600;margin-top:2px}
section+p{margin-top:14px}
.stands-out{box-shadow:inset 3px 0 0 var(--warn)}
.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}
figure{margin:0;break-inside:avoid}
svg{display:block;width:100%;height:auto}
.narrow{display:none}
.dark{display:none}
.table{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
th,td{padding:6px 12px 6px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th{color:var(--muted);font-weight:600;vertical-align:bottom}
th:not(:first-child),td:not(:first-child){padding-left:12px}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;white-space:nowrap}
th.number{white-space:normal}
.time{white-space:nowrap}
aside{color:var(--muted);font-size:13px;margin-top:22px}
aside h3{font-size:13px;margin:0 0 4px}
aside ul{margin:0;padding-left:18px}
.failed{background:var(--panel);border-left:3px solid var(--bad);border-radius:4px;padding:10px 14px;margin:20px 0}
.failed h3{margin:0 0 4px}.failed p{margin:0}
@media (prefers-color-scheme:dark){.dark.wide{display:block}.light{display:none}}
@media (max-width:620px){
main{padding:20px 24px 40px}h1{font-size:23px}h2{font-size:19px;margin-top:34px}
.wide,.dark.wide{display:none}.narrow:not(.dark){display:block}
.figures{grid-template-columns:1fr 1fr;gap:8px}.figure .value{font-size:21px}.figure{padding:10px 12px}
}
@media (max-width:620px) and (prefers-color-scheme:dark){.narrow.dark{display:block}.narrow.light{display:none}}
@media print{
@page{margin:16mm 14mm}
main{max-width:none;padding:0}body{font-size:10.5pt}
.wide,.wide.light{display:block}.narrow,.dark,.dark.wide{display:none!important}
h2,h3{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}.figures{break-inside:avoid}
.figure{border:1px solid var(--line)}
}
`
