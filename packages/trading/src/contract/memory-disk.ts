// What outlives a process in a test: the turns and snapshots of every account as text with checksums, and the seed from which all
// misbehaviour is drawn. The memory journal writes and reads it; a test may damage it.

import { type AccountId, invariant, type OmsEvent, plainEvent, reviveEvent } from "@okx-oms/core"
import { JournalUnavailable } from "../ports.ts"

export interface StoredTurn {
  readonly firstSeq: number
  readonly lastSeq: number
  readonly epoch: number
  /** Length of the text when it was written: a shorter one is torn. */
  readonly length: number
  readonly checksum: number
  text: string
  /** What the writer had in hand, as long as it lives. */
  written?: { readonly text: string; readonly events: readonly OmsEvent[] }
}

interface StoredSnapshot {
  readonly seq: number
  readonly checksum: number
  text: string
}

/** What a disk held at one moment. */
export interface DiskCopy {
  readonly turns: ReadonlyMap<AccountId, readonly StoredTurn[]>
  readonly snapshots: ReadonlyMap<AccountId, readonly StoredSnapshot[]>
}

const SNAPSHOTS_KEPT = 2

export class MemoryDisk {
  readonly #turns = new Map<AccountId, StoredTurn[]>()
  readonly #snapshots = new Map<AccountId, StoredSnapshot[]>()
  #randomState: number

  /** The same seed draws the same misbehaviour. */
  constructor(seed = 1) {
    this.#randomState = seed >>> 0
  }

