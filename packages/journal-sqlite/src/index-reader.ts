// Reads single rows of the index on the caller's own thread: an order by any of its keys, and how far the index has come. Each is one step down a
// B-tree, some microseconds; whatever may take longer is asked of the history worker.

import type { DatabaseSync } from "node:sqlite"
import type { Order } from "@okx-oms/core"
import type { OrderKey } from "@okx-oms/trading"
import { orderFrom, projectedAnchor } from "./index-projector.ts"
import { OTHER_CL_ORD_ID_SQL } from "./schema.ts"
import { Statements } from "./statements.ts"
import type { Anchor } from "./turn-store.ts"

/** Values of each: the account, the key. Of two orders under one key the newer one is meant. */
const BY_KEY: Readonly<Record<OrderKey["kind"], string>> = {
  orderId: "SELECT crc, body FROM orders WHERE account = ? AND order_id = ?",
  // An order's own id follows from it, or it is one of the few others.
  clOrdId: `SELECT seq, crc, body FROM orders WHERE account = ?1 AND order_id = 'o' || ?2 AND cl_ord_id = ?2
    UNION ALL SELECT seq, crc, body FROM orders WHERE account = ?1 AND cl_ord_id = ?2 AND ${OTHER_CL_ORD_ID_SQL} ORDER BY seq DESC LIMIT 1`,
  okxOrderId: "SELECT crc, body FROM orders WHERE account = ? AND okx_order_id = ? ORDER BY seq DESC LIMIT 1",
  clientOrderId: "SELECT crc, body FROM orders WHERE account = ? AND client_order_id = ? ORDER BY seq DESC LIMIT 1",
}

export class IndexReader implements Disposable {
  readonly #database: DatabaseSync
  readonly #statements: Statements
  readonly #file: string

  constructor(database: DatabaseSync, file: string) {
    this.#database = database
    this.#statements = new Statements(database)
    this.#file = file
  }

  /** The order as the index has it. Throws JournalUnavailable when its row is damaged. */
  find(account: string, key: OrderKey): Order | undefined {
    const row = this.#statements.get(BY_KEY[key.kind], account, key.value)
    return row === undefined ? undefined : orderFrom(row, this.#file)
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
