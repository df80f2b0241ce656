// `npm run bench -- reconcile`: what one comparison of the books with OKX costs when nothing differs, with ever more open orders: processor time of this process
// (HTTP, reading the lists, comparing), its calls, and how long it takes. Over the real client; the exchange is a process of its own.

import { setTimeout as wait } from "node:timers/promises"
import { decimal } from "@okx-oms/core"
import {
  type HttpRequest,
  type HttpResult,
  type HttpTransport,
  UndiciTransport,
  WsTransport,
} from "@okx-oms/okx-client"
import { type Oms, openOms } from "@okx-oms/oms"
import { atMost, type Bench, type OpenBench, type Subject, type Verdict } from "../bench.ts"
import { Folder } from "../desk/folder.ts"
import { isRecord, Peer } from "../peer.ts"
import type { Figure } from "../rounds.ts"
import { MARKETS } from "./markets.ts"

/** Wide enough that nothing waits: this exchange has no limits. */
const TIMES_OKX = 100_000
const HOUR_MS = 3_600_000
const MUCH = decimal("1000000000000")
const AT_ONCE = 50
const PLACED_LIMIT_MS = 120_000
/** An order in the list may cost so much more with the most open orders than with fewer, at most. */
const GROWTH_MAX = 1.5

export const reconcile: Bench = {
  says: "processor time and calls of one comparison with 100, 1,000 and 4,000 open orders",
  open,
}

interface Side extends AsyncDisposable {
  readonly oms: Oms
  readonly calls: () => { readonly all: number; readonly lists: number }
}

async function open({ quick }: { quick: boolean }): Promise<OpenBench> {
  const sizes = quick ? [20, 200] : [100, 1_000, 4_000]
  await using undo = new AsyncDisposableStack()
  const sides: { size: number; side: Side }[] = []
  for (const size of sizes) {
    // An exchange for each: the account may have four thousand orders in all.
    const exchange = undo.use(new Peer("the exchange", new URL("./exchange-process.ts", import.meta.url)))
    const address = await exchange.ask("address")
    const side = undo.use(await openSide(isRecord(address) ? address : {}))
    await rest(side.oms, size)
    sides.push({ size, side })
  }
  const kept = undo.move()
  return {
    setting: [
      `open orders in ${MARKETS.length} markets, as the books have them; 100 to a page of the list; client and manager in this process, all its threads counted`,
      "calls: all HTTP requests of one comparison; OKX allows 60 list calls in 2 s",
    ],
    subjects: sides.map(
      ({ size, side }): Subject => ({
        name: nameOf(size),
        unit: "cpu ms",
        better: "lower",
        round: () => compare(side, size),
      }),
    ),
    judge: (figures) => verdicts(figures, sizes, quick),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function nameOf(size: number): string {
  return `comparison, ${size.toLocaleString("en-US")} open orders`
}

async function openSide({ url, wsUrl }: Readonly<Record<string, unknown>>): Promise<Side> {
  await using undo = new AsyncDisposableStack()
  const folder = undo.use(new Folder())
  const counting = new CountingTransport(new UndiciTransport({ origin: String(url) }))
  const oms = undo.use(
    await openOms({
      ...{ mode: "paper", directory: folder.path, baseUrl: String(url), wsUrl: String(wsUrl) },
      symbols: MARKETS.map(({ instId }) => instId),
      limits: {
        ...{ maxOrderNotional: MUCH, maxPositionNotional: MUCH, maxOpenOrders: 100_000, priceCollar: decimal("0.9") },
        lastPriceMaxAgeMs: HOUR_MS,
      },
      // Only those that are measured.
      reconcileEveryMs: HOUR_MS,
      onLoopback: { rateLimitsTimes: TIMES_OKX, transport: { http: counting, socket: new WsTransport() } },
    }),
  )
  const kept = undo.move()
  return {
    oms,
    calls: () => ({ all: counting.all, lists: counting.lists }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

class CountingTransport implements HttpTransport {
  readonly #inner: HttpTransport
  all = 0
  lists = 0

  constructor(inner: HttpTransport) {
    this.#inner = inner
  }

  request(request: HttpRequest): Promise<HttpResult> {
    this.all++
    if (request.target.includes("orders-pending")) this.lists++
    return this.#inner.request(request)
  }

  close(): Promise<void> {
    return this.#inner.close()
  }
}

/** Far from the market, where nothing trades; spread over the markets. */
async function rest(oms: Oms, size: number): Promise<void> {
  for (let placed = 0; placed < size; placed += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, size - placed) }, (_, at) => {
      const serial = placed + at
      const symbol = MARKETS[serial % MARKETS.length]?.instId ?? ""
      return oms.placeOrder({
        symbol,
        side: "buy",
        type: "limit",
        quantity: "0.001",
        price: `${500 + (serial % 400)}.5`,
      })
    })
    for (const answer of await Promise.all(some)) {
      if (!answer.ok) throw new Error(`Invariant: no order is refused: ${answer.refusal.code}`)
    }
  }
  const giveUpAt = performance.now() + PLACED_LIMIT_MS
  for (;;) {
    const { acknowledged, active } = await oms.getStats()
    if (acknowledged === size) return
    if (performance.now() > giveUpAt) throw new Error(`${acknowledged} of ${active} orders rest`)
    await wait(20)
  }
}

async function compare({ oms, calls }: Side, size: number) {
  const before = { ...calls(), cpu: process.cpuUsage(), ms: performance.now() }
  const result = await oms.startReconciliation()
  const { user, system } = process.cpuUsage(before.cpu)
  const tookMs = performance.now() - before.ms
  if (!result.ok) throw new Error(`Invariant: the comparison passes: ${result.why}`)
  const { breaks, active } = await oms.getStats()
  if (breaks !== 0 || active !== size) throw new Error(`Invariant: nothing differs: ${breaks} breaks, ${active} open`)
  const cpuMs = (user + system) / 1_000
  const after = calls()
  return {
    value: cpuMs,
    beside: {
      "us per order": (cpuMs * 1_000) / size,
      calls: after.all - before.all,
      lists: after.lists - before.lists,
      "took ms": tookMs,
    },
  }
}

function verdicts(figures: readonly Figure[], sizes: readonly number[], quick: boolean): readonly Verdict[] {
  const perOrder = figures.map(({ beside }) => beside["us per order"] ?? Number.NaN)
  // What a comparison costs whatever it lists would hide in the smallest.
  const least = perOrder.at(-2) ?? Number.NaN
  const most = perOrder.at(-1) ?? Number.NaN
  const largest = sizes.at(-1) ?? 0
  const lists = figures.at(-1)?.beside.lists ?? Number.NaN
  return [
    atMost("an order of the largest, times one of the size before", quick ? 3 * GROWTH_MAX : GROWTH_MAX, most / least),
    atMost("list calls of the largest: one of every hundred orders and one more", Math.floor(largest / 100) + 1, lists),
  ]
}
