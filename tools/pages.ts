import { writeFileSync } from 'node:fs'
import { madePages } from './pages/index.ts'

/** Writes `docs/sources.md`, `docs/packs.md` and their Russian ones anew; a test asks whether that was done. */
for (const [path, text] of Object.entries(madePages())) {
  writeFileSync(path, text)
  console.log(path)
}
