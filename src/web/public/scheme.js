// Sets light or dark before the first paint. A file of its own, since the page allows no inline scripts.
const chosen = localStorage.getItem('mantine-color-scheme-value') ?? 'auto'
const prefersDark = matchMedia('(prefers-color-scheme: dark)').matches
const isDark = chosen === 'dark' || (chosen === 'auto' && prefersDark)
document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light')
