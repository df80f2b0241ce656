// The turns table: one row per turn, each chained to the one before it by SHA-256, one chain per account. It appends conditionally, walks the
// chain and notices every row that is not what was written. It knows SQL and hashes; what the events mean is others' work.

import { hash as digest } from "node:crypto"
import type { DatabaseSync } from "node:sqlite"
import { type AccountId, parseAccountId } from "@okx-oms/core"
import { damaged, type Place, unavailable } from "./faults.ts"
import { type Cells, Statements } from "./statements.ts"

export interface Turn {
  readonly turnId: number
  readonly account: string
  readonly firstSeq: number
  readonly lastSeq: number
  readonly epoch: number
  /** Wall time of the turn, milliseconds since 1970. */
  readonly at: number
  readonly prevHash: string
  readonly hash: string
  /** JSON list of the encoded events. */
  readonly events: string
}

/** Where a chain stands: after this seq its newest hash is this. */
export interface Anchor {
  readonly seq: number
  readonly hash: string
}

export interface Head extends Anchor {
  readonly epoch: number
}

export interface NewTurn {
  readonly account: string
  readonly expectedSeq: number
  readonly lastSeq: number
  readonly epoch: number
  readonly at: number
  readonly events: string
}

/** Turns fetched at once while walking; an open cursor would hold back the checkpoint. */
const WALK_PAGE_TURNS = 256
/** Newest rows checked at every opening, against damage that would hide them. */
const TAIL_CHECK_ROWS = 64
const NO_EVENTS = "[]"

/** In the order in which turnFrom takes them. */
const COLUMNS = "turn_id, account, first_seq, last_seq, epoch, at, prev_hash, hash, events"

export class TurnStore {
  readonly file: string
  readonly #statements: Statements

  constructor(database: DatabaseSync, file: string) {
    this.#statements = new Statements(database)
    this.file = file
  }

