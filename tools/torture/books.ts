// What the auditors read: the journal by its own command line, as a person would, and the exchange by its control door. All rows are raw JSON; nothing of
// the manager takes part in reading them.

import type { PaperDoor } from "./door.ts"
import { runJournal } from "./processes.ts"
import { numberOf, parseRow, type Row, rowsOf, textOf } from "./rows.ts"

/** The journal's dump. */
export interface Books {
  /** Oldest first. */
  readonly events: readonly Row[]
  readonly orders: readonly Row[]
  readonly fills: readonly Row[]
}

/** The exchange's own account of what happened. */
export interface ExchangeBooks {
  /** Its log from the first record. */
  readonly records: readonly Row[]
  /** Orders that rest there now. */
  readonly openOrders: readonly Row[]
}

/** Throws when the command refuses; what it said is the message. */
export async function readBooks(data: string, folder: string): Promise<Books> {
  const dumps = [dump("events", data, folder), dump("orders", data, folder), dump("fills", data, folder)] as const
  // Also when one of them fails the others are waited for: who hears of it may remove the files.
  await Promise.allSettled(dumps)
  const [events, orders, fills] = await Promise.all(dumps)
  return { events, orders, fills }
}

/** A machine with much else to do starts a thread later than the command waits for it; that is no word about the journal. */
const BUSY = /no history worker within|time limit|ask again in a moment/
const DUMP_TRIES = 3

async function dump(what: string, data: string, folder: string): Promise<readonly Row[]> {
  for (let tried = 1; ; tried++) {
    const { code, out, error } = await runJournal([what, "--jsonl", "--data", data], folder)
    if (code === 0) return rowsIn(what, out)
    if (tried === DUMP_TRIES || !BUSY.test(error)) throw new Error(`journal ${what} ended with ${code}: ${error}`)
  }
}

function rowsIn(what: string, out: string): readonly Row[] {
  const lines = out.split("\n").filter((line) => line !== "")
  const rows = lines.map(parseRow).filter((row) => row !== undefined)
  if (rows.length !== lines.length) throw new Error(`journal ${what}: ${lines.length - rows.length} lines are no JSON`)
  return rows
}

/** The exchange's log, read on from where it was read before. */
export class ExchangeReader {
  readonly #paper: PaperDoor
  readonly #records: Row[] = []

  constructor(paper: PaperDoor) {
    this.#paper = paper
  }

  async read(): Promise<ExchangeBooks> {
    const last = this.#records.at(-1)
    this.#records.push(...(await this.#paper.log(last === undefined ? 1 : numberOf(last, "seq") + 1)))
    const state = await this.#paper.state()
    return { records: this.#records, openOrders: rowsOf(rowsOf(state, "accounts")[0], "openOrders") }
  }
}

/** The journal's own end of the sequence. */
export function lastSeqOf({ events }: Books): number {
  return numberOf(events.at(-1), "seq")
}

/** The tags under which this journal has traded. */
export function tagsOf({ events }: Books): ReadonlySet<string> {
  return new Set(events.filter(({ type }) => type === "EpochStarted").map((event) => textOf(event, "tag")))
}
