// `npm run bench -- api`: POST /v1/orders from the request to the durable answer, rate limits off and the exchange mocked, beside a bare Fastify that reads the
// same request and answers some of it; and what a thousand readers of one stream cost. Server, callers and readers are processes of their own.

import { numbersOf } from "../answers-of-peers.ts"
import { atLeast, type Bench, type Measurement, type OpenBench, type Verdict } from "../bench.ts"
import { isRecord, Peer } from "../peer.ts"
import type { Figure } from "../rounds.ts"
import { Door, fanOut } from "./door.ts"

const CONNECTIONS = 50
const GOAL = 0.5
const QUICK_FLOOR = 0.05
const BARE = "bare Fastify, echo"
const OURS = "POST /v1/orders, durable"
const STREAM = "stream, deliveries per core second"

export const api: Bench = {
  says: "POST /v1/orders at 50 connections beside a bare Fastify echo; the stream with 1,000 readers",
  open,
}

async function open({ quick }: { quick: boolean }): Promise<OpenBench> {
  await using undo = new AsyncDisposableStack()
  const load = undo.use(new Peer("the callers", new URL("./load-process.ts", import.meta.url)))
  const echo = undo.use(new Peer("the echo", new URL("./echo-process.ts", import.meta.url)))
  const door = undo.use(await Door.open())
  const requests = quick ? 1_000 : 20_000
  const readers = quick ? 20 : 1_000
  const seconds = quick ? 3 : 5
  const echoed = await echo.ask("address")
  const bare: Served = {
    address: { url: isRecord(echoed) ? echoed.url : "", token: "none" },
    cpuMs: async () => numbersOf(await echo.ask("used"), ["cpuMs"]).cpuMs,
  }
  const ours: Served = { address: door, cpuMs: () => door.cpuMs() }
  const drive = (served: Served): Promise<Measurement> => driven(load, served, requests)
  const kept = undo.move()
  return {
    setting: [
      `${requests} requests a round, ${CONNECTIONS} connections, each waits for its answer; our answer comes when the order is durable (synchronous = FULL)`,
      "ours: token, schema, checks, journal, the exchange's acknowledgement and fill of every order besides; its processor time has all of it",
      `stream: ${readers} readers of 100 events/s for ${seconds} s, each gets every event`,
    ],
    subjects: [
      { name: BARE, unit: "requests/s", better: "higher", round: () => drive(bare) },
      { name: OURS, unit: "requests/s", better: "higher", round: () => drive(ours) },
      {
        name: STREAM,
        unit: "deliveries/s",
        better: "higher",
        round: () => streamed({ readers, eventsPerSecond: 100, seconds }),
      },
    ],
    judge: (figures) => verdicts(figures, quick),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

interface Served {
  readonly address: { readonly url: unknown; readonly token: string }
  readonly cpuMs: () => Promise<number>
}

async function driven(load: Peer, { address: { url, token }, cpuMs }: Served, requests: number): Promise<Measurement> {
  const before = await cpuMs()
  const facts = { url, token, expected: 202, connections: CONNECTIONS, requests }
  const told = numbersOf(await load.ask("drive", facts), ["requests", "tookMs", "p50Ms", "p99Ms"])
  const usedMs = (await cpuMs()) - before
  return {
    value: (told.requests / told.tookMs) * 1_000,
    beside: { "cpu us": (usedMs * 1_000) / told.requests, "p50 ms": told.p50Ms, "p99 ms": told.p99Ms },
  }
}

async function streamed(asked: Parameters<typeof fanOut>[0]): Promise<Measurement> {
  const told = numbersOf(await fanOut(asked), ["cpuPercent", "complete", "resyncs", "delayP50Ms", "delayP99Ms"])
  if (told.complete !== asked.readers || told.resyncs > 0)
    throw new Error(`Invariant: every reader gets every event: ${told.complete} did, ${told.resyncs} began anew`)
  const deliveries = asked.readers * asked.eventsPerSecond
  return {
    value: deliveries / (told.cpuPercent / 100),
    beside: { "cpu %": told.cpuPercent, "p50 ms": told.delayP50Ms, "p99 ms": told.delayP99Ms },
  }
}

function verdicts(figures: readonly Figure[], quick: boolean): readonly Verdict[] {
  const of = (wanted: string): number => figures.find(({ name }) => name === wanted)?.median ?? Number.NaN
  const says = `${quick ? "floor" : "goal"}: POST /v1/orders, times the bare echo`
  return [atLeast(says, quick ? QUICK_FLOOR : GOAL, of(OURS) / of(BARE))]
}
