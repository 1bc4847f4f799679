import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'

/**
 * What stands in the heap of a later evening that did not in that of an earlier one, by constructor and by the way that holds it:
 * `node tools/soak-heap.ts day-6.heapsnapshot day-9.heapsnapshot`. Snapshots are of one process: `tools/soak.ts --heap <folder>`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string', default: '25' }, depth: { type: 'string', default: '9' } },
})
const [earlierFile = '', laterFile = ''] = positionals
const ROWS = Number(values.rows)
const DEPTH = Number(values.depth)
/** of one name: more of them are one line of the table of ways */
const SAID_CHARACTERS = 60

interface Heap {
  count: number
  nodes: readonly number[]
  edges: readonly number[]
  strings: readonly string[]
  nodeTypes: readonly string[]
  edgeTypes: readonly string[]
  /** fields of a node, and of an edge */
  wide: { node: number; edge: number }
  at: Readonly<Record<'type' | 'name' | 'id' | 'size' | 'edges', number>>
}

interface Snapshot {
  snapshot: {
    meta: { node_fields: string[]; node_types: [string[]]; edge_fields: string[]; edge_types: [string[]] }
    node_count: number
  }
  nodes: number[]
  edges: number[]
  strings: string[]
}

interface Sum {
  count: number
  bytes: number
}

function read(file: string): Heap {
  const { snapshot, nodes, edges, strings } = JSON.parse(readFileSync(file, 'utf8')) as Snapshot
  const { meta, node_count: count } = snapshot
  const place = (name: string) => meta.node_fields.indexOf(name)
  return {
    count,
    nodes,
    edges,
    strings,
    nodeTypes: meta.node_types[0],
    edgeTypes: meta.edge_types[0],
    wide: { node: meta.node_fields.length, edge: meta.edge_fields.length },
    at: {
      type: place('type'),
      name: place('name'),
      id: place('id'),
      size: place('self_size'),
      edges: place('edge_count'),
    },
  }
}

const field = (heap: Heap, node: number, name: keyof Heap['at']): number =>
  heap.nodes[node * heap.wide.node + heap.at[name]] ?? 0

/** A constructor's name; texts and code by their kind, for theirs is what they say. */
function classOf(heap: Heap, node: number): string {
  const type = heap.nodeTypes[field(heap, node, 'type')] ?? ''
  const name = heap.strings[field(heap, node, 'name')] ?? ''
  return type === 'object' || type === 'native' || type === 'closure' ? `${type} ${name}` : `(${type})`
}

function byClass(heap: Heap): Map<string, Sum> {
  const sums = new Map<string, Sum>()
  for (let node = 0; node < heap.count; node++) add(sums, classOf(heap, node), field(heap, node, 'size'))
  return sums
}

function add(sums: Map<string, Sum>, key: string, bytes: number): void {
  const sum = sums.get(key) ?? { count: 0, bytes: 0 }
  sums.set(key, { count: sum.count + 1, bytes: sum.bytes + bytes })
}

/** The shortest way from the root to each node that is held: the node before it, and by what name. */
function ways(heap: Heap): { before: Int32Array; by: Int32Array; order: Int32Array } {
  const { count, edges, wide, edgeTypes } = heap
  const weak = edgeTypes.indexOf('weak')
  const first = new Int32Array(count + 1)
  for (let node = 0; node < count; node++) first[node + 1] = (first[node] ?? 0) + field(heap, node, 'edges')
  const before = new Int32Array(count).fill(-1)
  const by = new Int32Array(count)
  const order = new Int32Array(count)
  let end = 1
  before[0] = 0
  for (let next = 0; next < end; next++) {
    const node = order[next] ?? 0
    for (let edge = first[node] ?? 0; edge < (first[node + 1] ?? 0); edge++) {
      const to = (edges[edge * wide.edge + 2] ?? 0) / wide.node
      if (edges[edge * wide.edge] === weak || before[to] !== -1) continue
      before[to] = node
      by[to] = edge
      order[end++] = to
    }
  }
  return { before, by, order: order.subarray(0, end) }
}

function nameOfEdge(heap: Heap, edge: number): string {
  const type = heap.edgeTypes[heap.edges[edge * heap.wide.edge] ?? 0] ?? ''
  const name = heap.edges[edge * heap.wide.edge + 1] ?? 0
  if (type === 'element' || type === 'hidden') return '[]'
  return (heap.strings[name] ?? '').replaceAll(/\d+/g, '#').slice(0, SAID_CHARACTERS)
}

/** Bytes by the way that holds them, each way with all that hangs on it, down to a depth. */
function byWay(heap: Heap, isCounted: (node: number) => boolean): Map<string, Sum> {
  const { before, by, order } = ways(heap)
  const keys: string[] = []
  const depths = new Uint8Array(heap.count)
  const sums = new Map<string, Sum>()
  for (const node of order) {
    const parent = before[node] ?? 0
    const depth = node === 0 ? 0 : (depths[parent] ?? 0)
    const step = `${nameOfEdge(heap, by[node] ?? 0)}:${classOf(heap, node).replace(/^(object|native|closure) /, '')}`
    const isRepeated = keys[parent]?.endsWith(step) ?? false
    keys[node] = node === 0 ? '' : depth < DEPTH && !isRepeated ? `${keys[parent]} › ${step}` : (keys[parent] ?? '')
    depths[node] = node === 0 ? 0 : Math.min(DEPTH, depth + (isRepeated ? 0 : 1))
    if (isCounted(node)) add(sums, keys[node] ?? '', field(heap, node, 'size'))
  }
  return sums
}

function growth(earlier: ReadonlyMap<string, Sum>, later: ReadonlyMap<string, Sum>) {
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .map((name) => {
      const [was, is] = [earlier.get(name), later.get(name)]
      return { name, count: (is?.count ?? 0) - (was?.count ?? 0), bytes: (is?.bytes ?? 0) - (was?.bytes ?? 0) }
    })
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, ROWS)
}

function print(title: string, rows: readonly { name: string; count: number; bytes: number }[]): void {
  const table = new Table({ head: [title, 'more', 'kB'], style: { head: [], border: [] } })
  for (const { name, count, bytes } of rows) table.push([name, count, (bytes / 1000).toFixed(1)])
  console.log(table.toString())
}

/** What the program holds, and what V8 compiled for it. */
function sums(heap: Heap): string {
  const all = [...byClass(heap)]
  const bytes = (some: typeof all) => some.reduce((sum, [, of]) => sum + of.bytes, 0) / 1e6
  const code = bytes(all.filter(([name]) => name === '(code)'))
  return `${(bytes(all) - code).toFixed(1)} MB held, ${code.toFixed(1)} MB of code`
}

const [earlier, later] = [read(earlierFile), read(laterFile)]
console.log(`${earlierFile}: ${sums(earlier)}; ${laterFile}: ${sums(later)}`)
print('constructor', growth(byClass(earlier), byClass(later)))
print(
  'way from the root',
  growth(
    byWay(earlier, () => true),
    byWay(later, () => true),
  ),
)