  /** The newest turn's place and epoch; seq 0 and epoch 0 for an account without turns. */
  head(account: string): Head {
    const row = this.#statements.get(
      "SELECT last_seq, hash, epoch FROM turns WHERE account = ? ORDER BY last_seq DESC LIMIT 1",
      account,
    )
    if (row === undefined) return { ...genesis(account), epoch: 0 }
    return { seq: Number(row.last_seq), hash: String(row.hash), epoch: Number(row.epoch) }
  }

  accounts(): AccountId[] {
    // Steps from one account to the next through the index; the table may be long, the accounts are few.
    const rows = this.#statements.all(
      "WITH RECURSIVE found(account) AS (SELECT min(account) FROM turns UNION ALL " +
        "SELECT (SELECT min(account) FROM turns WHERE account > found.account) FROM found WHERE account IS NOT NULL) " +
        "SELECT account FROM found WHERE account IS NOT NULL",
    )
    return rows.map(({ account }) => this.#guarded({}, () => parseAccountId(account)))
  }

  /** Appends in one transaction, and only if the account's chain ends at expectedSeq and no higher epoch has written. Throws SQLite's error. */
  append(turn: NewTurn): Head | "fenced" {
    const { account, expectedSeq, lastSeq, epoch, at, events } = turn
    return this.#statements.transaction(() => {
      const head = this.head(account)
      if (head.seq !== expectedSeq || head.epoch > epoch) return "fenced"
      const next = { account, firstSeq: expectedSeq + 1, lastSeq, epoch, at, events, prevHash: head.hash }
      const hash = hashOf(next)
      this.#statements.run(
        "INSERT INTO turns (account, first_seq, last_seq, epoch, at, prev_hash, hash, events) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ...[account, next.firstSeq, lastSeq, epoch, at, head.hash, hash, events],
      )
      return { seq: lastSeq, hash, epoch }
    })
  }

  /** The newest place in the chain that lies before the turn which holds seq. */
  anchorBefore(account: string, seq: number): Anchor {
    const row = this.#statements.get(
      "SELECT last_seq, hash FROM turns WHERE account = ? AND last_seq < ? ORDER BY last_seq DESC LIMIT 1",
      ...[account, seq],
    )
    return row === undefined ? genesis(account) : { seq: Number(row.last_seq), hash: String(row.hash) }
  }

  /** The hash of the turn that holds seq; undefined when there is none. */
  hashAt(account: string, seq: number): string | undefined {
    if (seq === 0) return genesis(account).hash
    const row = this.#statements.get(
      "SELECT first_seq, hash FROM turns WHERE account = ? AND last_seq >= ? ORDER BY last_seq LIMIT 1",
      ...[account, seq],
    )
    return row === undefined || Number(row.first_seq) > seq ? undefined : String(row.hash)
  }

  /** The turn that holds seq, checked by its own hash; undefined when there is none. Throws JournalUnavailable when it is not what was written. */
  holding(account: string, seq: number): Turn | undefined {
    const [row] = this.#guarded({ account, firstSeq: seq }, () =>
      this.#statements.cells(
        `SELECT ${COLUMNS} FROM turns WHERE account = ? AND last_seq >= ? ORDER BY last_seq LIMIT 1`,
        ...[account, seq],
      ),
    )
    if (row === undefined) return undefined
    const turn = turnFrom(row)
    this.#assertWhole(turn)
    return turn.firstSeq > seq ? undefined : turn
  }

  /** Every turn after the anchor, in order, each checked against the chain. Throws JournalUnavailable at the first that does not fit. */
  *walk(account: string, from: Anchor): Generator<Turn> {
    let anchor = from
    for (;;) {
      const page = this.#guarded({ account, firstSeq: anchor.seq + 1 }, () =>
        this.#statements.cells(
          `SELECT ${COLUMNS} FROM turns WHERE account = ? AND last_seq > ? ORDER BY last_seq LIMIT ${WALK_PAGE_TURNS}`,
          ...[account, anchor.seq],
        ),
      )
      for (const row of page) {
        const turn = turnFrom(row)
        this.assertFollows(turn, anchor)
        anchor = { seq: turn.lastSeq, hash: turn.hash }
        yield turn
      }
      if (page.length < WALK_PAGE_TURNS) return
    }
  }

  /** Every row of the table as it lies there, accounts mixed, by row number; unchecked. */
  *rows(): Generator<Turn> {
    let turnId = 0
    for (;;) {
      const page = this.#guarded({}, () =>
        this.#statements.cells(
          `SELECT ${COLUMNS} FROM turns NOT INDEXED WHERE turn_id > ? ORDER BY turn_id LIMIT ${WALK_PAGE_TURNS}`,
          turnId,
        ),
      )
      for (const row of page) {
        const turn = turnFrom(row)
        turnId = turn.turnId
        yield turn
      }
      if (page.length < WALK_PAGE_TURNS) return
    }
  }

  /** Throws JournalUnavailable unless the turn is intact and stands right behind the anchor. */
  assertFollows(turn: Turn, anchor: Anchor): void {
    this.#assertWhole(turn)
    const place = this.#placeOf(turn)
    if (turn.firstSeq !== anchor.seq + 1)
      throw damaged(place, `the turn before it ends at ${anchor.seq}: events are missing`)
    if (turn.prevHash !== anchor.hash)
      throw damaged(place, "it does not continue the turn before it: the chain is broken")
  }

  /** Checks the newest rows by themselves and that the index knows them: what a walk by the index cannot see. */
  checkTail(): void {
    const rows = this.#guarded({}, () =>
      this.#statements.cells(`SELECT ${COLUMNS} FROM turns NOT INDEXED ORDER BY turn_id DESC LIMIT ${TAIL_CHECK_ROWS}`),
    )
    for (const turn of rows.map(turnFrom)) {
      this.#assertWhole(turn)
      const place = this.#placeOf(turn)
      const indexed = this.#guarded(place, () =>
        this.#statements.get(
          "SELECT turn_id FROM turns INDEXED BY turns_by_seq WHERE account = ? AND last_seq = ?",
          ...[turn.account, turn.lastSeq],
        ),
      )
      if (indexed?.turn_id !== turn.turnId) throw damaged(place, "the table's own index does not lead to this turn")
    }
  }

  #assertWhole(turn: Turn): void {
    if (hashOf(turn) !== turn.hash)
      throw damaged(this.#placeOf(turn), "the turn is not what was written: its hash does not match")
  }

  #placeOf({ account, firstSeq, lastSeq, turnId }: Turn): Place {
    return { file: this.file, account, firstSeq, lastSeq, row: turnId }
  }

  #guarded<Result>(place: { account?: string; firstSeq?: number }, read: () => Result): Result {
    try {
      return read()
    } catch (error) {
      throw unavailable(error, { file: this.file, ...place }, "reading turns")
    }
  }
}

/** Where the chain of an account begins. */
export function genesis(account: string): Anchor {
  return { seq: 0, hash: digest("sha256", `okx-oms journal 1\n${account}`, "hex") }
}

/** SHA-256 over everything a row says and the hash of the row before it; the account's name has no line end, so the fields cannot run together. */
function hashOf(turn: Omit<Turn, "turnId" | "hash">): string {
  const { prevHash, account, firstSeq, lastSeq, epoch, at, events } = turn
  return digest("sha256", `${prevHash}\n${account}\n${firstSeq}\n${lastSeq}\n${epoch}\n${at}\n${events}`, "hex")
}

/** Trusts nothing: a damaged cell may have any type, and then its hash will not match. */
function turnFrom([turnId, account, firstSeq, lastSeq, epoch, at, prevHash, hash, events]: Cells): Turn {
  return {
    turnId: Number(turnId),
    account: String(account),
    firstSeq: Number(firstSeq),
    lastSeq: Number(lastSeq),
    epoch: Number(epoch),
    at: Number(at),
    prevHash: String(prevHash),
    hash: String(hash),
    events: String(events ?? NO_EVENTS),
  }
}
