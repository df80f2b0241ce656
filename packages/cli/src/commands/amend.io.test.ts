// Changes of orders against a server made of answers: why a change that was taken did not come about.

import assert from "node:assert/strict"
import { test } from "node:test"
import { ROUTES } from "@okx-oms/api"
import { answer, type FakeAnswer, FakeServer, problem } from "../testing/fake-server.ts"
import { ran } from "../testing/fake-terminal.ts"

const TAKEN = answer({ ...(ROUTES.amendOrder.example.reply as object), seq: 40 }, ROUTES.amendOrder.status)

function timeline(...steps: readonly object[]): FakeAnswer {
  const at = "2026-01-31T09:30:00.250Z"
  const of = { version: 1, at, account: "paper", cause: "reply", orderId: "o1", sincePreviousMs: null, wire: [] }
  const events = steps.map((step) => ({ ...of, ...step }))
  return answer({ ...(ROUTES.getTimeline.example.reply as object), events, nextCursor: null })
}

const BEFORE = [
  { type: "AmendRequested", seq: 30, requestId: "r1", price: "4" },
  { type: "AmendRequested", seq: 40, requestId: "r2", price: "5" },
  { type: "AmendRefused", seq: 41, requestId: "r1", code: "51502", reason: "no balance" },
] as const

async function noted(getTimeline: FakeAnswer): Promise<string> {
  await using server = await FakeServer.start({ amendOrder: TAKEN, getTimeline })
  const { exit, noted: words } = await ran("order amend morning-1 --price 5", { env: server.env })
  assert.equal(exit, 3, words)
  return words
}

test("OKX refuses the change, so its code and words are told, not those of an earlier change", async () => {
  const reason = "The order does not \u001b[2Jexist."
  const words = await noted(
    timeline(...BEFORE, { type: "AmendRefused", seq: 42, requestId: "r2", code: "51503", reason }),
  )
  assert.match(
    words,
    /was not changed: it lives with its old terms\. Why: 51503: The order does not \u00b7\[2Jexist\. All of it: oms order timeline o\d+/,
  )
  assert.doesNotMatch(words, /51502/)
})

test("no refusal among the events, or no events, so the outcome is told and where to look", async () => {
  for (const told of [timeline(...BEFORE), problem("history-busy", 503)])
    assert.match(await noted(told), /it lives with its old terms\. Why: oms order timeline o\d+/)
})
