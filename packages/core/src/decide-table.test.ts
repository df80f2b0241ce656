// Every input that can concern an order, said to an order in every situation: what follows is written here for each pair. Where a
// situation is not named, nothing follows. The table is the meaning of order-protocol in the small; a change of it is a change of the protocol.

import assert from "node:assert/strict"
import { test } from "node:test"
import { lifeIn, SITUATIONS, type Situation } from "./testing/lives.ts"
import { shortAll } from "./testing/short.ts"
import { WORDS, type WordName } from "./testing/words-for-all.ts"

const ASKED_TO_LEAVE: readonly Situation[] = ["Submitted", "Submitted, cancel pending"]
const IN_DOUBT: readonly Situation[] = ["in doubt", "in doubt, cancel pending"]
const RESTING: readonly Situation[] = ["Acknowledged", "Acknowledged, cancel pending", "Acknowledged, amend pending"]
const PARTIAL: readonly Situation[] = ["PartiallyFilled", "PartiallyFilled, fills missing"]
const FILLED: readonly Situation[] = ["Filled", "Filled, fills missing"]
const CANCELLED: readonly Situation[] = ["Cancelled", "Cancelled while away"]
const CALLED_OFF: readonly Situation[] = [
  "Rejected by us",
  "Rejected by OKX",
  "Failed, not sent",
  "Failed, never placed",
  "Expired beyond memory",
]
const KNOWN_TO_OKX: readonly Situation[] = [...RESTING, ...PARTIAL, ...FILLED, ...CANCELLED, "Expired"]

/** What follows, and to whom. "!" is a refusal, "& retry" another go for the shell. */
type Row = Readonly<Record<string, readonly Situation[]>>

