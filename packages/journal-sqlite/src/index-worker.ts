// The thread in which the index is brought up to date: slice after slice while there are new turns, asleep otherwise. It opens its own connections
// and shares nothing with the thread that appends but messages.

import { readlinkSync } from "node:fs"
import { setPriority } from "node:os"
import { basename } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { parentPort, workerData } from "node:worker_threads"
import { type AccountId, invariant } from "@okx-oms/core"
import { openForReading, openForWriting } from "./connection.ts"
import { indexUnusable, isBusy, isCorrupt, unavailable } from "./faults.ts"
import { IndexProjector } from "./index-projector.ts"
import type { FromIndexWorker, IndexWorkerData, ToIndexWorker } from "./indexing.ts"
import { TurnStore } from "./turn-store.ts"

/** Pages between checkpoints of the index: its syncs compete with the journal's for the disk, so there are fewer of them. */
const CHECKPOINT_PAGES = 4000
/** Another reader's projector may be at work on the same index; each try has waited SQLite's own time-out already. */
const BUSY_RETRIES_MAX = 10
const BUSY_PAUSE_MS = 20

/** Of the thread, in the words of Unix: 0 is usual, 19 the last. */
const NICENESS = 5

giveWay()
invariant(parentPort !== null, "runs as a worker")
const port = parentPort
const { journalFile, indexFile } = workerData as IndexWorkerData

const journal = openForReading(journalFile)
const index = openForWriting(indexFile, "normal")
index.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
const projector = new IndexProjector({ turns: new TurnStore(journal, journalFile), index, indexFile })
const pending = new Set<AccountId>()
let running = false
let closing = false

function say(message: FromIndexWorker): void {
  port.postMessage(message)
}

port.on("message", (message: ToIndexWorker) => {
  switch (message.type) {
    case "wake":
      for (const account of message.accounts) pending.add(account)
      if (!running) void run()
      return
    case "close":
      closing = true
      if (!running) end()
      return
    default:
      message satisfies never
  }
})

/** One slice per turn of the loop, accounts in rotation, so that a close is heard between two slices. */
async function run(): Promise<void> {
  running = true
  try {
    while (!closing) {
      const [account] = pending
      if (account === undefined) break
      pending.delete(account)
      const { seq, more } = await advancePatiently(account)
      if (more) pending.add(account)
      say({ type: "progress", account, seq })
      await new Promise((resolve) => setImmediate(resolve))
    }
    running = false
    if (closing) end()
    else say({ type: "idle" })
  } catch (error) {
    const refusal = isCorrupt(error)
      ? indexUnusable(indexFile, "the file is damaged", error)
      : unavailable(error, { file: indexFile }, "bringing the index up to date")
    say({ type: "failed", message: refusal.message, advice: refusal.advice })
    end()
  }
}

async function advancePatiently(account: AccountId): Promise<{ seq: number; more: boolean }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return projector.advance(account)
    } catch (error) {
      if (!isBusy(error) || attempt >= BUSY_RETRIES_MAX) throw error
      await delay(BUSY_PAUSE_MS)
    }
  }
}

/** Orders go first: where processors are few, this thread would take as much of them as the one that trades. Only Linux has it by thread. */
function giveWay(): void {
  try {
    setPriority(Number(basename(readlinkSync("/proc/thread-self"))), NICENESS)
  } catch {
    // Another system, or it is not allowed here: all threads alike.
  }
}

function end(): void {
  index.close()
  journal.close()
  port.close()
}

say({ type: "ready" })
