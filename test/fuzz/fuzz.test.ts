import { expect, test } from 'vitest'
import { randomOf } from './random.ts'
import { TARGETS } from './targets/index.ts'

/* The small size, with a seed that stays; `node test/fuzz/run.ts --seconds 600` is the large one. */

const SEED = 'submission'

test.each(TARGETS)(
  '$name: whatever comes is taken, or refused in words, and right neighbours are there',
  async (target) => {
    const { name, small, open } = target
    const random = randomOf(`${SEED}/${name}`)
    const session = await open()
    let inputs = 0
    try {
      for (let attempt = 1; attempt <= small; attempt++) inputs += await session.attempt(random.of(attempt))
    } finally {
      await session.close()
    }

    expect(inputs).toBeGreaterThan(0)
  },
)
