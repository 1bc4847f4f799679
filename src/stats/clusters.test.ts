import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Matrix, chooseClusters, createRandom, kMeans, matrixOf, silhouette } from './index.ts'

/** Points around centres that lie far apart, in turns. */
function blobs(
  centers: readonly (readonly number[])[],
  each: number,
  seed: number,
): { points: Matrix; truth: number[] } {
  const random = createRandom(seed)
  const points = Array.from({ length: each * centers.length }, (_, at) =>
    centers[at % centers.length]!.map((value) => value + random.normal()),
  )
  return { points: matrixOf(points), truth: points.map((_, at) => at % centers.length) }
}

/** Labels renamed by first appearance: equal for splits that differ in names alone. */
function renamed(labels: ArrayLike<number>): number[] {
  const names = new Map<number, number>()
  return Array.from(labels, (label) => {
    if (!names.has(label)) names.set(label, names.size)
    return names.get(label)!
  })
}

const FOUR = [
  [0, 0, 0],
  [40, 0, 0],
  [0, 40, 0],
  [0, 0, 40],
]

describe('the silhouette', () => {
  test('of four points on a line, by hand', () => {
    // 0: a = 1, b = 10.5; 1: a = 1, b = 9.5; 10 and 11 likewise
    const expected = (2 * (9.5 / 10.5) + 2 * (8.5 / 9.5)) / 4

    expect(silhouette({ points: matrixOf([[0], [1], [10], [11]]), labels: [0, 0, 1, 1] })).toBeCloseTo(expected, 12)
  })

  test('of three clusters takes the nearest other one, and a lonely point counts 0, by hand', () => {
    // 0 and 2: a = 2; nearest other is 6 (b = 6, 4); 6 is alone; 20 and 24: a = 4, b = 14, 18
    const expected = ((6 - 2) / 6 + (4 - 2) / 4 + 0 + (14 - 4) / 14 + (18 - 4) / 18) / 5

    expect(silhouette({ points: matrixOf([[0], [2], [6], [20], [24]]), labels: [0, 0, 1, 2, 2] })).toBeCloseTo(
      expected,
      12,
    )
  })

  test.each([
    [[0, 0, 0, 1, 1, 1, 2, 2, 2], 0.7719116070164148],
    [[0, 1, 2, 0, 1, 2, 0, 1, 2], -0.28134912997149014],
    [[5, 5, 5, 1, 1, 1, 3, 3, 3], 0.7719116070164148],
  ])('of nine points in the plane with labels %j is what scikit-learn 1.9.1 gives', (labels, value) => {
    const points = [
      [0, 1],
      [2, 1.5],
      [1, 0],
      [8, 8],
      [9, 7],
      [7.5, 9],
      [1, 9],
      [0, 8],
      [2, 8.5],
    ]

    expect(silhouette({ points: matrixOf(points), labels })).toBeCloseTo(value, 12)
  })

  test('is below 0 for points in the wrong cluster', () => {
    expect(silhouette({ points: matrixOf([[0], [10], [1], [11]]), labels: [0, 0, 1, 1] })).toBeLessThan(0)
  })

  test('of points that are all the same is 0', () => {
    expect(silhouette({ points: matrixOf([[3], [3], [3], [3]]), labels: [0, 1, 0, 1] })).toBe(0)
  })

  test('is that of the definition, loop by loop, and knows neither names of clusters, nor order, shift or scale', () => {
    const point = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }))
    const rows = fc.array(fc.tuple(point, fc.integer({ min: 0, max: 2 })), { minLength: 4, maxLength: 25 })
    fc.assert(
      fc.property(
        rows.filter((all) => new Set(all.map(([, label]) => label)).size > 1),
        (all) => {
          const points = all.map(([each]) => [...each])
          const labels = all.map(([, label]) => label)

          const value = silhouette({ points: matrixOf(points), labels })

          expect(value).toBeCloseTo(byDefinition(points, labels), 10)
          const swapped = labels.map((label) => (label + 1) % 3)
          expect(silhouette({ points: matrixOf(points), labels: swapped })).toBeCloseTo(value, 10)
          const turned = { points: matrixOf(points.toReversed()), labels: labels.toReversed() }
          expect(silhouette(turned)).toBeCloseTo(value, 10)
          const moved = points.map(([x, y]) => [3 * x! + 7, 3 * y! - 5])
          expect(silhouette({ points: matrixOf(moved), labels })).toBeCloseTo(value, 10)
        },
      ),
      { seed: 1, numRuns: 60 },
    )
  })
})

