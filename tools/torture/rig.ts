// One exchange, one data directory, and one server at a time over them, with all that its clients were told. It starts, kills, waits for rest and has the
// books audited; what is done to the server in between is the phases'.

import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { auditExchange } from "./audit-exchange.ts"
import { auditTold } from "./audit-told.ts"
import { type Books, ExchangeReader, readBooks } from "./books.ts"
import { PaperDoor, ServerDoor } from "./door.ts"
import type { Figures } from "./figures.ts"
import type { Finding } from "./finding.ts"
import { place } from "./load.ts"
import { type Ended, type Process, servedUrl, spawnServer, startPaper } from "./processes.ts"
import type { Random } from "./random.ts"
import { numberOf } from "./rows.ts"
import { atRest } from "./settle.ts"
import { StreamReader } from "./stream-reader.ts"
import { Told } from "./told.ts"

const READY_LIMIT_MS = 60_000
const ASK_EVERY_MS = 15
/** Everything must be decided so long after the faults ended: a doubt takes half a minute when OKX was in trouble. */
const SETTLE_LIMIT_MS = 75_000
const STREAM_LIMIT_MS = 10_000
const AUDIT_TRIES = 5
/** Wishes that were answered and are asked for again after a restart. */
const ASKED_AGAIN = 8

/** The limits are wide, for what is tested is the books; the price may be old, for the market stands still between loads. */
const CONFIG = {
  limits: { maxOrderNotional: "50000", maxPosition: "500000", lastPriceMaxAgeMs: 600_000 },
  // This exchange's reads lag by less than a second even when it is in trouble.
  visibility: { wellMs: 2_000, troubledMs: 3_000 },
}

export interface RigOptions {
  /** Its own, empty. */
  readonly folder: string
  readonly random: Random
  readonly figures: Figures
  /** Where the journal lies; inside the folder unless told otherwise. */
  readonly data?: string
}

/** What a start came to. */
export type Started =
  | { readonly kind: "ready"; readonly tookMs: number }
  | { readonly kind: "ended"; readonly how: Ended }

export class Rig implements AsyncDisposable {
  readonly folder: string
  readonly data: string
  readonly random: Random
  readonly figures: Figures
  readonly told = new Told()
  readonly paper: PaperDoor
  readonly #paperProcess: Process
  readonly #exchange: ExchangeReader
  #server: Process | undefined
  #door: ServerDoor | undefined

  private constructor(options: RigOptions, paper: { process: Process; url: string }) {
    this.folder = options.folder
    this.data = options.data ?? join(options.folder, "data")
    this.random = options.random
    this.figures = options.figures
    this.paper = new PaperDoor(paper.url)
    this.#paperProcess = paper.process
    this.#exchange = new ExchangeReader(this.paper)
  }

  static async open(options: RigOptions): Promise<Rig> {
    mkdirSync(options.folder, { recursive: true })
    writeFileSync(join(options.folder, "oms.config.json"), JSON.stringify(CONFIG))
    return new Rig(options, await startPaper(options.folder, String(options.random.whole(1, 1_000_000))))
  }

