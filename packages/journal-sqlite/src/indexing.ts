// How far the index has come, and waiting for it: the caller's side of the projector. The projector itself runs in a worker, so that folding costs
// the manager's thread one message now and then; while another process owns the journal, its projector does the work and this one only looks.

import { setTimeout as delay } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import type { AccountId } from "@okx-oms/core"
import { JournalUnavailable, type Log } from "@okx-oms/trading"
import type { IndexReader } from "./index-reader.ts"
import type { JournalFiles } from "./journal-files.ts"
import { QueryRefused } from "./query-refused.ts"
import { within } from "./within.ts"
import { workerUrl } from "./worker-url.ts"

export interface Indexing extends AsyncDisposable {
  /** Newest seq that the index is known to hold. */
  projected(account: AccountId): number
  /** Something was appended. */
  wake(account: AccountId): void
  /** True once the index holds seq, false when timeoutMs is over first. Throws JournalUnavailable when the index cannot follow any more. */
  reached(account: AccountId, seq: number, timeoutMs: number): Promise<boolean>
}

export interface IndexWorkerData {
  readonly journalFile: string
  readonly indexFile: string
}

export type ToIndexWorker =
  | { readonly type: "wake"; readonly accounts: readonly AccountId[] }
  | { readonly type: "close" }

export type FromIndexWorker =
  | { readonly type: "ready" }
  | { readonly type: "progress"; readonly account: AccountId; readonly seq: number }
  | { readonly type: "idle" }
  | { readonly type: "failed"; readonly message: string; readonly advice: string }

interface Waiter {
  readonly account: AccountId
  readonly seq: number
  readonly settle: (reached: boolean | JournalUnavailable) => void
}

const WAITERS_MAX = 1000
/** A worker that is just starting is given this long on top of what a caller is ready to wait. */
const START_WAIT_MS = 5000
/** The slice in hand is some milliseconds of work. */
const STOP_WAIT_MS = 5000
const WORKER_HEAP_MB = 512
const START_PAUSE_MS = 50
const RESTART_PAUSE_MS = 1000
const RESTART_PAUSE_MAX_MS = 60_000
const POLL_MS = 5
/**
 * While nobody waits, turns are gathered for so long: an order that three turns touch is then written once, in one transaction, and the appending thread
 * sends one message and not one per turn.
 */
const GATHER_MS = 50

/** The projector of this process. */
export class OwnIndexing implements Indexing {
  readonly #files: JournalFiles
  readonly #log: Log
  readonly #onProgress: (account: AccountId, seq: number) => void
  readonly #projected: Map<AccountId, number>
  readonly #dirty: Set<AccountId>
  readonly #waiters = new Set<Waiter>()
  #ready = Promise.withResolvers<void>()
  #worker: Worker | undefined
  #state: "starting" | "asleep" | "awake" = "starting"
  #failure: JournalUnavailable | undefined
  #startTimer: NodeJS.Timeout | undefined
  #gatherTimer: NodeJS.Timeout | undefined
  #restartAt = 0
  #restartPauseMs = RESTART_PAUSE_MS
  #closing = false

