// Who takes the focus when the ticket is opened: one form, once.

import assert from "node:assert/strict"
import { test } from "node:test"
import { closeTicket, openTicket, showTicket, takeAsking } from "./ticket-store.ts"

test("the ticket asked for by a key, so one form takes the focus and one that comes with a later screen leaves it", () => {
  openTicket("market", "buy")
  assert.equal(takeAsking(), true)
  assert.equal(takeAsking(), false)
  openTicket("market", "sell")
  assert.equal(takeAsking(), true)
})

test("the ticket shown by a click in the ladder or closed again, so nobody takes the focus", () => {
  showTicket("market")
  assert.equal(takeAsking(), false)
  openTicket("market")
  closeTicket("market")
  assert.equal(takeAsking(), false)
})
