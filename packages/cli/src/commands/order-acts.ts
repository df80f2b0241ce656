// The commands that place, change and take away orders. Each waits a few seconds for what became of its request and ends with the exit code of that: a person
// wants to know the end, a script must be able to tell "done" from "not known yet".

import { randomBytes } from "node:crypto"
import type { AmendRequest, OrderRow, PlaceRequest, ReceiptRow, ResultRow } from "@okx-oms/api"
import { TRADE_MODES, UNITS } from "@okx-oms/api"
import { Decimals, ORDER_TYPES, parseDecimal } from "@okx-oms/core"
import { command } from "../command.ts"
import { EXIT, type ExitCode } from "../exit-codes.ts"
import { CommandFailed, UsageError } from "../faults.ts"
import { announceMode, MODE_WORDS } from "../mode.ts"
import { ORDER_FIELDS, orderColumns, orderFacts } from "../order-columns.ts"
import {
  amendIsTold,
  amendVerdict,
  awaitFate,
  cancelIsTold,
  cancelVerdict,
  isClosed,
  placementIsTold,
  placementVerdict,
  type Verdict,
  WAIT_MS_DEFAULT,
} from "../order-fate.ts"
import { Precision } from "../precision.ts"
import { showPreview } from "../preview.ts"
import type { Session } from "../session.ts"
import { BY_OPTION } from "./order-looks.ts"

const WAIT_OPTIONS = {
  "no-wait": { type: "boolean", summary: "end with the receipt; do not wait for what became of it" },
  "wait-ms": {
    type: "string",
    value: "MS",
    whole: { lowest: 0, highest: 600_000 },
    summary: `how long to wait for that (default: ${WAIT_MS_DEFAULT})`,
  },
} as const
interface Wait {
  readonly "no-wait": boolean
  readonly "wait-ms": number | undefined
}
/** More cancelled orders than this are told as over, without how. */
const ENDS_READ_MAX = 50
const RECEIPT_FIELDS = ["orderId", "clientOrderId", "seq", "state", "pendingCancel"]

export const placeCommand = command({
  name: "order place",
  group: "orders",
  aliases: ["place_order"],
  summary: "place an order",
  details: [
    "Amounts are decimals as they are meant: 0.01, never 1e-2. Without --client-id one is drawn, so that no answer is ever asked for twice; with one, the same command again is the same order.",
    "Waits until OKX has the order (ioc, fok and market: until it is over), at most --wait-ms.",
  ],
  takes: ["preview", "rows", "server"],
  args: [
    { name: "SYMBOL", summary: "OKX's instrument id: BTC-USDT, BTC-USDT-SWAP" },
    { name: "SIDE", summary: "buy or sell", values: ["buy", "sell"] },
    { name: "QUANTITY", summary: "in base currency, or contracts for SWAP; see --unit" },
  ],
  options: {
    price: { type: "string", value: "PRICE", summary: "the limit price; every type but market needs one" },
    type: {
      type: "string",
      value: "TYPE",
      short: "t",
      values: ORDER_TYPES,
      summary: `${ORDER_TYPES.join(", ")} (default: limit)`,
    },
    unit: {
      type: "string",
      value: "UNIT",
      values: UNITS,
      summary: "of the quantity: base, quote (market orders on SPOT) or contracts",
    },
    "trade-mode": {
      type: "string",
      value: "MODE",
      values: TRADE_MODES,
      summary: "cash, cross or isolated (default: cash for SPOT, cross for SWAP)",
    },
    "reduce-only": { type: "boolean", summary: "only shrinks a position" },
    strategy: { type: "string", value: "NAME", short: "s", summary: "whose order it is (default: manual)" },
    "client-id": {
      type: "string",
      value: "ID",
      short: "c",
      summary: "your own id: 1 to 64 characters, once per account",
    },
    "time-limit-ms": {
      type: "string",
      value: "MS",
      whole: { lowest: 1_000, highest: 2_147_483_647 },
      summary: "cancel it when it is still open after this long",
    },
    ...WAIT_OPTIONS,
  },
  examples: [
    { line: "oms order place BTC-USDT buy 0.01 --price 60000", says: "a limit order" },
    {
      line: "oms order place BTC-USDT sell 0.01 --type market --dry-run",
      says: "what it would cost, and nothing else",
    },
    {
      line: "oms order place BTC-USDT-SWAP sell 3 --price 91000 --type post_only --reduce-only",
      says: "three contracts, as a maker",
    },
  ],
  run: async (session, [symbol, side, quantity], options) => {
    const type = options.type ?? "limit"
    if (type !== "market" && options.price === undefined)
      throw new UsageError(`a ${type} order needs a price: --price PRICE (or --type market)`, "order place")
    const order: PlaceRequest = {
      symbol,
      side: side === "sell" ? "sell" : "buy",
      type,
      quantity,
      ...(options.price !== undefined && { price: options.price }),
      ...(options.unit !== undefined && { unit: options.unit }),
      ...(options["trade-mode"] !== undefined && { tradeMode: options["trade-mode"] }),
      ...(options["reduce-only"] && { reduceOnly: true }),
      ...(options.strategy !== undefined && { strategy: options.strategy }),
      ...(options["time-limit-ms"] !== undefined && { timeLimitMs: options["time-limit-ms"] }),
      clientOrderId: options["client-id"] ?? drawnId(),
    }
    const client = await session.client()
    if (session.options.dryRun) return await showPreview(session, order, await client.previewOrder(order))
    await announceMode(session)
    const receipt = await client.placeOrder(order)
    if (receipt.replayed)
      await session.note(
        `${receipt.clientOrderId} was placed before; this is that order, and nothing was placed now`,
        "warning",
      )
    return await tellFate(session, receipt, options, { isTold: placementIsTold, verdict: placementVerdict })
  },
})

