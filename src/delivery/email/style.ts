/** Mail programs drop style sheets or keep them as they please: light colours stand on the elements, dark ones in the sheet. */
export const INK = {
  light: {
    back: '#f1f4f7',
    sheet: '#ffffff',
    panel: '#f5f7f9',
    text: '#1d252d',
    muted: '#5c6773',
    line: '#dfe4e9',
    good: '#12724f',
    bad: '#b02a23',
    neither: '#5c6773',
    warn: '#7a4300',
    warnBack: '#fff3df',
  },
  dark: {
    back: '#11161b',
    sheet: '#171c22',
    panel: '#1e242b',
    text: '#e6eaee',
    muted: '#a3adb8',
    line: '#323b45',
    good: '#5fd0a5',
    bad: '#ff8f85',
    neither: '#a3adb8',
    warn: '#ffcf8f',
    warnBack: '#3a2a12',
  },
} as const

export const FONT = "'PT Sans',-apple-system,'Segoe UI',Roboto,Arial,sans-serif"

const { light, dark } = INK

const STYLES = {
  h1: `margin:2px 0 4px;font-size:24px;line-height:1.25;color:${light.text}`,
  h2: `margin:18px 0 0;padding-top:14px;border-top:1px solid ${light.line};font-size:19px;line-height:1.3;color:${light.text}`,
  h3: `margin:8px 0 6px;font-size:16px;line-height:1.35;color:${light.text}`,
  p: `margin:0 0 8px;font-size:15px;line-height:1.5;color:${light.text}`,
  small: `margin:0 0 4px;font-size:13px;line-height:1.45;color:${light.muted}`,
  statement: `margin:0 0 8px;font-size:17px;line-height:1.45;color:${light.text}`,
  claim: `margin:0 0 8px;padding:9px 12px;font-size:15px;line-height:1.45;color:${light.text};background:${light.panel};border-left:4px solid ${light.muted}`,
  warning: `margin:0;padding:10px 14px;font-size:15px;line-height:1.45;font-weight:600;color:${light.warn};background:${light.warnBack};border-radius:8px`,
  label: `padding:8px 10px 8px 0;font-size:15px;line-height:1.35;color:${light.text};border-bottom:1px solid ${light.line}`,
  value: `padding:8px 0;font-size:15px;line-height:1.35;color:${light.text};border-bottom:1px solid ${light.line}`,
  beside: `font-size:13px;color:${light.muted}`,
  mark: `font-size:13px;font-weight:600;color:${light.warn}`,
  th: `padding:6px 8px 6px 0;font-size:13px;line-height:1.3;font-weight:600;color:${light.muted};border-bottom:1px solid ${light.line}`,
  td: `padding:6px 8px 6px 0;font-size:14px;line-height:1.35;color:${light.text};border-bottom:1px solid ${light.line}`,
} as const

export const style = (name: keyof typeof STYLES): string => STYLES[name]

/** The same by night, and closer to the edge on a phone; what a program does not know it leaves out. */
export const MAIL_STYLE = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.back{background:${dark.back}!important}.sheet{background:${dark.sheet}!important}
.text{color:${dark.text}!important}.muted{color:${dark.muted}!important}.line{border-color:${dark.line}!important}
.panel{background:${dark.panel}!important}.good{color:${dark.good}!important}.bad{color:${dark.bad}!important}
.neither{color:${dark.neither}!important}.warn{color:${dark.warn}!important}
.warning{color:${dark.warn}!important;background:${dark.warnBack}!important}
}
@media (max-width:480px){.cell{padding:12px 16px 0!important}}
`
