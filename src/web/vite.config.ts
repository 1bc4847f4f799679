import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const SHRINKS = /\.(js|css|svg|ttf)$/

/** Lays each file down compressed too, as small as it goes: what thousands ask for is compressed once. */
const compressed = (): Plugin => ({
  name: 'svodka:compressed',
  apply: 'build',
  writeBundle({ dir = '' }, files) {
    for (const name of Object.keys(files).filter((file) => SHRINKS.test(file))) {
      const path = join(dir, name)
      const bytes = readFileSync(path)
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
      writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }))
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
    }
  },
})

const ADDRESS = '?address'

/** `import address from './a.ts?address'`: where the built file of a module lies, for a worker that shares its parts with the page. */
const addresses = (): Plugin => ({
  name: 'svodka:addresses',
  apply: 'build',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.endsWith(ADDRESS)) return null
    const found = await this.resolve(source.slice(0, -ADDRESS.length), importer)
    return found && `\0${ADDRESS}${found.id}`
  },
  load(id) {
    if (!id.startsWith(`\0${ADDRESS}`)) return null
    const file = this.emitFile({ type: 'chunk', id: id.slice(ADDRESS.length + 1) })
    return `export default import.meta.ROLLUP_FILE_URL_${file}`
  },
})

/** The folder of an address and the module that draws its page. */
const ROOMS = { d: 'dashboard/DashboardPage.tsx', explore: 'explore/ExplorePage.tsx' }

/** Writes into the page what the first page of an address needs, so that it is fetched beside the script: see `public/early.js`. */
const filesOfPages = (): Plugin => ({
  name: 'svodka:files-of-pages',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
      const needed = (name: string, known: Set<string>): Set<string> => {
        const chunk = chunks.find(({ fileName }) => fileName === name)
        if (!chunk || known.has(name) || html.includes(name)) return known
        known.add(name)
        for (const style of chunk.viteMetadata?.importedCss ?? []) known.add(style)
        for (const other of chunk.imports) needed(other, known)
        return known
      }
      const files = Object.entries(ROOMS).map(([room, module]) => {
        const own = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(module))
        return [room, [...needed(own?.fileName ?? '', new Set())].map((name) => `/${name}`)]
      })
      const children = JSON.stringify(Object.fromEntries(files)).replaceAll('<', '\\u003c')
      return html.replace(
        /(?=<script src="\/early\.js")/,
        `<script id="files" type="application/json">${children}</script>\n    `,
      )
    },
  },
})

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), addresses(), filesOfPages(), compressed()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 700,
    // data: URLs would need a wider content security policy
    assetsInlineLimit: 0,
    // the thread that draws has no document to write links into
    modulePreload: {
      resolveDependencies: (_file, needed, { hostId }) => (hostId.includes('/charts-') ? [] : needed),
    },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // what the page and the thread that draws for it both need
            {
              name: 'base',
              test: /src\/base\/|intl-messageformat|@formatjs|temporal|tslib|rolldown.runtime|preload-helper/,
              priority: 3,
            },
            { name: 'charts', test: /src\/charts\/(?!engine|live|svg)/, priority: 2 },
            // what every page needs comes as one file instead of forty
            { name: 'common', test: /^(?!.*drawer\.ts)/, tags: ['$initial'] },
            // what several pages share and few lines make up
            {
              name: 'shared',
              test: /src\/web\/(dashboard|parts\/(?!live|picked))|@tabler|@mantine\/core|tanstack/,
              minShareCount: 3,
            },
          ],
        },
      },
    },
  },
})
