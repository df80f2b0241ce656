// `npm run bench -- place`: an order from the call to the exchange's word, beside what a user would pick instead. Each client
// is a process of its own and so is the mock; this one only asks. Clients take turns, so the others are idle meanwhile.

import type { Bench, BenchOptions, Measurement, OpenBench, Subject } from "../bench.ts"
import { isRecord, Peer } from "../peer.ts"
import { CLIENTS, type ClientName, isClientName, LISTENING } from "./clients.ts"
import { appendsToDisk } from "./disk.ts"
import type { Loaded } from "./load.ts"
import { COLUMNS, DISK, judge, judgeQuick } from "./verdicts.ts"

export const place: Bench = {
  says: "orders per second and time to the exchange's word, beside ccxt, okx-api, raw ws and undici",
  open,
}

interface Sizes {
  /** Each client is driven so long before anything is measured: what it costs while its code is still being compiled says nothing of a process that runs for days. */
  readonly warmMs: number
  readonly aloneMs: number
  readonly closedMs: number
  readonly openMs: number
  readonly appends: number
}

const SIZES: Sizes = { warmMs: 5_000, aloneMs: 1_000, closedMs: 2_000, openMs: 1_000, appends: 200 }
const QUICK: Sizes = { warmMs: 0, aloneMs: 15, closedMs: 25, openMs: 20, appends: 5 }
const IN_FLIGHT = 32
/** What every client here can bear. */
const OPEN_PER_SECOND = 2_000

const PROCESS = new URL("./client-process.ts", import.meta.url)

async function open({ quick }: BenchOptions): Promise<OpenBench> {
  const sizes = quick ? QUICK : SIZES
  await using stack = new AsyncDisposableStack()
  const mock = stack.use(new Peer("the mock", new URL("../mock/mock-process.ts", import.meta.url)))
  const shared = quick ? stack.use(new Peer("the clients", PROCESS)) : undefined
  const subjects: Subject[] = []
  for (const name of Object.keys(CLIENTS).filter(isClientName)) {
    const client = shared ?? stack.use(new Peer(name, PROCESS))
    const { url, wsUrl } = factsOf(await mock.ask("open"))
    await client.ask("connect", { name, url, wsUrl })
    const desk: Desk = { client, mock, url, sizes }
    if (sizes.warmMs > 0) {
      await listen(name, desk)
      await phase(name, desk, { question: "closed", inFlight: IN_FLIGHT, forMs: sizes.warmMs })
    }
    const round = (): Promise<Measurement> => roundOf(name, desk)
    subjects.push({ name, unit: "orders/s", better: "higher", round })
  }
  const disk: Subject = { name: DISK, unit: "us", better: "lower", round: async () => appendsToDisk(sizes.appends) }
  const kept = stack.move()
  return {
    setting: [
      `a mock of OKX's order endpoints on loopback, a process of its own; orders/s and CPU with ${IN_FLIGHT} orders in flight`,
      `each client is driven for ${sizes.warmMs / 1_000} s before the first round; a round is ${sizes.aloneMs / 1_000} s alone, ${sizes.closedMs / 1_000} s with ${IN_FLIGHT} in flight, ${sizes.openMs / 1_000} s open`,
      "okx-oms: durable before the wire (fsync per turn), one order per frame unless it says batches; answered = the acknowledgement is durable and published",
      `open: ${OPEN_PER_SECOND} orders/s at fixed moments, latency from the moment an order was due · wrong: replies that were about another order · lost: never answered, or refused unsent`,
    ],
    subjects: [...subjects, disk],
    judge: quick ? judgeQuick : judge,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

interface Desk {
  readonly client: Peer
  readonly mock: Peer
  /** Of the client's own account at the mock. */
  readonly url: unknown
  readonly sizes: Sizes
}

async function listen(name: ClientName, { mock, url }: Desk): Promise<void> {
  await mock.ask("pushes", { url, mode: LISTENING.has(name) ? "at-once" : "held" })
}

/** One load, counted at both ends; its orders are over when it returns. */
async function phase(
  name: ClientName,
  { client, mock, url }: Desk,
  { question, ...facts }: { readonly question: "closed" | "open"; readonly forMs: number } & Record<string, unknown>,
): Promise<Loaded> {
  const before = await placedAt(mock, url)
  const loaded = loadedFrom(await client.ask(question, { name, ...facts }))
  const reached = (await placedAt(mock, url)) - before
  if (name.startsWith("okx-oms") && (reached + loaded.lost !== loaded.orders || loaded.wrong > 0))
    throw new Error(`${name}: ${loaded.orders} orders, ${reached} reached the exchange, ${loaded.wrong} wrong replies`)
  await mock.ask("endAll", { url })
  await client.ask("ended", { name })
  return loaded
}

async function roundOf(name: ClientName, desk: Desk): Promise<Measurement> {
  const { aloneMs, closedMs, openMs } = desk.sizes
  await listen(name, desk)
  const alone = await phase(name, desk, { question: "closed", inFlight: 1, forMs: aloneMs })
  const closed = await phase(name, desk, { question: "closed", inFlight: IN_FLIGHT, forMs: closedMs })
  const opened = await phase(name, desk, { question: "open", perSecond: OPEN_PER_SECOND, forMs: openMs })
  return {
    value: (closed.orders / closed.tookMs) * 1_000,
    beside: {
      [COLUMNS.cpu]: closed.cpuUs,
      [COLUMNS.main]: closed.mainUs,
      [COLUMNS.aloneP50]: alone.p50Us,
      [COLUMNS.aloneP99]: alone.p99Us,
      ...(alone.frameP50Us > 0 && { [COLUMNS.aloneFrame]: alone.frameP50Us }),
      [COLUMNS.p50]: closed.p50Us,
      [COLUMNS.p99]: closed.p99Us,
      [COLUMNS.openP50]: opened.p50Us,
      [COLUMNS.openP99]: opened.p99Us,
      [COLUMNS.openP999]: opened.p999Us,
      [COLUMNS.wrong]: alone.wrong + closed.wrong + opened.wrong,
      [COLUMNS.lost]: alone.lost + closed.lost + opened.lost,
    },
  }
}

async function placedAt(mock: Peer, url: unknown): Promise<number> {
  return Number(factsOf(await mock.ask("counts", { url })).placed)
}

function factsOf(answer: unknown): Readonly<Record<string, unknown>> {
  return isRecord(answer) ? answer : {}
}

const LOADED = [
  "orders",
  "tookMs",
  "cpuUs",
  "mainUs",
  "wrong",
  "lost",
  "p50Us",
  "p99Us",
  "p999Us",
  "frameP50Us",
] as const

function loadedFrom(answer: unknown): Loaded {
  const found = factsOf(answer)
  const numbers = LOADED.map((name): [(typeof LOADED)[number], number] => {
    const value = found[name]
    if (typeof value !== "number") throw new Error(`Invariant: ${name} is a number in ${JSON.stringify(answer)}`)
    return [name, value]
  })
  return Object.fromEntries(numbers) as Record<(typeof LOADED)[number], number>
}
