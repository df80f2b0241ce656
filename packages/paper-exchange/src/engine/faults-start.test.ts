// Faults that are there from the start, as a configuration asks for them.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk } from "../testing/desk.ts"

test("a fault at the start, so it strikes the first request and lasts beyond an hour until it is cleared", () => {
  const desk = new Desk({ faults: [{ fault: "unavailable", rate: 1, scope: "all" }] })
  assert.equal(desk.rest("GET", "/api/v5/account/config").code, "50001")
  desk.pass(2 * 3_600_000)
  assert.equal(desk.rest("GET", "/api/v5/account/config").code, "50001")
  const { active } = desk.control("GET", "/paper/faults").body
  assert.ok(Array.isArray(active) && active[0]?.fault === "unavailable" && !("forMs" in active[0]))
  desk.heal()
  assert.equal(desk.rest("GET", "/api/v5/account/config").code, "0")
})

test("a fault at the start with forMs, so it ends by itself", () => {
  const desk = new Desk({ faults: [{ fault: "unavailable", scope: "all", forMs: 1_000 }] })
  assert.equal(desk.rest("GET", "/api/v5/account/config").code, "50001")
  desk.pass(1_001)
  assert.equal(desk.rest("GET", "/api/v5/account/config").code, "0")
})

test("a clock that is wrong from the start, so it stays wrong", () => {
  const desk = new Desk({ faults: [{ fault: "clock-skew", delayMs: 5_000 }] })
  desk.pass(7_200_000)
  const ts = Number(desk.rest("GET", "/api/v5/public/time").data[0]?.ts)
  assert.equal(Math.abs(ts - desk.nowMs), 5_000)
})

test("a fault that cannot be, so no exchange is made and the reason names it", () => {
  const wrong = (): Desk => new Desk({ faults: [{ fault: "silence", account: "nobody" }] })
  assert.throws(wrong, /fault silence: unknown account "nobody"/)
})
