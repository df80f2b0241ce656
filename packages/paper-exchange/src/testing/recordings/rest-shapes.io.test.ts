// The shapes of REST answers against recorded ones: every field is there with its type and kind of text, and none is there
// that no recording has. What differs stands in shape-deviations.ts with its reason.

import assert from "node:assert/strict"
import { test } from "node:test"
import { DEFAULT_ACCOUNT } from "../../engine/accounts.ts"
import { Desk, type Json } from "../desk.ts"
import { assertShape } from "./assert-shape.ts"
import { FOLDER, recording, SKIPPED } from "./recorded.ts"
import { ISOLATED_READS, READS, SPOKEN, WRITES } from "./shape-tables.ts"

/** An account with open orders, fills, bills and a position. */
function traded(): Desk {
  const desk = new Desk({ market: "random-walk" })
  desk.place({ clOrdId: "a1" })
  desk.place({ instId: "BTC-USDT-SWAP", tdMode: "cross", sz: "1" })
  desk.place({ ordType: "market", px: "", sz: "100" })
  desk.place({ instId: "BTC-USDT-SWAP", tdMode: "cross", ordType: "market", px: "", sz: "1" })
  desk.pass(6_000)
  return desk
}

/** An account in long/short mode with an isolated position of each kind, margin added to one, and one closed. */
function isolated(): Desk {
  const desk = new Desk({ market: "random-walk", accounts: [{ ...DEFAULT_ACCOUNT, posMode: "long_short_mode" }] })
  const order = { tdMode: "isolated", ordType: "market", px: "", sz: "2", posSide: "long" }
  for (const instId of ["BTC-USD-SWAP", "ETH-USDT-SWAP", "BTC-USDT-SWAP"]) desk.place({ instId, ...order })
  const margin = { instId: "BTC-USDT-SWAP", posSide: "long", type: "add", amt: "10" }
  assert.equal(desk.rest("POST", "/api/v5/account/position/margin-balance", margin).code, "0")
  desk.place({ instId: "ETH-USDT-SWAP", ...order, side: "sell" })
  desk.pass(6_000)
  return desk
}

let shared: Desk | undefined
let sharedIsolated: Desk | undefined

for (const [file, target] of ISOLATED_READS) {
  test(`GET ${target} beside ${file}, so the shape is the recorded one`, (t) => {
    if (FOLDER === undefined) return t.skip(SKIPPED)
    sharedIsolated ??= isolated()
    const answer: Json = JSON.parse(sharedIsolated.rest("GET", `/api/v5/${target}`).text)
    assertShape(file, answer)
  })
}

for (const [file, target] of READS) {
  test(`GET ${target} beside ${file}, so the shape is the recorded one`, (t) => {
    if (FOLDER === undefined) return t.skip(SKIPPED)
    shared ??= traded()
    const answer: Json = JSON.parse(shared.rest("GET", `/api/v5/${target}`).text)
    assertShape(file, answer)
  })
}

test("answers to writes beside recordings, so their shapes are the recorded ones", (t) => {
  if (FOLDER === undefined) return t.skip(SKIPPED)
  const desk = traded()
  for (const [file, target, body] of WRITES) {
    const answer: Json = JSON.parse(desk.rest("POST", `/api/v5/${target}`, body).text)
    assertShape(file, answer)
  }
})

test("an empty list beside the recorded empty one, so it is data without rows", (t) => {
  if (FOLDER === undefined) return t.skip(SKIPPED)
  const answer: Json = JSON.parse(new Desk().rest("GET", "/api/v5/trade/orders-pending").text)
  assert.deepEqual(answer, recording(SPOKEN.emptyList))
})
