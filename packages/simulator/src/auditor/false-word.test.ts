// What the auditor promises on behalf of a manager that was lied to, and what it forgets with a journal that a backup has replaced.

import assert from "node:assert/strict"
import { test } from "node:test"
import { breakIdFrom, type EventBody, serialOf } from "@okx-oms/core"
import { Violation } from "../observation.ts"
import { ACCOUNT, clOrdIdOf, idOf, okxIdOf, Story } from "./testing/story.ts"

function breaks(invariant: string, tell: () => unknown): void {
  assert.throws(tell, (error: unknown) => {
    assert.ok(error instanceof Violation, String(error))
    assert.equal(error.invariant, invariant, error.message)
    return true
  })
}

/** Order 1 is executed and refused with certainty. */
function refusedFalsely(options: { readonly liesAllowed: boolean; readonly fault?: string }): Story {
  const { liesAllowed, fault = "false-refusal" } = options
  const story = new Story({ liesAllowed })
  story.appends(story.created(1), story.validated(1), story.submitted(1)).sent(1).accepts(1)
  story.exchange("item-replaced", { fault, clOrdId: clOrdIdOf(1), executed: true, operation: "place" })
  return story.hears(1, "51008")
}

function corrected(story: Story): EventBody {
  const told = { okxOrderId: okxIdOf(1), to: "Acknowledged", filledQuantity: story.fillQuantity("0") } as const
  return { type: "OrderCorrected", orderId: idOf(1), reason: "OKX has the order", ...told }
}

function found(kind: "resurrected" | "journal-behind", orderId = idOf(1)): EventBody {
  const said = { ours: "Rejected", theirs: "live", evidence: "push", action: "needs a person" } as const
  return { type: "BreakFound", breakId: breakIdFrom(serialOf(1_790_000_000, 77)), kind, orderId, ...said }
}

const HALTED: EventBody = { type: "TradingHalted", mode: "halt", reason: "exists at OKX" }

test("a refusal was a lie, so it is corrected with a break and a halt, and nothing is held against it", () => {
  const story = refusedFalsely({ liesAllowed: true })
  story.replies(story.rejected(1)).appends(corrected(story), found("resurrected"), HALTED)
})

test("a lie comes out and no break is reported, or trading goes on, so S3", () => {
  const silent = refusedFalsely({ liesAllowed: true })
  silent.replies(silent.rejected(1))
  breaks("S3", () => silent.appends(corrected(silent), HALTED))
  const careless = refusedFalsely({ liesAllowed: true })
  careless.replies(careless.rejected(1))
  breaks("S3", () => careless.appends(corrected(careless), found("resurrected")))
})

test("a world without lies, or another fault, so the false word is S3 as ever", () => {
  const strict = refusedFalsely({ liesAllowed: false })
  breaks("S3", () => strict.replies(strict.rejected(1)))
  const other = refusedFalsely({ liesAllowed: true, fault: "51149" })
  breaks("S3", () => other.replies(other.rejected(1)))
})

test("a lie never comes out although the order is open, so L3 at rest", () => {
  const story = refusedFalsely({ liesAllowed: true })
  story.replies(story.rejected(1))
  breaks("L3", () => story.see({ kind: "healed" }).rests())
})

/** A backup is made before order 2, and takes the journal's place after it. */
function wentBack(): Story {
  const story = new Story().lives(1)
  const upToSeq = story.seq
  story.see({ kind: "copied", account: ACCOUNT, upToSeq }).lives(2).crashes()
  story.see({ kind: "restored", account: ACCOUNT, upToSeq })
  story.seq = upToSeq
  return story.begins()
}

test("an order that a restored journal does not know, so its adoption needs a break and a halt", () => {
  const right = wentBack()
  const adopted = right.adopted(okxIdOf(2))
  assert.ok(adopted.type === "OrderAdopted")
  right.appends(adopted, found("journal-behind", adopted.orderId), HALTED)
  const silent = wentBack()
  breaks("S3", () => silent.appends(silent.adopted(okxIdOf(2)), HALTED))
})

test("a restored journal gives an id again, so S1; the older order is as it was", () => {
  const story = wentBack()
  story.isCancelled(1)
  breaks("S1", () => story.appends(story.created(2)))
})

test("a journal goes back without a backup, so S9", () => {
  breaks("S9", () => new Story().lives(1).see({ kind: "restored", account: ACCOUNT, upToSeq: 2 }))
})
