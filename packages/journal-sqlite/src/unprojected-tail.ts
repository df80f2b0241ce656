// Which orders the journal knows and the index does not yet: the keys of the newest events, kept until the index reports that it has them. With it
// a look-up tells "unknown" from "not yet there" without waiting, which is what every placement with a client order id asks.

import type { OmsEvent } from "@okx-oms/core"
import type { OrderKey } from "@okx-oms/trading"

/** Keys per generation; when the index lags further, the oldest part is only known to be missing. */
const KEYS_MAX = 50_000
/** Events kept as they came, until somebody asks: mostly nobody does before the index has them. */
const UNREAD_MAX = 10_000

interface Generation {
  /** Value of a key to the newest event that touched it. Keys of different kinds may share a value: then a look-up waits once too often. */
  readonly touchedAt: Map<string, number>
  lastSeq: number
}

export class UnprojectedTail {
  /** Turns of which the keys were not needed yet, oldest first: an append pays for their place in the list alone. */
  #unread: (readonly OmsEvent[])[] = []
  #unreadEvents = 0
  /** Keys are only added; a generation is dropped whole once the index has passed it. */
  #current: Generation = { touchedAt: new Map(), lastSeq: 0 }
  #previous: Generation = { touchedAt: new Map(), lastSeq: 0 }
  /** Up to here the index must have come before its silence means anything. */
  #unknownUpTo: number

  /** `journaledSeq`: what was in the journal before this tail began to listen. */
  constructor(journaledSeq: number) {
    this.#unknownUpTo = journaledSeq
  }

  /** The events of one turn. */
  take(turn: readonly OmsEvent[]): void {
    this.#unread.push(turn)
    this.#unreadEvents += turn.length
    if (this.#unreadEvents > UNREAD_MAX) this.#read()
  }

  /** The index has come to seq: what it knows need not be remembered. */
  release(seq: number): void {
    const behind = this.#unread.findIndex((turn) => lastSeqOf(turn) > seq)
    for (const turn of this.#unread.splice(0, behind < 0 ? this.#unread.length : behind))
      this.#unreadEvents -= turn.length
    if (this.#previous.lastSeq > seq) return
    if (this.#previous.touchedAt.size > 0) this.#previous.touchedAt.clear()
    if (this.#current.touchedAt.size > 0) this.#turnOver()
  }

  /** How far the index must have come before it can be asked about this key. */
  neededFor(key: OrderKey): number {
    const { value } = key
    this.#read()
    return this.#current.touchedAt.get(value) ?? this.#previous.touchedAt.get(value) ?? this.#unknownUpTo
  }

  #read(): void {
    for (const turn of this.#unread) for (const event of turn) this.#note(event)
    this.#unread = []
    this.#unreadEvents = 0
  }

  #note(event: OmsEvent): void {
    if (!("orderId" in event) || event.orderId === undefined || event.type === "BreakFound") return
    const { touchedAt } = this.#current
    this.#current.lastSeq = event.seq
    touchedAt.set(event.orderId, event.seq)
    if ("okxOrderId" in event && event.okxOrderId !== undefined) touchedAt.set(event.okxOrderId, event.seq)
    if ("clOrdId" in event && event.clOrdId !== undefined) touchedAt.set(event.clOrdId, event.seq)
    if ("clientOrderId" in event && event.clientOrderId !== undefined) touchedAt.set(event.clientOrderId, event.seq)
    if (touchedAt.size < KEYS_MAX) return
    this.#unknownUpTo = Math.max(this.#unknownUpTo, this.#previous.lastSeq)
    this.#turnOver()
  }

  /** The previous generation's keys are known to the index by now, or are given up; its map serves again. */
  #turnOver(): void {
    const { touchedAt } = this.#previous
    touchedAt.clear()
    this.#previous = this.#current
    this.#current = { touchedAt, lastSeq: 0 }
  }
}

function lastSeqOf(turn: readonly OmsEvent[]): number {
  return turn.at(-1)?.seq ?? 0
}
