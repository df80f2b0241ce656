// What a person is doing with orders at this moment: requests on their way and those that were refused, the row that is being amended, a cancel of many and what
// came of it. It changes no order: that the stream tells. Pure but for the client that it is given; components read it by use-order-desk.tsx.

import type { AmendRequest, OmsClient } from "@okx-oms/api"
import { type ProblemWords, problemWords } from "../words/problem-words.ts"
import type { Tone } from "../words/tone.ts"
import type { AmendDraft } from "./amend-draft.ts"

/** A request about one order while it is on its way, and afterwards when it was refused or nobody knows. */
export interface RequestFate {
  readonly what: "cancel" | "amend"
  /** The order's when it was asked: once the order is another one, what was refused before is of the past. */
  readonly seq: number
  /** Undefined while it is being sent. */
  readonly problem: ProblemWords | undefined
}

export interface OrderRef {
  /** "account/orderId". */
  readonly key: string
  readonly account: string
  readonly orderId: string
  readonly seq: number
  /** For people: "buy 0.02 BTC-USDT at 90000". */
  readonly line: string
}

export interface BulkFailure {
  readonly key: string
  readonly line: string
  readonly problem: ProblemWords
}

/** A cancel of several orders: how far it is, and which were refused. */
export interface BulkCancel {
  readonly total: number
  readonly done: number
  readonly asked: number
  readonly failures: readonly BulkFailure[]
  readonly isOver: boolean
}

type CommandClient = Pick<OmsClient, "cancelOrder" | "cancelOrders" | "amendOrder">
type Tell = (text: string, tone?: Tone) => void

/** So many requests of one cancel of many are on their way at once; the rest follows. */
const AT_ONCE = 8
/** Refusals that rows remember; of more, the oldest are forgotten. */
const FATES_KEPT = 500

export class OrderDesk {
  readonly #clientOf: (account: string) => CommandClient
  readonly #tell: Tell
  readonly #listeners = new Set<() => void>()
  readonly #fates = new Map<string, RequestFate>()
  #draft: AmendDraft | undefined
  #bulk: BulkCancel | undefined

