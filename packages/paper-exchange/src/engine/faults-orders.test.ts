// Faults in the life of an order: cancels and amends that do not do what was acknowledged, cancels nobody wanted, fills that
// come after the end, fees that change.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk } from "../testing/desk.ts"
import { addAll } from "../testing/sums.ts"
import { CANCEL_SOURCES } from "./aftermath.ts"

const BY_ID = "instId=BTC-USDT&clOrdId="

test("lost-cancel, so it is acknowledged, nothing happens, and a second one is done", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "a1" })
  desk.fault("lost-cancel", { times: 1 })
  assert.equal(desk.change("cancel", { clOrdId: "a1" }), "0")
  desk.pass(60_000)
  assert.equal(desk.order(`${BY_ID}a1`).state, "live")
  assert.equal(desk.logged("cancel-taken").length, 1)
  assert.equal(desk.change("cancel", { clOrdId: "a1" }), "0")
  assert.deepEqual(desk.order(`${BY_ID}a1`).state, "canceled")
})

test("fill-beats-cancel, so an acknowledged cancel ends filled, or canceled with a part", () => {
  const desk = new Desk()
  const ends = new Set<string>()
  desk.fault("fill-beats-cancel")
  for (let at = 0; at < 20; at++) {
    desk.place({ clOrdId: `a${at}`, sz: "0.02" })
    assert.equal(desk.change("cancel", { clOrdId: `a${at}` }), "0")
    const order = desk.order(`${BY_ID}a${at}`)
    ends.add(`${order.state} ${order.accFillSz}`)
  }
  assert.deepEqual(ends, new Set(["filled 0.02", "canceled 0.01"]))
})

test("slow-cancel with a delay of its own, so the order ends then", () => {
  const desk = new Desk()
  desk.place({ clOrdId: "a1" })
  desk.fault("slow-cancel", { delayMs: 5_000 })
  desk.change("cancel", { clOrdId: "a1" })
  desk.pass(4_999)
  assert.equal(desk.order(`${BY_ID}a1`).state, "live")
  desk.pass(1)
  assert.equal(desk.order(`${BY_ID}a1`).state, "canceled")
})

const REFUSALS: readonly [fault: string, operation: "cancel" | "amend", code: string][] = [
  ["cancel-refused-51400", "cancel", "51400"],
  ["cancel-refused-51410", "cancel", "51410"],
  ["amend-refused-51503", "amend", "51503"],
]

for (const [fault, operation, code] of REFUSALS) {
  test(`${fault}, so ${code} for an order that is live and stays so`, () => {
    const desk = new Desk()
    desk.place({ clOrdId: "a1" })
    desk.fault(fault)
    assert.equal(desk.change(operation, { clOrdId: "a1", newSz: "0.2" }), code)
    const { state, sz } = desk.order(`${BY_ID}a1`)
    assert.deepEqual([state, sz], ["live", "0.1"])
  })
}

test("amend-fails-later, so the ack is a success, amendResult -1 follows and the order is as before", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "a1" })
  desk.fault("amend-fails-later", { delayMs: 300 })
  assert.equal(desk.change("amend", { clOrdId: "a1", newPx: "90100", reqId: "r1" }), "0")
  assert.equal(desk.pushed("orders").length, 1)
  desk.pass(300)
  const push = desk.pushed("orders").at(-1)
  assert.deepEqual([push?.amendResult, push?.reqId, push?.code, push?.state], ["-1", "r1", "51502", "live"])
  assert.equal(desk.order(`${BY_ID}a1`).px, "90000")
  desk.change("amend", { clOrdId: "a1", newPx: "90100", reqId: "r2", cxlOnFail: true })
  desk.pass(300)
  const end = desk.pushed("orders").at(-1)
  assert.deepEqual([end?.amendResult, end?.reqId, end?.state], ["1", "r2", "canceled"])
})

test("amend-cancels, so an amend that nobody made conditional ends the order with amendResult 1", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "a1" })
  desk.fault("amend-cancels")
  assert.equal(desk.change("amend", { clOrdId: "a1", newSz: "0.2", reqId: "r1" }), "0")
  desk.pass(20)
  const end = desk.pushed("orders").at(-1)
  assert.deepEqual([end?.amendResult, end?.reqId, end?.state, end?.cancelSource], ["1", "r1", "canceled", "0"])
})