  /** mulberry32: uniform in [0, 1). */
  random(): number {
    this.#randomState = (this.#randomState + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#randomState ^ (this.#randomState >>> 15), this.#randomState | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** The last turn; its checksum stands for all of its text. */
  head(account: AccountId): { readonly seq: number; readonly epoch: number; readonly checksum: number } {
    const last = this.#turns.get(account)?.at(-1)
    return { seq: last?.lastSeq ?? 0, epoch: last?.epoch ?? 0, checksum: last?.checksum ?? 0 }
  }

  write(account: AccountId, turn: StoredTurn): void {
    const turns = this.#turns.get(account)
    if (turns === undefined) this.#turns.set(account, [turn])
    else turns.push(turn)
  }

  /** Writes only the beginning of a turn, as a crash in the middle of the write leaves it. */
  writeTorn(account: AccountId, turn: StoredTurn): void {
    this.write(account, { ...turn, text: turn.text.slice(0, this.#drawn(turn.text.length)) })
  }

  /** Drops a turn that was torn at the very end; the same elsewhere is damage and is found when it is read. */
  dropTornTurns(): void {
    for (const turns of this.#turns.values()) {
      const last = turns.at(-1)
      if (last !== undefined && last.text.length < last.length) turns.pop()
    }
  }

  /** Throws JournalUnavailable at the first damaged turn. */
  *eventsAfter(account: AccountId, afterSeq: number): Iterable<OmsEvent> {
    yield* this.#after(account, afterSeq, (turn) => decodeTurn(account, turn))
  }

  /** The same for an index that was told of each event as it was written: it reads again only what was damaged since, or is from an earlier life. */
  *indexedAfter(account: AccountId, afterSeq: number): Iterable<OmsEvent> {
    yield* this.#after(account, afterSeq, (turn) =>
      turn.written?.text === turn.text ? turn.written.events : decodeTurn(account, turn),
    )
  }

  /** The process that wrote is gone, and what it had in memory with it. */
  forgetWritten(): void {
    for (const turns of this.#turns.values()) for (const turn of turns) delete turn.written
  }

  *#after(
    account: AccountId,
    afterSeq: number,
    eventsOf: (turn: StoredTurn) => readonly OmsEvent[],
  ): Iterable<OmsEvent> {
    const turns = this.#turns.get(account) ?? []
    for (let index = firstTurnAfter(turns, afterSeq); index < turns.length; index++) {
      const turn = turns[index]
      if (turn === undefined) return
      for (const event of eventsOf(turn)) if (event.seq > afterSeq) yield event
    }
  }

  writeSnapshot(account: AccountId, seq: number, text: string): void {
    const kept = (this.#snapshots.get(account) ?? []).filter((known) => known.seq !== seq)
    kept.push({ seq, text, checksum: checksumOf(text) })
    kept.sort((a, b) => a.seq - b.seq)
    this.#snapshots.set(account, kept.slice(-SNAPSHOTS_KEPT))
  }

  /** The newest snapshot that is whole. */
  snapshot(account: AccountId): { readonly seq: number; readonly text: string } | undefined {
    return this.#snapshots.get(account)?.findLast(({ text, checksum }) => checksumOf(text) === checksum)
  }

  /** Flips one bit of a stored turn: the one that holds `seq`, or one that the seed draws. The returned function flips it back. */
  flipBit(account: AccountId, seq?: number): () => void {
    const turns = this.#turns.get(account) ?? []
    const turn = seq === undefined ? turns[this.#drawn(turns.length)] : turns[firstTurnAfter(turns, seq - 1)]
    invariant(turn !== undefined, `a turn of ${account} to damage`)
    const at = this.#drawn(turn.text.length)
    turn.text = withFlippedBit(turn.text, at)
    return () => {
      turn.text = withFlippedBit(turn.text, at)
    }
  }

  /** Flips one bit of the newest snapshot. */
  flipSnapshotBit(account: AccountId): void {
    const newest = this.#snapshots.get(account)?.at(-1)
    invariant(newest !== undefined, `a snapshot of ${account} to damage`)
    newest.text = withFlippedBit(newest.text, this.#drawn(newest.text.length))
  }

  /** Everything on it, as a backup keeps it. */
  copy(): DiskCopy {
    const copyOf = <Row extends object>(rows: ReadonlyMap<AccountId, readonly Row[]>): Map<AccountId, Row[]> =>
      new Map([...rows].map(([account, kept]) => [account, kept.map((row) => ({ ...row }))]))
    return { turns: copyOf(this.#turns), snapshots: copyOf(this.#snapshots) }
  }

  /** Puts a backup in the place of everything on it. Only between two lives of the process: an open journal knows nothing of it. */
  restore(copy: DiskCopy): void {
    this.#turns.clear()
    this.#snapshots.clear()
    for (const [account, turns] of copy.turns)
      this.#turns.set(
        account,
        turns.map((turn) => ({ ...turn })),
      )
    for (const [account, kept] of copy.snapshots)
      this.#snapshots.set(
        account,
        kept.map((snapshot) => ({ ...snapshot })),
      )
  }

  #drawn(below: number): number {
    return Math.floor(this.random() * below)
  }
}

export function storedTurn(events: readonly OmsEvent[], epoch: number): StoredTurn {
  const text = JSON.stringify(events.map(plainEvent))
  const firstSeq = events[0]?.seq ?? 0
  const lastSeq = firstSeq + events.length - 1
  return { firstSeq, lastSeq, epoch, text, length: text.length, checksum: checksumOf(text), written: { text, events } }
}

function firstTurnAfter(turns: readonly StoredTurn[], afterSeq: number): number {
  let low = 0
  let high = turns.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((turns[middle]?.lastSeq ?? 0) > afterSeq) high = middle
    else low = middle + 1
  }
  return low
}

function decodeTurn(account: AccountId, turn: StoredTurn): OmsEvent[] {
  if (checksumOf(turn.text) !== turn.checksum) {
    const where = `memory journal, account ${account}, turn ${turn.firstSeq}-${turn.lastSeq}`
    throw new JournalUnavailable(`journal damaged: ${where}`, { advice: "Restore a backup." })
  }
  const parsed: unknown = JSON.parse(turn.text)
  invariant(Array.isArray(parsed), "a turn is a list of events")
  return parsed.map(reviveEvent)
}

function withFlippedBit(text: string, at: number): string {
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)
}

/** FNV-1a over UTF-16 units; enough to find what this file itself breaks. */
function checksumOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
