// The journal's command line: verify, info, orders, fills, events. It only reads, beside a running server or alone. Answers go to stdout; progress,
// remarks and refusals go to stderr. Exit codes: 0 good, 1 damaged or unavailable, 2 wrong usage.

import type { Writable } from "node:stream"
import {
  type AccountId,
  encodeOrder,
  format,
  type OmsEvent,
  type Order,
  parseAccountId,
  plainEvent,
} from "@okx-oms/core"
import { type FillRow, JournalUnavailable, type Log, type Page } from "@okx-oms/trading"
import { type CliOptions, parseCli, USAGE, UsageError } from "./cli-options.ts"
import { type Column, printRows, tableOf, timeText, write } from "./cli-output.ts"
import { QueryRefused } from "./query-refused.ts"
import { openSqliteJournal, type SqliteJournal } from "./sqlite-journal.ts"
import { type AccountReport, verifyJournal } from "./verify.ts"

export interface CliStreams {
  /** Stands for --data when it is not given. */
  readonly directory?: string
  readonly out: Writable
  readonly error: Writable
}

const PAGE_ROWS = 500
const TABLE_ROWS = 50
/** On a terminal the next count overwrites the last; in a file or pipe each has its line. */
function ending(stream: Writable): string {
  return "isTTY" in stream && stream.isTTY === true ? "\r" : "\n"
}

/** How long a command waits for the index before it says so again. */
const INDEX_WAIT_MS = 2000
const INDEX_WAITS_MAX = 900

/** Runs one command and answers the exit code. `nowMs` is the wall time for "--since 12h". */
export async function runCli(args: readonly string[], nowMs: number, streams: CliStreams): Promise<number> {
  const { error } = streams
  if (args.includes("--help")) {
    await write(streams.out, USAGE)
    return 0
  }
  try {
    return await run(parseCli(args, nowMs, streams.directory), streams)
  } catch (fault) {
    if (fault instanceof UsageError) {
      await write(error, `${fault.message}\n\n${USAGE}`)
      return 2
    }
    if (fault instanceof QueryRefused) {
      await write(error, `${fault.message}\n`)
      return 1
    }
    if (!(fault instanceof JournalUnavailable)) throw fault
    await write(error, `${fault.message}\n${fault.advice}\n`)
    return 1
  }
}

async function run(options: CliOptions, streams: CliStreams): Promise<number> {
  const log = logTo(streams.error)
  if (options.command === "verify") return verify(options, streams, log)
  await using journal = await openSqliteJournal({ directory: options.directory, readOnly: true, log })
  // Awaited here, for the journal is closed when this function ends.
  if (options.command === "info") return await info(journal, options, streams)
  const account = accountOf(journal, options)
  await awaitIndex(journal, account, streams)
  switch (options.command) {
    case "fills":
      return await printFills(journal, account, options, streams)
    case "orders":
      return await printOrders(journal, account, options, streams)
    case "events":
      return await printEvents(journal, account, options, streams)
    default:
      return options.command satisfies never
  }
}

async function verify({ directory, format: how }: CliOptions, { out, error }: CliStreams, log: Log): Promise<number> {
  const report = await verifyJournal({
    directory,
    log,
    onProgress: ({ turns, events }) => void error.write(`verified ${turns} turns, ${events} events${ending(error)}`),
  })
  const { file, accounts, damages, remarks } = report
  const good = damages.length === 0
  if (how === "table") {
    await write(out, `${file}\n${accounts.length === 0 ? "" : tableOf(accounts, ACCOUNT_COLUMNS)}`)
    for (const remark of remarks) await write(out, `note: ${remark}\n`)
    for (const { message, advice } of damages) await write(error, `DAMAGED: ${message}\n${advice}\n`)
    await write(out, good ? "good: every turn is what was written\n" : `damaged: ${damages.length} finding(s)\n`)
  } else {
    const found = damages.map(({ message, advice }) => ({ message, advice }))
    await write(out, `${JSON.stringify({ good, file, accounts, damages: found, remarks }, undefined, 2)}\n`)
  }
  return good ? 0 : 1
}

