// The command that cancels every open order that fits: it looks first, asks whether it is meant, and says of each order how it ended.

import type { OmsClient, OrderRow, ResultRow } from "@okx-oms/api"
import { command } from "../command.ts"
import { EXIT, type ExitCode } from "../exit-codes.ts"
import { CommandFailed } from "../faults.ts"
import { announceMode, MODE_WORDS } from "../mode.ts"
import { WAIT_MS_DEFAULT } from "../order-fate.ts"
import type { Session } from "../session.ts"
import { RECEIPT_FIELDS, WAIT_OPTIONS } from "./order-acts.ts"
import { showOrders } from "./order-looks.ts"

/** More cancelled orders than this are told as over, without how. */
const ENDS_READ_MAX = 50
const LOOK_AGAIN_MS = 150

export const cancelAllCommand = command({
  name: "order cancel-all",
  group: "orders",
  aliases: ["cancel_all_orders"],
  summary: "cancel every open order that fits",
  details: [
    "Orders that were not placed here are left alone and counted; a symbol that is no instrument is refused. Asks first: for the account's name when it is about all, for the number of orders otherwise.",
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
    const all = await openOrders(client, filter)
    if (all.length === 0 && filter.symbol !== undefined) await mustBeKnown(client, filter.symbol)
    const open = all.filter(({ source }) => source === "command")
    const others = all.length - open.length
    if (session.options.dryRun) {
      await showOrders(session, open)
      await session.note(`would cancel ${countWords(open.length)}; nothing was asked for`)
      await tellOthers(session, others)
      return EXIT.done
    }
    const { account, mode } = await announceMode(session)
    const about = Object.values(filter).join(", ")
    // An order may come between the look and the word; so "none" is no reason not to ask for the cancel.
    await session.confirm(
      `Cancel ${countWords(open.length)}${about === "" ? ` (all of account ${account}, ${MODE_WORDS[mode]})` : ` of ${about}`}?`,
      about === "" ? account : String(open.length),
    )
    const { results } = await client.cancelOrders(filter)
    const left = options["no-wait"]
      ? []
      : await awaitGone(session, { results, filter }, options["wait-ms"] ?? WAIT_MS_DEFAULT)
    const exit = await showCancelled(session, results, left, options["no-wait"])
    await tellOthers(session, others)
    return exit
  },
})

type Filter = { readonly symbol?: string; readonly strategy?: string }

/**
 * A mistyped symbol fits no order, and "nothing to cancel" would let the orders of the right one live. Asked only when nothing is open: orders of a symbol that
 * OKX has taken from its list are cancelled like others. A server that lists nothing at all does not know its instruments yet.
 */
async function mustBeKnown(client: OmsClient, symbol: string): Promise<void> {
  if ((await client.getInstruments({ symbol, limit: 1 })).instruments.length > 0) return
  if ((await client.getInstruments({ limit: 1 })).instruments.length === 0) return
  throw new CommandFailed(`${symbol} is not an instrument that this account may trade. [instrument-unknown]`, {
    exit: EXIT.rejected,
    advice: "Nothing was done. What may be traded: oms instruments. What is open: oms order list --state open",
  })
}

async function tellOthers(session: Session, count: number): Promise<void> {
  if (count === 0) return
  const words =
    count === 1 ? "1 open order was not placed here and stays" : `${count} open orders were not placed here and stay`
  await session.note(`${words}: oms order list --state open`, "warning")
}

/** All pages of them: an order that is on none is not open. */
async function openOrders(client: OmsClient, filter: Filter): Promise<readonly OrderRow[]> {
  const orders: OrderRow[] = []
  let cursor: string | undefined
  do {
    const page = await client.getOrders({
      state: "open",
      limit: 500,
      ...filter,
      ...(cursor !== undefined && { cursor }),
    })
    orders.push(...page.orders)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return orders
}

/** Orders whose cancel was taken and that are not over when the time is. */
async function awaitGone(
  session: Session,
  { results, filter }: { readonly results: readonly ResultRow[]; readonly filter: Filter },
  waitMs: number,
): Promise<readonly string[]> {
  const client = await session.client()
  const endsAt = performance.now() + waitMs
  let waiting = results.flatMap((result) => (result.ok ? [result.orderId] : []))
  while (waiting.length > 0) {
    const open = new Set((await openOrders(client, filter)).map(({ orderId }) => orderId))
    waiting = waiting.filter((id) => open.has(id))
    if (waiting.length === 0 || performance.now() >= endsAt || session.terminal.signal.aborted) break
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
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
    none: "there was no open order of this server to cancel",
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

function countWords(count: number): string {
  return count === 1 ? "1 open order" : `${count} open orders`
}