const TABLE: Readonly<Record<WordName, Row>> = {
  cancel: {
    Cancelled: ["Validated"],
    "CancelRequested #1": [...PARTIAL, "Submitted", "in doubt", "Acknowledged", "Acknowledged, amend pending"],
    "- ! order-closed": [...FILLED, ...CANCELLED, ...CALLED_OFF, "Cancelled while queued", "Expired"],
    "- ! order-not-ours": ["adopted"],
  },
  "amend price": {
    "- ! amend-not-allowed": [...ASKED_TO_LEAVE, ...IN_DOUBT, "Validated", "Acknowledged, cancel pending"],
    AmendRequested: [...PARTIAL, "Acknowledged"],
    "- ! amend-pending": ["Acknowledged, amend pending"],
    "- ! order-closed": [...FILLED, ...CANCELLED, ...CALLED_OFF, "Cancelled while queued", "Expired"],
    "- ! order-not-ours": ["adopted"],
  },
  "place reply: accepted": {
    "Failed not-sent, Corrected Acknowledged 0, BreakFound resurrected, TradingHalted halt": ["Validated"],
    Acknowledged: ASKED_TO_LEAVE,
    "DoubtResolved found, Acknowledged": IN_DOUBT,
    "BreakFound resurrected, TradingHalted halt": ["Cancelled while queued"],
    "Corrected Acknowledged 0, BreakFound resurrected, TradingHalted halt": CALLED_OFF,
  },
  "place reply: accepted as another": {
    "Failed not-sent, Corrected Acknowledged 0, BreakFound resurrected, TradingHalted halt": ["Validated"],
    Acknowledged: ASKED_TO_LEAVE,
    "DoubtResolved found, Acknowledged": IN_DOUBT,
    "BreakFound reply-mismatch, TradingHalted halt": [...KNOWN_TO_OKX, "adopted"],
    "BreakFound resurrected, TradingHalted halt": ["Cancelled while queued"],
    "Corrected Acknowledged 0, BreakFound resurrected, TradingHalted halt": CALLED_OFF,
  },
  "place reply: refused": {
    "Rejected okx 51008": ["Submitted"],
    "CancelRefused never-placed, Rejected okx 51008": ["Submitted, cancel pending"],
    "DoubtResolved never-placed, Rejected okx 51008": ["in doubt"],
    "CancelRefused never-placed, DoubtResolved never-placed, Rejected okx 51008": ["in doubt, cancel pending"],
    "BreakFound reply-mismatch": KNOWN_TO_OKX,
  },
  "place reply: refused for now": {
    "- & retry": ["Submitted"],
    "CancelRefused never-placed, Rejected okx 50011": ["Submitted, cancel pending"],
    "DoubtResolved never-placed, Rejected okx 50011": ["in doubt"],
    "CancelRefused never-placed, DoubtResolved never-placed, Rejected okx 50011": ["in doubt, cancel pending"],
    "BreakFound reply-mismatch": KNOWN_TO_OKX,
  },
  "place reply: unknown": {
    InDoubt: ASKED_TO_LEAVE,
  },
  "place reply: not sent": {
    "Failed not-sent": ["Submitted"],
    "CancelRefused never-placed, Failed not-sent": ["Submitted, cancel pending"],
    "DoubtResolved never-placed, Failed not-sent": ["in doubt"],
    "CancelRefused never-placed, DoubtResolved never-placed, Failed not-sent": ["in doubt, cancel pending"],
  },
  "cancel reply: accepted": {
    "Acknowledged, CancelAccepted": ["Submitted, cancel pending"],
    "DoubtResolved found, Acknowledged, CancelAccepted": ["in doubt, cancel pending"],
    CancelAccepted: ["Acknowledged, cancel pending"],
  },
  "cancel reply: not found or over": {},
  "cancel reply: refused for now": {},
  "cancel reply: refused": {
    "CancelRefused 51403": ["Submitted, cancel pending", "in doubt, cancel pending", "Acknowledged, cancel pending"],
  },
  "cancel reply: unknown": {},
  "cancel reply: not sent": {},
  "amend reply: accepted": {
    AmendAccepted: ["Acknowledged, amend pending"],
  },
  "amend reply: refused": {
    "AmendRefused 51008": ["Acknowledged, amend pending"],
  },
  "amend reply: unknown": {},
  "amend reply: not sent": {
    "AmendRefused not-sent": ["Acknowledged, amend pending"],
  },
  "push: live": {
    "Failed not-sent, Corrected Acknowledged 0, BreakFound resurrected, TradingHalted halt": ["Validated"],
    Acknowledged: ASKED_TO_LEAVE,
    "DoubtResolved found, Acknowledged": IN_DOUBT,
    "BreakFound resurrected, TradingHalted halt": ["Cancelled while queued"],
    "Corrected Acknowledged 0, BreakFound resurrected, TradingHalted halt": CALLED_OFF,
  },
  "push: partial 0.4 with t1": {
    "Failed not-sent, Corrected PartiallyFilled 0.4 +t1, BreakFound resurrected, TradingHalted halt": ["Validated"],
    "PartiallyFilled 0.4 +t1": [...ASKED_TO_LEAVE, ...RESTING, "adopted"],
    "DoubtResolved found, PartiallyFilled 0.4 +t1": IN_DOUBT,
    "FillBooked 0.4 +t1": ["PartiallyFilled, fills missing"],
    "FillBooked 1 +t1": ["Filled, fills missing"],
    "Corrected Cancelled 0.4 +t1": CANCELLED,
    "Corrected Cancelled 0.4 +t1, BreakFound resurrected, TradingHalted halt": ["Cancelled while queued"],
    "Corrected PartiallyFilled 0.4 +t1, BreakFound resurrected, TradingHalted halt": CALLED_OFF,
    "Corrected Expired 0.4 +t1": ["Expired"],
  },
  "push: partial 0.7 with t2": {
    "Failed not-sent, Corrected PartiallyFilled 0.7 +t2, BreakFound resurrected, TradingHalted halt": ["Validated"],
    "PartiallyFilled 0.7 +t2": [...ASKED_TO_LEAVE, ...RESTING, ...PARTIAL, "adopted"],
    "DoubtResolved found, PartiallyFilled 0.7 +t2": IN_DOUBT,
    "FillBooked 1.3 +t2, BreakFound fill-mismatch": ["Filled"],
    "FillBooked 1 +t2": ["Filled, fills missing"],
    "Corrected Cancelled 0.7 +t2": CANCELLED,
    "Corrected Cancelled 0.7 +t2, BreakFound resurrected, TradingHalted halt": ["Cancelled while queued"],
    "Corrected PartiallyFilled 0.7 +t2, BreakFound resurrected, TradingHalted halt": CALLED_OFF,
    "Corrected Expired 0.7 +t2": ["Expired"],
  },
  "query: partial 0.4": {
    "Failed not-sent, Corrected PartiallyFilled 0.4, BreakFound resurrected, TradingHalted halt": ["Validated"],
    "PartiallyFilled 0.4": [...ASKED_TO_LEAVE, "Acknowledged", "Acknowledged, cancel pending", "adopted"],
    "DoubtResolved found, PartiallyFilled 0.4": IN_DOUBT,
    "AmendRefused not-seen, PartiallyFilled 0.4": ["Acknowledged, amend pending"],
    "Corrected Cancelled 0.4": CANCELLED,
    "Corrected Cancelled 0.4, BreakFound resurrected, TradingHalted halt": ["Cancelled while queued"],
    "Corrected PartiallyFilled 0.4, BreakFound resurrected, TradingHalted halt": CALLED_OFF,
    "Corrected Expired 0.4": ["Expired"],
  },
  "push: filled with t9": {
    "Failed not-sent, Corrected Filled 1 +t9, BreakFound resurrected, TradingHalted halt": ["Validated"],
    "Filled 1 +t9": [...ASKED_TO_LEAVE, ...RESTING, ...PARTIAL],
    "DoubtResolved found, Filled 1 +t9": IN_DOUBT,
    "FillBooked 1.6 +t9, BreakFound fill-mismatch": ["Filled"],
    "FillBooked 1 +t9": ["Filled, fills missing"],
    "Corrected Filled 1 +t9": [...CANCELLED, "Expired"],
    "Corrected Filled 1 +t9, BreakFound resurrected, TradingHalted halt": [...CALLED_OFF, "Cancelled while queued"],
    "Filled 1 +t9, BreakResolved": ["adopted"],
  },
  "query: filled": {
    "Failed not-sent, Corrected Filled 1, BreakFound resurrected, TradingHalted halt": ["Validated"],
    "Filled 1": [...ASKED_TO_LEAVE, ...PARTIAL, "Acknowledged", "Acknowledged, cancel pending"],
    "DoubtResolved found, Filled 1": IN_DOUBT,
    "AmendRefused not-seen, Filled 1": ["Acknowledged, amend pending"],
    "Corrected Filled 1": [...CANCELLED, "Expired"],
    "Corrected Filled 1, BreakFound resurrected, TradingHalted halt": [...CALLED_OFF, "Cancelled while queued"],
    "Filled 1, BreakResolved": ["adopted"],
  },
  "push: canceled": {
    "Failed not-sent, Corrected Cancelled 0, BreakFound resurrected, TradingHalted halt": ["Validated"],
    Cancelled: [...ASKED_TO_LEAVE, ...RESTING, ...PARTIAL],
    "DoubtResolved found, Cancelled": IN_DOUBT,
    "BreakFound resurrected, TradingHalted halt": ["Cancelled while queued"],
    "Corrected Cancelled 0, BreakFound resurrected, TradingHalted halt": CALLED_OFF,
    "Cancelled, BreakResolved": ["adopted"],
  },
  "query: canceled after 0.4": {
    "Failed not-sent, Corrected Cancelled 0.4, BreakFound resurrected, TradingHalted halt": ["Validated"],
    "PartiallyFilled 0.4, Cancelled": [...ASKED_TO_LEAVE, "Acknowledged", "Acknowledged, cancel pending"],
    "DoubtResolved found, PartiallyFilled 0.4, Cancelled": IN_DOUBT,
    "AmendRefused not-seen, PartiallyFilled 0.4, Cancelled": ["Acknowledged, amend pending"],
    Cancelled: PARTIAL,
    "Corrected Cancelled 0.4": CANCELLED,
    "Corrected Cancelled 0.4, BreakFound resurrected, TradingHalted halt": [...CALLED_OFF, "Cancelled while queued"],
    "Corrected Expired 0.4": ["Expired"],
    "PartiallyFilled 0.4, Cancelled, BreakResolved": ["adopted"],
  },
  "push: canceled by delivery": {
    "Failed not-sent, Corrected Cancelled 0, BreakFound resurrected, TradingHalted halt": ["Validated"],
    Expired: [...ASKED_TO_LEAVE, ...RESTING, ...PARTIAL],
    "DoubtResolved found, Expired": IN_DOUBT,
    "BreakFound resurrected, TradingHalted halt": ["Cancelled while queued"],
    "Corrected Cancelled 0, BreakFound resurrected, TradingHalted halt": CALLED_OFF,
    "Expired, BreakResolved": ["adopted"],
  },
  "push: resized to 2": {
    "Failed not-sent, Corrected Acknowledged 0, BreakFound resurrected, TradingHalted halt": ["Validated"],
    "Restated 2@100, Acknowledged": ASKED_TO_LEAVE,
    "DoubtResolved found, Restated 2@100, Acknowledged": IN_DOUBT,
    "Restated 2@100": [...RESTING, ...PARTIAL, "adopted"],
    "BreakFound resurrected, TradingHalted halt": ["Cancelled while queued"],
    "Corrected Acknowledged 0, BreakFound resurrected, TradingHalted halt": CALLED_OFF,
  },
  "query: live, long after": {
    "Failed not-sent, Corrected Acknowledged 0, BreakFound resurrected, TradingHalted halt": ["Validated"],
    "Acknowledged, BreakFound state-mismatch, BreakResolved": ASKED_TO_LEAVE,
    "DoubtResolved found, Acknowledged": IN_DOUBT,
    "AmendRefused not-seen": ["Acknowledged, amend pending"],
    "BreakFound contradiction, TradingHalted halt": [...CANCELLED, "Expired"],
    "BreakFound resurrected, TradingHalted halt": ["Cancelled while queued"],
    "Corrected Acknowledged 0, BreakFound resurrected, TradingHalted halt": CALLED_OFF,
  },
  "push: of another order": {
    // Nothing new leaves until a person has looked; what OKX has not confirmed is in doubt and keeps its reservation.
    "BreakFound contradiction, TradingHalted halt": [...KNOWN_TO_OKX, ...CALLED_OFF, "Cancelled while queued"],
    "BreakFound contradiction, TradingHalted halt, InDoubt": [...ASKED_TO_LEAVE, ...IN_DOUBT],
    "BreakFound contradiction, TradingHalted halt, Cancelled": ["Validated"],
    "Adopted Acknowledged 0, BreakFound external-order": ["adopted"],
  },
  "fill t1 0.4": {
    "Failed not-sent, Corrected PartiallyFilled 0.4 +t1, BreakFound resurrected, TradingHalted halt": ["Validated"],
    "PartiallyFilled 0.4 +t1": [...ASKED_TO_LEAVE, ...RESTING, "adopted"],
    "DoubtResolved found, PartiallyFilled 0.4 +t1": IN_DOUBT,
    "FillBooked 0.4 +t1": ["PartiallyFilled, fills missing"],
    // A read shows an execution smaller than it is booked: the books follow it and say so.
    "FillCorrected 0.4 +t1, BreakFound fill-mismatch": ["Filled"],
    "FillBooked 1 +t1": ["Filled, fills missing"],
    "Corrected Cancelled 0.4 +t1": CANCELLED,
    "Corrected Cancelled 0.4 +t1, BreakFound resurrected, TradingHalted halt": ["Cancelled while queued"],
    "Corrected PartiallyFilled 0.4 +t1, BreakFound resurrected, TradingHalted halt": CALLED_OFF,
    "Corrected Expired 0.4 +t1": ["Expired"],
  },
  "fill t9 0.6": {
    "Failed not-sent, Corrected PartiallyFilled 0.6 +t9, BreakFound resurrected, TradingHalted halt": ["Validated"],
    "PartiallyFilled 0.6 +t9": [...ASKED_TO_LEAVE, ...RESTING, "PartiallyFilled, fills missing", "adopted"],
    "DoubtResolved found, PartiallyFilled 0.6 +t9": IN_DOUBT,
    "PartiallyFilled 1 +t9": ["PartiallyFilled"],
    "FillBooked 1.6 +t9, BreakFound fill-mismatch": ["Filled"],
    "FillBooked 1 +t9": ["Filled, fills missing"],
    "Corrected Cancelled 0.6 +t9": CANCELLED,
    "Corrected Cancelled 0.6 +t9, BreakFound resurrected, TradingHalted halt": ["Cancelled while queued"],
    "Corrected PartiallyFilled 0.6 +t9, BreakFound resurrected, TradingHalted halt": CALLED_OFF,
    "Corrected Expired 0.6 +t9": ["Expired"],
  },
  "fill of another order": {
    // Nothing new leaves until a person has looked; what OKX has not confirmed is in doubt and keeps its reservation.
    "BreakFound contradiction, TradingHalted halt": [...KNOWN_TO_OKX, ...CALLED_OFF, "Cancelled while queued"],
    "BreakFound contradiction, TradingHalted halt, InDoubt": [...ASKED_TO_LEAVE, ...IN_DOUBT],
    "BreakFound contradiction, TradingHalted halt, Cancelled": ["Validated"],
  },
  "evidence: nothing": {
    InDoubt: IN_DOUBT,
  },
  vanished: {
    "Cancelled, BreakFound missing-order, BreakResolved": [...RESTING, "PartiallyFilled"],
    "BreakFound missing-order": ["PartiallyFilled, fills missing"],
    "Cancelled, BreakFound missing-order, BreakResolved, BreakResolved": ["adopted"],
  },
  "queue time over": {
    "Failed not-sent": ["Validated"],
  },
  "time limit reached": {
    Cancelled: ["Validated"],
    "CancelRequested #1": [...PARTIAL, "Submitted", "in doubt", "Acknowledged", "Acknowledged, amend pending"],
  },
  "still live after a cancel": {
    "CancelRequested #2": ["Submitted, cancel pending", "in doubt, cancel pending", "Acknowledged, cancel pending"],
  },
  "no answer in time": {
    InDoubt: ASKED_TO_LEAVE,
  },
  "retry now": {
    "Submitted #2": ["Submitted"],
    "CancelRefused never-placed, Rejected okx 50011": ["Submitted, cancel pending"],
  },
  recover: {
    "Failed not-sent": ["Validated"],
    InDoubt: ASKED_TO_LEAVE,
  },
  halt: {
    "TradingHalted halt, Cancelled": ["Validated"],
    "TradingHalted halt": [
      ...KNOWN_TO_OKX,
      ...ASKED_TO_LEAVE,
      ...IN_DOUBT,
      ...CALLED_OFF,
      "Cancelled while queued",
      "adopted",
    ],
  },
}

for (const [name, row] of Object.entries(TABLE)) {
  const word = WORDS[name as WordName]
  test(`${name}: said in every situation, so that the table answers each`, () => {
    const told: Record<string, string> = {}
    const expected: Record<string, string> = {}
    for (const situation of SITUATIONS) {
      expected[situation] = Object.entries(row).find(([, situations]) => situations.includes(situation))?.[0] ?? "-"
      const { desk, orderId } = lifeIn(situation)
      const { events, refusal, retry } = desk.take(word(desk.order(orderId), desk))
      const refused = refusal === undefined ? "" : ` ! ${refusal.code}`
      told[situation] = `${shortAll(events)}${refused}${retry === undefined ? "" : " & retry"}`
    }
    assert.deepEqual(told, expected)
  })
}

test("the table names each situation once per word, so that no pair has two answers", () => {
  for (const [name, row] of Object.entries(TABLE)) {
    const named = Object.values(row).flat()
    assert.equal(new Set(named).size, named.length, name)
  }
})
