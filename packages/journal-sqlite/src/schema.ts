// The tables of journal.db and of the index, as lists of steps. A file knows by its user_version how many steps it has seen; opening runs the
// missing ones, each in its own transaction. Steps are only ever appended, so a file of any earlier release comes up to date.

import type { DatabaseSync } from "node:sqlite"
import { JournalUnavailable } from "@okx-oms/trading"

export interface Schema {
  /** SQLite's application_id: tells our files from any other database. */
  readonly applicationId: number
  /** What it is, for messages. */
  readonly name: string
  readonly steps: readonly string[]
}

/** journal.db. The hashes stand before the text, so that reading the head of the chain does not page through it. */
export const JOURNAL_SCHEMA: Schema = {
  applicationId: 0x4f4d534a, // "OMSJ"
  name: "journal",
  steps: [
    `CREATE TABLE turns (
      turn_id INTEGER PRIMARY KEY,
      account TEXT NOT NULL,
      first_seq INTEGER NOT NULL,
      last_seq INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      at INTEGER NOT NULL,
      prev_hash TEXT NOT NULL,
      hash TEXT NOT NULL,
      events TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX turns_by_seq ON turns (account, last_seq);`,
    // With which kind of money each account's books were begun (owner.ts).
    `CREATE TABLE owners (
      account TEXT PRIMARY KEY,
      mode TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;`,
    // Whose account it is at the exchange, in the exchange's words; null until the exchange told.
    "ALTER TABLE owners ADD COLUMN uid TEXT",
  ],
}

/** States in which an order is open, as SQL: the partial index and the query that uses it must say it in the same words. */
export const OPEN_STATES_SQL = "state IN ('Created', 'Validated', 'Submitted', 'Acknowledged', 'PartiallyFilled')"

/** Orders whose id at the exchange does not follow from their own: others are found by that. For index and query, as above. */
export const OTHER_CL_ORD_ID_SQL = "cl_ord_id IS NOT NULL AND order_id <> 'o' || cl_ord_id"

/** journal-index.db. `crc` is the CRC-32 of what a row says (row-checks.ts): whatever is read from here must be what was stored. */
export const INDEX_SCHEMA: Schema = {
  applicationId: 0x4f4d5349, // "OMSI"
  name: "journal index",
  steps: [
    `CREATE TABLE progress (
      account TEXT PRIMARY KEY,
      projected_seq INTEGER NOT NULL,
      hash TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE orders (
      account TEXT NOT NULL,
      order_id TEXT NOT NULL,
      cl_ord_id TEXT,
      okx_order_id TEXT,
      client_order_id TEXT,
      state TEXT NOT NULL,
      symbol TEXT NOT NULL,
      strategy TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      crc INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX orders_by_id ON orders (account, order_id);
    CREATE INDEX orders_by_cl_ord_id ON orders (account, cl_ord_id) WHERE cl_ord_id IS NOT NULL;
    CREATE INDEX orders_by_okx_order_id ON orders (account, okx_order_id) WHERE okx_order_id IS NOT NULL;
    CREATE INDEX orders_by_client_order_id ON orders (account, client_order_id) WHERE client_order_id IS NOT NULL;
    CREATE INDEX orders_by_age ON orders (account, created_at, order_id, state, symbol, strategy);
    CREATE INDEX orders_open ON orders (account, created_at, order_id) WHERE ${OPEN_STATES_SQL};
    CREATE TABLE fills (
      account TEXT NOT NULL,
      seq INTEGER NOT NULL,
      order_id TEXT NOT NULL,
      client_order_id TEXT,
      cl_ord_id TEXT,
      okx_order_id TEXT NOT NULL,
      strategy TEXT NOT NULL,
      symbol TEXT NOT NULL,
      side TEXT NOT NULL,
      trade_id TEXT NOT NULL,
      price TEXT NOT NULL,
      quantity TEXT NOT NULL,
      unit TEXT NOT NULL,
      fees TEXT NOT NULL,
      liquidity TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (account, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX fills_by_age ON fills (account, at, seq, symbol, strategy);
    CREATE INDEX fills_by_order ON fills (account, order_id, at, seq);
    CREATE TABLE events (
      account TEXT NOT NULL,
      seq INTEGER NOT NULL,
      order_id TEXT,
      type TEXT NOT NULL,
      at INTEGER NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (account, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX events_by_order ON events (account, order_id, seq) WHERE order_id IS NOT NULL;`,
    // Every row has its checksum; what was indexed without one is indexed anew from the journal.
    `DELETE FROM progress;
    DELETE FROM orders;
    DELETE FROM fills;
    DELETE FROM events;
    ALTER TABLE fills ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE events ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;`,
    // Events are read from the turns: the index only says which are about an order, those of one slice in a row.
    `DELETE FROM progress;
    DELETE FROM orders;
    DELETE FROM fills;
    DROP TABLE events;
    DROP INDEX orders_by_cl_ord_id;
    CREATE INDEX orders_by_other_cl_ord_id ON orders (account, cl_ord_id) WHERE ${OTHER_CL_ORD_ID_SQL};
    CREATE TABLE order_events (
      account TEXT NOT NULL,
      order_id TEXT NOT NULL,
      first_seq INTEGER NOT NULL,
      seqs TEXT NOT NULL,
      crc INTEGER NOT NULL,
      PRIMARY KEY (account, order_id, first_seq)
    ) STRICT, WITHOUT ROWID;`,
    // What a fill says is in the row of its order: here stands only when it was, and whose it is.
    `DELETE FROM progress;
    DELETE FROM orders;
    DELETE FROM order_events;
    DROP TABLE fills;
    CREATE TABLE fills (
      account TEXT NOT NULL,
      at INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      order_id TEXT NOT NULL,
      trade_id TEXT NOT NULL,
      symbol TEXT NOT NULL,
      strategy TEXT NOT NULL,
      crc INTEGER NOT NULL,
      PRIMARY KEY (account, at, seq)
    ) STRICT, WITHOUT ROWID;`,
    // Orders are folded from their events when they are asked for: here stands only what they are found by, and which events are theirs. Of an order with many
    // events the body is its fold up to those that order_events has; seqs are the ones after them.
    `DELETE FROM progress;
    DELETE FROM fills;
    DELETE FROM order_events;
    DROP TABLE orders;
    CREATE TABLE orders (
      account TEXT NOT NULL,
      order_id TEXT NOT NULL,
      cl_ord_id TEXT,
      okx_order_id TEXT,
      client_order_id TEXT,
      state TEXT NOT NULL,
      symbol TEXT NOT NULL,
      strategy TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      seqs TEXT NOT NULL,
      body TEXT,
      crc INTEGER NOT NULL,
      PRIMARY KEY (account, order_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX orders_by_other_cl_ord_id ON orders (account, cl_ord_id) WHERE ${OTHER_CL_ORD_ID_SQL};
    CREATE INDEX orders_by_okx_order_id ON orders (account, okx_order_id) WHERE okx_order_id IS NOT NULL;
    CREATE INDEX orders_by_client_order_id ON orders (account, client_order_id) WHERE client_order_id IS NOT NULL;
    CREATE INDEX orders_by_age ON orders (account, created_at, order_id, state, symbol, strategy);
    CREATE INDEX orders_open ON orders (account, created_at, order_id) WHERE ${OPEN_STATES_SQL};`,
  ],
}

