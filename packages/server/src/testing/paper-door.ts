// The doors over a real manager on a paper exchange in this process, for tests on loopback: the market stands still until a test moves it, and the server may be
// closed and opened again over the same folder.

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { OmsClient } from "@okx-oms/api"
import { decimal } from "@okx-oms/core"
import { type Oms, openOms } from "@okx-oms/oms"
import { type PaperExchange, startPaperExchange } from "@okx-oms/paper-exchange"
import { pino } from "pino"
import { Access } from "../access.ts"
import { Strategies } from "../grid/strategies.ts"
import { HttpServer } from "../http-server.ts"
import { newSecret } from "../secrets.ts"

const PATIENCE_MS = 60_000

export class PaperDoor implements AsyncDisposable {
  readonly folder: string
  readonly #paper: PaperExchange
  /** Lines of the log so far. */
  readonly log: string[] = []
  #oms: Oms | undefined
  #server: HttpServer | undefined
  #client: OmsClient | undefined

  private constructor(paper: PaperExchange, folder: string) {
    this.#paper = paper
    this.folder = folder
  }

  static async start(): Promise<PaperDoor> {
    const paper = await startPaperExchange({ market: "scripted", rateLimits: false })
    const door = new PaperDoor(paper, await mkdtemp(join(tmpdir(), "okx-oms-door-")))
    try {
      await door.open()
    } catch (error) {
      await door[Symbol.asyncDispose]()
      throw error
    }
    return door
  }

  get client(): OmsClient {
    if (this.#client === undefined) throw new Error("the door is closed")
    return this.#client
  }

  /** The manager itself, to compare with what the door tells. */
  get oms(): Oms {
    if (this.#oms === undefined) throw new Error("the door is closed")
    return this.#oms
  }

  async open(): Promise<void> {
    const limits = { priceCollar: decimal("0.5"), maxPositionNotional: decimal("1000000") }
    const shared = { baseUrl: this.#paper.url, directory: this.folder, symbols: ["BTC-USDT"], limits }
    this.#oms = await openOms({ ...shared, readyTimeoutMs: PATIENCE_MS })
    const log = pino({ base: null, level: "warn" }, { write: (line: string) => void this.log.push(line) })
    const strategies = new Strategies({ log, gridsPathOf: () => join(this.folder, "grids.json") })
    const token = newSecret()
    this.#server = new HttpServer({ accounts: [this.#oms], access: new Access({ token }), strategies, log, port: 0 })
    await strategies.resume(this.#oms)
    await this.#server.listen()
    this.#client = new OmsClient({ baseUrl: this.#server.url, token })
    await this.until("ready", async () => (await this.client.getTrading()).ready)
  }

  async close(): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]()
    await this.#oms?.close()
    this.#server = undefined
    this.#oms = undefined
    this.#client = undefined
  }

  /** One of the paper exchange's own levers: trade, price, faults ... */
  async control(path: string, body: object): Promise<void> {
    const response = await fetch(`${this.#paper.url}/paper/${path}`, { method: "POST", body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  }

  /** The first answer that is not undefined and not false. */
  async until<Value>(what: string, look: () => Promise<Value | undefined | false>): Promise<Value> {
    const giveUpAt = performance.now() + PATIENCE_MS
    for (;;) {
      const value = await look()
      if (value !== undefined && value !== false) return value
      if (performance.now() > giveUpAt) throw new Error(`not within ${PATIENCE_MS} ms: ${what}\n${this.log.join("")}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
    await this.#paper.close()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