export const amendCommand = command({
  name: "order amend",
  group: "orders",
  summary: "change the price or the quantity of an order",
  details: ["Both are what the order is to have afterwards; the quantity is the total, its filled part included."],
  takes: ["preview", "rows", "server"],
  args: [{ name: "ID", summary: "any of its four ids" }],
  options: {
    price: { type: "string", value: "PRICE", summary: "the new limit price" },
    quantity: { type: "string", value: "QUANTITY", summary: "the new total quantity" },
    ...BY_OPTION,
    ...WAIT_OPTIONS,
  },
  examples: [{ line: "oms order amend hello-1 --price 60500", says: "a new price" }],
  run: async (session, [id], options) => {
    const { price, quantity } = options
    if (price === undefined && quantity === undefined)
      throw new UsageError("say what to change: --price, --quantity, or both", "order amend")
    const client = await session.client()
    const query = options.by === undefined ? {} : { by: options.by }
    const change: AmendRequest = { ...(price !== undefined && { price }), ...(quantity !== undefined && { quantity }) }
    if (session.options.dryRun) {
      const before = await client.getOrder(id, query)
      const words = [
        price && `price ${before.price ?? "none"} -> ${price}`,
        quantity && `quantity ${before.quantity} -> ${quantity}`,
      ]
      await session.note(
        `would change ${before.orderId} (${before.state}): ${words.filter(Boolean).join(", ")}; nothing was asked for`,
      )
      return isClosed(before) ? EXIT.rejected : EXIT.done
    }
    await announceMode(session)
    const receipt = await client.amendOrder(id, change, query)
    const asAsked = (order: OrderRow): boolean =>
      (price === undefined || isSame(order.price, price)) &&
      (quantity === undefined || isSame(order.quantity, quantity))
    return await tellFate(session, receipt, options, {
      isTold: amendIsTold,
      verdict: (order) => amendVerdict(order, asAsked(order)),
    })
  },
})

