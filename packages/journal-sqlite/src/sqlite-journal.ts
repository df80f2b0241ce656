// The embedded journal: appends on the caller's thread, durable before the answer, and the read side over the index. It ties together the parts that do
// the work: turn-store (chain), indexing and index-reader (orders by key), history-reader (pages), snapshot-files.

import { setImmediate as turnOver } from "node:timers/promises"
import { type AccountId, InvalidValue, invariant, type OmsEvent, type Order, type OrderId } from "@okx-oms/core"
import {
  type AppendResult,
  type EventQuery,
  type EventRuns,
  type FillQuery,
  type FillRow,
  type History,
  type Journal,
  JournalUnavailable,
  type Log,
  type OrderKey,
  type OrderQuery,
  type Page,
} from "@okx-oms/trading"
import { type Durability, durabilityOf } from "./connection.ts"
import { decodeCursor, type ListName, type RowPlace } from "./cursor.ts"
import { unavailable } from "./faults.ts"
import type { Question, RawPage } from "./history-queries.ts"
import { HISTORY_LIMITS, type HistoryLimits, HistoryReader } from "./history-reader.ts"
import { eventPage, fillPage, orderPage } from "./history-rows.ts"
import { ForeignIndexing, type Indexing, OwnIndexing } from "./indexing.ts"
import { type JournalFiles, journalFilesIn } from "./journal-files.ts"
import { lostTail, type OpenedJournal, openToAppend, openToRead } from "./open-journal.ts"
import { claimUid, type JournalOwner } from "./owner.ts"
import { type Snapshot, SnapshotFiles } from "./snapshot-files.ts"
import { decodeTurn, encodeTurn } from "./turn-codec.ts"
import { UnprojectedTail } from "./unprojected-tail.ts"

export interface SqliteJournalOptions {
  /** Where journal.db lies; made when it is not there (not when readOnly). */
  readonly directory: string
  /** Default "full": durable before it is acknowledged. */
  readonly durability?: Durability
  /** Default: warnings and errors go to stderr. */
  readonly log?: Log
  /** Opens beside the process that appends; appending is refused. Default false. */
  readonly readOnly?: boolean
  readonly limits?: Partial<SqliteJournalLimits>
  /** Whose books these are: kept at the first opening, and compared at every other. Default: nobody asks. */
  readonly owner?: JournalOwner
}

export interface SqliteJournalLimits extends HistoryLimits {
  /** How long a page waits for the index to show what was just appended. Default 250. */
  readonly freshMs: number
  /** How long a look-up waits while the index is being rebuilt. Default 30,000. */
  readonly lookupMs: number
}

const LIMITS: SqliteJournalLimits = { ...HISTORY_LIMITS, freshMs: 250, lookupMs: 30_000 }
const PAGE_LIMIT_MAX = 500
/** A long read lets others have the thread after so many events: a millisecond or two. A pause after each turn took longer than the reading. */
const UNBROKEN_EVENTS = 256
/** The same of many look-ups at once. */
const UNBROKEN_MS = 5

/** Opens the journal of a data directory. Throws JournalUnavailable: in use, damaged, of a newer program, or the disk does not allow it. */
export async function openSqliteJournal(options: SqliteJournalOptions): Promise<SqliteJournal> {
  const files = journalFilesIn(options.directory)
  const log = options.log ?? STDERR_LOG
  const { durability = "full", owner } = options
  const opened =
    options.readOnly === true ? openToRead(files, log) : await openToAppend(files, { durability, owner, log })
  return new SqliteJournal(opened, log, { ...LIMITS, ...options.limits })
}

export class SqliteJournal implements Journal, History, AsyncDisposable {
  readonly files: JournalFiles
  /** What SQLite says is in force, not what was asked. */
  readonly durability: Durability
  readonly readOnly: boolean
  readonly #opened: OpenedJournal
  readonly #log: Log
  readonly #limits: SqliteJournalLimits
  readonly #indexing: Indexing
  readonly #history: HistoryReader
  readonly #snapshots: SnapshotFiles
  readonly #tails = new Map<AccountId, UnprojectedTail>()
  #snapshotsWritten: Promise<unknown> = Promise.resolve()
  #failure: JournalUnavailable | undefined
  #closed: Promise<void> | undefined

  /** Use openSqliteJournal. */
  constructor(opened: OpenedJournal, log: Log, limits: SqliteJournalLimits) {
    this.#opened = opened
    this.#log = log
    this.#limits = limits
    this.files = opened.files
    this.readOnly = opened.lock === undefined
    this.durability = durabilityOf(opened.database)
    this.#snapshots = new SnapshotFiles(opened.files.snapshots)
    this.#history = new HistoryReader(opened.files, limits)
    this.#indexing = opened.keepsIndex
      ? new OwnIndexing({
          files: opened.files,
          log,
          ...indexLag(opened),
          onProgress: (account, seq) => this.#tails.get(account)?.release(seq),
        })
      : new ForeignIndexing(opened.index)
  }

