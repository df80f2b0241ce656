// Reads single rows of the index on the caller's own thread: an order by any of its keys, and how far the index has come. Each is one step down a
// B-tree, and of an order that is there its few events; whatever may take longer is asked of the history worker.

import type { DatabaseSync } from "node:sqlite"
import type { Order } from "@okx-oms/core"
import type { OrderKey } from "@okx-oms/trading"
import { projectedAnchor } from "./index-projector.ts"
import { OrderEvents } from "./order-events.ts"
import { assertRows } from "./row-checks.ts"
import { OTHER_CL_ORD_ID_SQL } from "./schema.ts"
import { Statements } from "./statements.ts"
import type { Anchor, TurnStore } from "./turn-store.ts"

/** Values of each: the account, the key. Of two orders under one key the newer one is meant. The index is named, for SQLite would go through the account's orders. */
const BY_KEY: Readonly<Record<OrderKey["kind"], string>> = {
  orderId: "SELECT * FROM orders WHERE account = ? AND order_id = ?",
  // An order's own id follows from it, or it is one of the few others.
  clOrdId: `SELECT * FROM orders WHERE account = ?1 AND order_id = 'o' || ?2 AND cl_ord_id = ?2
    UNION ALL SELECT * FROM orders INDEXED BY orders_by_other_cl_ord_id WHERE account = ?1 AND cl_ord_id = ?2 AND ${OTHER_CL_ORD_ID_SQL} ORDER BY seq DESC LIMIT 1`,
  okxOrderId:
    "SELECT * FROM orders INDEXED BY orders_by_okx_order_id WHERE account = ? AND okx_order_id = ? ORDER BY seq DESC LIMIT 1",
  clientOrderId:
    "SELECT * FROM orders INDEXED BY orders_by_client_order_id WHERE account = ? AND client_order_id = ? ORDER BY seq DESC LIMIT 1",
}

export class IndexReader implements Disposable {
  readonly #database: DatabaseSync
  readonly #statements: Statements
  readonly #turns: TurnStore
  readonly #file: string
  readonly #events = new Map<string, OrderEvents>()

  constructor({ index, indexFile, turns }: { index: DatabaseSync; indexFile: string; turns: TurnStore }) {
    this.#database = index
    this.#statements = new Statements(index)
    this.#turns = turns
    this.#file = indexFile
  }

  /** The order as the index has it. Throws JournalUnavailable when its row or one of its turns is damaged. */
  find(account: string, key: OrderKey): Order | undefined {
    const row = this.#statements.get(BY_KEY[key.kind], account, key.value)
    if (row === undefined) return undefined
    assertRows("orders", [row], this.#file)
    let events = this.#events.get(account)
    if (events === undefined) {
      events = new OrderEvents({ statements: this.#statements, indexFile: this.#file, turns: this.#turns }, account)
      this.#events.set(account, events)
    }
    return events.order(row)
  }

  projected(account: string): Anchor {
    return projectedAnchor(this.#statements, account)
  }

  accounts(): string[] {
    return this.#statements.all("SELECT account FROM progress").map((row) => String(row.account))
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }
}