export const cancelCommand = command({
  name: "order cancel",
  group: "orders",
  aliases: ["cancel_order"],
  summary: "cancel one order, or several by name",
  details: ["Taken is not cancelled: it waits for the final word. A cancel that is under way is not asked for twice."],
  takes: ["preview", "rows", "server"],
  args: [{ name: "ID", summary: "any of its four ids", many: true }],
  options: {
    reason: { type: "string", value: "TEXT", summary: "for people; kept in the journal" },
    ...BY_OPTION,
    ...WAIT_OPTIONS,
  },
  examples: [{ line: "oms order cancel hello-1 --reason 'changed my mind'", says: "by its client order id" }],
  run: async (session, [ids], options) => {
    if (ids.length === 0)
      throw new UsageError("ID is missing: which order? All of them: oms order cancel-all", "order cancel")
    const client = await session.client()
    const by = options.by === undefined ? {} : { by: options.by }
    if (session.options.dryRun) {
      const orders = await Promise.all(ids.map((id) => client.getOrder(id, by)))
      await showOrders(session, orders)
      await session.note("would ask for their cancel; nothing was asked for")
      return EXIT.done
    }
    await announceMode(session)
    let worst: ExitCode = EXIT.done
    for (const id of ids) {
      const receipt = await client.cancelOrder(id, {
        ...by,
        ...(options.reason !== undefined && { reason: options.reason }),
      })
      const exit = await tellFate(session, receipt, options, { isTold: cancelIsTold, verdict: cancelVerdict })
      if (worst === EXIT.done) worst = exit
    }
    return worst
  },
})

export const cancelAllCommand = command({
  name: "order cancel-all",
  group: "orders",
  aliases: ["cancel_all_orders"],
  summary: "cancel every open order that fits",
  details: [
    "Orders that were not placed here are left alone. Asks first: for the account's name when it is about all, for the number of orders otherwise.",
  ],
  takes: ["preview", "confirm", "rows", "server"],
  options: {
    symbol: { type: "string", value: "SYMBOL", summary: "only these" },
    strategy: { type: "string", value: "NAME", short: "s", summary: "only these" },
    ...WAIT_OPTIONS,
  },
  examples: [{ line: "oms order cancel-all --symbol BTC-USDT --dry-run", says: "which they would be" }],
  run: async (session, _args, options) => {
    const client = await session.client()
    const filter = {
      ...(options.symbol !== undefined && { symbol: options.symbol }),
      ...(options.strategy !== undefined && { strategy: options.strategy }),
    }
    const open = (await client.getOrders({ state: "open", limit: 500, ...filter })).orders.filter(
      ({ source }) => source === "command",
    )
    if (session.options.dryRun) {
      await showOrders(session, open)
      await session.note(`would cancel ${countWords(open.length)}; nothing was asked for`)
      return EXIT.done
    }
    const { account, mode } = await announceMode(session)
    const about = Object.values(filter).join(", ")
    // An order may come between the look and the word; so "none" is no reason not to ask for the cancel.
    await session.confirm(
      `Cancel ${open.length >= 500 ? "more than " : ""}${countWords(open.length)}${about === "" ? ` (all of account ${account}, ${MODE_WORDS[mode]})` : ` of ${about}`}?`,
      about === "" ? account : String(open.length),
    )
    const { results } = await client.cancelOrders(filter)
    const left = options["no-wait"] ? [] : await awaitGone(session, results, options["wait-ms"] ?? WAIT_MS_DEFAULT)
    return await showCancelled(session, results, left, options["no-wait"])
  },
})

// ---- what became of it -------------------------------------------------------------------------------------------------------

async function tellFate(
  session: Session,
  receipt: ReceiptRow & { readonly replayed?: boolean },
  wait: Wait,
  how: { readonly isTold: (order: OrderRow) => boolean; readonly verdict: (order: OrderRow) => Verdict },
): Promise<ExitCode> {
  const { orderId, clientOrderId, state } = receipt
  if (wait["no-wait"]) {
    const row: ReceiptRow = { orderId, clientOrderId, seq: receipt.seq, state, pendingCancel: receipt.pendingCancel }
    const facts = [
      { name: "taken", text: `${orderId}${clientOrderId === null ? "" : ` (${clientOrderId})`}, ${state}` },
    ]
    await session.showOne(row, facts, RECEIPT_FIELDS)
    return EXIT.done
  }
  const client = await session.client()
  const order = await awaitFate(client, orderId, {
    waitMs: wait["wait-ms"] ?? WAIT_MS_DEFAULT,
    isTold: how.isTold,
    signal: session.terminal.signal,
  })
  const precision =
    session.options.form === "table" ? await new Precision().learn(client, [order.symbol]) : new Precision()
  const { history: _, ...row } = order
  await session.showOne(row, orderFacts(row, precision), ORDER_FIELDS)
  const { exit, says } = how.verdict(order)
  if (says !== "") await session.note(says, exit === EXIT.unknown ? "doubt" : "rejected")
  return exit
}