  /** Why appends are answered "unknown" since an earlier one failed; undefined while all is well. */
  get failure(): JournalUnavailable | undefined {
    return this.#failure
  }

  accounts(): AccountId[] {
    this.#assertOpen()
    return this.#opened.turns.accounts()
  }

  /** Sequence number of the newest event of the account; 0 when there is none. */
  lastSeq(account: AccountId): number {
    this.#assertOpen()
    return this.#opened.turns.head(account).seq
  }

  /** Keeps whose account it is at the exchange, as the exchange tells it. Throws JournalUnavailable when the books are another one's. */
  claimUid(account: AccountId, uid: string): void {
    this.#assertOpen()
    const file = this.files.journal
    try {
      claimUid(this.#opened.database, { account, uid }, file)
    } catch (error) {
      throw unavailable(error, { file, account }, "keeping the uid")
    }
  }

  async append(
    account: AccountId,
    expectedSeq: number,
    epoch: number,
    events: readonly OmsEvent[],
  ): Promise<AppendResult> {
    this.#assertOpen()
    if (this.readOnly) {
      throw new JournalUnavailable("the journal was opened to read", { advice: "Open it without readOnly to append." })
    }
    const turn = encodeTurn(account, expectedSeq, epoch, events)
    if (this.#failure !== undefined) return "unknown"
    try {
      if (this.#opened.turns.append(turn) === "fenced") return "fenced"
    } catch (error) {
      // The commit may have reached the disk or not; only a restart, which reads what is there, can tell.
      const place = { file: this.files.journal, account, firstSeq: expectedSeq + 1, lastSeq: turn.lastSeq }
      this.#failure = unavailable(error, place, "appending")
      this.#log.error("an append failed; nothing more is appended until a restart", {
        message: this.#failure.message,
        advice: this.#failure.advice,
      })
      return "unknown"
    }
    this.#tailOf(account, expectedSeq).take(events)
    this.#indexing.wake(account)
    return "ok"
  }

  async load(account: AccountId): Promise<{ snapshot: string | undefined; events: EventRuns }> {
    this.#assertOpen()
    await this.#snapshotsWritten
    const snapshot = await this.#newestSnapshot(account)
    return { snapshot: snapshot?.text, events: this.read(account, (snapshot?.seq ?? 0) + 1) }
  }

  async *read(account: AccountId, fromSeq: number): AsyncGenerator<readonly OmsEvent[]> {
    this.#assertOpen()
    const { turns } = this.#opened
    let run: OmsEvent[] = []
    for (const turn of turns.walk(account, turns.anchorBefore(account, fromSeq))) {
      for (const event of decodeTurn(turn, turns.file)) if (event.seq >= fromSeq) run.push(event)
      if (run.length < UNBROKEN_EVENTS) continue
      yield run
      run = []
      await turnOver()
      this.#assertOpen()
    }
    if (run.length > 0) yield run
  }

  async lookup(account: AccountId, keys: readonly OrderKey[]): Promise<readonly Order[]> {
    this.#assertOpen()
    const found = new Map<OrderId, Order>()
    let begunAt = performance.now()
    for (const key of keys) {
      const order = await this.#find(account, key)
      if (order !== undefined) found.set(order.orderId, order)
      if (performance.now() - begunAt < UNBROKEN_MS) continue
      await turnOver()
      this.#assertOpen()
      begunAt = performance.now()
    }
    return [...found.values()]
  }

  saveSnapshot(account: AccountId, seq: number, snapshot: readonly string[]): Promise<void> {
    this.#assertOpen()
    const chainHash = this.#opened.turns.hashAt(account, seq)
    invariant(chainHash !== undefined && seq > 0, `a snapshot of ${account} at ${seq}, where its journal has no event`)
    const saved = this.#snapshotsWritten.then(() => this.#snapshots.save(account, seq, chainHash, snapshot))
    this.#snapshotsWritten = saved.catch(() => {})
    return saved
  }

  async orders(query: OrderQuery): Promise<Page<Order>> {
    const { cursor, ...rest } = query
    return orderPage(await this.#ask({ list: "orders", ...rest, ...after("orders", cursor) }))
  }

  async fills(query: FillQuery): Promise<Page<FillRow>> {
    const { cursor, ...rest } = query
    return fillPage(await this.#ask({ list: "fills", ...rest, ...after("fills", cursor) }))
  }

  async events(query: EventQuery): Promise<Page<OmsEvent>> {
    const { cursor, ...rest } = query
    return eventPage(await this.#ask({ list: "events", ...rest, ...after("events", cursor) }))
  }

  /** Waits until the index holds everything that is in the journal now; false when timeoutMs is over first. */
  indexed(account: AccountId, timeoutMs: number): Promise<boolean> {
    this.#assertOpen()
    return this.#indexing.reached(account, this.lastSeq(account), timeoutMs)
  }

  /** Newest seq that the index holds. */
  projectedSeq(account: AccountId): number {
    this.#assertOpen()
    return this.#opened.index.projected(account).seq
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    await this.#snapshotsWritten
    await this.#history[Symbol.asyncDispose]()
    // The connection that writes a file closes last of all on it, so that SQLite folds the log into the file and removes it.
    this.#opened.index[Symbol.dispose]()
    await this.#indexing[Symbol.asyncDispose]()
    this.#opened.database.close()
    this.#opened.lock?.release()
  }

  async #newestSnapshot(account: AccountId): Promise<Snapshot | undefined> {
    const { turns } = this.#opened
    for await (const candidate of this.#snapshots.newestFirst(account)) {
      if ("problem" in candidate) {
        this.#log.error("a snapshot is damaged and not used; start-up takes longer", { ...candidate })
        continue
      }
      const { seq: endsAt } = turns.head(account)
      if (endsAt < candidate.seq && this.durability === "full") {
        throw lostTail(turns.file, account, endsAt, candidate.seq, candidate.file)
      }
      if (turns.hashAt(account, candidate.seq) === candidate.chainHash) return candidate
      this.#log.error("a snapshot is of another history and not used; start-up takes longer", { file: candidate.file })
    }
    return undefined
  }

  async #find(account: AccountId, key: OrderKey): Promise<Order | undefined> {
    const tail = this.#tailOf(account, undefined)
    await this.#awaitIndex(account, tail.neededFor(key))
    for (;;) {
      const order = this.#opened.index.find(account, key)
      if (order === undefined) return undefined
      const needed = tail.neededFor({ kind: "orderId", value: order.orderId })
      if (needed <= this.projectedSeq(account))
        return order.seq >= needed ? order : this.#opened.index.find(account, key)
      await this.#awaitIndex(account, needed)
    }
  }

  async #awaitIndex(account: AccountId, seq: number): Promise<void> {
    if (this.#indexing.projected(account) >= seq || this.projectedSeq(account) >= seq) return
    const { lookupMs } = this.#limits
    if (await this.#indexing.reached(account, seq, lookupMs)) return
    throw new JournalUnavailable(
      `the index of ${account} is at seq ${this.projectedSeq(account)} and not at ${seq} after ${lookupMs} ms`,
      { advice: "It is being rebuilt from the journal: ask again when it has caught up (npm run journal -- info)." },
    )
  }

  /** A tail listens from the first append or look-up on; what was there before it is the index's to know. */
  #tailOf(account: AccountId, journaledSeq: number | undefined): UnprojectedTail {
    const known = this.#tails.get(account)
    if (known !== undefined) return known
    const tail = new UnprojectedTail(journaledSeq ?? this.lastSeq(account))
    // A journal that is only read does not hear of appends, so its tail is drawn anew each time.
    if (!this.readOnly) this.#tails.set(account, tail)
    return tail
  }

  async #ask(question: Question): Promise<RawPage> {
    this.#assertOpen()
    const { limit, account } = question
    if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_LIMIT_MAX) {
      throw new InvalidValue("limit", limit, `an integer from 1 to ${PAGE_LIMIT_MAX}`)
    }
    await this.#indexing.reached(account, this.lastSeq(account), this.#limits.freshMs)
    return this.#history.ask(question)
  }

  #assertOpen(): void {
    if (this.#closed === undefined) return
    throw new JournalUnavailable("the journal is closed", { advice: "Open it again." })
  }
}

function indexLag(opened: OpenedJournal): { projected: Map<AccountId, number>; behind: AccountId[] } {
  const projected = new Map<AccountId, number>()
  const behind: AccountId[] = []
  for (const account of opened.turns.accounts()) {
    const { seq } = opened.index.projected(account)
    projected.set(account, seq)
    if (seq < opened.turns.head(account).seq) behind.push(account)
  }
  return { projected, behind }
}

function after(list: ListName, cursor: string | undefined): { readonly after?: RowPlace } {
  return cursor === undefined ? {} : { after: decodeCursor(list, cursor) }
}

const STDERR_LOG: Log = {
  info() {},
  warn: (message, facts) => console.error(`journal: ${message}`, facts ?? ""),
  error: (message, facts) => console.error(`journal: ${message}`, facts ?? ""),
}
