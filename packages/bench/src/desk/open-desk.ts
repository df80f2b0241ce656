// A whole order manager over its real journal and the instant exchange: what the benches of memory, recovery, comparison and the HTTP interface open.

import { millis } from "@okx-oms/core"
import { openSqliteJournal, type SqliteJournal } from "@okx-oms/journal-sqlite"
import { type Clock, type Log, OrderManager, type OrderManagerConfig } from "@okx-oms/trading"
import { InstantExchange } from "./instant-exchange.ts"
import { ACCOUNT, LIMITS, TAG } from "./settings.ts"

const READY_LIMIT_MS = 120_000

export interface Desk extends AsyncDisposable {
  readonly manager: OrderManager
  readonly journal: SqliteJournal
  readonly exchange: InstantExchange
}

/** Warnings and errors are the end: what is measured must be a healthy manager. */
const LOG: Log = {
  info() {},
  warn: (message, facts) => console.error(`manager: ${message}`, facts ?? ""),
  error: (message, facts) => console.error(`manager: ${message}`, facts ?? ""),
}

const CLOCK: Clock = {
  wall: () => millis(Date.now()),
  mono: () => millis(Math.trunc(performance.now())),
  precise: () => performance.now(),
  soon: (run) => void setImmediate(run),
  timer: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

export interface DeskOptions {
  readonly directory: string
  readonly exchange?: InstantExchange
  readonly durability?: "full" | "off"
  readonly config?: Partial<OrderManagerConfig>
}

/** Resolves when orders may be placed. */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { directory, durability = "full", exchange = new InstantExchange(), config } = options
  await using undo = new AsyncDisposableStack()
  const journal = undo.use(await openSqliteJournal({ directory, durability, log: LOG }))
  const wanted: OrderManagerConfig = { account: ACCOUNT, tag: TAG, newTag: () => TAG, limits: () => LIMITS, ...config }
  const manager = undo.use(new OrderManager(wanted, { journal, gateway: exchange, clock: CLOCK, log: LOG }))
  await manager.start()
  if (!(await manager.whenReady(READY_LIMIT_MS))) throw new Error("the manager is not ready")
  const opened = undo.move()
  return { manager, journal, exchange, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
