// The commands that place and change orders; cancel.ts takes them away. Each waits a few seconds for what became of its request and ends with the exit code of that: a person
// wants to know the end, a script must be able to tell "done" from "not known yet".

import { randomBytes } from "node:crypto"
import type { AmendRequest, OrderRow, PlaceRequest, ReceiptRow } from "@okx-oms/api"
import { ReceiptSchema, TRADE_MODES, UNITS } from "@okx-oms/api"
import { Decimals, ORDER_TYPES, parseDecimal } from "@okx-oms/core"
import { command } from "../command.ts"
import { EXIT, type ExitCode } from "../exit-codes.ts"
import { CommandFailed, UsageError } from "../faults.ts"
import { announceMode } from "../mode.ts"
import { ORDER_FIELDS, orderFacts } from "../order-columns.ts"
import {
  amendIsTold,
  amendRefusal,
  amendVerdict,
  awaitFate,
  isClosed,
  placementIsTold,
  placementVerdict,
  type Verdict,
  WAIT_MS_DEFAULT,
} from "../order-fate.ts"
import { Precision } from "../precision.ts"
import { showPreview } from "../preview.ts"
import type { Session } from "../session.ts"
import { BY_OPTION, timelineOf } from "./order-looks.ts"

export const WAIT_OPTIONS = {
  "no-wait": { type: "boolean", summary: "end with the receipt; do not wait for what became of it" },
  "wait-ms": {
    type: "string",
    value: "MS",
    whole: { lowest: 0, highest: 600_000 },
    summary: `how long to wait for that (default: ${WAIT_MS_DEFAULT})`,
  },
} as const
export interface Wait {
  readonly "no-wait": boolean
  readonly "wait-ms": number | undefined
}
export const RECEIPT_FIELDS: readonly string[] = Object.keys(ReceiptSchema.properties)

export const placeCommand = command({
  name: "order place",
  group: "orders",
  aliases: ["place_order"],
  summary: "place an order",
  details: [
    "Amounts are decimals as they are meant: 0.01, never 1e-2. Without --client-id one is drawn, so that no answer is ever asked for twice; with one, the same command again is the same order.",
    "Waits until OKX has the order (ioc, fok and market: until it is over), at most --wait-ms. Over without any fill is 3; filled in part and the rest cancelled is 0.",
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
      verdict: async (order) => {
        const isDone = order.pending.amend !== null || asAsked(order)
        return amendVerdict(order, asAsked(order), isDone ? "" : await whyNotChanged(session, receipt))
      },
    })
  },
})

// ---- what became of it -------------------------------------------------------------------------------------------------------

/** Shows what became of a request that the server took, when it is told or the time is over. */
export async function tellFate(
  session: Session,
  receipt: ReceiptRow & { readonly replayed?: boolean },
  wait: Wait,
  how: {
    readonly isTold: (order: OrderRow) => boolean
    readonly verdict: (order: OrderRow) => Verdict | Promise<Verdict>
  },
): Promise<ExitCode> {
  const { orderId, clientOrderId, state } = receipt
  if (wait["no-wait"]) {
    const { replayed: _, ...row } = receipt
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
  const { exit, says } = await how.verdict(order)
  if (says !== "") await session.note(says, exit === EXIT.unknown ? "doubt" : "rejected")
  return exit
}

/** The reason is a help beside an outcome that is known: without it the outcome is told all the same. */
async function whyNotChanged(session: Session, { orderId, seq }: ReceiptRow): Promise<string> {
  try {
    return amendRefusal(await timelineOf(session, orderId, "orderId"), seq)
  } catch {
    return ""
  }
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
