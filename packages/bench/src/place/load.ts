// How orders come: closed (so many in flight, the next when one is answered) and open (at fixed moments, whatever is answered),
// where latency counts from the moment at which an order was due, so that a client that stalls pays for what had to wait.

import { build, type Histogram } from "hdr-histogram-js"
import type { PlacingClient } from "./client.ts"

export interface Loaded {
  readonly orders: number
  readonly tookMs: number
  /** Per order, of the process with all its threads, and until nothing was left to do. */
  readonly cpuUs: number
  /** Of it the thread that the client's callers run on: what bounds its throughput where there are cores enough. */
  readonly mainUs: number
  readonly wrong: number
  readonly lost: number
  readonly p50Us: number
  readonly p99Us: number
  readonly p999Us: number
  /** Half of the replies' frames were there after so long; 0 where that is not told. */
  readonly frameP50Us: number
}

const LONGEST_US = 120_000_000
/** Calls under way in the open loop; a client that is so far behind has failed. */
const BEHIND_MAX = 20_000

export async function closedLoop(client: PlacingClient, inFlight: number, forMs: number): Promise<Loaded> {
  const workers = Math.max(1, Math.round(inFlight / client.ordersPerCall))
  return measured(client, async (call, beganAt) => {
    const until = beganAt + forMs
    const work = async (): Promise<void> => {
      for (let now = performance.now(); now < until; now = performance.now()) await call(now)
    }
    await Promise.all(Array.from({ length: workers }, work))
  })
}

export async function openLoop(client: PlacingClient, perSecond: number, forMs: number): Promise<Loaded> {
  const everyMs = (1_000 / perSecond) * client.ordersPerCall
  const calls = Math.floor(forMs / everyMs)
  return measured(client, async (call, beganAt) => {
    const underWay = new Set<Promise<void>>()
    for (let made = 0; made < calls; ) {
      // Timers are too coarse for these moments.
      await new Promise((resolve) => setImmediate(resolve))
      for (; made < calls && beganAt + made * everyMs <= performance.now(); made++) {
        const under = call(beganAt + made * everyMs).finally(() => underWay.delete(under))
        underWay.add(under)
        if (underWay.size > BEHIND_MAX) throw new Error(`more than ${BEHIND_MAX} orders wait for their answers`)
      }
    }
    await Promise.all(underWay)
  })
}

type Call = (dueAt: number) => Promise<void>

async function measured(client: PlacingClient, run: (call: Call, beganAt: number) => Promise<void>): Promise<Loaded> {
  const latencies = microseconds()
  const frames = microseconds()
  let orders = 0
  let wrong = 0
  let lost = 0
  const call: Call = async (dueAt) => {
    const answer = await client.place()
    latencies.recordValue(Math.max(1, (performance.now() - dueAt) * 1_000))
    if (answer.replyAt !== undefined && answer.replyAt > dueAt)
      frames.recordValue(Math.max(1, (answer.replyAt - dueAt) * 1_000))
    orders += client.ordersPerCall
    wrong += answer.wrong
    lost += answer.lost
  }
  const cpuBefore = process.cpuUsage()
  const mainBefore = process.threadCpuUsage()
  const beganAt = performance.now()
  await run(call, beganAt)
  const tookMs = performance.now() - beganAt
  await client.idle?.()
  const cpu = process.cpuUsage(cpuBefore)
  const main = process.threadCpuUsage(mainBefore)
  const loaded = {
    ...{ orders, tookMs, wrong, lost },
    cpuUs: (cpu.user + cpu.system) / orders,
    mainUs: (main.user + main.system) / orders,
    p50Us: latencies.getValueAtPercentile(50),
    p99Us: latencies.getValueAtPercentile(99),
    p999Us: latencies.getValueAtPercentile(99.9),
    frameP50Us: frames.totalCount === 0 ? 0 : frames.getValueAtPercentile(50),
  }
  latencies.destroy()
  frames.destroy()
  return loaded
}

function microseconds(): Histogram {
  return build({ lowestDiscernibleValue: 1, highestTrackableValue: LONGEST_US, numberOfSignificantValueDigits: 3 })
}
