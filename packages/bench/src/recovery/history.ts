// A journal with so many orders behind it and a thousand open ones, as an order manager would have left it when its machine lost power: made once, kept in the
// temporary folder, the same on every machine. Beside it lies what the exchange holds then.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  clOrdIdFromWire,
  type Decimal,
  decimal,
  type ExchangeOrder,
  encodeState,
  format,
  millis,
  type OmsEvent,
  type Order,
  okxOrderIdFromWire,
  parsePrice,
  parseQuantity,
  STATE_FORMAT,
  toQuantity,
} from "@okx-oms/core"
import { openSqliteJournal, type SqliteJournal } from "@okx-oms/journal-sqlite"
import { InstantExchange } from "../desk/instant-exchange.ts"
import { Lives } from "../desk/lives.ts"
import { ACCOUNT, BY_SYMBOL, TAG } from "../desk/settings.ts"

export interface HistorySize {
  /** Orders that came to their end. */
  readonly orders: number
  readonly open: number
}

/** Raised when the same sizes give another history or the journal keeps it in another form: kept ones are then made anew, as for another format of snapshots. */
const VERSION = 5
/** Behind the newest snapshot: a manager keeps one every 20,000 events, so this is nearly the most that a start has to replay. */
const TAIL_EVENTS = 19_000
/** Twenty orders a second: 18,000 closed ones are still in memory. */
const STEP_MS = 50
const EXCHANGE_FILE = "exchange.json"
const INDEX_LIMIT_MS = 600_000

interface Told {
  readonly orders: readonly {
    okxOrderId: string
    clOrdId: string
    symbol: string
    side: "buy" | "sell"
    price: string
    quantity: string
    at: number
  }[]
  readonly balances: readonly { currency: string; total: string }[]
}

/** The folder of the history, made if it is not there. */
export async function historyOf(size: HistorySize, tell: (line: string) => void): Promise<string> {
  const folder = join(
    tmpdir(),
    "okx-oms-bench-histories",
    `v${VERSION}-${STATE_FORMAT}-${size.orders}-orders-${size.open}-open`,
  )
  if (existsSync(join(folder, EXCHANGE_FILE))) return folder
  tell(`making ${size.orders} orders of history, once`)
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  const lives = await write(unfinished, size)
  writeFileSync(join(unfinished, EXCHANGE_FILE), JSON.stringify(toldBy(lives)))
  rmSync(folder, { recursive: true, force: true })
  renameSync(unfinished, folder)
  return folder
}

async function write(directory: string, { orders, open }: HistorySize): Promise<Lives> {
  await using journal = await openSqliteJournal({ directory, durability: "off" })
  const pending: OmsEvent[] = []
  const lives = new Lives({ stepMs: STEP_MS, onEvent: (event) => pending.push(event) })
  const turn = (): Promise<void> => appended(journal, pending)
  await turn()
  for (let at = 0; at < open; at++) {
    const life = lives.place()
    await turn()
    lives.acknowledge(life)
    await turn()
  }
  // Six events each.
  const snapshotAt = orders - Math.floor(TAIL_EVENTS / 6)
  for (let at = 0; at < orders; at++) {
    if (at === snapshotAt) await journal.saveSnapshot(ACCOUNT, lives.state.seq, [encodeState(lives.state)])
    const life = lives.place()
    await turn()
    lives.acknowledge(life)
    await turn()
    lives.fill(life)
    await turn()
    if (at % 10_000 === 0 && !(await journal.indexed(ACCOUNT, INDEX_LIMIT_MS))) throw new Error("the index is too slow")
  }
  if (!(await journal.indexed(ACCOUNT, INDEX_LIMIT_MS))) throw new Error("the index is too slow")
  return lives
}

/** What has gathered, as one turn. */
async function appended(journal: SqliteJournal, pending: OmsEvent[]): Promise<void> {
  const events = pending.splice(0)
  const [first] = events
  if (first === undefined) return
  const result = await journal.append(ACCOUNT, first.seq - 1, 1_790_000_000, events)
  if (result !== "ok") throw new Error(`Invariant: an append is ok, not ${result}`)
}

function toldBy({ state }: Lives): Told {
  const open = [...state.open].flatMap((orderId) => state.orders.get(orderId) ?? [])
  return {
    orders: open.map((order) => ({
      okxOrderId: order.okxOrderId ?? "",
      clOrdId: order.clOrdId ?? "",
      symbol: order.symbol,
      side: order.side,
      price: textOf(order.price),
      quantity: textOf(order.quantity),
      at: order.createdAt,
    })),
    balances: [...state.funds].map(([currency, { expected }]) => ({ currency, total: format(expected) })),
  }
}

function textOf(value: Decimal | undefined): string {
  if (value === undefined) throw new Error("Invariant: what rests has a price")
  return format(value)
}

/** The exchange as it is when the manager of that history starts again. */
export function exchangeOf(folder: string): InstantExchange {
  const told: Told = JSON.parse(readFileSync(join(folder, EXCHANGE_FILE), "utf8"))
  const updatedAt = millis(Date.now() - 60_000)
  const exchange = new InstantExchange({
    balances: told.balances.map(({ currency, total }) => ({
      currency,
      total: decimal(total),
      available: decimal(total),
      updatedAt,
    })),
  })
  exchange.adopt(told.orders.map(orderOf))
  return exchange
}

function orderOf(told: Told["orders"][number]): ExchangeOrder {
  const instrument = [...BY_SYMBOL.values()].find(({ symbol }) => symbol === told.symbol)
  if (instrument === undefined) throw new Error(`Invariant: ${told.symbol} is traded here`)
  const { side } = told
  const unit: Order["unit"] = "base"
  return {
    ...{ symbol: instrument.symbol, side, unit, tag: TAG, orderType: "limit", tradeMode: "cash", reduceOnly: false },
    okxOrderId: okxOrderIdFromWire(told.okxOrderId),
    clOrdId: clOrdIdFromWire(told.clOrdId),
    price: parsePrice(told.price),
    quantity: parseQuantity(told.quantity),
    filled: toQuantity(decimal("0")),
    ...{ state: "live", category: "normal", createdAt: millis(told.at), updatedAt: millis(told.at) },
  }
}