function byDefinition(points: readonly number[][], labels: readonly number[]): number {
  const distance = (one: number, other: number) => Math.hypot(...points[one]!.map((x, at) => x - points[other]![at]!))
  const meanTo = (row: number, of: readonly number[]) =>
    of.reduce((sum, other) => sum + distance(row, other), 0) / of.length
  const rowsOf = (label: number) => labels.flatMap((each, row) => (each === label ? [row] : []))
  const widths = points.map((_, row) => {
    const own = rowsOf(labels[row]!).filter((other) => other !== row)
    if (own.length === 0) return 0
    const others = [...new Set(labels)].filter((label) => label !== labels[row])
    const a = meanTo(row, own)
    const b = Math.min(...others.map((label) => meanTo(row, rowsOf(label))))
    return Math.max(a, b) === 0 ? 0 : (b - a) / Math.max(a, b)
  })
  return widths.reduce((sum, width) => sum + width, 0) / widths.length
}

describe('k-means', () => {
  test('splits four points on a line, by hand', () => {
    const found = kMeans({ points: matrixOf([[0], [1], [10], [11]]), k: 2, seed: 1 })

    expect(renamed(found.labels)).toEqual([0, 0, 1, 1])
    expect([...found.centers.values].toSorted((a, b) => a - b)).toEqual([0.5, 10.5])
    expect(found.inertia).toBe(1)
  })

  test('finds the blobs that were made, whatever their order, place and size', () => {
    const { points, truth } = blobs(FOUR, 50, 11)
    const moved = { ...points, values: points.values.map((value) => 2.5 * value - 100) }
    const turned = matrixOf(rowsOf(points).toReversed())

    expect(renamed(kMeans({ points, k: 4, seed: 5 }).labels)).toEqual(renamed(truth))
    expect(renamed(kMeans({ points: moved, k: 4, seed: 5 }).labels)).toEqual(renamed(truth))
    expect(renamed(kMeans({ points: turned, k: 4, seed: 5 }).labels)).toEqual(renamed(truth.toReversed()))
  })

  test('gives the same answer for the same seed, bit by bit', () => {
    const { points } = blobs(FOUR, 30, 2)

    expect(kMeans({ points, k: 6, seed: 9 })).toEqual(kMeans({ points, k: 6, seed: 9 }))
  })

  test('ends where every row is nearest to its own centre and every centre is the mean of its rows', () => {
    const point = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }))
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (all, k) => {
        const found = kMeans({ points: matrixOf(all), k, seed: 4 })

        const center = (label: number) => found.centers.values.slice(label * 2, label * 2 + 2)
        const distance = (row: number, label: number) =>
          all[row]!.reduce((sum, value, at) => sum + (value - center(label)[at]!) ** 2, 0)
        let inertia = 0
        for (const [row, label] of found.labels.entries()) {
          const all = Array.from({ length: found.k }, (_, other) => distance(row, other))
          expect(all[label]).toBeLessThanOrEqual(Math.min(...all) + 1e-9)
          inertia += all[label]!
        }
        expect(found.inertia).toBeCloseTo(inertia, 8)
        for (let label = 0; label < found.k; label++) {
          const own = all.filter((_, row) => found.labels[row] === label)
          const mean = [0, 1].map((at) => own.reduce((sum, each) => sum + each[at]!, 0) / own.length)
          expect(own.length).toBeGreaterThan(0)
          for (const at of [0, 1]) expect(center(label)[at]).toBeCloseTo(mean[at]!, 8)
        }
      }),
      { seed: 1, numRuns: 80 },
    )
  })

  // both from starts in which a centre loses all its rows, found by trying many; inertia added up by hand
  test.each([
    [
      [
        [1, 12],
        [3, 7],
        [11, 3],
        [2, 8],
        [13, 12],
        [14, 1],
      ],
      3,
      1,
      22.5,
      [0, 0, 1, 0, 2, 1],
    ],
    [
      [
        [13, 6],
        [3, 6],
        [6, 7],
        [6, 5],
        [10, 9],
        [3, 11],
        [1, 14],
        [5, 0],
        [10, 6],
      ],
      5,
      4,
      20,
      [2, 0, 0, 0, 2, 4, 1, 3, 2],
    ],
  ])('a centre that lost its rows goes to the row farthest from its own: %j', (all, k, seed, inertia, labels) => {
    const found = kMeans({ points: matrixOf(all), k, seed, restarts: 1 })

    expect(renamed(found.labels)).toEqual(renamed(labels))
    expect(found.inertia).toBeCloseTo(inertia, 10)
  })

  test('keeps the best of its restarts, and six find what is best of all splits', () => {
    const all = [
      [0, 0],
      [0, 1],
      [4, 0],
      [4, 1],
      [8, 0],
      [8, 2],
      [1, 7],
      [5, 8],
    ]
    const ends = (seed: number) =>
      [1, 2, 3, 4, 5, 6].map((restarts) => kMeans({ points: matrixOf(all), k: 3, seed, restarts }).inertia)

    const best = Math.min(...Array.from({ length: 3 ** all.length }, (_, split) => inertiaOf(all, split)))

    expect(best).toBe(27.5)
    expect(ends(1)).toEqual([61.5, 27.5, 27.5, 27.5, 27.5, 27.5])
    for (let seed = 2; seed < 12; seed++) {
      expect(ends(seed)).toEqual(ends(seed).toSorted((a, b) => b - a))
      expect(ends(seed).at(-1)).toBeCloseTo(best, 10)
    }
  })

  test('starts far apart: one start finds three clear groups, whatever the seed', () => {
    for (let seed = 0; seed < 30; seed++) {
      const found = kMeans({ points: matrixOf([[0], [1], [100], [101], [200], [201]]), k: 3, seed, restarts: 1 })

      expect([seed, found.inertia]).toEqual([seed, 1.5])
    }
  })

  test('of fewer different points than clusters makes a cluster of each', () => {
    const found = kMeans({ points: matrixOf([[1], [2], [1], [2], [1]]), k: 4, seed: 1 })

    expect([found.k, found.inertia]).toEqual([2, 0])
    expect(renamed(found.labels)).toEqual([0, 1, 0, 1, 0])
  })
})