  constructor(options: {
    readonly files: JournalFiles
    readonly log: Log
    /** Where the index stands now. */
    readonly projected: ReadonlyMap<AccountId, number>
    /** Accounts that have turns which the index does not hold. */
    readonly behind: readonly AccountId[]
    readonly onProgress: (account: AccountId, seq: number) => void
  }) {
    this.#files = options.files
    this.#log = options.log
    this.#onProgress = options.onProgress
    this.#projected = new Map(options.projected)
    this.#dirty = new Set(options.behind)
    if (this.#dirty.size > 0) this.#startSoon()
  }

  projected(account: AccountId): number {
    return this.#projected.get(account) ?? 0
  }

  wake(account: AccountId): void {
    this.#dirty.add(account)
    if (this.#failure !== undefined) {
      if (this.#closing || performance.now() < this.#restartAt) return
      this.#failure = undefined
      this.#worker = undefined
    }
    if (this.#worker === undefined) this.#startSoon()
    else if (this.#state === "asleep") this.#postSoon()
  }

  async reached(account: AccountId, seq: number, timeoutMs: number): Promise<boolean> {
    if (this.projected(account) >= seq) return true
    this.wake(account)
    if (this.#failure === undefined) this.#startNow()
    await within(this.#ready.promise, START_WAIT_MS)
    if (this.projected(account) >= seq) return true
    if (this.#failure !== undefined) throw this.#failure
    if (this.#waiters.size >= WAITERS_MAX) throw new QueryRefused("busy", `${WAITERS_MAX} callers wait for the index`)
    const { promise, resolve, reject } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => waiter.settle(false), timeoutMs)
    const settle = (outcome: boolean | JournalUnavailable): void => {
      clearTimeout(timer)
      this.#waiters.delete(waiter)
      if (typeof outcome === "boolean") resolve(outcome)
      else reject(outcome)
    }
    const waiter: Waiter = { account, seq, settle }
    this.#waiters.add(waiter)
    if (this.#state === "asleep" && this.#worker !== undefined) this.#post()
    return promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing) return
    this.#closing = true
    clearTimeout(this.#startTimer)
    clearTimeout(this.#gatherTimer)
    const worker = this.#worker
    if (worker !== undefined && this.#state !== "starting") {
      if (this.#state === "asleep" && this.#dirty.size > 0) this.#post()
      const stopped = new Promise<void>((resolve) => worker.once("exit", () => resolve()))
      this.#send({ type: "close" })
      await within(stopped, STOP_WAIT_MS)
    }
    await worker?.terminate()
    this.#fail(worker, "the journal is closed")
  }

  /** A process that opens, appends a little and ends again needs no second thread. */
  #startSoon(): void {
    this.#startTimer ??= setTimeout(() => this.#startNow(), START_PAUSE_MS).unref()
  }

  #startNow(): void {
    clearTimeout(this.#startTimer)
    this.#startTimer = undefined
    if (!this.#closing) this.#worker ??= this.#start()
  }

  #start(): Worker {
    const workerData: IndexWorkerData = { journalFile: this.#files.journal, indexFile: this.#files.index }
    const resourceLimits = { maxOldGenerationSizeMb: WORKER_HEAP_MB }
    const worker = new Worker(workerUrl("index-worker"), { workerData, resourceLimits, name: "journal-index" })
    this.#state = "starting"
    this.#ready = Promise.withResolvers<void>()
    worker.unref()
    worker.on("message", (message: FromIndexWorker) => {
      if (worker === this.#worker) this.#take(message)
    })
    worker.on("error", (error) => this.#fail(worker, `the index worker stopped: ${error}`, { cause: error }))
    worker.on("exit", () => this.#fail(worker, "the index worker stopped"))
    return worker
  }

  #take(message: FromIndexWorker): void {
    switch (message.type) {
      case "ready":
        this.#ready.resolve()
        this.#sleep()
        return
      case "progress":
        this.#restartPauseMs = RESTART_PAUSE_MS
        this.#projected.set(message.account, message.seq)
        this.#onProgress(message.account, message.seq)
        for (const waiter of this.#waiters) {
          if (waiter.account === message.account && waiter.seq <= message.seq) waiter.settle(true)
        }
        return
      case "idle":
        this.#sleep()
        return
      case "failed":
        this.#fail(this.#worker, message.message, { advice: message.advice })
        return
      default:
        message satisfies never
    }
  }

  #sleep(): void {
    this.#state = "asleep"
    if (this.#dirty.size === 0) return
    if (this.#waiters.size > 0) this.#post()
    else this.#postSoon()
  }

  /** Does not keep the process: what was not indexed at its end is at the next opening. */
  #postSoon(): void {
    this.#gatherTimer ??= setTimeout(() => {
      this.#gatherTimer = undefined
      if (this.#state === "asleep" && this.#failure === undefined && !this.#closing) this.#post()
    }, GATHER_MS).unref()
  }

  #post(): void {
    clearTimeout(this.#gatherTimer)
    this.#gatherTimer = undefined
    this.#state = "awake"
    const accounts = [...this.#dirty]
    this.#dirty.clear()
    this.#send({ type: "wake", accounts })
  }

  #send(message: ToIndexWorker): void {
    this.#worker?.postMessage(message)
  }

  /** Whoever waits hears it; a later append or question starts another worker, at ever longer intervals while it keeps failing. */
  #fail(worker: Worker | undefined, message: string, why: { advice?: string; cause?: unknown } = {}): void {
    if (this.#failure !== undefined || worker !== this.#worker) return
    const advice = why.advice ?? "It is started again by itself; when that does not help, restart the process."
    this.#failure = new JournalUnavailable(message, { advice, cause: why.cause })
    this.#restartAt = performance.now() + this.#restartPauseMs
    this.#restartPauseMs = Math.min(2 * this.#restartPauseMs, RESTART_PAUSE_MAX_MS)
    this.#ready.resolve()
    for (const waiter of this.#waiters) waiter.settle(this.#failure)
    if (!this.#closing) this.#log.error("look-ups and history stop; appending goes on", { message, advice })
  }
}

/** The projector of the process that holds the journal: all this one can do is look how far it is. */
export class ForeignIndexing implements Indexing {
  readonly #reader: IndexReader

  constructor(reader: IndexReader) {
    this.#reader = reader
  }

  projected(account: AccountId): number {
    return this.#reader.projected(account).seq
  }

  wake(): void {
    // Whoever appends wakes its own projector.
  }

  async reached(account: AccountId, seq: number, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs
    while (this.projected(account) < seq) {
      if (performance.now() >= deadline) return false
      await delay(POLL_MS)
    }
    return true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The reader belongs to whoever made it.
  }
}
