// The matching rules once more, as plainly as they can be said: one list of orders, searched and sorted for every question,
// whole numbers only. Nothing of the engine is used here, so that a test can hold the fast matcher against this one.
// Sizes count lots, prices ticks, quote amounts ticks times lots.

export type NaiveSide = "buy" | "sell"
export type NaiveType = "limit" | "post_only" | "ioc" | "fok" | "market" | "market-by-quote"
export type NaiveStp = "cancel_maker" | "cancel_taker" | "cancel_both"

export interface NaiveTerms {
  readonly id: string
  /** Orders of one owner do not trade with each other. Undefined: the market's own. */
  readonly owner: string | undefined
  readonly side: NaiveSide
  readonly type: NaiveType
  readonly stp: NaiveStp
  /** Limit price; for market orders the edge of the band. */
  price: bigint
  /** Lots, or ticks times lots for market-by-quote. */
  size: bigint
}

export interface NaiveOrder extends NaiveTerms {
  filled: bigint
  state: "open" | "filled" | "canceled"
  cancelSource: string
  /** Smaller is earlier in line. */
  turn: number
}

export interface NaiveTrade {
  readonly maker: string
  readonly taker: string
  readonly price: bigint
  readonly size: bigint
}

/** One taker meets at most so many makers. */
const MAKERS_MAX = 1_000

export class NaiveMarket {
  readonly orders: NaiveOrder[] = []
  readonly trades: NaiveTrade[] = []
  #turns = 0

  /** Puts an order into the book without matching: for what was there before. */
  seed(terms: NaiveTerms): void {
    this.orders.push({ ...terms, filled: 0n, state: "open", cancelSource: "", turn: this.#turns++ })
  }

  order(id: string): NaiveOrder | undefined {
    return this.orders.find((order) => order.id === id)
  }

  /** Those that rest on a side, first in line first. */
  book(side: NaiveSide): NaiveOrder[] {
    const resting = this.orders.filter((order) => order.side === side && order.state === "open")
    return resting.sort((a, b) => {
      if (a.price !== b.price) return (side === "buy") === a.price > b.price ? -1 : 1
      return a.turn - b.turn
    })
  }

  place(terms: NaiveTerms): NaiveOrder {
    const order: NaiveOrder = { ...terms, filled: 0n, state: "open", cancelSource: "", turn: this.#turns++ }
    if (order.type === "post_only" && this.#opposite(order)[0] !== undefined) close(order, "canceled", "31")
    else if (order.type === "fok" && this.#reachable(order) < order.size) close(order, "canceled", "13")
    else this.#execute(order)
    this.orders.push(order)
    return order
  }

  cancel(id: string): boolean {
    const order = this.order(id)
    if (order?.state !== "open") return false
    close(order, "canceled", "1")
    return true
  }

  /** "gone", "refused" in the book (a post-only that would take), or "done". */
  amend(id: string, change: { readonly price?: bigint; readonly size?: bigint }): "gone" | "refused" | "done" {
    const order = this.order(id)
    if (order?.state !== "open") return "gone"
    const price = change.price ?? order.price
    const size = change.size ?? order.size
    const moves = price !== order.price
    if (
      size > order.filled &&
      moves &&
      order.type === "post_only" &&
      this.#opposite({ ...order, price })[0] !== undefined
    ) {
      return "refused"
    }
    const grows = size > order.size
    order.price = price
    order.size = size
    if (size <= order.filled) {
      order.size = order.filled
      close(order, "filled", "")
      return "done"
    }
    if (moves || grows) {
      order.turn = this.#turns++
      this.#execute(order)
    }
    return "done"
  }

  /** What an incoming order would meet, best first. */
  #opposite(order: NaiveTerms): NaiveOrder[] {
    return this.book(order.side === "buy" ? "sell" : "buy").filter(
      (maker) =>
        maker.id !== order.id && (order.side === "buy" ? maker.price <= order.price : maker.price >= order.price),
    )
  }

  /** How much a fill-or-kill could get. */
  #reachable(order: NaiveOrder): bigint {
    let sum = 0n
    let makers = 0
    for (const maker of this.#opposite(order)) {
      if (maker.owner === order.owner) {
        if (order.stp === "cancel_maker") continue
        break
      }
      if (makers++ === MAKERS_MAX) break
      sum += maker.size - maker.filled
    }
    return sum
  }

  #execute(order: NaiveOrder): void {
    let left = order.size - (order.type === "market-by-quote" ? 0n : order.filled)
    let makers = 0
    for (const maker of this.#opposite(order)) {
      const wanted = order.type === "market-by-quote" ? lotsFor(order.side, left, maker.price) : left
      if (left <= 0n || wanted === 0n) break
      if (maker.owner !== undefined && maker.owner === order.owner) {
        if (order.stp !== "cancel_taker") close(maker, "canceled", "32")
        if (order.stp === "cancel_maker") continue
        close(order, "canceled", "32")
        return
      }
      if (makers++ === MAKERS_MAX) {
        close(order, "canceled", "33")
        return
      }
      const available = maker.size - maker.filled
      const size = wanted < available ? wanted : available
      this.trades.push({ maker: maker.id, taker: order.id, price: maker.price, size })
      maker.filled += size
      if (maker.filled === maker.size) close(maker, "filled", "")
      order.filled += size
      left -= order.type === "market-by-quote" ? size * maker.price : size
      if (size < available) break
    }
    this.#finish(order, left)
  }

  #finish(order: NaiveOrder, left: bigint): void {
    // What is left of a quote amount and buys no lot any more is not missed.
    const best = this.#opposite(order)[0]
    const spent =
      order.type === "market-by-quote" &&
      left > 0n &&
      best !== undefined &&
      lotsFor(order.side, left, best.price) === 0n
    if (left <= 0n || (spent && order.filled > 0n)) close(order, "filled", "")
    else if (order.type !== "limit" && order.type !== "post_only") close(order, "canceled", "14")
  }
}

/** Lots that a quote amount pays for, or that raise it. */
function lotsFor(side: NaiveSide, amount: bigint, price: bigint): bigint {
  return side === "buy" ? amount / price : (amount + price - 1n) / price
}

function close(order: NaiveOrder, state: "filled" | "canceled", cancelSource: string): void {
  order.state = state
  order.cancelSource = cancelSource
}
