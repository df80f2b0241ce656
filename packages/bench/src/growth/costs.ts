// What grows: the same work in four places at any size. Each answers with the cost of the whole in processor time of this thread, so that waiting for a disk or for
// others does not hide how the work itself grows.

import { emptyAccount, evolve, type OmsEvent } from "@okx-oms/core"
import { openSqliteJournal } from "@okx-oms/journal-sqlite"
import { Folder } from "../desk/folder.ts"
import { InstantExchange } from "../desk/instant-exchange.ts"
import { type Life, Lives } from "../desk/lives.ts"
import { openDesk } from "../desk/open-desk.ts"
import { ACCOUNT } from "../desk/settings.ts"
import { taken, takenBy } from "../processor-time.ts"

const EVENTS_PER_TURN = 4
const AT_ONCE = 100
const COMPARISONS = 5
/** What one measurement gathers at least: where the system counts processor time by its ticks, less may be told as nothing at all. */
const GATHERED_US = 20_000
const REPEATS_MAX = 20

/** Microseconds. */
export type Cost = (size: number) => Promise<number>

/** So many orders open at once, then all filled. */
const engine: Cost = async (size) => {
  const lives = new Lives({ stepMs: 5 })
  return taken(() => {
    const open: Life[] = []
    for (let at = 0; at < size; at++) open.push(lives.rest())
    for (const life of open) lives.fill(life)
  }).processorUs
}

/** The events of so many orders appended in small turns. */
const journal: Cost = async (size) => {
  const turns = turnsOf(size)
  using folder = new Folder()
  await using opened = await openSqliteJournal({ directory: folder.path, durability: "off" })
  const { processorUs } = await takenBy(async () => {
    for (const events of turns) await opened.append(ACCOUNT, (events[0]?.seq ?? 1) - 1, 1, events)
  })
  await opened.indexed(ACCOUNT, 600_000)
  return processorUs
}

/** A journal of so many orders replayed from its first event. */
const recovery: Cost = async (size) => {
  using folder = new Folder()
  await using opened = await openSqliteJournal({ directory: folder.path, durability: "off" })
  for (const events of turnsOf(size)) await opened.append(ACCOUNT, (events[0]?.seq ?? 1) - 1, 1, events)
  await opened.indexed(ACCOUNT, 600_000)
  const state = emptyAccount(ACCOUNT)
  const { processorUs } = await takenBy(async () => {
    for await (const run of opened.read(ACCOUNT, 1)) for (const event of run) evolve(state, event)
  })
  return processorUs
}

/** Comparisons with so many open orders, nothing different; the lists come from this process. */
const reconcile: Cost = async (size) => {
  using folder = new Folder()
  const exchange = new InstantExchange()
  const config = { reconcileEveryMs: 3_600_000 }
  await using desk = await openDesk({ directory: folder.path, durability: "off", exchange, config })
  const wishes = new Lives()
  for (let placed = 0; placed < size; placed += AT_ONCE) {
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, size - placed) }, () => desk.manager.submitOrder(wishes.wish())),
    )
  }
  while ((await desk.manager.getStats()).acknowledged < size) await new Promise((resolve) => setTimeout(resolve, 5))
  const { processorUs } = await takenBy(async () => {
    for (let at = 0; at < COMPARISONS; at++) {
      const { ok, why } = await desk.manager.startReconciliation()
      if (!ok) throw new Error(`Invariant: the comparison passes: ${why}`)
    }
  })
  return processorUs / COMPARISONS
}

export const COSTS: Readonly<Record<string, Cost>> = { engine, journal, recovery, reconcile }

/** The mean of as many repeats as it takes to gather enough to be measured. */
export async function gathered(cost: Cost, size: number): Promise<number> {
  let us = 0
  let repeats = 0
  while (repeats < REPEATS_MAX && us < GATHERED_US) {
    us += await cost(size)
    repeats += 1
  }
  return us / repeats
}

function turnsOf(orders: number): readonly OmsEvent[][] {
  const events: OmsEvent[] = []
  const lives = new Lives({ stepMs: 5, onEvent: (event) => events.push(event) })
  for (let at = 0; at < orders; at++) lives.filledLife()
  const turns: OmsEvent[][] = []
  for (let from = 0; from < events.length; from += EVENTS_PER_TURN)
    turns.push(events.slice(from, from + EVENTS_PER_TURN))
  return turns
}
