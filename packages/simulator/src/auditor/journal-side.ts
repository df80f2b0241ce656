// The journal as the auditor sees it: which appends became durable, in which sequence, by which epoch. What was under way when a process died is decided by
// where the next one goes on. Each event that is durable is handed to the claims.

import { encodeEvent, isOrderEvent, type OmsEvent } from "@okx-oms/core"
import type { Observation } from "../observation.ts"
import { type AccountBooks, type Bench, broken } from "./books.ts"
import { takeClaim } from "./claims.ts"
import { checkOwed } from "./false-word.ts"

type Appending = Extract<Observation, { kind: "appending" }>
type Appended = Extract<Observation, { kind: "appended" }>

export function takeAppending(books: AccountBooks, asked: Appending, bench: Bench): void {
  const { events, epoch, generation } = asked
  const under = books.inFlight.get(generation)
  if (under !== undefined)
    throw broken(bench, "S9", `an append of ${events.length} events while one of ${under.events.length} is under way`)
  for (const event of events) {
    if (event.account !== books.audited.account)
      throw broken(bench, "S14", `an event of account ${event.account} in the journal of ${books.audited.account}`)
  }
  checkDense(events, bench)
  decide(books, events[0]?.seq ?? 0, bench)
  books.inFlight.set(generation, { generation, epoch, events })
}

function checkDense(events: readonly OmsEvent[], bench: Bench): void {
  for (const [index, event] of events.entries()) {
    const expected = (events[0]?.seq ?? 0) + index
    if (event.seq !== expected) throw broken(bench, "S9", `event ${event.seq} where ${expected} follows`)
  }
}

export function takeAppended(books: AccountBooks, answer: Appended, bench: Bench): void {
  const { generation, result, firstSeq, lastSeq } = answer
  const under = books.inFlight.get(generation)
  if (under === undefined) throw broken(bench, "S9", `an answer to an append that nobody asked for (${firstSeq})`)
  books.inFlight.delete(generation)
  const { events, epoch } = under
  switch (result) {
    case "ok":
      if (epoch < books.epoch)
        throw broken(bench, "S10", `epoch ${epoch} appended after epoch ${books.epoch} had begun`)
      checkGoesOn(books, events[0]?.seq ?? firstSeq, bench)
      if (generation !== books.life) forgetHeard(books, generation)
      if (events[0]?.seq !== firstSeq || events.at(-1)?.seq !== lastSeq)
        throw broken(bench, "S9", `events ${events[0]?.seq}..${events.at(-1)?.seq} became ${firstSeq}..${lastSeq}`)
      becomeDurable(books, events, bench)
      return
    case "fenced":
      for (const event of events) if (event.type === "OrderCreated") books.fenced.add(event.clOrdId)
      return
    case "unknown":
      books.undecided = events
      return
  }
}

/** A new process has heard nothing; what its predecessor was writing rests on what that one had heard. */
function forgetHeard(books: AccountBooks, generation: number): void {
  books.life = generation
  books.heard.rows.clear()
  books.heard.envelopes.clear()
}

/** The process is over: what it was appending may or may not be durable. */
export function lifeEnds(books: AccountBooks, generation: number): void {
  for (const under of [...books.inFlight.values()]) {
    if (under.generation > generation) continue
    books.inFlight.delete(under.generation)
    if (under.events.length > 0) books.undecided = under.events
  }
}

/** A later life goes on behind the undecided events or in their place: that tells whether they are in the journal. */
function decide(books: AccountBooks, firstSeq: number, bench: Bench): void {
  const { undecided } = books
  const last = undecided.at(-1)
  if (last === undefined || undecided[0]?.seq !== books.lastSeq + 1) return
  if (firstSeq !== last.seq + 1 && firstSeq !== books.lastSeq + 1) return
  books.undecided = []
  if (firstSeq === last.seq + 1) becomeDurable(books, undecided, bench)
}

function checkGoesOn(books: AccountBooks, firstSeq: number, bench: Bench): void {
  if (firstSeq === books.lastSeq + 1) return
  if (firstSeq <= books.answeredSeq)
    throw broken(bench, "S5", `answers were given up to event ${books.answeredSeq}, the journal goes on at ${firstSeq}`)
  throw broken(bench, "S9", `the journal goes on at ${firstSeq} after ${books.lastSeq}`)
}

function becomeDurable(books: AccountBooks, events: readonly OmsEvent[], bench: Bench): void {
  books.appends++
  for (const event of events) {
    books.durable.push(event)
    books.lastSeq = event.seq
    if (event.type === "EpochStarted") {
      if (event.epoch <= books.epoch) throw broken(bench, "S9", `epoch ${event.epoch} after ${books.epoch}`)
      books.epoch = event.epoch
      books.tag = event.tag
      books.compared = false
    }
    if (event.type === "ReconciliationCompleted") books.compared = true
    if (event.type === "TradingHalted") books.trading = event.mode
    if (event.type === "TradingResumed") books.trading = "open"
    if (isOrderEvent(event)) takeClaim(books, event, bench)
  }
  if (books.owed.length > 0) checkOwed(books, events, bench)
}

/** True when the event is in the journal as it is here. */
export function isDurable(books: AccountBooks, event: OmsEvent): boolean {
  const known = books.durable[event.seq - (books.durable[0]?.seq ?? 1)]
  return known !== undefined && (known === event || encodeEvent(known) === encodeEvent(event))
}
