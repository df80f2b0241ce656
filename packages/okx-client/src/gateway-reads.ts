// The manager's questions to OKX, answered over REST in the manager's words. Every answer says when its read began by
// exchange time; anything short of a full and readable answer is a failure, because the manager builds verdicts on it.
// Lists are read by id from the newest down: OKX's `begin` alone would give the oldest page first (reference, 4.6).

import {
  type Balance,
  type ExchangeBill,
  type ExchangeFill,
  type ExchangeOrder,
  type ExchangePosition,
  type Instrument,
  type Millis,
  millis,
  type Symbol,
  symbolParts,
} from "@okx-oms/core"
import type { ExchangeReads, Log, ReadResult } from "@okx-oms/trading"
import type { ExchangeClock } from "./exchange-clock.ts"
import { balancesFrom, exchangeBill, exchangeFill, exchangeOrder, positionFrom } from "./gateway-from-wire.ts"
import { nameOf } from "./gateway-to-wire.ts"
import type { OkxRead } from "./okx-read.ts"
import { readPages } from "./pages.ts"
import type { OkxRestClient } from "./rest.ts"
import { PAGE_MAX } from "./wire/contract.ts"
import type { OkxFill } from "./wire/record/fill.ts"
import type { FillsQuery } from "./wire/record/history.ts"
import type { OkxOrder } from "./wire/record/order.ts"

export interface GatewayReadsOptions {
  readonly rest: OkxRestClient
  readonly clock: ExchangeClock
  readonly log: Log
  readonly instruments: () => ReadonlyMap<Symbol, Instrument>
  /** What is known of the instruments may be of before; called as often as it seems so. */
  readonly instrumentsOutdated: () => void
  /** SPOT orders of accounts with margin may be listed as MARGIN. */
  readonly hasMargin: () => boolean
}

const RESOLVE = { priority: "resolve" } as const
/** OKX allows 4,000 open orders in an account. */
const PENDING_PAGES_MAX = 45
const HISTORY_PAGES_MAX = 50
/** Ids and times of neighbours may be out of step by a little. */
const ORDER_SLACK_MS = 1_000
/** /trade/fills keeps three days; older ones are asked of the history. */
const FILLS_KEPT_MS = 71 * 60 * 60_000
/** /account/bills keeps seven days; older ones are asked of the archive. */
const BILLS_KEPT_MS = 167 * 60 * 60_000

export class GatewayReads implements ExchangeReads {
  readonly #options: GatewayReadsOptions

  constructor(options: GatewayReadsOptions) {
    this.#options = options
  }

  async order(target: Parameters<ExchangeReads["order"]>[0]): Promise<ReadResult<ExchangeOrder | undefined>> {
    const name = nameOf(target)
    if (name === undefined) return failed("no-id", "the order has no id to ask by")
    const result = await this.#options.rest.getOrder({ instId: target.symbol, ...name }, RESOLVE)
    if (result.kind === "refused" && result.code === "51603") {
      const state = this.#options.instruments().get(target.symbol)?.state
      if (state !== "live" && state !== "post_only") {
        // It may trade again by now: then the answer counts from the next time on.
        this.#options.instrumentsOutdated()
        return failed("51603", "OKX answers only for instruments that are live")
      }
      return done(undefined, result.begunExchangeMs)
    }
    if (result.kind !== "rows") return failedRead(result)
    const [row] = result.rows
    if (row === undefined || result.malformed.length > 0) {
      return failed("no-row", result.malformed[0] ?? "OKX answered without the order")
    }
    const asked =
      row.instId === target.symbol &&
      (name.ordId === undefined ? row.clOrdId === name.clOrdId : row.ordId === name.ordId)
    const order = asked ? exchangeOrder(row, { pushed: false }) : undefined
    return order === undefined
      ? failed("other-order", "OKX answered with another order")
      : done(order, result.begunExchangeMs)
  }

