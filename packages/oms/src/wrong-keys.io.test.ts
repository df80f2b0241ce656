// Keys of another account than the one whose books the journal holds: nothing is opened with them.

import assert from "node:assert/strict"
import { test } from "node:test"
import { DEFAULT_ACCOUNT } from "@okx-oms/paper-exchange"
import { TestMarket } from "./testing/market.ts"

const OTHER = { apiKey: "other-key", passphrase: "other-pass" }

test("the journal's own keys taken for another account's, so the start is refused with both uids; with the right ones it goes on", async () => {
  const other = { ...DEFAULT_ACCOUNT, ...OTHER, secret: "other-secret", label: "other" }
  await using market = await TestMarket.start({ accounts: [DEFAULT_ACCOUNT, other] })
  await (await market.open()).close()
  await assert.rejects(market.open({ keys: { ...OTHER, secretKey: "other-secret" } }), {
    name: "JournalUnavailable",
    message: /holds the books of account paper with the uid \d+ at OKX, but the keys are of the uid \d+/,
    advice: /another data directory/,
  })
  await using oms = await market.open()
  assert.equal(oms.status().ready, true)
})

test("a new journal, so whoever comes first is remembered", async () => {
  await using market = await TestMarket.start({ accounts: [{ ...DEFAULT_ACCOUNT, uid: "44" }] })
  await (await market.open()).close()
  await using second = await TestMarket.start({ accounts: [{ ...DEFAULT_ACCOUNT, uid: "55" }] })
  await assert.rejects(
    second.open({ directory: market.directory }),
    /the uid 44 at OKX, but the keys are of the uid 55/,
  )
})
