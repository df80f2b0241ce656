// The engine alone, in this process: requests and frames go in as text and come out as text, with no socket between. What the
// wire adds is the difference to the other side of this bench. It relies on createExchange and a clock of its own.

import { createExchange, type Exchange } from "@okx-oms/paper-exchange"
import type { Measurement } from "../bench.ts"
import { accountsOf, INSTRUMENTS, keysOf, LISTEN, loginMessage, orderOf, restingBatches, type Sizes } from "./desks.ts"

const START_MS = 1_790_000_000_000

export class EngineSide {
  readonly #exchange: Exchange
  readonly #nowMs = START_MS
  readonly #desks: number
  #serial = 0

  constructor(size: Sizes) {
    this.#exchange = createExchange({
      seed: 1,
      startedAtMs: START_MS,
      market: "scripted",
      rateLimits: false,
      instruments: INSTRUMENTS,
      accounts: accountsOf(size),
      logKept: 0,
    })
    this.#desks = size.accounts
    for (let account = 0; account < size.accounts; account++) {
      this.#exchange.connect({ id: `c${account}`, path: "private", ip: "127.0.0.1" }, START_MS)
      this.#say(account, loginMessage(keysOf(account), START_MS))
      this.#say(account, LISTEN)
      for (const batch of restingBatches(account, size)) this.#operate(account, "batch-orders", batch)
    }
  }

  /** Orders that rest in all books. */
  get open(): number {
    let open = 0
    for (const account of this.#exchange.world.accounts.values()) open += account.openOrders.size
    return open
  }

  /** Place, amend, cancel, one by one. */
  singles(operations: number): Measurement {
    return this.#measured(Math.ceil(operations / 3) * 3, (from, to) => {
      for (let at = from; at < to; at += 3) {
        const account = at % this.#desks
        const clOrdId = `s${++this.#serial}`
        const order = orderOf(at % 2, at % 4 < 2 ? "buy" : "sell", at % 1_000, clOrdId)
        const { instIdCode } = order
        this.#operate(account, "order", [order])
        this.#operate(account, "amend-order", [{ instIdCode, clOrdId, newSz: at % 2 === 0 ? "0.002" : "0.02" }])
        this.#operate(account, "cancel-order", [{ instIdCode, clOrdId }])
      }
    })
  }

  /** Twenty placed, twenty cancelled. */
  batches(operations: number): Measurement {
    return this.#measured(Math.ceil(operations / 40) * 40, (from, to) => {
      for (let at = from; at < to; at += 40) {
        const account = (at / 40) % this.#desks
        const orders = Array.from({ length: 20 }, (_, item) =>
          orderOf((at / 40) % 2, item % 2 === 0 ? "buy" : "sell", at % 1_000, `b${++this.#serial}`),
        )
        this.#operate(account, "batch-orders", orders)
        this.#operate(
          account,
          "batch-cancel-orders",
          orders.map(({ instIdCode, clOrdId }) => ({ instIdCode, clOrdId })),
        )
      }
    })
  }

  #measured(operations: number, work: (from: number, to: number) => void): Measurement {
    const began = performance.now()
    const before = process.cpuUsage()
    work(0, operations)
    const { user, system } = process.cpuUsage(before)
    const wallMs = performance.now() - began
    return {
      value: (operations / (user + system)) * 1_000_000,
      beside: { "wall ops/s": (operations / wallMs) * 1_000 },
    }
  }

  #operate(account: number, op: string, args: readonly unknown[]): void {
    const out = this.#say(account, JSON.stringify({ id: String(++this.#serial), op, args }))
    if (!out.includes('"code":"0"')) throw new Error(`refused: ${out.slice(0, 300)}`)
  }

  /** The first of what leaves: the answer, before its pushes. */
  #say(account: number, message: string): string {
    const first = this.#exchange.handleFrame(`c${account}`, message, this.#nowMs)[0]
    return first?.kind === "frame" ? first.text : ""
  }
}