/** Orders whose cancel was taken and that are not over when the time is. */
async function awaitGone(session: Session, results: readonly ResultRow[], waitMs: number): Promise<readonly string[]> {
  const client = await session.client()
  const endsAt = performance.now() + waitMs
  let waiting = results.flatMap((result) => (result.ok ? [result.orderId] : []))
  while (waiting.length > 0) {
    const open = new Set((await client.getOrders({ state: "open", limit: 500 })).orders.map(({ orderId }) => orderId))
    waiting = waiting.filter((id) => open.has(id))
    if (waiting.length === 0 || performance.now() >= endsAt || session.terminal.signal.aborted) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return waiting
}

/** How the orders ended, of as many as is worth reading one by one. */
async function endsOf(session: Session, results: readonly ResultRow[]): Promise<ReadonlyMap<string, string>> {
  const client = await session.client()
  const ids = results.flatMap((result) => (result.ok ? [result.orderId] : [])).slice(0, ENDS_READ_MAX)
  const orders = await Promise.allSettled(ids.map((id) => client.getOrder(id, { by: "orderId" })))
  return new Map(
    orders.flatMap((order) => (order.status === "fulfilled" ? [[order.value.orderId, order.value.state]] : [])),
  )
}

async function showCancelled(
  session: Session,
  results: readonly ResultRow[],
  left: readonly string[],
  isUnwatched: boolean,
): Promise<ExitCode> {
  const waiting = new Set(left)
  const ends =
    isUnwatched || session.options.form !== "table" ? new Map<string, string>() : await endsOf(session, results)
  await session.showRows(results, {
    fields: ["ok", ...RECEIPT_FIELDS, "problem"],
    none: "there was no open order to cancel",
    columns: [
      { title: "order", text: (result) => (result.ok ? result.orderId : (result.problem.orderId ?? "")) },
      { title: "client id", mayBeEmpty: true, text: (result) => (result.ok ? (result.clientOrderId ?? "") : "") },
      {
        title: "cancel",
        text: (result) =>
          !result.ok
            ? result.problem.code
            : isUnwatched
              ? "asked for"
              : waiting.has(result.orderId)
                ? "asked for, no final word yet"
                : (ends.get(result.orderId) ?? "over"),
        ink: (result) =>
          !result.ok ? "rejected" : isUnwatched || waiting.has(result.orderId) ? "warning" : "cancelled",
      },
      { title: "why", mayBeEmpty: true, text: (result) => (result.ok ? "" : result.problem.detail) },
    ],
  })
  const refused = results.filter((result) => !result.ok && result.problem.code !== "order-closed").length
  if (left.length > 0) {
    await session.note(
      `${countWords(left.length)} not over yet; the cancels are asked for again by themselves: oms order list --state open`,
      "doubt",
    )
    return EXIT.unknown
  }
  return refused > 0 ? EXIT.rejected : EXIT.done
}

async function showOrders(session: Session, orders: readonly OrderRow[]): Promise<void> {
  const precision = await new Precision().learn(
    await session.client(),
    orders.map(({ symbol }) => symbol),
  )
  await session.showRows(orders, {
    columns: orderColumns(precision, session.terminal.now()),
    fields: ORDER_FIELDS,
    none: "no open order fits",
  })
}

function countWords(count: number): string {
  return count === 1 ? "1 open order" : `${count} open orders`
}

function isSame(told: string | null, wanted: string): boolean {
  const [one, other] = [told === null ? undefined : parseDecimal(told), parseDecimal(wanted)]
  return one !== undefined && other !== undefined && Decimals.equals(one, other)
}

/** 60 random bits in letters that nobody confuses: short enough for a table, never drawn twice. */
function drawnId(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789z"
  const drawn = Array.from(randomBytes(12), (byte) => letters[byte % 32] ?? "z").join("")
  if (drawn.length !== 12) throw new CommandFailed("no id could be drawn")
  return `cli-${drawn}`
}
