// A paper exchange and a manager on it for tests on loopback, and an audit that compares the exchange's own record with the manager's books. The audit knows the
// exchange's log and the manager's answers, nothing of how either works.

import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Decimals, decimal, format, type Order, parseSymbol } from "@okx-oms/core"
import {
  type LogRecord,
  type PaperExchange,
  type PaperExchangeOptions,
  startPaperExchange,
} from "@okx-oms/paper-exchange"
import type { FillRow } from "@okx-oms/trading"
import type { Oms } from "../oms.ts"
import { openOms } from "../open-oms.ts"
import type { OmsOptions } from "../settings.ts"

/** Only a machine that does nothing at all any more takes longer. */
const READY_TIMEOUT_MS = 60_000

export class TestMarket {
  readonly paper: PaperExchange
  readonly directory: string

  private constructor(paper: PaperExchange, directory: string) {
    this.paper = paper
    this.directory = directory
  }

  /** A scripted market (nothing moves by itself) with rate limits off, unless told otherwise. */
  static async start(options: PaperExchangeOptions = {}): Promise<TestMarket> {
    const paper = await startPaperExchange({ market: "scripted", rateLimits: false, ...options })
    return new TestMarket(paper, mkdtempSync(join(tmpdir(), "oms-test-")))
  }

  /** Open, compared with OKX, and told the price of every symbol: on a busy machine the checks would otherwise deny an order for not knowing one. */
  async open(options: OmsOptions = {}): Promise<Oms> {
    const { symbols = ["BTC-USDT"] } = options
    const limits = { priceCollar: decimal("0.5"), maxOpenOrders: 500, maxPositionNotional: decimal("1000000") }
    const { url: baseUrl } = this.paper
    const shared = { baseUrl, directory: this.directory, symbols, limits, readyTimeoutMs: READY_TIMEOUT_MS }
    const oms = await openOms({ ...shared, ...options })
    await using undo = new AsyncDisposableStack()
    undo.use(oms)
    const isPriced = () => symbols.every((symbol) => oms.lastPrice(parseSymbol(symbol)) !== undefined)
    await eventually("ready, with prices", () => oms.status().ready && isPriced(), READY_TIMEOUT_MS)
    undo.move()
    return oms
  }

  async control(path: string, body: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.paper.url}/paper/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as Record<string, unknown>
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }

  fault(
    fault: string,
    options: { rate?: number; forMs?: number; scope?: "writes" | "all" } = {},
  ): Promise<Record<string, unknown>> {
    return this.control("faults", { fault, ...options })
  }

  heal(): Promise<Record<string, unknown>> {
    return this.control("faults", { clear: true })
  }

  /** Every record of the exchange, oldest first. */
  async log(): Promise<LogRecord[]> {
    const records: LogRecord[] = []
    for (;;) {
      const fromSeq = (records.at(-1)?.seq ?? 0) + 1
      const response = await fetch(`${this.paper.url}/paper/log?fromSeq=${fromSeq}&limit=1000`)
      const page = (await response.json()) as { records: LogRecord[] }
      if (page.records.length === 0) return records
      records.push(...page.records)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.paper.close()
    rmSync(this.directory, { recursive: true, force: true })
  }
}

/** Every order and every fill of the books, by pages. */
export async function wholeBooks(oms: Oms): Promise<{ orders: Order[]; fills: FillRow[] }> {
  const orders: Order[] = []
  const fills: FillRow[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await oms.history.orders({ account: oms.account, limit: 500, ...(cursor !== undefined && { cursor }) })
    orders.push(...page.rows)
    cursor = page.nextCursor
    if (cursor === undefined) break
  }
  for (let cursor: string | undefined; ; ) {
    const page = await oms.history.fills({ account: oms.account, limit: 500, ...(cursor !== undefined && { cursor }) })
    fills.push(...page.rows)
    cursor = page.nextCursor
    if (cursor === undefined) break
  }
  return { orders, fills }
}

/** What differs between the exchange's record and the books, in sentences; empty when they agree. The books must be at rest. */
export async function differences(market: TestMarket, oms: Oms): Promise<string[]> {
  const records = await market.log()
  const { orders, fills } = await wholeBooks(oms)
  const found: string[] = []
  const accepted = new Map<string, LogRecord>()
  for (const record of records.filter(({ type }) => type === "order-accepted")) {
    const clOrdId = String(record.clOrdId ?? "")
    if (clOrdId === "") continue
    if (accepted.has(clOrdId)) found.push(`${clOrdId} was accepted twice`)
    accepted.set(clOrdId, record)
  }
  for (const order of orders) {
    if (order.clOrdId === undefined || order.source !== "command") continue
    const known = accepted.has(order.clOrdId)
    const never = order.state === "Failed" || order.state === "Rejected"
    if (known && never) found.push(`${order.orderId} is ${order.state} here, but the exchange accepted it`)
    if (!known && !never && order.okxOrderId !== undefined)
      found.push(`${order.orderId} is ${order.state} here, but the exchange never accepted it`)
    accepted.delete(order.clOrdId)
  }
  for (const clOrdId of accepted.keys()) found.push(`${clOrdId} was accepted, but no order here has it`)
  found.push(...fillDifferences(records, fills))
  return found
}

function fillDifferences(records: readonly LogRecord[], fills: readonly FillRow[]): string[] {
  const key = (row: { ordId: unknown; tradeId: unknown }) => `${row.ordId}/${row.tradeId}`
  const theirs = new Map(
    records
      .filter(({ type }) => type === "fill")
      .map((record) => [key({ ordId: record.ordId, tradeId: record.tradeId }), record]),
  )
  const found: string[] = []
  const seen = new Set<string>()
  for (const fill of fills) {
    const name = key({ ordId: fill.okxOrderId, tradeId: fill.tradeId })
    if (seen.has(name)) found.push(`fill ${name} is booked twice`)
    seen.add(name)
    const record = theirs.get(name)
    if (record === undefined) found.push(`fill ${name} is booked, but the exchange never made it`)
    else if (!Decimals.equals(decimal(String(record.sz)), fill.quantity))
      found.push(`fill ${name}: ${format(fill.quantity)} here, ${record.sz} there`)
  }
  for (const name of theirs.keys()) if (!seen.has(name)) found.push(`fill ${name} happened, but is not booked`)
  return found
}

/** Looks until it holds; throws what it was waiting for when it does not within timeoutMs. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 5_000,
): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`not within ${timeoutMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