/** What a file is, by its own marks. */
export type SchemaState =
  | { readonly kind: "empty" }
  | { readonly kind: "foreign" }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "known"; readonly version: number }

export function schemaState(database: DatabaseSync, schema: Schema): SchemaState {
  const applicationId = pragma(database, "application_id")
  const version = pragma(database, "user_version")
  if (applicationId === 0 && version === 0) {
    const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema").get()?.count
    return tables === 0 ? { kind: "empty" } : { kind: "foreign" }
  }
  if (applicationId !== schema.applicationId) return { kind: "foreign" }
  return version > schema.steps.length ? { kind: "newer", version } : { kind: "known", version }
}

/** Runs the missing steps. Throws JournalUnavailable for a file of a newer program or of another one. */
export function migrate(database: DatabaseSync, schema: Schema, file: string): void {
  const state = schemaState(database, schema)
  assertUsable(state, schema, file)
  const done = state.kind === "known" ? state.version : 0
  for (const [index, step] of schema.steps.entries()) {
    if (index < done) continue
    database.exec("BEGIN IMMEDIATE")
    try {
      database.exec(step)
      database.exec(`PRAGMA application_id = ${schema.applicationId}; PRAGMA user_version = ${index + 1}; COMMIT`)
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK")
      throw error
    }
  }
}

/** Throws JournalUnavailable unless the file is this schema's, at most of this version. */
export function assertUsable(state: SchemaState, schema: Schema, file: string): void {
  if (state.kind === "newer") {
    throw new JournalUnavailable(
      `${file} is a ${schema.name} of version ${state.version}; this program knows up to ${schema.steps.length}`,
      { advice: "Use the newer program that wrote it, or restore the backup that was made before the upgrade." },
    )
  }
  if (state.kind === "foreign") {
    throw new JournalUnavailable(`${file} is a database, but not a ${schema.name} of this program`, {
      advice: "Name another data directory, or move that file away.",
    })
  }
}

function pragma(database: DatabaseSync, name: "application_id" | "user_version"): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}
