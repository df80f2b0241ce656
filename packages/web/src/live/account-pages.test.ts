import assert from "node:assert/strict"
import { test } from "node:test"
import { type AccountPage, nextCursors, readAccounts, wholeSince } from "./account-pages.ts"

function page(account: string, rows: readonly string[], nextCursor: string | null = null): AccountPage<string> {
  return { account, rows, nextCursor, fault: undefined }
}
const timeOf = (row: string): string => row

test("two accounts, one of them at its end, so only the other is asked for more, from where it was", async () => {
  const asked: string[] = []
  const read = async (account: string, { cursor = "begin" }: { readonly cursor?: string }) => {
    asked.push(`${account} ${cursor}`)
    return { rows: [account], nextCursor: account === "b" && cursor === "begin" ? "b2" : null }
  }
  const first = await readAccounts(["a", "b"], null, read)
  assert.deepEqual(nextCursors(first), { b: "b2" })
  const second = await readAccounts(["a", "b"], nextCursors(first) ?? null, read)
  assert.equal(nextCursors(second), undefined)
  assert.deepEqual(asked, ["a begin", "b begin", "b b2"])
})

test("one account that cannot be read, so the other's rows are there and its page tells why; all of them, so the reading fails", async () => {
  const read = async (account: string) => {
    if (account === "a") throw new Error("a is away")
    return { rows: ["1"], nextCursor: null }
  }
  const pages = await readAccounts(["a", "b"], null, read)
  assert.deepEqual(
    pages.map(({ account, rows, fault }) => [account, rows.length, fault?.message]),
    [
      ["a", 0, "a is away"],
      ["b", 1, undefined],
    ],
  )
  await assert.rejects(readAccounts(["a"], null, read), /a is away/)
})

test("accounts read to different depths, so the list has no gap back to the one that was read least", () => {
  const a = page("a", ["2026-03", "2026-02"], "more")
  const b = page("b", ["2026-03", "2025-01"], "more")
  assert.equal(wholeSince([[a, b]], timeOf), "2026-02")
  assert.equal(wholeSince([[a, b], [page("a", ["2024-12"])]], timeOf), "2025-01")
  assert.equal(wholeSince([[page("a", ["2026-03"]), page("b", [])]], timeOf), "")
})
