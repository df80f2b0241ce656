// A market that follows recorded trades: OKX's historical trade files (CSV with instrument_name, trade_id, side, price,
// size, created_time) become trades of the world outside, at the distances in time they had. Resting orders fill against them.

import { type Decimal, Decimals, parseDecimal } from "@okx-oms/core"
import { ticksOfPrice } from "./instruments.ts"
import { externalTrade, type MarketFlow, settleAround } from "./market.ts"
import type { Side } from "./order-book.ts"
import type { World } from "./world.ts"

export interface RecordedTrade {
  readonly instId: string
  readonly side: Side
  readonly price: Decimal
  readonly size: Decimal
  readonly atMs: number
}

export class InvalidTradeFile extends Error {
  constructor(line: number, why: string) {
    super(`trade file, line ${line}: ${why}`)
    this.name = "InvalidTradeFile"
  }
}

const COLUMNS = ["instrument_name", "side", "price", "size", "created_time"] as const

/** Reads such a file, in time order. Throws InvalidTradeFile with the line and the reason. */
export function parseTradeFile(content: string): RecordedTrade[] {
  const lines = content.split(/\r?\n/)
  // The header of some files carries a second name behind a slash: "trade_id/id".
  const header = (lines[0] ?? "").split(",").map((name) => (name.split("/")[0] ?? "").trim().toLowerCase())
  const position = new Map(COLUMNS.map((name) => [name, header.indexOf(name)]))
  for (const [name, at] of position) if (at < 0) throw new InvalidTradeFile(1, `column ${name} is missing`)
  const trades: RecordedTrade[] = []
  for (const [at, line] of lines.entries()) {
    if (at === 0 || line.trim() === "") continue
    const cells = line.split(",").map((cell) => cell.trim())
    const cell = (name: (typeof COLUMNS)[number]): string => cells[position.get(name) ?? -1] ?? ""
    trades.push(readTrade(at + 1, cell))
  }
  return trades.sort((a, b) => a.atMs - b.atMs)
}

function readTrade(line: number, cell: (name: (typeof COLUMNS)[number]) => string): RecordedTrade {
  const side = cell("side").toLowerCase()
  const price = parseDecimal(cell("price"))
  const size = parseDecimal(cell("size"))
  const atMs = Number(cell("created_time"))
  if (side !== "buy" && side !== "sell") throw new InvalidTradeFile(line, `side ${JSON.stringify(side)}`)
  if (price === undefined || !Decimals.isPositive(price)) throw new InvalidTradeFile(line, "price is no number above 0")
  if (size === undefined || !Decimals.isPositive(size)) throw new InvalidTradeFile(line, "size is no number above 0")
  if (!Number.isSafeInteger(atMs) || atMs <= 0) throw new InvalidTradeFile(line, "created_time is no time in ms")
  return { instId: cell("instrument_name"), side, price, size, atMs }
}

/** Plays the trades from now on, at `speed`. Trades of instruments that are not listed are passed over. */
export function playTrades(
  world: World,
  flows: ReadonlyMap<string, MarketFlow>,
  trades: readonly RecordedTrade[],
): void {
  const known = trades.filter((trade) => flows.has(trade.instId))
  const first = known[0]
  if (first === undefined) return
  const startMs = world.nowMs
  for (const [instId, flow] of flows) {
    const opening = known.find((trade) => trade.instId === instId)
    const ticks = opening === undefined ? undefined : ticksOfPrice(flow.market.spec, opening.price)
    if (opening === undefined || ticks === undefined) continue
    flow.market.lastPrice = opening.price
    settleAround(world, flow, ticks)
  }
  // One job at a time: a day of trades does not fill the scheduler.
  const play = (at: number): void => {
    const trade = known[at]
    if (trade === undefined) return
    const dueMs = startMs + Math.round((trade.atMs - first.atMs) / world.options.speed)
    world.scheduler.at(dueMs, () => {
      const flow = flows.get(trade.instId)
      if (flow !== undefined) externalTrade(world, flow, trade)
      play(at + 1)
    })
  }
  play(0)
}
