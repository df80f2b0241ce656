// A world that begins on the disk of the release before: its journal (events as that release wrote them, before the format of snapshots was raised to 2) and its
// newest snapshot, which this release cannot read. The judge is told of that life as of any other; what OKX did then, it has forgotten long since.

import { readFileSync } from "node:fs"
import { type OmsEvent, reviveEvent } from "@okx-oms/core"
import type { LogRecord } from "@okx-oms/paper-exchange"
import { storedTurn } from "@okx-oms/trading/contract"
import type { World } from "./world.ts"

/** One line of the fixture: a turn that the release wrote, or what OKX did between two. */
type Line = { readonly turn: readonly unknown[] } | { readonly okx: LogRecord }

const read = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8")
const LINES = read("release-of-format-1.ndjson").trimEnd().split("\n")
const SNAPSHOT = read("snapshot-of-format-1.json").trimEnd()
/** That release started once, in this second. */
const EPOCH = 1_789_990_000
/** The snapshot holds the events up to this one. */
const SNAPSHOT_SEQ = 3

/** Before the first boot. Its orders are of the world's first account: one cancelled, one filled, one open, one in doubt, one in the queue. */
export function beginOnPreviousRelease(world: World): void {
  const account = world.accounts[0]?.account
  if (account === undefined) return
  const { recorder, disk } = world
  recorder.observe({ kind: "fault", faultClass: "I9", name: "a journal of the release before" })
  for (const text of LINES) {
    const line: Line = JSON.parse(text)
    if ("okx" in line) {
      recorder.observe({ kind: "exchange", record: line.okx })
      continue
    }
    const events: readonly OmsEvent[] = line.turn.map(reviveEvent)
    const [first, last] = [events[0], events.at(-1)]
    if (first === undefined || last === undefined) continue
    recorder.observe({ kind: "appending", account, epoch: EPOCH, events })
    disk.write(account, storedTurn(events, EPOCH))
    recorder.observe({
      kind: "appended",
      account,
      epoch: EPOCH,
      firstSeq: first.seq,
      lastSeq: last.seq,
      result: "ok",
    })
  }
  disk.forgetWritten()
  disk.writeSnapshot(account, SNAPSHOT_SEQ, SNAPSHOT)
}
