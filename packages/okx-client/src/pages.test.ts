import assert from "node:assert/strict"
import { test } from "node:test"
import type { OkxRead } from "./okx-read.ts"
import { readPages } from "./pages.ts"

interface Row {
  readonly id: string
}

/** A list with ids n..1, newest first, served in pages of 100 as OKX does. */
function server(count: number, options: { vanish?: string[] } = {}) {
  const asked: (string | undefined)[] = []
  let rows = Array.from({ length: count }, (_, index) => ({ id: String(count - index) }))
  const page = async (after: string | undefined): Promise<OkxRead<Row>> => {
    asked.push(after)
    const from = after === undefined ? rows : rows.filter((row) => Number(row.id) < Number(after))
    rows = rows.filter((row) => !options.vanish?.includes(row.id))
    return {
      kind: "rows",
      rows: from.slice(0, 100),
      malformed: [],
      begunMonoMs: asked.length,
      begunExchangeMs: undefined,
      attempts: 1,
    }
  }
  return { page, asked }
}

test("n rows take floor(n/100)+1 pages, so the cost is as promised", async () => {
  for (const [count, pages] of [
    [0, 1],
    [1, 1],
    [99, 1],
    [100, 2],
    [101, 2],
    [250, 3],
    [1_000, 11],
    [4_000, 41],
  ] as const) {
    const { page, asked } = server(count)
    const result = await readPages({ page, idOf: (row) => row.id, pagesMax: 45 })
    assert.equal(result.kind === "rows" && result.rows.length, count)
    assert.equal(asked.length, pages)
  }
})

test("a page repeats rows of the one before, so each is told once, as it was first", async () => {
  const { page } = server(250)
  const overlapping = (after: string | undefined) => page(after === undefined ? undefined : String(Number(after) + 30))
  const result = await readPages({ page: overlapping, idOf: (row) => row.id, pagesMax: 10 })
  const ids = result.kind === "rows" ? result.rows.map((row) => row.id) : []
  assert.deepEqual([ids.length, new Set(ids).size], [250, 250])
})

test("rows that vanish between pages hide no other row, so an order completing meanwhile costs nothing", async () => {
  const { page } = server(250, { vanish: ["151", "152", "200", "249"] })
  const result = await readPages({ page, idOf: (row) => row.id, pagesMax: 10 })
  const ids = new Set(result.kind === "rows" ? result.rows.map((row) => row.id) : [])
  for (let id = 1; id <= 150; id++) assert.ok(ids.has(String(id)), `${id}`)
})

test("the result carries the first page's beginning, so it is not taken for younger than it is", async () => {
  const { page } = server(250)
  const result = await readPages({ page, idOf: (row) => row.id, pagesMax: 10 })
  assert.equal(result.kind === "rows" && result.begunMonoMs, 1)
})

test("it stops where rows are older than needed, so history is not read for nothing", async () => {
  const { page, asked } = server(5_000)
  const result = await readPages({ page, idOf: (row) => row.id, until: (row) => Number(row.id) < 4_950, pagesMax: 10 })
  assert.equal(result.kind === "rows" && result.rows.length, 51)
  assert.equal(asked.length, 1)
})

test("a list longer than the limit is a failure, so half a list is never taken for the whole", async () => {
  const { page } = server(1_001)
  const result = await readPages({ page, idOf: (row) => row.id, pagesMax: 10 })
  assert.equal(result.kind, "failed")
})

test("a failing page fails the whole, so no evidence is built on a gap", async () => {
  const { page } = server(250)
  let pages = 0
  const result = await readPages<Row>({
    page: async (after) =>
      ++pages === 2
        ? { kind: "failed", detail: "timeout", code: undefined, status: undefined, attempts: 4 }
        : page(after),
    idOf: (row) => row.id,
    pagesMax: 10,
  })
  assert.equal(result.kind, "failed")
})
