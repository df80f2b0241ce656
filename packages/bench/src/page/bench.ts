// `npm run bench -- page`: how smooth the page stays while a person scrolls through ten thousand open orders of which five hundred change every second. Three
// processes: this one, the doors over accounts in memory with the real stream, and a real Chromium that tells its own frames.

import { execFile } from "node:child_process"
import { promisify } from "node:util"
import type { Bench, Measurement, OpenBench, Subject } from "../bench.ts"
import { isRecord, Peer } from "../peer.ts"
import { quantile, type Scrolled, scrolled } from "./frames.ts"

/** The 99th percentile from frame to frame, in milliseconds. */
const GOAL_MS = 50
const DOORS = new URL("../../../server/src/testing/busy-door-process.ts", import.meta.url)
const BROWSER = new URL("../../../web/src/testing/scroll-process.ts", import.meta.url)
const BUILD = new URL("../../../web/src/building/main.ts", import.meta.url)
const MEGABYTE = 1_000_000

export const page: Bench = {
  says: "frames of the page in Chromium while 10,000 open orders are scrolled of which 500 change per second",
  open,
}

interface Run extends Scrolled {
  readonly firstRowsMs: number
  readonly wholeMs: number
  readonly busyPercent: number
  readonly heapBytes: number
}

async function open({ quick }: { quick: boolean }): Promise<OpenBench> {
  const size = quick
    ? { accounts: 2, orders: 400, changes: 50, seconds: 1 }
    : { accounts: 4, orders: 10_000, changes: 500, seconds: 10 }
  // In a process of its own: Vite stays there.
  await promisify(execFile)(process.execPath, [BUILD.pathname, "--when-needed"])
  await using stack = new AsyncDisposableStack()
  const options = [size.accounts, size.orders, size.changes].map(String)
  const doors = stack.use(new Peer("the doors", DOORS, { options }))
  const browser = stack.use(new Peer("the browser", BROWSER))
  const { url, token } = textsOf(await doors.ask("address"), ["url", "token"])
  let last: Run | undefined
  const run = async (): Promise<Run> => {
    await doors.ask("quiet")
    const link = await newLink(url, token)
    const opened = numbersOf(await browser.ask("open", { url, link }), ["firstRowsMs", "wholeMs"])
    await doors.ask("busy")
    const answer = await browser.ask("scroll", { seconds: size.seconds })
    const used = numbersOf(answer, ["heapBytes", "busyPercent"])
    const events = isRecord(answer) && Array.isArray(answer.events) ? answer.events : []
    last = { ...scrolled(events), ...opened, ...used }
    return last
  }
  const kept = stack.move()
  return {
    setting: [
      `${size.orders} open orders of ${size.accounts} accounts side by side, newest first; ${size.changes} changes a second: executions, amendments, ends with a successor`,
      `1440x900, wheel over the rows at 2,500 pixels a second for ${size.seconds} s; a new page for each round`,
      "gaps between presentations of frames in Chromium's trace (PipelineReporter): any, and those with all that the page's thread drew; p99 by nearest rank",
    ],
    subjects: subjectsOf({ run, last: () => last, quick }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** The first runs, the others tell of the same run. */
function subjectsOf(of: {
  readonly run: () => Promise<Run>
  readonly last: () => Run | undefined
  readonly quick: boolean
}): readonly Subject[] {
  const goal = of.quick ? {} : { goal: GOAL_MS }
  const told = (measure: (run: Run) => Measurement) => async (): Promise<Measurement> =>
    measure(of.last() ?? (await of.run()))
  return [
    {
      name: "frame to frame, p99",
      unit: "ms",
      better: "lower",
      ...goal,
      round: async () => gapsOf((await of.run()).frameGapsMs),
    },
    // How far new rows lag behind the wheel: on two cores that also draw (no graphics card) and run the doors, told and not judged.
    {
      name: "with all the page's own work, p99",
      unit: "ms",
      better: "lower",
      round: told(({ pageGapsMs }) => gapsOf(pageGapsMs)),
    },
    {
      name: "page's thread busy",
      unit: "%",
      better: "lower",
      round: told(({ busyPercent }) => ({ value: busyPercent })),
    },
    {
      name: "page's memory after",
      unit: "MB",
      better: "lower",
      round: told(({ heapBytes }) => ({ value: heapBytes / MEGABYTE })),
    },
    {
      name: "first rows after",
      unit: "ms to rows",
      better: "lower",
      round: told(({ firstRowsMs }) => ({ value: firstRowsMs })),
    },
    {
      name: "every order after",
      unit: "ms to rows",
      better: "lower",
      round: told(({ wholeMs }) => ({ value: wholeMs })),
    },
  ]
}

function gapsOf(gapsMs: readonly number[]): Measurement {
  const totalMs = gapsMs.reduce((sum, gap) => sum + gap, 0)
  return {
    value: quantile(gapsMs, 0.99),
    beside: {
      "p50 ms": quantile(gapsMs, 0.5),
      "longest ms": quantile(gapsMs, 1),
      "frames/s": (gapsMs.length / totalMs) * 1_000,
    },
  }
}

async function newLink(url: string, token: string): Promise<string> {
  const response = await fetch(`${url}/v1/open-links`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  })
  return textsOf(await response.json(), ["path"]).path
}

function textsOf<const Name extends string>(answer: unknown, names: readonly Name[]): Record<Name, string> {
  return fieldsOf(answer, names, (value) => typeof value === "string")
}

function numbersOf<const Name extends string>(answer: unknown, names: readonly Name[]): Record<Name, number> {
  return fieldsOf(answer, names, (value) => typeof value === "number")
}

function fieldsOf<Value, const Name extends string>(
  answer: unknown,
  names: readonly Name[],
  fits: (value: unknown) => value is Value,
): Record<Name, Value> {
  const found = isRecord(answer) ? answer : {}
  const pairs = names.map((name): [Name, Value] => {
    const value = found[name]
    if (!fits(value)) throw new Error(`Invariant: ${name} is told in ${JSON.stringify(answer)?.slice(0, 200)}`)
    return [name, value]
  })
  return Object.fromEntries(pairs) as Record<Name, Value>
}
