// Whole books on the stream, without sockets: whatever happens to the account and however a reader takes its frames, the books that it folds are the
// manager's at the same number. The line itself, and books of full size, are books.io.test.ts's.

import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate as breathe } from "node:timers/promises"
import {
  AccountBooks,
  answerFaults,
  type LiveFrame,
  type OrderRow,
  orderRow,
  StreamFrameSchema,
  type StreamKind,
} from "@okx-oms/api"
import { encodeState } from "@okx-oms/core"
import fc from "fast-check"
import { pino } from "pino"
import { AccountPlace } from "../account-slot.ts"
import { type Step, step, take } from "../testing/drawn-day.ts"
import { MemoryOms } from "../testing/memory-oms.ts"
import { Follow } from "./follow.ts"
import { kindsOf } from "./frames.ts"
import { StreamHub } from "./hub.ts"
import { SOCKET_LIMITS } from "./limits.ts"

/** Everything so small that a short day has many parts, and a slow reader falls behind soon. */
const LIMITS = { ...SOCKET_LIMITS, frameMs: 0, frameEventsMax: 3, keptEvents: 12, booksPartOrders: 2, snapshotMs: 20 }
const TURNS_MAX = 2_000
/** What must have happened in some of the days; the rarest comes about in one of fourteen. */
const NEEDED = [
  ...["parts", "changes", "resync", "resumed", "goes on", "lost within a snapshot", "known already"],
  ...["OrderInDoubt", "OrderRecalled", "FillCorrected", "BreakResolved"],
]
const ROUNDS_MAX = 6

/** An account, its stream, and a reader that folds. */
class Reading {
  readonly oms = new MemoryOms()
  readonly books = new AccountBooks()
  readonly seen = new Set<string>()
  /** Rows by the rule of the rows: the one with the greater number. */
  readonly rows = new Map<string, OrderRow>()
  /** The state's text at every number that it ever had. */
  readonly #texts = new Map<number, string>()
  readonly #kinds: readonly StreamKind[]
  #hub: StreamHub
  #follow: Follow | undefined
  /** As the client keeps it: where to go on, if the last snapshot was whole. */
  #knownSeq: number | undefined

  constructor(kinds: readonly StreamKind[]) {
    this.#kinds = kinds
    this.#hub = this.#newHub()
    this.note()
  }

  note(): void {
    const { state } = this.oms
    this.#texts.set(state.seq, encodeState(state))
  }

  /** Every event is its own state. */
  async happen(drawn: Step): Promise<void> {
    const { oms } = this
    const emit = oms.emit.bind(oms)
    oms.emit = (...words) => {
      emit(...words)
      this.note()
    }
    await take(drawn, oms)
    for (const { type } of oms.events.slice(-2)) this.seen.add(type)
    oms.emit = emit
  }

  connect(): void {
    const place = new AccountPlace(this.oms)
    place.open(this.oms)
    this.#follow?.close()
    this.#follow = new Follow({
      slot: place,
      kinds: kindsOf(this.#kinds),
      hubOf: () => this.#hub,
      wake: () => undefined,
      resynced: () => void this.seen.add("resync"),
      ...(this.#knownSeq !== undefined && { knownSeq: this.#knownSeq }),
    })
  }

