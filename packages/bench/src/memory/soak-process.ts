// The order manager under a steady load in a process of its own, so that its memory is nobody else's. Asked by bench.ts: what an open order takes, and how memory
// stands while orders come and go. Started with --expose-gc: what is counted is what lives.

import { setTimeout as wait } from "node:timers/promises"
import type { OkxOrderId, OrderId } from "@okx-oms/core"
import { Folder } from "../desk/folder.ts"
import { Lives } from "../desk/lives.ts"
import { type Desk, openDesk } from "../desk/open-desk.ts"
import { answerQuestions } from "../peer.ts"

const TICK_MS = 25
const SAMPLE_MS = 1_000
const INDEX_LIMIT_MS = 60_000
/** How long an order rests before it ends. */
const RESTS_MS = 2_000
/** What is asked at once while the books are filled. */
const AT_ONCE = 64
/** Their events are more than the manager keeps for its readers. */
const CLOSED_BEFORE = 4_500

interface Resting {
  readonly orderId: OrderId
  readonly dueMs: number
  readonly isFilled: boolean
}

const wishes = new Lives()

async function place({ manager }: Desk): Promise<OrderId> {
  const answer = await manager.submitOrder(wishes.wish())
  if (!answer.ok) throw new Error(`Invariant: no order is refused: ${answer.refusal.code}`)
  return answer.value.orderId
}

async function placeMany(desk: Desk, count: number): Promise<OrderId[]> {
  const placed: OrderId[] = []
  while (placed.length < count) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - placed.length) }, () => place(desk))
    placed.push(...(await Promise.all(some)))
  }
  while ([...desk.exchange.open.values()].length < count) await wait(1)
  return placed
}

function lives(): { heap: number; rss: number } {
  if (globalThis.gc === undefined) throw new Error("Invariant: started with --expose-gc")
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, rss }
}

/** Bytes of one open order in the state alone, and of one in a whole manager with all that watches it. */
async function perOrder(count: number): Promise<object> {
  const books = new Lives()
  for (let at = 0; at < 100; at++) books.rest()
  const emptyHeap = lives().heap
  for (let at = 0; at < count; at++) books.rest()
  const stateBytes = (lives().heap - emptyHeap) / count
  if (books.state.open.size !== count + 100) throw new Error("Invariant: they are open")
  using folder = new Folder()
  await using desk = await openDesk({ directory: folder.path })
  // Whatever keeps the newest events, latencies and closed orders shall be full, or on its way, before.
  await fillMemory(desk, CLOSED_BEFORE)
  // What the exchange in this process holds of an order is not the manager's.
  desk.exchange.open.clear()
  await indexed(desk)
  const before = lives().heap
  await placeMany(desk, count)
  desk.exchange.open.clear()
  await indexed(desk)
  return { stateBytes, managerBytes: (lives().heap - before) / count }
}

async function indexed({ journal, manager }: Desk): Promise<void> {
  await wait(100)
  if (!(await journal.indexed(manager.account, INDEX_LIMIT_MS))) throw new Error("the index did not catch up")
}

interface Sample {
  readonly atMs: number
  readonly heap: number
  readonly rss: number
}

/** Orders come at a steady rate, rest for two seconds, and are filled or cancelled in turn. */
async function soak({
  minutes,
  perSecond,
  before,
}: Readonly<Record<"minutes" | "perSecond" | "before", number>>): Promise<object> {
  using folder = new Folder()
  await using desk = await openDesk({ directory: folder.path })
  await fillMemory(desk, before)
  const resting: Resting[] = []
  const samples: Sample[] = []
  const beganMs = performance.now()
  const endMs = beganMs + minutes * 60_000
  let placed = 0
  let sampledMs = 0
  while (performance.now() < endMs) {
    const nowMs = performance.now()
    const due = Math.floor(((nowMs - beganMs) / 1_000) * perSecond)
    const asked = Array.from({ length: Math.min(due - placed, AT_ONCE) }, () => place(desk))
    for (const orderId of await Promise.all(asked)) {
      resting.push({ orderId, dueMs: nowMs + RESTS_MS, isFilled: placed++ % 2 === 0 })
    }
    await endDue(desk, resting, nowMs)
    if (nowMs - sampledMs >= SAMPLE_MS) {
      sampledMs = nowMs
      // While the index is behind, on a machine that has too much to do, its backlog is what lives.
      await indexed(desk)
      samples.push({ atMs: nowMs - beganMs, ...lives() })
    }
    await wait(TICK_MS)
  }
  const { total, active } = await desk.manager.getStats()
  const keptUp = placed / (minutes * 60 * perSecond)
  return { placed, total, active, keptUp, ...slopesOf(samples) }
}

/** As many closed orders as memory keeps at most: what comes then is to stay level. */
async function fillMemory(desk: Desk, count: number): Promise<void> {
  const some = 500
  for (let done = 0; done < count; done += some) {
    const placed = await placeMany(desk, Math.min(some, count - done))
    await endDue(
      desk,
      placed.map((orderId) => ({ orderId, dueMs: 0, isFilled: true })),
      1,
    )
    while (desk.exchange.open.size > 0) await wait(1)
  }
}

async function endDue({ manager, exchange }: Desk, resting: Resting[], nowMs: number): Promise<void> {
  const upTo = resting.findIndex(({ dueMs }) => dueMs > nowMs)
  const due = resting.splice(0, upTo < 0 ? resting.length : upTo)
  await Promise.all(
    due.map(async ({ orderId, isFilled }) => {
      const okxOrderId = isFilled ? await okxOrderIdOf(manager, orderId) : undefined
      if (okxOrderId !== undefined) exchange.fill(okxOrderId)
      else await manager.cancelOrder({ orderId })
    }),
  )
}

async function okxOrderIdOf(manager: Desk["manager"], orderId: OrderId): Promise<OkxOrderId | undefined> {
  return (await manager.getOrder({ orderId }))?.okxOrderId
}

/** Straight lines through the second half and the whole: what memory grows by in an hour, and where it stood. */
function slopesOf(samples: readonly Sample[]): object {
  const hour = 3_600_000
  const settled = samples.slice(Math.floor(samples.length / 4))
  const mean = (of: (sample: Sample) => number): number =>
    settled.reduce((sum, one) => sum + of(one), 0) / settled.length
  const slope = (of: (sample: Sample) => number): number => {
    const atMean = mean(({ atMs }) => atMs)
    const ofMean = mean(of)
    const shared = settled.reduce((sum, one) => sum + (one.atMs - atMean) * (of(one) - ofMean), 0)
    return shared / settled.reduce((sum, one) => sum + (one.atMs - atMean) ** 2, 0)
  }
  const lastsMs = (settled.at(-1)?.atMs ?? 0) - (settled[0]?.atMs ?? 0)
  return {
    heapMb: mean(({ heap }) => heap) / 2 ** 20,
    rssMb: mean(({ rss }) => rss) / 2 ** 20,
    heapGrowth: (slope(({ heap }) => heap) * lastsMs) / mean(({ heap }) => heap),
    rssGrowth: (slope(({ rss }) => rss) * lastsMs) / mean(({ rss }) => rss),
    heapBytesPerMs: slope(({ heap }) => heap),
    rssMbPerHour: (slope(({ rss }) => rss) * hour) / 2 ** 20,
  }
}

answerQuestions(
  {
    perOrder: ({ count }) => perOrder(Number(count)),
    soak: ({ minutes, perSecond, before }) =>
      soak({ minutes: Number(minutes), perSecond: Number(perSecond), before: Number(before) }),
  },
  () => process.exit(0),
)