  async openOrders(): Promise<ReadResult<readonly ExchangeOrder[]>> {
    const { rest } = this.#options
    const result = await readPages({
      page: (after) => rest.getOrdersPending({ ...pageAfter(after) }, RESOLVE),
      idOf: (row) => row.ordId,
      pagesMax: PENDING_PAGES_MAX,
    })
    return this.#orders(result)
  }

  async orderHistory(
    query: Parameters<ExchangeReads["orderHistory"]>[0],
  ): Promise<ReadResult<readonly ExchangeOrder[]>> {
    const { kind, since, symbol } = query
    const types = kind === "swap" ? ["SWAP"] : this.#spotTypes()
    const results: ReadResult<readonly ExchangeOrder[]>[] = []
    for (const instType of types) {
      const result = await readPages({
        page: (after) => {
          const where = symbol === undefined ? {} : { instId: symbol }
          return this.#options.rest.getOrdersHistory({ instType, ...where, ...pageAfter(after) }, RESOLVE)
        },
        idOf: (row) => row.ordId,
        until: (row) => row.cTime < since - ORDER_SLACK_MS,
        pagesMax: HISTORY_PAGES_MAX,
      })
      results.push(this.#orders(result, since))
    }
    return together(results)
  }

  async fills(query: Parameters<ExchangeReads["fills"]>[0]): Promise<ReadResult<readonly ExchangeFill[]>> {
    const { since, symbol, okxOrderId } = query
    const where = {
      ...(symbol === undefined ? {} : { instId: symbol }),
      ...(okxOrderId === undefined ? {} : { ordId: okxOrderId }),
    }
    const nowMs = this.#options.clock.now()
    const old = since !== undefined && nowMs !== undefined && since < nowMs - FILLS_KEPT_MS
    if (!old) {
      const recent = await this.#recentFills(where, since)
      const silent = recent.kind === "ok" && recent.value.length === 0 && okxOrderId !== undefined
      if (!silent) return recent
    }
    const results: ReadResult<readonly ExchangeFill[]>[] = []
    for (const instType of this.#typesOf(symbol)) results.push(await this.#oldFills({ ...where, instType }, since))
    return together(results)
  }

  async bills(query: Parameters<ExchangeReads["bills"]>[0]): Promise<ReadResult<readonly ExchangeBill[]>> {
    const { rest, clock } = this.#options
    const { since } = query
    const nowMs = clock.now()
    const old = nowMs === undefined || since < nowMs - BILLS_KEPT_MS
    const result = await readPages({
      page: (after) =>
        old ? rest.getBillsArchive(pageAfter(after), RESOLVE) : rest.getBills(pageAfter(after), RESOLVE),
      idOf: (row) => row.billId,
      until: (row) => row.ts < since - ORDER_SLACK_MS,
      pagesMax: HISTORY_PAGES_MAX,
    })
    if (result.kind !== "rows") return failedRead(result)
    if (result.malformed.length > 0) return failed("malformed", result.malformed[0] ?? "")
    const bills = result.rows.flatMap((row) => (row.ts < since ? [] : (exchangeBill(row) ?? [])))
    return done(bills, result.begunExchangeMs)
  }

  async balances(): Promise<ReadResult<readonly Balance[]>> {
    const result = await this.#options.rest.getBalance({}, RESOLVE)
    if (result.kind !== "rows") return failedRead(result)
    const [row] = result.rows
    if (row === undefined) return failed("no-row", result.malformed[0] ?? "OKX answered without the balance")
    return done(balancesFrom(row), result.begunExchangeMs)
  }

  confirmTime(): Promise<boolean> {
    return this.#options.rest.sampleClock()
  }

  async positions(): Promise<ReadResult<readonly ExchangePosition[]>> {
    const result = await this.#options.rest.getPositions({}, RESOLVE)
    if (result.kind !== "rows") return failedRead(result)
    if (result.malformed.length > 0) return failed("malformed", result.malformed[0] ?? "")
    return done(
      result.rows.flatMap((row) => positionFrom(row) ?? []),
      result.begunExchangeMs,
    )
  }

  async #recentFills(where: FillsQuery, since: Millis | undefined): Promise<ReadResult<readonly ExchangeFill[]>> {
    const page = (after: string | undefined) => this.#options.rest.getFills({ ...where, ...pageAfter(after) }, RESOLVE)
    return this.#fills(await readPages({ page, ...downTo(since) }), since)
  }

  async #oldFills(
    where: FillsQuery & { readonly instType: string },
    since: Millis | undefined,
  ): Promise<ReadResult<readonly ExchangeFill[]>> {
    const page = (after: string | undefined) =>
      this.#options.rest.getFillsHistory({ ...where, ...pageAfter(after) }, RESOLVE)
    return this.#fills(await readPages({ page, ...downTo(since) }), since)
  }