  constructor(clientOf: (account: string) => CommandClient, tell: Tell) {
    this.#clientOf = clientOf
    this.#tell = tell
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  fate(key: string): RequestFate | undefined {
    return this.#fates.get(key)
  }

  get draft(): AmendDraft | undefined {
    return this.#draft
  }

  get bulk(): BulkCancel | undefined {
    return this.#bulk
  }

  // ---- cancel ----------------------------------------------------------------------------------------------------------------------

  /** Resolves to the problem, undefined when the request was taken. */
  async cancel(order: OrderRef): Promise<ProblemWords | undefined> {
    const problem = await this.#cancelOne(order)
    if (problem !== undefined) this.#tell(`Cancel of ${order.line}: ${sentence(problem)}`, "bad")
    return problem
  }

  /** Each for itself; what was refused is listed in `bulk`. One cancel of many at a time. */
  async cancelMany(orders: readonly OrderRef[]): Promise<void> {
    if (this.#isBulkBusy() || orders.length === 0) return
    this.#setBulk({ total: orders.length, done: 0, asked: 0, failures: [], isOver: false })
    const waiting = [...orders]
    const work = async (): Promise<void> => {
      for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) {
        const problem = await this.#cancelOne(order)
        this.#count(problem === undefined ? [] : [{ key: order.key, line: order.line, problem }], problem === undefined)
      }
    }
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, orders.length) }, work))
    this.#endBulk()
  }

  /** Every open order that was placed here, of whole accounts. */
  async cancelAll(accounts: readonly string[]): Promise<void> {
    if (this.#isBulkBusy()) return
    this.#setBulk({ total: 0, done: 0, asked: 0, failures: [], isOver: false })
    await Promise.all(accounts.map((account) => this.#cancelAccount(account)))
    this.#endBulk()
  }

  forgetBulk(): void {
    if (this.#bulk?.isOver !== true) return
    this.#bulk = undefined
    this.#changed()
  }

  // ---- amend -----------------------------------------------------------------------------------------------------------------------

  /** One row at a time: another draft takes its place. */
  beginAmend(draft: AmendDraft): void {
    this.#fates.delete(draft.key)
    this.#draft = draft
    this.#changed()
  }

  editAmend(change: Partial<Pick<AmendDraft, "price" | "quantity" | "field">>): void {
    if (this.#draft === undefined || this.#isSending(this.#draft.key)) return
    this.#draft = { ...this.#draft, ...change }
    this.#changed()
  }

  leaveAmend(): void {
    if (this.#draft === undefined) return
    this.#draft = undefined
    this.#changed()
  }

  /** The draft stays until the request is taken, so that what was refused can be mended. Resolves to whether it was. */
  async amend(order: OrderRef, change: AmendRequest): Promise<boolean> {
    if (this.#isSending(order.key)) return false
    const { seq } = order
    this.#setFate(order.key, { what: "amend", seq, problem: undefined })
    try {
      await this.#clientOf(order.account).amendOrder(order.orderId, change)
      if (this.#draft?.key === order.key) this.#draft = undefined
      this.#setFate(order.key, undefined)
      return true
    } catch (error) {
      const problem = problemWords(error)
      this.#setFate(order.key, { what: "amend", seq, problem })
      this.#tell(`Amendment of ${order.line}: ${sentence(problem)}`, "bad")
      return false
    }
  }

  // ---- within ----------------------------------------------------------------------------------------------------------------------

  async #cancelOne({ key, account, orderId, seq }: OrderRef): Promise<ProblemWords | undefined> {
    this.#setFate(key, { what: "cancel", seq, problem: undefined })
    try {
      await this.#clientOf(account).cancelOrder(orderId)
      this.#setFate(key, undefined)
      return undefined
    } catch (error) {
      const problem = problemWords(error)
      this.#setFate(key, { what: "cancel", seq, problem })
      return problem
    }
  }

  async #cancelAccount(account: string): Promise<void> {
    try {
      const { results } = await this.#clientOf(account).cancelOrders({})
      for (const result of results) {
        if (result.ok) this.#count([], true)
        else this.#count([refusedOf(account, result.problem)], false)
      }
    } catch (error) {
      this.#count([{ key: account, line: `account ${account}`, problem: problemWords(error) }], false)
    }
  }

  #count(failures: readonly BulkFailure[], isAsked: boolean): void {
    const { total, done, asked, failures: known } = this.#bulk ?? { total: 0, done: 0, asked: 0, failures: [] }
    const counted = done + 1
    this.#setBulk({
      total: Math.max(total, counted),
      done: counted,
      asked: asked + (isAsked ? 1 : 0),
      failures: [...known, ...failures],
      isOver: false,
    })
  }

  #endBulk(): void {
    if (this.#bulk === undefined) return
    const { asked, failures } = this.#bulk
    if (failures.length === 0) {
      const told =
        asked === 0 ? "Nothing was working: no cancel was asked for." : `Cancel of ${counted(asked)} asked for.`
      this.#bulk = undefined
      this.#tell(told)
    } else {
      this.#bulk = { ...this.#bulk, isOver: true }
      this.#tell(`Cancel of ${counted(asked)} asked for, ${failures.length} refused.`, "bad")
    }
    this.#changed()
  }

  #isBulkBusy(): boolean {
    return this.#bulk !== undefined && !this.#bulk.isOver
  }

  #isSending(key: string): boolean {
    const fate = this.#fates.get(key)
    return fate !== undefined && fate.problem === undefined
  }

  #setBulk(bulk: BulkCancel): void {
    this.#bulk = bulk
    this.#changed()
  }

  #setFate(key: string, fate: RequestFate | undefined): void {
    this.#fates.delete(key)
    if (fate !== undefined) this.#fates.set(key, fate)
    for (const oldest of this.#fates.keys()) {
      if (this.#fates.size <= FATES_KEPT) break
      this.#fates.delete(oldest)
    }
    this.#changed()
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** "7 orders", "1 order". */
export function counted(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "order" : "orders"}`
}

export function sentence({ text, advice }: ProblemWords): string {
  return `${text} ${advice}`.trim()
}

function refusedOf(
  account: string,
  problem: { code: string; detail: string; orderId?: string | undefined },
): BulkFailure {
  const { code, detail, orderId = "an order" } = problem
  return { key: `${account}/${orderId}`, line: orderId, problem: { text: detail, advice: "", code } }
}
