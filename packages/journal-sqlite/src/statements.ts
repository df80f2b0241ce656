// Prepared statements by their text: each is compiled once per connection. The texts are the constants of the callers, plus a bounded number of
// filter combinations, so the cache needs no eviction; its limit is there to make that a fact.

import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite"
import { invariant } from "@okx-oms/core"

const STATEMENTS_MAX = 256

export type Row = Record<string, SQLOutputValue>

export class Statements {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...values)
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(sql).all(...values)
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#prepare(sql).run(...values)
  }

  /** Runs the steps in one write transaction; an error rolls back and goes on to the caller. */
  transaction<Result>(steps: () => Result): Result {
    this.run("BEGIN IMMEDIATE")
    try {
      const result = steps()
      this.run("COMMIT")
      return result
    } catch (error) {
      if (this.#database.isTransaction) this.run("ROLLBACK")
      throw error
    }
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql)
    if (known !== undefined) return known
    invariant(this.#prepared.size < STATEMENTS_MAX, `at most ${STATEMENTS_MAX} different statements`)
    const prepared = this.#database.prepare(sql)
    this.#prepared.set(sql, prepared)
    return prepared
  }
}