  #spotTypes(): string[] {
    return this.#options.hasMargin() ? ["SPOT", "MARGIN"] : ["SPOT"]
  }

  #typesOf(symbol: Symbol | undefined): string[] {
    const kind = symbol === undefined ? undefined : symbolParts(symbol).kind
    switch (kind) {
      case undefined:
        return [...this.#spotTypes(), "SWAP", "FUTURES"]
      case "spot":
        return this.#spotTypes()
      case "swap":
      case "futures":
      case "option":
        return [kind.toUpperCase()]
    }
  }

  #orders(result: OkxRead<OkxOrder>, since?: Millis): ReadResult<readonly ExchangeOrder[]> {
    if (result.kind !== "rows") return failedRead(result)
    if (result.malformed.length > 0) return failed("malformed", result.malformed[0] ?? "")
    const orders: ExchangeOrder[] = []
    for (const row of result.rows) {
      if (since !== undefined && row.cTime < since) continue
      const order = exchangeOrder(row, { pushed: false })
      if (order === undefined)
        this.#options.log.warn("an order of an instrument that has no name here", { instId: row.instId })
      else orders.push(order)
    }
    return done(orders, result.begunExchangeMs)
  }

  #fills(result: OkxRead<OkxFill>, since: Millis | undefined): ReadResult<readonly ExchangeFill[]> {
    if (result.kind !== "rows") return failedRead(result)
    if (result.malformed.length > 0) return failed("malformed", result.malformed[0] ?? "")
    const fills = result.rows
      .flatMap((row) => exchangeFill(row) ?? [])
      .filter((fill) => since === undefined || fill.at >= since)
    return done(fills, result.begunExchangeMs)
  }
}

/** Down the list by billId as far as is needed. */
function downTo(since: Millis | undefined) {
  return {
    idOf: (row: OkxFill) => row.billId,
    ...(since === undefined ? {} : { until: (row: OkxFill) => row.ts < since - ORDER_SLACK_MS }),
    pagesMax: HISTORY_PAGES_MAX,
  }
}

function pageAfter(after: string | undefined) {
  return after === undefined ? { limit: PAGE_MAX } : { after, limit: PAGE_MAX }
}

/** Several lists as one: as old as the oldest, and failed when any failed. */
function together<Row>(results: readonly ReadResult<readonly Row[]>[]): ReadResult<readonly Row[]> {
  const rows: Row[] = []
  let begunAt: Millis | undefined
  for (const result of results) {
    if (result.kind === "failed") return result
    rows.push(...result.value)
    begunAt ??= result.begunAt
  }
  return begunAt === undefined ? failed("no-list", "nothing was asked") : { kind: "ok", value: rows, begunAt }
}

function done<Value>(value: Value, begunExchangeMs: number | undefined): ReadResult<Value> {
  if (begunExchangeMs === undefined) return failed("no-clock", "OKX's clock was not known when the read began")
  return { kind: "ok", value, begunAt: millis(Math.floor(begunExchangeMs)) }
}

function failed(
  code: string,
  message: string,
): { readonly kind: "failed"; readonly code: string; readonly message: string } {
  return { kind: "failed", code, message }
}

function failedRead(result: Exclude<OkxRead<unknown>, { kind: "rows" }>) {
  if (result.kind === "refused") return failed(result.code, `${result.says} (${result.message})`)
  return failed(result.code ?? "no-answer", result.detail)
}
