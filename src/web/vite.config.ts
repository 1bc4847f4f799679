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

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), compressed()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 700,
    // data: URLs would need a wider content security policy
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // what every page needs comes as one file instead of forty
            { name: 'common', tags: ['$initial'] },
            // what several pages share and few lines make up
            {
              name: 'shared',
              test: /src\/web\/(parts|dashboard)|src\/charts\/(?!engine)|@tabler|@mantine\/core|tanstack/,
              minShareCount: 3,
            },
          ],
        },
      },
    },
  },
})
