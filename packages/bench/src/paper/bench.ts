// `npm run bench -- paper`: order operations per second of one processor core with ten thousand orders resting in each book,
// by the engine alone and over real sockets. Three processes: this one with the engine's side, the exchange, the traders.

import type { Bench, Measurement, OpenBench, Subject } from "../bench.ts"
import { isRecord, Peer } from "../peer.ts"
import { sizes } from "./desks.ts"
import { EngineSide } from "./engine.ts"

/** Operations over the wire that one core must carry. */
const GOAL = 5_000

export const paper: Bench = {
  says: "order operations per second of the paper exchange on one core, 10,000 orders resting in each book",
  open,
}

interface Side {
  readonly name: string
  readonly operations: number
  readonly run: (operations: number) => Promise<Measurement>
}

async function open({ quick }: { quick: boolean }): Promise<OpenBench> {
  const size = sizes(quick)
  await using stack = new AsyncDisposableStack()
  const options = quick ? ["--quick"] : []
  const exchange = stack.use(new Peer("the exchange", new URL("./exchange-process.ts", import.meta.url), { options }))
  const load = stack.use(new Peer("the traders", new URL("./load-process.ts", import.meta.url), { options }))
  const engine = new EngineSide(size)
  await load.ask("connect", factsOf(await exchange.ask("address")))
  const { open: resting } = numbersOf(await exchange.ask("used"), ["open"])
  const many = quick ? 300 : 24_000
  const overWire = async (kind: string, operations: number): Promise<Measurement> => {
    const before = numbersOf(await exchange.ask("used"), ["cpuMs"])
    const done = numbersOf(await load.ask(kind, { operations }), ["operations", "tookMs", "p50Ms", "p99Ms"])
    const after = numbersOf(await exchange.ask("used"), ["cpuMs"])
    const cpuMs = after.cpuMs - before.cpuMs
    return {
      value: (done.operations / cpuMs) * 1_000,
      beside: {
        "wall ops/s": (done.operations / done.tookMs) * 1_000,
        "p50 ms": done.p50Ms,
        "p99 ms": done.p99Ms,
      },
    }
  }
  const sides: Side[] = [
    { name: "engine, one by one", operations: many, run: async (operations) => engine.singles(operations) },
    { name: "engine, batches of 20", operations: many, run: async (operations) => engine.batches(operations) },
    { name: "WebSocket, one by one", operations: many, run: (operations) => overWire("singles", operations) },
    { name: "WebSocket, batches of 20", operations: many, run: (operations) => overWire("batches", operations) },
    { name: "REST, one by one", operations: many / 2, run: (operations) => overWire("rest", operations) },
  ]
  const kept = stack.move()
  return {
    setting: [
      `${resting} orders of ${size.accounts} accounts rest in 2 books of the exchange, ${engine.open} in the engine's; rate limits off`,
      "one by one: place, amend, cancel; each account listens to its orders; per second of the exchange's processor time, all its threads",
    ],
    subjects: sides.map(
      ({ name, operations, run }): Subject => ({
        name,
        unit: "ops/s",
        better: "higher",
        ...(name.startsWith("engine") || quick ? {} : { goal: GOAL }),
        round: () => run(operations),
      }),
    ),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function factsOf(answer: unknown): object {
  return isRecord(answer) ? answer : {}
}

function numbersOf<const Name extends string>(answer: unknown, names: readonly Name[]): Record<Name, number> {
  const found = isRecord(answer) ? answer : {}
  const pairs = names.map((name): [Name, number] => {
    const value = found[name]
    if (typeof value !== "number") throw new Error(`Invariant: ${name} is a number in ${JSON.stringify(answer)}`)
    return [name, value]
  })
  return Object.fromEntries(pairs) as Record<Name, number>
}
