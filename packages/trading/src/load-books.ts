// The books as the journal has them: the newest snapshot and every event after it. A snapshot that this program cannot read - of another format, or cut short - is
// passed over, and every event is replayed instead: it saves time and never truth.

import { type AccountState, decodeState, evolve } from "@okx-oms/core"
import type { EventRuns, Journal, Log } from "./ports.ts"

/** Fills the empty state. Resolves with the sequence number of the snapshot that was used, 0 without one. */
export async function loadBooks(state: AccountState, journal: Journal, log: Log): Promise<number> {
  const { snapshot, events } = await journal.load(state.account)
  const begun = snapshot === undefined ? undefined : readSnapshot(snapshot, log)
  if (begun !== undefined) Object.assign(state, begun)
  const snapshotSeq = state.seq
  const unread: EventRuns = snapshot !== undefined && begun === undefined ? journal.read(state.account, 1) : events
  for await (const run of unread) for (const event of run) evolve(state, event)
  return snapshotSeq
}

function readSnapshot(text: string, log: Log): AccountState | undefined {
  try {
    return decodeState(text)
  } catch (error) {
    log.warn("a snapshot cannot be read; every event of the journal is replayed instead", { error })
    return undefined
  }
}
