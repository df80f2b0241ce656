// `npm run bench -- journal`: how many events a second become durable, and how long one commit takes, beside the least that node:sqlite itself can do on the
// same disk: one row per event in one table, nothing checked, nothing chained, nothing indexed. Both write the same events as the same text.

import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { encodeEvent, type OmsEvent } from "@okx-oms/core"
import { openSqliteJournal } from "@okx-oms/journal-sqlite"
import { atLeast, atMost, type Bench, type Measurement, type OpenBench, type Subject, type Verdict } from "../bench.ts"
import { Folder } from "../desk/folder.ts"
import { Lives } from "../desk/lives.ts"
import { ACCOUNT } from "../desk/settings.ts"
import type { Figure } from "../rounds.ts"

/** Share of bare group commits. */
const GOAL = 0.8
const QUICK_FLOOR = 0.2
const GROUPS = [1, 10, 100] as const
const INDEX_LIMIT_MS = 120_000

type Append = (group: readonly OmsEvent[]) => Promise<void> | void

export const journal: Bench = {
  says: "events made durable per second and the time of one commit, beside bare node:sqlite on the same disk",
  open,
}

async function open({ quick }: { quick: boolean }): Promise<OpenBench> {
  const events: OmsEvent[] = []
  const lives = new Lives({ stepMs: 5, onEvent: (event) => events.push(event) })
  const wanted = quick ? 1_000 : 20_000
  while (events.length < wanted) lives.filledLife()
  const commits = quick ? 50 : 1_000
  return {
    setting: [
      "WAL, synchronous = FULL; a group is one transaction; the journal's index is folded beside by its own thread, as in the order manager",
      `up to ${commits} commits or ${wanted} events a round; bare: one row per event, the same text, no chain of hashes, no index`,
    ],
    subjects: GROUPS.flatMap((size): Subject[] => {
      const groups = groupsOf(events, size, commits)
      const unit = "events/s"
      return [
        { name: nameOf("bare", size), unit, better: "higher", round: () => bare(groups) },
        { name: nameOf("journal", size), unit, better: "higher", round: () => ours(groups) },
      ]
    }),
    judge: (figures) => verdicts(figures, quick),
    async [Symbol.asyncDispose]() {},
  }
}

function nameOf(who: "bare" | "journal", size: number): string {
  const named = who === "bare" ? "bare node:sqlite" : "journal"
  return `${named}, ${size === 1 ? "one event" : `${size} events`} a commit`
}

function groupsOf(events: readonly OmsEvent[], size: number, most: number): readonly (readonly OmsEvent[])[] {
  const count = Math.min(most, Math.floor(events.length / size))
  return Array.from({ length: count }, (_, at) => events.slice(at * size, (at + 1) * size))
}

async function bare(groups: readonly (readonly OmsEvent[])[]): Promise<Measurement> {
  using folder = new Folder()
  const database = new DatabaseSync(join(folder.path, "bare.db"))
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE events (seq INTEGER PRIMARY KEY, body TEXT)",
  )
  const begin = database.prepare("BEGIN IMMEDIATE")
  const commit = database.prepare("COMMIT")
  const insert = database.prepare("INSERT INTO events VALUES (?, ?)")
  try {
    return await timed(groups, (group) => {
      begin.run()
      for (const event of group) insert.run(event.seq, encodeEvent(event))
      commit.run()
    })
  } finally {
    database.close()
  }
}

async function ours(groups: readonly (readonly OmsEvent[])[]): Promise<Measurement> {
  using folder = new Folder()
  await using opened = await openSqliteJournal({ directory: folder.path })
  const measured = await timed(groups, async (group) => {
    const result = await opened.append(ACCOUNT, (group[0]?.seq ?? 1) - 1, 1, group)
    if (result !== "ok") throw new Error(`Invariant: an append is ok, not ${result}`)
  })
  // The next round shall not pay for this one's index.
  if (!(await opened.indexed(ACCOUNT, INDEX_LIMIT_MS))) throw new Error("the index did not catch up")
  return measured
}

async function timed(groups: readonly (readonly OmsEvent[])[], append: Append): Promise<Measurement> {
  const tookMs: number[] = []
  let events = 0
  const began = performance.now()
  for (const group of groups) {
    const at = performance.now()
    await append(group)
    tookMs.push(performance.now() - at)
    events += group.length
  }
  const allMs = performance.now() - began
  tookMs.sort((a, b) => a - b)
  const part = (share: number): number => (tookMs[Math.floor((tookMs.length - 1) * share)] ?? Number.NaN) * 1_000
  return { value: (events / allMs) * 1_000, beside: { "commit p50 us": part(0.5), "p99 us": part(0.99) } }
}

function verdicts(figures: readonly Figure[], quick: boolean): readonly Verdict[] {
  const of = (who: "bare" | "journal", size: number): Figure => {
    const found = figures.find(({ name }) => name === nameOf(who, size))
    if (found === undefined) throw new Error(`Invariant: ${nameOf(who, size)} is measured`)
    return found
  }
  const p50 = (who: "bare" | "journal"): number => of(who, 1).beside["commit p50 us"] ?? Number.NaN
  return quick
    ? [
        atLeast(
          "floor: 100 events a commit, times bare",
          QUICK_FLOOR,
          of("journal", 100).median / of("bare", 100).median,
        ),
      ]
    : [
        ...GROUPS.map((size) =>
          atLeast(
            `goal: ${size} event${size === 1 ? "" : "s"} a commit, times bare`,
            ...([GOAL, of("journal", size).median / of("bare", size).median] as const),
          ),
        ),
        atMost("goal: commit of one event at the median, times bare", 1 / GOAL, p50("journal") / p50("bare")),
      ]
}
