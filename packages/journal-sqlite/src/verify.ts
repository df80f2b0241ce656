// Walks everything that a journal holds and says how far it is good: the log, SQLite's own structure, every link of every chain, every event folded as
// a start would fold it, the snapshots and the index. It reads only, works beside a running server, and goes on after a finding.

import { setImmediate as turnOver } from "node:timers/promises"
import { type AccountState, emptyAccount, evolve, InvalidValue, parseAccountId } from "@okx-oms/core"
import { JournalUnavailable, type Log } from "@okx-oms/trading"
import { openForReading } from "./connection.ts"
import { damaged, unavailable } from "./faults.ts"
import { IndexReader } from "./index-reader.ts"
import { type JournalFiles, journalFilesIn } from "./journal-files.ts"
import { assertLogIsWhole, assertReadable, lostTail } from "./open-journal.ts"
import { ProcessLock, tryProcessLock } from "./process-lock.ts"
import { SnapshotFiles } from "./snapshot-files.ts"
import { decodeTurn } from "./turn-codec.ts"
import { type Anchor, genesis, type Turn, TurnStore } from "./turn-store.ts"

export interface VerifyReport {
  readonly file: string
  readonly accounts: readonly AccountReport[]
  /** Every finding that makes the journal unusable, in the order found; empty means good. */
  readonly damages: readonly JournalUnavailable[]
  /** What is odd but costs nothing: a bad snapshot, an index that will be rebuilt. */
  readonly remarks: readonly string[]
}

export interface AccountReport {
  readonly account: string
  readonly turns: number
  readonly events: number
  readonly lastSeq: number
  readonly epoch: number
  /** Wall times of the first and last turn; 0 without turns. */
  readonly firstAt: number
  readonly lastAt: number
  /** Newest hash of the chain: two journals with the same one hold the same history. */
  readonly hash: string
  readonly orders: number
  readonly openOrders: number
}

export interface VerifyOptions {
  readonly directory: string
  readonly log: Log
  readonly onProgress?: (progress: { readonly turns: number; readonly events: number }) => void
}

interface Walk {
  anchor: Anchor
  turns: number
  epoch: number
  firstAt: number
  lastAt: number
  readonly state: AccountState
  /** Set by the first damage: what stands behind it cannot be judged. */
  broken: boolean
}

const TURNS_AT_ONCE = 200

/** Throws JournalUnavailable only when there is nothing to verify; damage is in the report. */
export async function verifyJournal(options: VerifyOptions): Promise<VerifyReport> {
  const files = journalFilesIn(options.directory)
  assertReadable(files)
  const damages: JournalUnavailable[] = []
  const note = (error: unknown): void => {
    damages.push(unavailable(error, { file: files.journal }, "verifying"))
  }
  const lock = tryProcessLock(files.lock)
  try {
    if (lock instanceof ProcessLock) assertLogIsWhole(files.journal, options.log)
  } catch (error) {
    // Going on would let SQLite cut the log: what is behind the break must stay for whoever repairs it.
    note(error)
    return { file: files.journal, accounts: [], damages, remarks: [] }
  } finally {
    if (lock instanceof ProcessLock) lock.release()
  }
  const walks = new Map<string, Walk>()
  try {
    const database = openForReading(files.journal)
    try {
      assertStructure(database.prepare("PRAGMA integrity_check(20)").all(), files.journal, note)
      const turns = new TurnStore(database, files.journal)
      await walkTurns(turns, walks, note, options.onProgress)
      const remarks = [...(await snapshotRemarks(files, turns, walks, note)), ...indexRemarks(files, turns, note)]
      return { file: files.journal, accounts: [...walks].map(reportOf), damages, remarks }
    } finally {
      database.close()
    }
  } catch (error) {
    note(error)
    return { file: files.journal, accounts: [...walks].map(reportOf), damages, remarks: [] }
  }
}

function assertStructure(rows: Record<string, unknown>[], file: string, note: (error: unknown) => void): void {
  const findings = rows.map((row) => String(row.integrity_check)).filter((text) => text !== "ok")
  if (findings.length > 0) note(damaged({ file }, `SQLite's own check says: ${findings.join("; ")}`))
}

