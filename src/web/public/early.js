// What cannot wait for the page's script. A file of its own, since the page allows no inline scripts.

// light or dark, before the first paint
const chosen = localStorage.getItem('mantine-color-scheme-value') ?? 'auto'
const prefersDark = matchMedia('(prefers-color-scheme: dark)').matches
const isDark = chosen === 'dark' || (chosen === 'auto' && prefersDark)
document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light')

// the page's own files, beside the script and not after it
const [, room = '', id = ''] = location.pathname.split('/')
const files = JSON.parse(document.getElementById('files')?.textContent ?? '{}')
for (const file of files[room] ?? []) {
  const link = document.createElement('link')
  // fetched only: a style that took hold here would stand before those that it overrides
  if (file.endsWith('.css')) link.as = 'style'
  link.rel = link.as ? 'preload' : 'modulepreload'
  link.crossOrigin = ''
  link.href = file
  document.head.append(link)
}

// what every page asks first, and what this one does: the script finds the answers under the addresses (`api/early.ts`)
const stored = localStorage.getItem('svodka-locale')
const locale = stored === 'ru' || stored === 'en' ? stored : navigator.language.startsWith('ru') ? 'ru' : 'en'
const asked = {
  '': ['home'],
  d: [`dashboards/${id}`, 'catalog'],
  explore: ['catalog'],
}
const first = room === 'sign-in' || room === 'welcome' ? [] : ['app', ...(asked[room] ?? [])]
globalThis.early = new Map(
  first.map((what) => {
    const address = `/api/${what}?locale=${locale}`
    const answer = fetch(address)
    // whoever takes it sees that it failed; nobody may
    answer.catch(() => {})
    return [address, answer]
  }),
)