async function info(journal: SqliteJournal, options: CliOptions, { out }: CliStreams): Promise<number> {
  const { files } = journal
  const accounts = journal.accounts().map((account) => {
    const lastSeq = journal.lastSeq(account)
    return { account, lastSeq, indexedSeq: journal.projectedSeq(account) }
  })
  if (options.format !== "table") {
    await write(out, `${JSON.stringify({ ...files, accounts }, undefined, 2)}\n`)
    return 0
  }
  await write(out, `journal    ${files.journal}\nindex      ${files.index}\nsnapshots  ${files.snapshots}\n`)
  if (accounts.length === 0) await write(out, "no events yet\n")
  else {
    await write(
      out,
      tableOf(accounts, [
        { title: "account", text: ({ account }) => account },
        { title: "last seq", right: true, text: ({ lastSeq }) => String(lastSeq) },
        { title: "indexed", right: true, text: ({ indexedSeq }) => String(indexedSeq) },
      ]),
    )
  }
  return 0
}

async function printFills(
  journal: SqliteJournal,
  account: AccountId,
  options: CliOptions,
  streams: CliStreams,
): Promise<number> {
  const since = options.since === undefined ? {} : { since: options.since }
  const rows = pages(options, (part) => journal.fills({ account, ...since, ...part }))
  return print(streams, rows, options, { columns: FILL_COLUMNS, plain: plainFill })
}

async function printOrders(
  journal: SqliteJournal,
  account: AccountId,
  options: CliOptions,
  streams: CliStreams,
): Promise<number> {
  const since = options.since === undefined ? {} : { since: options.since }
  const rows = pages(options, (part) => journal.orders({ account, ...since, ...part }))
  return print(streams, rows, options, { columns: ORDER_COLUMNS, plain: (order) => JSON.parse(encodeOrder(order)) })
}

async function printEvents(
  journal: SqliteJournal,
  account: AccountId,
  options: CliOptions,
  streams: CliStreams,
): Promise<number> {
  const { since } = options
  // Events are asked for by number, not by time; they are few enough to look at each.
  const wanted = async function* (): AsyncGenerator<OmsEvent> {
    let left = rowLimit(options)
    for await (const event of pages({ ...options, limit: Number.MAX_SAFE_INTEGER }, (part) =>
      journal.events({ account, ...part }),
    )) {
      if (since !== undefined && event.at < since) continue
      if (left-- <= 0) return
      yield event
    }
  }
  return print(streams, wanted(), options, { columns: EVENT_COLUMNS, plain: plainEvent })
}

async function print<Value>(
  { out, error }: CliStreams,
  rows: AsyncIterable<Value>,
  options: CliOptions,
  how: { readonly columns: readonly Column<Value>[]; readonly plain: (value: Value) => unknown },
): Promise<number> {
  const count = await printRows(out, rows, { format: options.format, ...how })
  if (options.format !== "table") return 0
  if (count === 0) await write(error, `no ${options.command}\n`)
  if (options.limit === undefined && count === TABLE_ROWS) await write(error, `the first ${count}; more with --limit\n`)
  return 0
}

function rowLimit({ format: how, limit }: CliOptions): number {
  return limit ?? (how === "table" ? TABLE_ROWS : Number.MAX_SAFE_INTEGER)
}

async function* pages<Row>(
  options: CliOptions,
  page: (part: { readonly limit: number; readonly cursor?: string }) => Promise<Page<Row>>,
): AsyncGenerator<Row> {
  let left = rowLimit(options)
  let cursor: string | undefined
  while (left > 0) {
    const limit = Math.min(left, PAGE_ROWS)
    const { rows, nextCursor } = await page(cursor === undefined ? { limit } : { limit, cursor })
    yield* rows
    left -= rows.length
    if (nextCursor === undefined) return
    cursor = nextCursor
  }
}

/** The account named, else the only one, else "paper". */
function accountOf(journal: SqliteJournal, options: CliOptions): AccountId {
  const known = journal.accounts()
  const chosen = options.account ?? (known.length === 1 ? known[0] : known.find((account) => account === "paper"))
  if (chosen !== undefined && (known.includes(chosen) || known.length === 0)) return chosen
  if (known.length === 0) return parseAccountId("paper")
  throw new UsageError(`--account: expected one of ${known.join(", ")}`)
}

