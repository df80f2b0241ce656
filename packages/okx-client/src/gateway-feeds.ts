// What the two sockets push, as inputs of the manager: orders, balances, positions, prices. What cannot be read is said
// aloud and made up for by a comparison, as after a gap in the feed; nothing is dropped in silence. Connecting and
// coming back is socket.ts's, the words are gateway-from-wire.ts's.

import { type ExchangeInput, type Millis, millis, toPrice } from "@okx-oms/core"
import type { Clock, Log } from "@okx-oms/trading"
import type { PushFrame, SocketFrame } from "./frame.ts"
import { balancesFrom, exchangeOrder, positionFrom, symbolFrom } from "./gateway-from-wire.ts"
import type { WireLog } from "./gateway-wire-log.ts"
import type { OkxTicker } from "./wire/record/market.ts"

export interface GatewayFeedsOptions {
  readonly clock: Clock
  readonly log: Log
  readonly sink: (input: ExchangeInput) => void
  readonly isUp: () => boolean
  readonly wire: WireLog
}

/** An unreadable push calls for a comparison, but not more often than this. */
const ALARM_EVERY_MS = 10_000
const SHOWN_MAX = 500

export class GatewayFeeds {
  readonly #options: GatewayFeedsOptions
  #lastPrivateMessageAt: Millis | undefined
  #lastPublicMessageAt: Millis | undefined
  #lastError: string | undefined
  #alarmAtMs = Number.NEGATIVE_INFINITY

  constructor(options: GatewayFeedsOptions) {
    this.#options = options
  }

  /** Monotonic time of the last message on the private connection. */
  get lastPrivateMessageAt(): Millis | undefined {
    return this.#lastPrivateMessageAt
  }

  /** Monotonic time of the last message on the public connection. */
  get lastPublicMessageAt(): Millis | undefined {
    return this.#lastPublicMessageAt
  }

  /** The last complaint of OKX on the private connection since it opened. */
  get lastError(): string | undefined {
    return this.#lastError
  }

  opened(): void {
    this.#lastError = undefined
    this.#lastPrivateMessageAt = this.#options.clock.mono()
  }

  privateFrame(frame: SocketFrame): void {
    const { clock, log, sink } = this.#options
    this.#lastPrivateMessageAt = clock.mono()
    switch (frame.kind) {
      case "orders":
        this.#orders(frame)
        break
      case "account":
        for (const row of frame.rows) sink({ type: "BalanceReport", balances: balancesFrom(row) })
        break
      case "positions": {
        const positions = frame.rows.flatMap((row) => positionFrom(row) ?? [])
        if (positions.length > 0) sink({ type: "PositionReport", positions })
        break
      }
      case "reply":
        log.warn("a reply that nobody waits for any more", { op: frame.op, code: frame.envelope.code })
        break
      case "event":
        if (frame.event.event !== "error") break
        this.#lastError = `${frame.event.code} ${frame.event.msg}`
        log.warn("the private feed reports an error", { code: frame.event.code, msg: frame.event.msg })
        break
      case "unreadable":
        this.#alarm(`${frame.detail}: ${frame.text}`)
        break
      case "tickers":
      case "books5":
      case "trades":
      case "candle":
      case "pong":
        break
    }
    if ("malformed" in frame && frame.malformed.length > 0) this.#alarm(frame.malformed.join("; "))
  }

  publicFrame(frame: SocketFrame): void {
    const { clock, log } = this.#options
    this.#lastPublicMessageAt = clock.mono()
    if (frame.kind === "event" && frame.event.event === "error") {
      log.warn("the public feed refused a channel", { code: frame.event.code, msg: frame.event.msg })
    }
    if (frame.kind === "tickers") this.prices(frame.rows)
  }

  /** Pushed, or read when a market is quiet. */
  prices(rows: readonly OkxTicker[]): void {
    for (const { instId, last, ts } of rows) {
      const symbol = symbolFrom(instId)
      if (symbol === undefined || last === undefined || last.coefficient <= 0n) continue
      this.#options.sink({ type: "PriceReport", symbol, lastPrice: toPrice(last), at: millis(ts) })
    }
  }

  #orders(frame: PushFrame & { readonly kind: "orders" }): void {
    const { log, sink, wire } = this.#options
    for (const row of frame.raw) wire.push(row)
    for (const row of frame.rows) {
      const order = exchangeOrder(row, { pushed: true })
      if (order === undefined) log.warn("an order of an instrument that has no name here", { instId: row.instId })
      else sink({ type: "OrderReport", source: "push", order })
    }
  }

  #alarm(what: string): void {
    const { clock, isUp, log, sink } = this.#options
    log.error("the private feed said something that cannot be read", { what: what.slice(0, SHOWN_MAX) })
    const nowMs = clock.mono()
    if (!isUp() || nowMs - this.#alarmAtMs < ALARM_EVERY_MS) return
    this.#alarmAtMs = nowMs
    sink({ type: "FeedUp" })
  }
}