test("lost-amend and slow-amend, so it is never done, or after fills that came meanwhile", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "a1" })
  desk.fault("lost-amend", { times: 1 })
  assert.equal(desk.change("amend", { clOrdId: "a1", newSz: "0.2" }), "0")
  desk.pass(10_000)
  assert.equal(desk.order(`${BY_ID}a1`).sz, "0.1")
  desk.fault("slow-amend", { delayMs: 400 })
  desk.change("amend", { clOrdId: "a1", newSz: "0.03", reqId: "r2" })
  desk.trade("BTC-USDT", "sell", "90000", "0.04")
  desk.pass(400)
  const end = desk.pushed("orders").at(-1)
  assert.deepEqual([end?.state, end?.sz, end?.accFillSz, end?.amendResult], ["filled", "0.04", "0.04", "0"])
})

test("unsolicited-cancels, so resting orders end with drawn sources, 38 and 39 as mmp_canceled, or with the one named", () => {
  const desk = new Desk({ rateLimits: false })
  desk.listen()
  desk.fault("unsolicited-cancels")
  for (let at = 0; at < 200; at++) desk.place({ sz: "0.0001", clOrdId: `a${at}` })
  desk.pass(2_000)
  assert.equal(desk.rest("GET", "/api/v5/trade/orders-pending").data.length, 0)
  const ends = desk.pushed("orders").filter((row) => row.state !== "live")
  const sources = new Set(ends.map((row) => String(row.cancelSource)))
  assert.ok(sources.size > 20 && [...sources].every((source) => CANCEL_SOURCES.includes(source)))
  for (const row of ends) {
    const mmp = row.cancelSource === "38" || row.cancelSource === "39"
    assert.equal(row.state, mmp ? "mmp_canceled" : "canceled")
  }
  const history = desk.rest("GET", "/api/v5/trade/orders-history?instType=SPOT&state=mmp_canceled").data
  assert.equal(history.length, ends.filter((row) => row.state === "mmp_canceled").length)
  desk.heal()
  desk.fault("unsolicited-cancels", { code: "99", delayMs: 10 })
  desk.place({ clOrdId: "b1" })
  desk.pass(10)
  assert.equal(desk.order(`${BY_ID}b1`).cancelSource, "99")
})

test("late-fills, so after canceled a fill is pushed and read, the total grows, and a complete one ends filled", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("late-fills", { delayMs: 100, delayMaxMs: 5_000 })
  const ends = new Set<string>()
  for (let at = 0; at < 12; at++) {
    const clOrdId = `a${at}`
    desk.place({ clOrdId, sz: "0.04" })
    desk.trade("BTC-USDT", "sell", "90000", "0.01")
    desk.change("cancel", { clOrdId })
    assert.deepEqual(
      [desk.order(`${BY_ID}${clOrdId}`).state, desk.order(`${BY_ID}${clOrdId}`).accFillSz],
      ["canceled", "0.01"],
    )
    desk.say("ping")
    desk.clearFrames()
    desk.pass(5_000)
    const [push] = desk.pushed("orders")
    const { state, accFillSz, ordId } = desk.order(`${BY_ID}${clOrdId}`)
    assert.deepEqual([push?.state, push?.accFillSz], [state, accFillSz])
    assert.notEqual(push?.tradeId, "")
    const fills = desk.rest("GET", `/api/v5/trade/fills?ordId=${ordId}`).data
    assert.equal(addAll(fills.map((fill) => String(fill.fillSz))), accFillSz)
    ends.add(`${state} ${accFillSz}`)
  }
  assert.deepEqual(ends, new Set(["canceled 0.025", "filled 0.04"]))
  assert.equal(desk.rest("GET", "/api/v5/trade/orders-pending").data.length, 0)
})

test("fee-corrections, so the fee of a fill and its order change later, unpushed, and a bill of the difference is there", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("fee-corrections", { delayMs: 2_000 })
  const { ordId } = desk.place({ clOrdId: "a1" })
  desk.trade("BTC-USDT", "sell", "90000", "0.1")
  const fee = (): string => String(desk.rest("GET", `/api/v5/trade/fills?ordId=${ordId}`).data[0]?.fee)
  const was = fee()
  desk.clearFrames()
  desk.pass(2_000)
  assert.notEqual(fee(), was)
  assert.ok(["-0.00004", "-0.00012"].includes(fee()), fee())
  assert.equal(desk.order(`${BY_ID}a1`).fee, fee())
  assert.equal(desk.pushed("orders").length, 0)
  const [bill] = desk.rest("GET", "/api/v5/account/bills").data
  const [record] = desk.logged("fee-corrected")
  assert.equal(addAll([was, String(bill?.balChg)]), fee())
  assert.deepEqual([record?.fee, record?.feeWas, record?.feeCcy, bill?.ccy], [fee(), was, "BTC", "BTC"])
})
