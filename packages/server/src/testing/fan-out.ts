// What many readers of one stream cost: `node packages/server/src/testing/fan-out.ts [readers] [events per second] [seconds]`. The server runs here; its readers
// are in a process of their own (fan-out-readers.ts), so that processor time and memory are the server's alone.

import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as wait } from "node:timers/promises"
import { placeOrderFrom } from "@okx-oms/core"
import type { MemoryOms } from "./memory-oms.ts"
import { ORDER, openDoor } from "./open-door.ts"

export interface FanOut {
  readonly readers: number
  readonly eventsPerSecond: number
  readonly seconds: number
}

export interface FanOutResult extends FanOut {
  /** Of this process, while events flowed: 100 is one core. */
  readonly cpuPercent: number
  readonly rssBeforeMiB: number
  readonly rssMaxMiB: number
  readonly framesPerReader: number
  readonly bytesPerReader: number
  /** Readers that have every event, without a gap. */
  readonly complete: number
  readonly resyncs: number
  /** From an event to its reader, the frame's 50 ms included; both processes share one clock. */
  readonly delayP50Ms: number
  readonly delayP99Ms: number
  /** How late timers of this process were: what an order would have waited. */
  readonly loopDelayMaxMs: number
}

/** What the readers' process tells at the end. */
interface Told {
  readonly frames: number
  readonly bytes: number
  readonly complete: number
  readonly resyncs: number
  readonly delays: readonly number[]
}

const READY_LIMIT_MS = 60_000
const SAMPLE_MS = 100
const MEBIBYTE = 1024 * 1024

export async function measureFanOut(options: FanOut): Promise<FanOutResult> {
  const { readers, eventsPerSecond, seconds } = options
  const door = openDoor({
    port: 0,
    doors: { connectionsMax: readers + 100, requestsPerSecond: 100_000, requestsBurst: 100_000 },
  })
  await door.server.listen()
  const child = spawn(process.execPath, [join(import.meta.dirname, "fan-out-readers.ts"), String(readers)], {
    stdio: ["pipe", "pipe", "inherit"],
  })
  try {
    const lines = linesOf(child)
    child.stdin?.write(`${JSON.stringify({ url: door.server.url, token: door.token })}\n`)
    await lines.next("ready", READY_LIMIT_MS)
    const rssBefore = process.memoryUsage.rss()
    const load = await emit(door.oms, { count: eventsPerSecond * seconds, perSecond: eventsPerSecond })
    child.stdin?.write(`${JSON.stringify({ until: door.oms.state.seq })}\n`)
    const told = JSON.parse(await lines.next("{", READY_LIMIT_MS)) as Told
    const delays = told.delays.toSorted((a, b) => a - b)
    const quantile = (part: number): number => Math.round(delays[Math.floor((delays.length - 1) * part)] ?? Number.NaN)
    return {
      ...options,
      cpuPercent: Math.round(load.cpuPercent),
      rssBeforeMiB: Math.round(rssBefore / MEBIBYTE),
      rssMaxMiB: Math.round(load.rssMax / MEBIBYTE),
      framesPerReader: Math.round(told.frames / readers),
      bytesPerReader: Math.round(told.bytes / readers),
      complete: told.complete,
      resyncs: told.resyncs,
      delayP50Ms: quantile(0.5),
      delayP99Ms: quantile(0.99),
      loopDelayMaxMs: Math.round(load.loopDelayMaxMs),
    }
  } finally {
    child.kill("SIGKILL")
    await door.server[Symbol.asyncDispose]()
    await door.oms.close()
  }
}

/** As evenly as timers allow: orders placed, acknowledged and filled, five events each, and once a second a word that says when it was sent. */
async function emit(oms: MemoryOms, { count, perSecond }: { count: number; perSecond: number }) {
  const startedAt = performance.now()
  const before = process.cpuUsage()
  let rssMax = 0
  let loopDelayMaxMs = 0
  let lookedAt = startedAt
  const watch = setInterval(() => {
    const now = performance.now()
    loopDelayMaxMs = Math.max(loopDelayMaxMs, now - lookedAt - SAMPLE_MS)
    lookedAt = now
    rssMax = Math.max(rssMax, process.memoryUsage.rss())
  }, SAMPLE_MS)
  let saidAt = startedAt
  while (oms.state.seq < count) {
    const now = performance.now()
    const due = Math.min(count, ((now - startedAt) / 1000) * perSecond)
    while (oms.state.seq < due) await oneOrder(oms)
    if (now - saidAt >= 1000) {
      saidAt = now
      oms.emit("command", { type: "TradingResumed", reason: `sent ${performance.timeOrigin + performance.now()}` })
    }
    await wait(5)
  }
  clearInterval(watch)
  const { user, system } = process.cpuUsage(before)
  const tookMs = performance.now() - startedAt
  return { cpuPercent: ((user + system) / 1000 / tookMs) * 100, rssMax, loopDelayMaxMs }
}

async function oneOrder(oms: MemoryOms): Promise<void> {
  // Bought and sold in turn: the position stays within its limit.
  const side = oms.submitted % 2 === 0 ? "buy" : "sell"
  const answer = await oms.submitOrder(placeOrderFrom({ ...ORDER, side }))
  if (!answer.ok) throw new Error(`Invariant: the order was refused: ${answer.refusal.code}`)
  oms.acknowledge(answer.value.orderId)
  oms.fillAll(answer.value.orderId)
}

/** Lines that a process says. */
function linesOf(child: ChildProcess) {
  const lines = createInterface({ input: child.stdout ?? process.stdin })
  return {
    next: async (start: string, limitMs: number): Promise<string> => {
      const signal = AbortSignal.timeout(limitMs)
      for (;;) {
        const [line] = (await once(lines, "line", { signal })) as [string]
        if (line.startsWith(start)) return line
      }
    },
  }
}

if (process.argv[1] === import.meta.filename) {
  const [readers = 1_000, eventsPerSecond = 100, seconds = 10] = process.argv.slice(2).map(Number)
  console.log(await measureFanOut({ readers, eventsPerSecond, seconds }))
}
