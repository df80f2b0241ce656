// A turn's events as the text of one row and back. The chain of hashes vouches for the text, so reading checks only what a hash cannot know:
// that the numbers inside are the numbers of the row.

import { type AccountId, encodeEvents, invariant, type OmsEvent, reviveEvent } from "@okx-oms/core"
import { damaged } from "./faults.ts"
import type { NewTurn, Turn } from "./turn-store.ts"

/** Throws (a bug of the caller) unless the events are at least one, numbered without a gap from expectedSeq + 1, of this account. */
export function encodeTurn(
  account: AccountId,
  expectedSeq: number,
  epoch: number,
  events: readonly OmsEvent[],
): NewTurn {
  const [first] = events
  invariant(first !== undefined, "a turn has at least one event")
  let lastSeq = expectedSeq
  // Asked of every event: the words are made only when they are needed.
  for (const event of events) {
    if (event.seq !== lastSeq + 1) invariant(false, `event ${event.seq} after ${lastSeq}`)
    if (event.account !== account) invariant(false, `event of ${event.account} in the journal of ${account}`)
    lastSeq = event.seq
  }
  return { account, expectedSeq, lastSeq, epoch, at: first.at, events: encodeEvents(events) }
}

/** An event as parsed JSON, decimals still strings. */
export interface PlainEvent {
  readonly seq: number
  readonly plain: object
}

/** Throws JournalUnavailable when the events are not the row's. */
export function parseTurn(turn: Turn, file: string): PlainEvent[] {
  return plainEvents(turn, file).map((plain, index) => ({ seq: turn.firstSeq + index, plain }))
}

/** One of the turn's events. Of a turn with hundreds the others are not read, where each begins as encodeTurn writes it: inside a string no quote stands bare. */
export function parseEventOf(turn: Turn, seq: number, file: string): PlainEvent | undefined {
  if (seq < turn.firstSeq || seq > turn.lastSeq) return undefined
  const { events } = turn
  const from = events.indexOf(beginningOf(seq))
  const next = seq === turn.lastSeq ? events.length - 1 : events.indexOf(`,${beginningOf(seq + 1)}`, from)
  if (from < 0 || next < from) return parseTurn(turn, file)[seq - turn.firstSeq]
  return { seq, plain: JSON.parse(events.slice(from, next)) }
}

function beginningOf(seq: number): string {
  return `{"version":1,"seq":${seq},`
}

export function decodeTurn(turn: Turn, file: string): OmsEvent[] {
  return plainEvents(turn, file).map(reviveEvent)
}

function plainEvents(turn: Turn, file: string): readonly object[] {
  const { account, firstSeq, lastSeq } = turn
  const plain: unknown = JSON.parse(turn.events)
  const isWhole =
    Array.isArray(plain) &&
    plain.length === lastSeq - firstSeq + 1 &&
    plain.every((event, at) => isAt(event, firstSeq + at))
  if (!isWhole) throw damaged({ file, account, firstSeq, lastSeq }, "the row does not hold the events that it names")
  return plain
}

function isAt(event: unknown, seq: number): boolean {
  return typeof event === "object" && event !== null && "seq" in event && event.seq === seq
}
