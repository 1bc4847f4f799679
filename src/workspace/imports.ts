import { registerHooks } from 'node:module'

const ENTRIES: Readonly<Record<string, string>> = {
  svodka: '../kit/index.ts',
  'svodka/sources': '../sources/index.ts',
  'svodka/packs': '../packs/index.ts',
}

let isServing = false

/**
 * Makes `import 'svodka'` in a configuration mean this very program, wherever the workspace lies: no second copy of the
 * kit, no install before the first run.
 */
export function serveSvodkaImports(): void {
  if (isServing) return
  isServing = true
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
  registerHooks({
    resolve(specifier, context, next) {
      const entry = ENTRIES[specifier]
      return entry
        ? next(new URL(entry.replace('.ts', extension), import.meta.url).href, context)
        : next(specifier, context)
    },
  })
}