describe('the number of clusters', () => {
  test('is that of the blobs', () => {
    const { points, truth } = blobs([...FOUR, [40, 40, 40]], 30, 3)

    const found = chooseClusters({ points, seed: 1 })!

    expect(found.k).toBe(5)
    expect(renamed(found.labels)).toEqual(renamed(truth))
    expect(found.tried.map(({ k }) => k)).toEqual([3, 4, 5, 6, 7, 8])
    expect(found.silhouette).toBe(silhouette({ points, labels: found.labels }))
    expect(found.silhouette).toBe(Math.max(...found.tried.map((each) => each.silhouette)))
  })

  test('stops at as many clusters as there are different points, and gives up below three', () => {
    const three = matrixOf([[0], [5], [9], [0], [5], [9]])
    const two = matrixOf([[0], [5], [0], [5], [0], [5]])

    expect(chooseClusters({ points: three, seed: 1 })).toMatchObject({ k: 3, silhouette: 1, tried: [{ k: 3 }] })
    expect(chooseClusters({ points: two, seed: 1 })).toBeUndefined()
    expect(chooseClusters({ points: matrixOf([[0], [1], [2]]), seed: 1 })).toBeUndefined()
  })

  test('is less than that of points; of equally good ones the least', () => {
    const line = chooseClusters({ points: matrixOf([[0], [1], [10], [11]]), seed: 1, from: 2 })!
    const corners = [0, 1, 2, 3].map((row) => [0, 1, 2, 3].map((column) => (row === column ? 1 : 0)))
    const alike = chooseClusters({ points: matrixOf(corners), seed: 1, from: 2 })!

    expect(line.tried.map(({ k }) => k)).toEqual([2, 3])
    // each corner is as far from every other: no split is better than another
    expect(alike.tried.map(({ silhouette: value }) => value)).toEqual([0, 0])
    expect(alike.k).toBe(2)
  })
})

const rowsOf = ({ rows, columns, values }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)])

/** Squared distances to the means of three groups, that of each row being a digit of `split`. */
function inertiaOf(all: readonly (readonly number[])[], split: number): number {
  const groups = [0, 1, 2].map((group) => all.filter((_, row) => Math.floor(split / 3 ** row) % 3 === group))
  const around = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  }
  return groups.reduce(
    (sum, rows) => sum + [0, 1].reduce((both, at) => both + around(rows.map((row) => row[at]!)), 0),
    0,
  )
}
