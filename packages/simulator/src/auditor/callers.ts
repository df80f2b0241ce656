// What callers and subscribers were told: every answer is in the journal before it is given, one client key is one order, nobody hears of another account, and
// subscribers miss nothing without being told so.

import type { ClientCall, Observation } from "../observation.ts"
import { type AccountBooks, type Bench, broken, saysOurs } from "./books.ts"
import { isDurable } from "./journal-side.ts"

type Answered = Extract<Observation, { kind: "answered" }>
type Published = Extract<Observation, { kind: "published" }>
type Resync = Extract<Observation, { kind: "resync" }>

interface OpenCall {
  readonly call: ClientCall
  readonly generation: number
}

/** What a client key was answered with. */
interface Told {
  readonly body: string
  readonly orderId: string
}

/** A slow reader was handed something this lately. */
const READING_MS = 5_000

export class Callers {
  readonly #books: AccountBooks
  readonly #open = new Map<number, OpenCall>()
  readonly #told = new Map<string, Told>()
  readonly #next = new Map<string, { readonly seq: number; readonly atMs: number }>()

  constructor(books: AccountBooks) {
    this.#books = books
  }

  /** Calls without an answer, and the life of the process that they were made in. */
  get unanswered(): readonly OpenCall[] {
    return [...this.#open.values()]
  }

  called(call: ClientCall, bench: Bench): void {
    this.#open.set(call.callId, { call, generation: bench.generation })
  }

  has(callId: number): boolean {
    return this.#open.has(callId)
  }

  answered(answer: Answered, bench: Bench): void {
    const open = this.#open.get(answer.callId)
    if (open === undefined) throw broken(bench, "S14", `an answer to call ${answer.callId}, which nobody here made`)
    this.#open.delete(answer.callId)
    const { call } = open
    if (answer.account !== call.account) throw broken(bench, "S14", `account ${answer.account} answers ${call.account}`)
    if (answer.ok) this.#checkReceipt(answer, call, bench)
    else if (answer.code === "client-order-id-taken") this.#checkTaken(call, bench)
  }

  #checkReceipt(answer: Answered, call: ClientCall, bench: Bench): void {
    const books = this.#books
    const { orderId, state, seq } = answer
    if (seq !== undefined) {
      if (seq > books.lastSeq)
        throw broken(bench, "S5", `answered with event ${seq}, durable are ${books.lastSeq}`, {
          ours: `${call.operation}`,
        })
      // A look shows what is there; only a wish must survive with its answer.
      books.answeredSeq = Math.max(books.answeredSeq, seq)
    }
    if (orderId === undefined) return
    const order = books.ours.get(orderId)
    if (order === undefined)
      throw broken(bench, "S5", `${call.operation} answered with ${orderId}, which is in no durable event`)
    if (state !== undefined && ![...order.states].some((known) => known === state))
      throw broken(bench, "S5", `${call.operation} of ${orderId} answered with ${state}`, { ours: saysOurs(order) })
    if (call.operation === "place") this.#checkKey(call, orderId, bench)
  }

  #checkKey(call: ClientCall, orderId: string, bench: Bench): void {
    const { clientOrderId, body } = call
    if (clientOrderId === undefined) return
    const made = this.#books.byClientOrderId.get(clientOrderId)
    const told = this.#told.get(clientOrderId)
    if (made !== orderId || (told !== undefined && told.orderId !== orderId))
      throw broken(bench, "S11", `client key ${clientOrderId} answered with ${orderId}`, {
        ours: told?.orderId ?? made ?? "none",
      })
    if (told !== undefined && told.body !== body)
      throw broken(bench, "S11", `client key ${clientOrderId} taken for two wishes`, { ours: told.body, theirs: body })
    this.#told.set(clientOrderId, { body, orderId })
  }

  #checkTaken(call: ClientCall, bench: Bench): void {
    const told = call.clientOrderId === undefined ? undefined : this.#told.get(call.clientOrderId)
    if (told?.body === call.body)
      throw broken(bench, "S11", `the same wish under ${call.clientOrderId} is refused as another`, {
        ours: told.orderId,
      })
  }

  /** A backup has taken the place of the journal: answers about orders that it does not know are forgotten. */
  wentBack(): void {
    for (const [key, { orderId }] of this.#told) if (!this.#books.ours.has(orderId)) this.#told.delete(key)
  }

  published({ account, subscriber, event }: Published, bench: Bench): void {
    if (event.account !== account)
      throw broken(bench, "S14", `a subscriber of ${account} gets an event of ${event.account}`)
    if (!isDurable(this.#books, event))
      throw broken(bench, "S5", `event ${event.seq} (${event.type}) published, durable are ${this.#books.lastSeq}`)
    const key = `${bench.generation}/${subscriber}`
    const next = this.#next.get(key)?.seq
    if (next !== undefined && event.seq !== next)
      throw broken(bench, "L5", `subscriber ${subscriber} gets event ${event.seq} where ${next} follows`)
    this.#next.set(key, { seq: event.seq + 1, atMs: bench.atMs })
  }

  /** At rest everybody who follows has everything, or is still reading. */
  checkFollowed(bench: Bench): void {
    for (const [key, next] of this.#next) {
      const current = key.startsWith(`${bench.generation}/`)
      if (!current || next.seq > this.#books.lastSeq || bench.atMs - next.atMs < READING_MS) continue
      throw broken(bench, "L5", `a subscriber (${key}) still waits for event ${next.seq} of ${this.#books.lastSeq}`)
    }
  }

  resync({ subscriber }: Resync, bench: Bench): void {
    this.#next.delete(`${bench.generation}/${subscriber}`)
  }
}
