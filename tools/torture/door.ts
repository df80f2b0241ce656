// The doors as a stranger uses them: HTTP to the server with its token, HTTP to the exchange's control door. It uses Node's fetch and none of the
// project's own clients, so that what is written down as answered is what came over the wire.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { isRow, type Row, rowsOf } from "./rows.ts"

const ANSWER_LIMIT_MS = 20_000
const PAGE_ROWS = 500
const LOG_ROWS = 1_000
const PAGES_MAX = 1_000

export interface Reply {
  readonly status: number
  readonly body: Row
  /** The answer of an earlier request with the same key. */
  readonly isReplay: boolean
}

export interface Request {
  readonly body?: Row
  readonly key?: string
  /** The caller leaves without waiting for the answer. */
  readonly leave?: AbortSignal
  readonly limitMs?: number
}

/** The server of one process life: its address changes with every start, its token does not. */
export class ServerDoor {
  readonly url: string
  readonly token: string

  constructor(url: string, data: string) {
    this.url = url
    this.token = readFileSync(join(data, "admin.token"), "utf8").trim()
  }

  /** Throws when no answer comes: the line broke, the limit passed, or `leave` said so. */
  async ask(method: string, path: string, request: Request = {}): Promise<Reply> {
    const { body, key, leave, limitMs = ANSWER_LIMIT_MS } = request
    const limit = AbortSignal.timeout(limitMs)
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(key !== undefined && { "idempotency-key": key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: leave === undefined ? limit : AbortSignal.any([limit, leave]),
    })
    const told: unknown = await response.json()
    return {
      status: response.status,
      body: isRow(told) ? told : {},
      isReplay: response.headers.get("idempotency-replayed") === "true",
    }
  }

  /** Every row of a list, page by page. */
  async all(path: string, name: string): Promise<readonly Row[]> {
    const rows: Row[] = []
    let cursor = ""
    for (let page = 0; page < PAGES_MAX; page++) {
      const { status, body } = await this.ask("GET", `${path}limit=${PAGE_ROWS}${cursor}`)
      if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
      rows.push(...rowsOf(body, name))
      if (typeof body.nextCursor !== "string") return rows
      cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`
    }
    throw new Error(`${path}: more than ${PAGES_MAX} pages`)
  }
}

/** The exchange's control door. */
export class PaperDoor {
  readonly url: string

  constructor(url: string) {
    this.url = url
  }

  async state(): Promise<Row> {
    return await this.#json("/paper/state")
  }

  /** The exchange's own record from this number on, all of it. */
  async log(fromSeq: number): Promise<readonly Row[]> {
    const rows: Row[] = []
    for (let page = 0; page < PAGES_MAX; page++) {
      const records = rowsOf(
        await this.#json(`/paper/log?fromSeq=${fromSeq + rows.length}&limit=${LOG_ROWS}`),
        "records",
      )
      rows.push(...records)
      if (records.length < LOG_ROWS) return rows
    }
    throw new Error(`the exchange's log has more than ${PAGES_MAX} pages`)
  }

  /** Refusals of the control door (an order that is gone meanwhile) are answers too. */
  async post(path: string, body: Row): Promise<Row> {
    return await this.#json(path, { method: "POST", body: JSON.stringify(body) })
  }

  async #json(path: string, init: RequestInit = {}): Promise<Row> {
    const response = await fetch(`${this.url}${path}`, { ...init, signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })
    const told: unknown = await response.json()
    return isRow(told) ? told : {}
  }
}