  async reconnect(): Promise<void> {
    this.books.take({ type: "disconnected", reason: "drawn", retryInMs: 0 })
    this.seen.add(this.#knownSeq === undefined ? "lost within a snapshot" : "goes on")
    this.connect()
  }

  /** Takes at most so many frames. */
  async pull(frames: number): Promise<void> {
    for (let taken = 0, turns = 0; taken < frames && turns < 5; turns++) {
      const next = this.#follow?.next()
      if (next === undefined) await breathe()
      else {
        taken++
        this.#take(JSON.parse(next.bytes.toString()))
      }
    }
  }

  async untilCaughtUp(): Promise<void> {
    for (let turns = 0; turns < TURNS_MAX; turns++) {
      await this.pull(10)
      const { books, oms } = this
      if (books.seq === oms.state.seq && this.#knownSeq === oms.state.seq) return this.#compareRows()
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    throw new Error(`the reader is at ${this.books.seq} of ${this.oms.state.seq}`)
  }

  async end(): Promise<void> {
    this.#follow?.close()
    this.#hub.close()
    await this.oms.close()
  }

  #compareRows(): void {
    if (!this.#kinds.includes("orders")) return
    const { open, orders } = this.oms.state
    for (const orderId of open) {
      const order = orders.get(orderId)
      if (order !== undefined) assert.deepEqual(this.rows.get(orderId), orderRow(order, this.oms.mode))
    }
  }

  #newHub(): StreamHub {
    const hub = new StreamHub({ oms: this.oms, limits: LIMITS, log: pino({ level: "silent" }) })
    hub.start({ back: false })
    return hub
  }

  #take(frame: LiveFrame): void {
    assert.deepEqual(answerFaults(StreamFrameSchema, frame), [])
    assert.ok(frame.type !== "hello" && frame.type !== "heartbeat" && frame.type !== "problem", frame.type)
    this.seen.add(
      frame.type === "snapshot" && frame.books !== undefined && frame.books.parts > 1 ? "parts" : frame.type,
    )
    if (frame.type === "changes") {
      // What the client's own check would refuse.
      assert.equal(frame.fromSeq, (this.#knownSeq ?? -1) + 1)
      if (frame.fromSeq <= this.books.seq && this.books.state !== undefined) this.seen.add("known already")
    }
    if ((frame.type === "snapshot" && !frame.more) || frame.type === "changes") this.#knownSeq = frame.seq
    else if (frame.type === "snapshot" || frame.type === "resync") this.#knownSeq = undefined
    if (frame.type === "snapshot" || frame.type === "changes")
      for (const row of frame.orders ?? [])
        if (row.seq >= (this.rows.get(row.orderId)?.seq ?? 0)) this.rows.set(row.orderId, row)
    const before = new Map(this.books.state?.orders)
    const progress = this.books.take(frame)
    const { state } = this.books
    if (progress === "waiting" || state === undefined) return
    assert.equal(encodeState(state), this.#texts.get(state.seq), `the books at ${state.seq}`)
    const changed = this.books.changedOrders()
    for (const orderId of new Set([...before.keys(), ...state.orders.keys()]))
      if (before.get(orderId)?.seq !== state.orders.get(orderId)?.seq) assert.ok(changed.has(orderId), orderId)
    if (progress === "begun") assert.equal(changed.size, new Set([...before.keys(), ...state.orders.keys()]).size)
  }
}

const action = fc.oneof(
  { weight: 8, arbitrary: step.map((drawn) => ({ do: "step", drawn }) as const) },
  { weight: 4, arbitrary: fc.nat({ max: 6 }).map((frames) => ({ do: "pull", frames }) as const) },
  { weight: 1, arbitrary: fc.constant({ do: "reconnect" } as const) },
  { weight: 1, arbitrary: fc.constant({ do: "catch up" } as const) },
)

async function read(
  actions: readonly (typeof action extends fc.Arbitrary<infer One> ? One : never)[],
  reading: Reading,
) {
  reading.connect()
  for (const one of actions) {
    if (one.do === "step") await reading.happen(one.drawn)
    else if (one.do === "pull") await reading.pull(one.frames)
    else if (one.do === "reconnect") await reading.reconnect()
    else await reading.untilCaughtUp()
  }
  await reading.untilCaughtUp()
}

for (const kinds of [["books"], ["books", "status", "orders"]] as const) {
  test(`any day and any way of reading it (${kinds.join(", ")}), so the folded books are the manager's at every number`, {
    timeout: 60_000,
  }, async () => {
    const seen = new Set<string>()
    const day = fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 120 }), async (actions) => {
      const reading = new Reading(kinds)
      try {
        await read(actions, reading)
      } finally {
        await reading.end()
      }
      for (const one of reading.seen) seen.add(one)
    })
    const missing = (): readonly string[] => NEEDED.filter((one) => !seen.has(one))
    for (let round = 0; round === 0 || (round < ROUNDS_MAX && missing().length > 0); round++)
      await fc.assert(day, { numRuns: 60 })
    assert.deepEqual(missing(), [], "what these tests are about happened")
  })
}
