// One turn: a batch of inputs decided one after the other, each event folded at once so that the next input sees it, then waiting orders let go, then everything
// appended together. Nothing leaves before the append is durable; when it is not, the manager is over.

import {
  type AccountState,
  type Decision,
  type Draft,
  decide,
  type EventBody,
  type EventCause,
  evolve,
  type Facts,
  findByExchangeIds,
  isOrderEvent,
  type KeptOrder,
  type Millis,
  type OmsEvent,
  type Order,
  type OrderId,
  readOrder,
} from "@okx-oms/core"
import { dispatch } from "./dispatch.ts"
import type { Work, WorkResult } from "./inbox.ts"
import type { Latencies } from "./latencies.ts"
import type { AppendResult, ExchangeGateway, Journal, OrderKey } from "./ports.ts"
import type { WaitingLine } from "./waiting-line.ts"

export interface TurnDeps {
  readonly state: AccountState
  readonly journal: Journal
  readonly gateway: ExchangeGateway
  readonly facts: () => Facts
  /** Whether new orders may leave: the feed is up and was compared since. */
  readonly gateOpen: () => boolean
  /** Monotonic time of the turn. */
  readonly mono: Millis
  readonly batchMax: number
  /** Kept from turn to turn. */
  readonly waitingLine: WaitingLine
  readonly latencies: Latencies
}

export interface TurnOutcome {
  readonly appended: AppendResult
  readonly events: readonly OmsEvent[]
  readonly touched: ReadonlySet<OrderId>
  readonly results: readonly { readonly work: Work; readonly result: WorkResult }[]
  readonly retries: readonly NonNullable<Decision["retry"]>[]
  /** Monotonic time at which the rate budget may let waiting orders go. */
  readonly dispatchAgainAt?: Millis
}

/** Collects stamped events, folding each at once. What leaves memory on the way comes back when the turn speaks of it again. */
class Recorder {
  readonly events: OmsEvent[] = []
  readonly #left = new Map<OrderId, KeptOrder>()
  readonly touched = new Set<OrderId>()
  readonly #state: AccountState
  readonly #facts: Facts

  constructor(state: AccountState, facts: Facts) {
    this.#state = state
    this.#facts = facts
  }

  /** Brings closed orders back into memory. */
  recall(orders: Iterable<KeptOrder>): void {
    for (const kept of orders) {
      const { orderId } = kept
      this.#left.delete(orderId)
      if (!this.#state.orders.has(orderId))
        this.#append({ type: "OrderRecalled", orderId, order: readOrder(kept) }, "query")
    }
  }

  /** Before an input is decided: what it speaks of may have left memory in this very turn. */
  recallFor(input: Work["input"]): void {
    if (this.#left.size === 0) return
    const keys = keysOf(input, this.#state)
    if (keys.length === 0) return
    this.recall([...this.#left.values()].filter((order) => keys.some(({ kind, value }) => order[kind] === value)))
  }

  record(bodies: readonly EventBody[], cause: EventCause): void {
    for (const body of bodies) {
      if (this.#left.size > 0) this.#recallOf(body)
      this.#append(body, cause)
    }
  }

  #recallOf(body: EventBody): void {
    const left = "orderId" in body && body.orderId !== undefined ? this.#left.get(body.orderId) : undefined
    if (left !== undefined && body.type !== "BreakFound") this.recall([left])
  }

  #append(body: EventBody, cause: EventCause): void {
    const { seq, account } = this.#state
    const event: OmsEvent = { version: 1, seq: seq + 1, at: this.#facts.now, account, cause, ...body }
    for (const order of evolve(this.#state, event)) this.#left.set(order.orderId, order)
    this.events.push(event)
    if (isOrderEvent(event)) this.touched.add(event.orderId)
  }
}

export async function takeTurn(batch: readonly Work[], deps: TurnDeps): Promise<TurnOutcome> {
  const { state, gateway } = deps
  const recalled = await recall(batch, deps)
  const facts = deps.facts()
  const recorder = new Recorder(state, facts)
  const expectedSeq = state.seq
  recorder.recall(recalled)
  const results: TurnOutcome["results"][number][] = []
  const retries: NonNullable<Decision["retry"]>[] = []
  for (const work of batch) {
    recorder.recallFor(work.input)
    const decision = decide(state, work.input, facts)
    recorder.record(decision.events, decision.cause)
    if (decision.retry !== undefined) retries.push(decision.retry)
    results.push({ work, result: resultOf(decision) })
  }
  deps.waitingLine.update(state, recorder.touched)
  const leaving = deps.gateOpen()
    ? dispatch(deps.waitingLine.bySymbol, gateway, { serial: facts.serial, batchMax: deps.batchMax, mono: deps.mono })
    : { events: [] }
  recorder.record(leaving.events, "command")
  const left = leaving.events.map(({ orderId }) => orderId)
  deps.waitingLine.update(state, left)
  const { events, touched } = recorder
  const appended = events.length === 0 ? "ok" : await append(events, expectedSeq, deps)
  const again = "retryAt" in leaving && leaving.retryAt !== undefined ? { dispatchAgainAt: leaving.retryAt } : {}
  return { appended, events, touched, results, retries, ...again }
}

const DONE: WorkResult = {}

function resultOf({ refusal, replayOf }: Decision): WorkResult {
  if (refusal === undefined && replayOf === undefined) return DONE
  const result: Draft<WorkResult> = {}
  if (refusal !== undefined) result.refusal = refusal
  if (replayOf !== undefined) result.replayOf = replayOf
  return result
}

async function append(events: readonly OmsEvent[], expectedSeq: number, deps: TurnDeps): Promise<AppendResult> {
  const { journal, state, latencies } = deps
  const begunAtMs = latencies.now()
  const appended = await journal.append(state.account, expectedSeq, state.epoch, events)
  latencies.appended(events.length, latencies.now() - begunAtMs)
  return appended
}

/** Orders that the batch speaks of and that have left memory, from the journal's index. Most batches need none. */
async function recall(batch: readonly Work[], deps: TurnDeps): Promise<readonly Order[]> {
  const keys: OrderKey[] = []
  for (const { input } of batch) keys.push(...keysOf(input, deps.state))
  return keys.length === 0 ? [] : deps.journal.lookup(deps.state.account, keys)
}

const NO_KEYS: readonly OrderKey[] = []

function keysOf(input: Work["input"], state: AccountState): readonly OrderKey[] {
  switch (input.type) {
    case "PlaceOrder": {
      const { clientOrderId } = input.order
      if (clientOrderId === undefined || state.byClientOrderId.has(clientOrderId)) return NO_KEYS
      return [{ kind: "clientOrderId", value: clientOrderId }]
    }
    case "OrderReport":
    case "FillReport": {
      const told = input.type === "OrderReport" ? input.order : input.fill
      if (findByExchangeIds(state, told) !== undefined) return NO_KEYS
      const byOkx: OrderKey = { kind: "okxOrderId", value: told.okxOrderId }
      return told.clOrdId === undefined ? [byOkx] : [byOkx, { kind: "clOrdId", value: told.clOrdId }]
    }
    case "PlaceReply":
    case "CancelReply":
    case "AmendReply":
    case "CancelOrder":
    case "AmendOrder":
      return state.orders.has(input.orderId) ? NO_KEYS : [{ kind: "orderId", value: input.orderId }]
    default:
      return NO_KEYS
  }
}