/** In the order of the rows, not of the index: a damaged index must not hide anything. */
async function walkTurns(
  store: TurnStore,
  walks: Map<string, Walk>,
  note: (error: unknown) => void,
  onProgress: VerifyOptions["onProgress"],
): Promise<void> {
  let turns = 0
  let events = 0
  let row = 0
  for (const turn of store.rows()) {
    row++
    if (turn.turnId !== row) {
      note(damaged({ file: store.file, row }, `row ${row} is missing, row ${turn.turnId} comes instead`))
      row = turn.turnId
    }
    takeTurn(store, walks, turn, note)
    turns++
    events += turn.lastSeq - turn.firstSeq + 1
    if (turns % TURNS_AT_ONCE === 0) {
      onProgress?.({ turns, events })
      await turnOver()
    }
  }
}

function takeTurn(store: TurnStore, walks: Map<string, Walk>, turn: Turn, note: (error: unknown) => void): void {
  const { account, firstSeq, lastSeq, turnId } = turn
  let walk = walks.get(account)
  if (walk?.broken) return
  try {
    walk ??= startWalk(turn)
    store.assertFollows(turn, walk.anchor)
    if (turn.epoch < walk.epoch) throw new InvalidValue("epoch", String(turn.epoch), `at least ${walk.epoch}`)
    for (const event of decodeTurn(turn, store.file)) evolve(walk.state, event)
  } catch (error) {
    const place = { file: store.file, account, firstSeq, lastSeq, row: turnId }
    note(error instanceof JournalUnavailable ? error : damaged(place, `its events do not fold: ${error}`, error))
    // A row whose account is not what was written is not listed as an account of its own.
    const known = walks.get(account)
    if (known !== undefined) known.broken = true
    return
  }
  walks.set(account, walk)
  walk.anchor = { seq: lastSeq, hash: turn.hash }
  walk.turns++
  walk.epoch = turn.epoch
  walk.lastAt = turn.at
}

function startWalk(turn: Turn): Walk {
  const state = emptyAccount(parseAccountId(turn.account))
  return { anchor: genesis(turn.account), turns: 0, epoch: 0, firstAt: turn.at, lastAt: 0, state, broken: false }
}

type Note = (error: unknown) => void

async function snapshotRemarks(
  files: JournalFiles,
  turns: TurnStore,
  walks: Map<string, Walk>,
  note: Note,
): Promise<string[]> {
  const remarks: string[] = []
  const snapshots = new SnapshotFiles(files.snapshots)
  for (const account of walks.keys()) {
    for await (const found of snapshots.newestFirst(account)) {
      if ("problem" in found) remarks.push(`${found.file} is not usable (${found.problem}); a start takes longer`)
      else if (turns.head(account).seq < found.seq) {
        note(lostTail(turns.file, account, turns.head(account).seq, found.seq, found.file))
      } else if (turns.hashAt(account, found.seq) !== found.chainHash) {
        remarks.push(`${found.file} stands on another history than this journal`)
      }
    }
  }
  return remarks
}

function indexRemarks(files: JournalFiles, turns: TurnStore, note: Note): string[] {
  try {
    using reader = new IndexReader({ index: openForReading(files.index), indexFile: files.index, turns })
    return reader.accounts().flatMap((account) => {
      const { seq, hash } = reader.projected(account)
      const head = turns.head(account)
      if (head.seq < seq) note(lostTail(turns.file, account, head.seq, seq, files.index))
      else if (turns.hashAt(account, seq) !== hash)
        return [`${files.index}: account ${account} stands on another history`]
      const behind = head.seq - seq
      return behind <= 0 ? [] : [`${files.index}: account ${account} is ${behind} events behind`]
    })
  } catch (error) {
    return [
      `${files.index} cannot be read (${error instanceof Error ? error.message : error}); it is rebuilt at the next start`,
    ]
  }
}

function reportOf([account, walk]: [string, Walk]): AccountReport {
  const { anchor, turns, epoch, firstAt, lastAt, state } = walk
  const orders = Object.values(state.counts).reduce((total, count) => total + count, 0)
  return {
    ...{ account, turns, epoch, firstAt, lastAt, hash: anchor.hash },
    events: anchor.seq,
    lastSeq: anchor.seq,
    orders,
    openOrders: state.open.size,
  }
}