  /** Throws while no server is ready. */
  get door(): ServerDoor {
    if (this.#door === undefined) throw new Error("Invariant: a server is ready")
    return this.#door
  }

  get server(): Process {
    if (this.#server === undefined) throw new Error("Invariant: a server was started")
    return this.#server
  }

  /** Starts the server without waiting for it. */
  spawn(options: { readonly through?: readonly string[]; readonly data?: string } = {}): Process {
    this.#door = undefined
    this.#server = spawnServer({ folder: this.folder, data: this.data, paperUrl: this.paper.url, ...options })
    return this.#server
  }

  /** Starts the server and waits until it is ready. Throws when it neither becomes ready nor ends. */
  async start(options: { readonly through?: readonly string[]; readonly data?: string } = {}): Promise<Started> {
    const began = performance.now()
    const server = this.spawn(options)
    const url = await servedUrl(server, READY_LIMIT_MS)
    if (url !== undefined) {
      const door = new ServerDoor(url, options.data ?? this.data)
      while (performance.now() - began < READY_LIMIT_MS && !server.hasEnded) {
        const answer = await door.ask("GET", "/readyz", { limitMs: 2_000 }).catch(() => undefined)
        if (answer?.status === 200) {
          this.#door = door
          return { kind: "ready", tookMs: performance.now() - began }
        }
        await wait(ASK_EVERY_MS)
      }
    }
    const how = await server.endsWithin(1_000)
    if (how !== undefined) return { kind: "ended", how }
    throw new Error(`the server was not ready after ${READY_LIMIT_MS / 1000} s:\n${server.output}`)
  }

  /** As start, after a kill: it has to become ready. */
  async restart(): Promise<void> {
    const started = await this.start()
    if (started.kind === "ended") {
      throw new Error(`the server did not start again (${JSON.stringify(started.how)}):\n${this.server.output}`)
    }
    this.figures.restarted(started.tookMs)
  }

  async kill(): Promise<Ended> {
    this.#door = undefined
    return await this.server.kill("SIGKILL")
  }

  async clearFaults(): Promise<void> {
    await this.paper.post("/paper/faults", { clear: true })
  }

  /** Asks again, with the same key and body, for all whose answer was lost and for some that were answered. */
  async askAgain(): Promise<readonly Finding[]> {
    const findings: Finding[] = []
    const answered = this.random.some(this.told.acknowledged(), ASKED_AGAIN)
    for (const placed of [...this.told.unanswered(), ...answered]) {
      const wasTaken = placed.answers.some(({ status }) => status === 202)
      const answer = await place({}, placed, (request) => this.door.ask("POST", "/v1/orders", request))
      if (wasTaken && !(answer.status === 202 && answer.isReplay)) {
        const what = `${placed.key}: told ${answer.status} ${JSON.stringify(answer.body)} after a restart`
        findings.push({ kind: "doubled", rule: "an acknowledged wish asked again is the same order", what })
      }
    }
    return findings
  }

  /** Waits until nothing is under way any more, then has the books audited while nothing moves. */
  async settleAndAudit(): Promise<readonly Finding[]> {
    await using reader = new StreamReader({ door: this.door, told: this.told })
    const why = await atRest({ door: this.door, paper: this.paper, exchange: this.#exchange }, SETTLE_LIMIT_MS)
    if (why !== undefined) {
      const what = `${why}, ${SETTLE_LIMIT_MS / 1000} s after the faults ended`
      return [{ kind: "wrong", rule: "everything is decided in time", what }, ...(await this.audit())]
    }
    const unread = await this.#streamCatchesUp()
    await reader[Symbol.asyncDispose]()
    return [...unread, ...(await this.audit())]
  }

  async #streamCatchesUp(): Promise<readonly Finding[]> {
    const { body } = await this.door.ask("GET", "/v1/trading")
    const seq = numberOf(body, "seq")
    const giveUpAt = performance.now() + STREAM_LIMIT_MS
    while ((this.told.lastSeq ?? 0) < seq) {
      if (performance.now() > giveUpAt) {
        return [{ kind: "lost", rule: "the stream shows every event", what: `${this.told.lastSeq} of ${seq}` }]
      }
      await wait(ASK_EVERY_MS)
    }
    return []
  }

  /** Both books, read while the exchange does nothing. */
  async books(): Promise<{ readonly books: Books; readonly exchange: Awaited<ReturnType<ExchangeReader["read"]>> }> {
    for (let tried = 0; tried < AUDIT_TRIES; tried++) {
      const before = (await this.#exchange.read()).records.length
      const books = await readBooks(this.data, this.folder)
      const exchange = await this.#exchange.read()
      if (exchange.records.length === before) return { books, exchange }
    }
    throw new Error(`the exchange did not stand still over ${AUDIT_TRIES} audits`)
  }

  async audit(): Promise<readonly Finding[]> {
    const { books, exchange } = await this.books()
    return [...auditTold(books, this.told), ...auditExchange(books, exchange)]
  }

  /** Adds what was counted; once, when the rig has done its work. */
  async count(): Promise<void> {
    const { books, exchange } = await this.books()
    this.figures.include(books, exchange, this.told)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.kill("SIGKILL")
    await this.#paperProcess.kill("SIGKILL")
  }
}