/** All that is asked for must be in the index; a rebuild after a loss takes a while and is told. */
async function awaitIndex(journal: SqliteJournal, account: AccountId, { error }: CliStreams): Promise<void> {
  for (let waits = 0; !(await journal.indexed(account, INDEX_WAIT_MS)); waits++) {
    const at = `${journal.projectedSeq(account)} of ${journal.lastSeq(account)}`
    if (waits >= INDEX_WAITS_MAX)
      throw new JournalUnavailable(`the index does not catch up: ${at}`, { advice: "Try again later." })
    await write(error, `the index is being brought up to date: ${at}\n`)
  }
}

function plainFill(fill: FillRow): Record<string, unknown> {
  const fees = fill.fees.map(({ currency, amount }) => ({ currency, amount: format(amount) }))
  return { ...fill, price: format(fill.price), quantity: format(fill.quantity), fees }
}

const FILL_COLUMNS: readonly Column<FillRow>[] = [
  { title: "time (UTC)", text: ({ at }) => timeText(at) },
  { title: "symbol", text: ({ symbol }) => symbol },
  { title: "side", text: ({ side }) => side },
  { title: "quantity", right: true, text: ({ quantity }) => format(quantity) },
  { title: "price", right: true, text: ({ price }) => format(price) },
  {
    title: "fee",
    right: true,
    text: ({ fees }) => fees.map((fee) => `${format(fee.amount)} ${fee.currency}`).join(" "),
  },
  { title: "maker", text: ({ liquidity }) => liquidity },
  { title: "strategy", text: ({ strategy }) => strategy },
  { title: "order", text: ({ orderId }) => orderId },
  { title: "trade", text: ({ tradeId }) => tradeId },
]

const ORDER_COLUMNS: readonly Column<Order>[] = [
  { title: "created (UTC)", text: ({ createdAt }) => timeText(createdAt) },
  { title: "order", text: ({ orderId }) => orderId },
  { title: "symbol", text: ({ symbol }) => symbol },
  { title: "side", text: ({ side }) => side },
  { title: "type", text: ({ orderType }) => orderType },
  { title: "state", text: ({ state, doubt }) => (doubt === undefined ? state : `${state} (in doubt)`) },
  { title: "price", right: true, text: ({ price }) => (price === undefined ? "" : format(price)) },
  { title: "quantity", right: true, text: ({ quantity }) => format(quantity) },
  { title: "filled", right: true, text: ({ filledQuantity }) => format(filledQuantity) },
  { title: "strategy", text: ({ strategy }) => strategy },
  { title: "client id", text: ({ clientOrderId }) => clientOrderId ?? "" },
  { title: "reason", text: ({ reason }) => reason ?? "" },
]

const EVENT_COLUMNS: readonly Column<OmsEvent>[] = [
  { title: "seq", right: true, text: ({ seq }) => String(seq) },
  { title: "time (UTC)", text: ({ at }) => timeText(at) },
  { title: "event", text: ({ type }) => type },
  { title: "cause", text: ({ cause }) => cause },
  { title: "order", text: (event) => ("orderId" in event ? (event.orderId ?? "") : "") },
]

const ACCOUNT_COLUMNS: readonly Column<AccountReport>[] = [
  { title: "account", text: ({ account }) => account },
  { title: "turns", right: true, text: ({ turns }) => String(turns) },
  { title: "events", right: true, text: ({ events }) => String(events) },
  { title: "orders", right: true, text: ({ orders }) => String(orders) },
  { title: "open", right: true, text: ({ openOrders }) => String(openOrders) },
  { title: "last (UTC)", text: ({ lastAt }) => timeText(lastAt) },
  { title: "chain", text: ({ hash }) => hash.slice(0, 16) },
]

function logTo(error: Writable): Log {
  const say = (message: string, facts?: Readonly<Record<string, unknown>>): void => {
    error.write(`${message}${facts === undefined ? "" : ` ${JSON.stringify(facts)}`}\n`)
  }
  return { info: () => {}, warn: say, error: say }
}
