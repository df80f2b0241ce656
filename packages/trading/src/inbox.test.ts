import assert from "node:assert/strict"
import { test } from "node:test"
import { breakIdFrom, type Command, type Input, orderIdsFrom, requestIdFrom, serialOf } from "@okx-oms/core"
import { Inbox } from "./inbox.ts"

const LIMITS = { commands: 2, cancels: 2, exchange: 2 }

const cancel: Command = {
  type: "CancelOrder",
  orderId: orderIdsFrom(serialOf(1, 1)).orderId,
  requestId: requestIdFrom(serialOf(1, 2)),
  reason: "enough",
}
const halt: Command = { type: "HaltTrading", mode: "halt", reason: "enough" }
const resume: Command = { type: "ResumeTrading", reason: "looked at" }
const resolve: Command = { type: "ResolveBreak", breakId: breakIdFrom(serialOf(1, 3)), resolution: "known" }
const recover: Input = { type: "Recover" }

test("cancels and halts first, then what the exchange said, then the rest; in each line the order of coming", () => {
  const inbox = new Inbox(LIMITS)
  for (const input of [resolve, cancel, halt]) assert.equal(inbox.offerCommand({ input }), true)
  assert.equal(inbox.offerFromExchange({ input: recover }), true)
  assert.deepEqual(
    inbox.take(9).map(({ input }) => input.type),
    ["CancelOrder", "HaltTrading", "Recover", "ResolveBreak"],
  )
  assert.equal(inbox.length, 0)
})

test("a resume and a halt, so in the order in which they were asked for: what is said last holds", () => {
  const inbox = new Inbox(LIMITS)
  for (const input of [resume, halt]) inbox.offerCommand({ input })
  assert.deepEqual(
    inbox.drain().map(({ input }) => input.type),
    ["ResumeTrading", "HaltTrading"],
  )
})

test("a line is full, so what comes is not taken, and the other lines take theirs", () => {
  const inbox = new Inbox(LIMITS)
  assert.deepEqual(
    [1, 2, 3].map(() => inbox.offerCommand({ input: resolve })),
    [true, true, false],
  )
  assert.deepEqual(
    [1, 2, 3].map(() => inbox.offerCommand({ input: cancel })),
    [true, true, false],
  )
  assert.deepEqual(
    [1, 2, 3].map(() => inbox.offerFromExchange({ input: recover })),
    [true, true, false],
  )
  assert.equal(inbox.length, 6)
})

test("fewer are taken than wait, so the rest keeps its place", () => {
  const inbox = new Inbox({ commands: 9, cancels: 9, exchange: 9 })
  for (const input of [resolve, resolve, resolve]) inbox.offerCommand({ input })
  inbox.offerFromExchange({ input: recover })
  assert.deepEqual(
    inbox.take(2).map(({ input }) => input.type),
    ["Recover", "ResolveBreak"],
  )
  inbox.offerCommand({ input: cancel })
  assert.deepEqual(
    inbox.drain().map(({ input }) => input.type),
    ["CancelOrder", "ResolveBreak", "ResolveBreak"],
  )
})
