// The thread that answers history questions, one after the other, on connections that can only read. It keeps nothing: whoever asks may end it at any
// moment and start another one.

import { parentPort, workerData } from "node:worker_threads"
import { invariant } from "@okx-oms/core"
import { openForReading } from "./connection.ts"
import { indexUnusable, isCorrupt, unavailable } from "./faults.ts"
import { answer, type Question, type RawPage } from "./history-queries.ts"
import { Statements } from "./statements.ts"
import { TurnStore } from "./turn-store.ts"

export interface HistoryWorkerData {
  readonly journalFile: string
  readonly indexFile: string
}

export type FromHistoryWorker =
  | { readonly type: "ready" }
  | { readonly type: "page"; readonly page: RawPage }
  | { readonly type: "failed"; readonly message: string; readonly advice: string }

invariant(parentPort !== null, "runs as a worker")
const port = parentPort
const { journalFile, indexFile } = workerData as HistoryWorkerData
const statements = new Statements(openForReading(indexFile))
const turns = new TurnStore(openForReading(journalFile), journalFile)

function say(message: FromHistoryWorker): void {
  port.postMessage(message)
}

port.on("message", (question: Question) => {
  try {
    say({ type: "page", page: answer({ statements, indexFile, turns }, question) })
  } catch (error) {
    const refusal = isCorrupt(error)
      ? indexUnusable(indexFile, "the file is damaged", error)
      : unavailable(error, { file: indexFile }, "reading history")
    say({ type: "failed", message: refusal.message, advice: refusal.advice })
  }
})

say({ type: "ready" })
