// Asks the history worker, within limits: how many may wait, how long one may run, how long one may wait. SQLite cannot be interrupted in the middle of
// a step, so a query over its time ends with its worker, and the next one gets a new worker. Rows become values here, some at a time.

import { Worker } from "node:worker_threads"
import { invariant } from "@okx-oms/core"
import { JournalUnavailable } from "@okx-oms/trading"
import type { Question, RawPage } from "./history-queries.ts"
import type { FromHistoryWorker, HistoryWorkerData } from "./history-worker.ts"
import type { JournalFiles } from "./journal-files.ts"
import { QueryRefused } from "./query-refused.ts"
import { workerUrl } from "./worker-url.ts"

export interface HistoryLimits {
  /** Questions that may wait while one is answered. */
  readonly waitingMax: number
  /** Longest that one question may run, in milliseconds. */
  readonly runMs: number
  /** Longest that one question may wait for its turn, in milliseconds. */
  readonly waitMs: number
}

export const HISTORY_LIMITS: HistoryLimits = { waitingMax: 64, runMs: 10_000, waitMs: 15_000 }

const WORKER_HEAP_MB = 256
/** Starting a thread and opening a file; not counted as running. */
const START_MS = 10_000

interface Asked {
  readonly question: Question
  readonly resolve: (page: RawPage) => void
  readonly reject: (error: Error) => void
  timer: NodeJS.Timeout
}

export class HistoryReader implements AsyncDisposable {
  readonly #files: JournalFiles
  readonly #limits: HistoryLimits
  readonly #waiting: Asked[] = []
  #running: Asked | undefined
  #worker: Worker | undefined
  #ready = false
  #closed = false

  constructor(files: JournalFiles, limits: HistoryLimits) {
    this.#files = files
    this.#limits = limits
  }

  /** One page. Throws QueryRefused when a limit is reached, JournalUnavailable when the index cannot be read. */
  ask(question: Question): Promise<RawPage> {
    if (this.#closed) throw new QueryRefused("closed", "the journal is closed")
    const { waitingMax, waitMs } = this.#limits
    if (this.#waiting.length >= waitingMax) {
      throw new QueryRefused("busy", `${waitingMax} history queries wait already; ask again in a moment`)
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(asked), waitMs)
      const asked: Asked = { question, resolve, reject, timer }
      this.#waiting.push(asked)
      this.#next()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    for (const asked of this.#waiting.splice(0)) this.#refuse(asked, "closed", "the journal was closed meanwhile")
    if (this.#running !== undefined) this.#refuse(this.#running, "closed", "the journal was closed meanwhile")
    this.#running = undefined
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  #next(): void {
    if (this.#running !== undefined || this.#waiting.length === 0) return
    this.#worker ??= this.#start()
    if (!this.#ready) return
    const asked = this.#waiting.shift()
    invariant(asked !== undefined, "somebody waits")
    clearTimeout(asked.timer)
    this.#running = asked
    asked.timer = setTimeout(() => this.#overTime(asked), this.#limits.runMs)
    this.#worker.postMessage(asked.question)
  }

  #start(): Worker {
    const { journal: journalFile, index: indexFile } = this.#files
    const workerData: HistoryWorkerData = { journalFile, indexFile }
    const resourceLimits = { maxOldGenerationSizeMb: WORKER_HEAP_MB }
    const worker = new Worker(workerUrl("history-worker"), { workerData, resourceLimits, name: "journal-history" })
    const startLimit = setTimeout(() => this.#lost(worker, `no history worker within ${START_MS} ms`), START_MS)
    worker.unref()
    worker.on("message", (message: FromHistoryWorker) => {
      clearTimeout(startLimit)
      if (worker === this.#worker) this.#take(message)
    })
    worker.on("error", (error) => this.#lost(worker, `the history worker stopped: ${error}`))
    worker.on("exit", () => {
      clearTimeout(startLimit)
      this.#lost(worker, "the history worker stopped")
    })
    return worker
  }

  #take(message: FromHistoryWorker): void {
    if (message.type === "ready") {
      this.#ready = true
      this.#next()
      return
    }
    const asked = this.#running
    this.#running = undefined
    if (asked !== undefined) {
      clearTimeout(asked.timer)
      if (message.type === "page") asked.resolve(message.page)
      else asked.reject(new JournalUnavailable(message.message, { advice: message.advice }))
    }
    this.#next()
  }

  #giveUp(asked: Asked): void {
    const position = this.#waiting.indexOf(asked)
    if (position < 0) return
    this.#waiting.splice(position, 1)
    this.#refuse(asked, "busy", `a history query waited ${this.#limits.waitMs} ms for its turn`)
  }

  #overTime(asked: Asked): void {
    this.#running = undefined
    const advice = "ask for less: a shorter time, one symbol, one strategy"
    this.#refuse(asked, "time limit", `a history query ran longer than ${this.#limits.runMs} ms; ${advice}`)
    this.#dropWorker()
    this.#next()
  }

  /** Everybody who waits for this worker hears that it is gone; the next question starts another one. */
  #lost(worker: Worker, message: string): void {
    if (worker !== this.#worker) return
    this.#dropWorker()
    const failed = this.#running === undefined ? [...this.#waiting.splice(0)] : [this.#running]
    this.#running = undefined
    for (const asked of failed) {
      clearTimeout(asked.timer)
      asked.reject(new JournalUnavailable(message, { advice: `Check ${this.#files.index} and its directory.` }))
    }
    this.#next()
  }

  #dropWorker(): void {
    const worker = this.#worker
    this.#worker = undefined
    this.#ready = false
    void worker?.terminate()
  }

  #refuse(asked: Asked, code: QueryRefused["code"], message: string): void {
    clearTimeout(asked.timer)
    asked.reject(new QueryRefused(code, message))
  }
}
