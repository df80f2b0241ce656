// A whole world for tests of the page: a paper exchange in this process whose market stands still, the real server as a process of its own in front of it, and
// the client with its first token. Everything is on loopback, on free ports, in a folder that goes away.

import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { OmsClient } from "@okx-oms/api"
import { type PaperExchange, type PaperExchangeOptions, startPaperExchange } from "@okx-oms/paper-exchange"
import { buildPage } from "../building/build-page.ts"

const SERVER = resolve(import.meta.dirname, "../../../server/src/main.ts")
/** A start takes a second; a machine that runs much else beside it needs more. */
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 10_000

export interface WorldOptions {
  readonly paper?: PaperExchangeOptions
  /** Of the server: OMS_DEAD_MAN_S and the like. */
  readonly env?: Readonly<Record<string, string>>
  /** More of oms.config.json: several accounts, limits. */
  readonly config?: Readonly<Record<string, unknown>>
  /** Of several accounts, the one that `client` speaks of. */
  readonly account?: string
  /** What happens at the exchange before the server comes. */
  readonly before?: (paper: PaperExchange) => Promise<void>
}

export class PageWorld implements AsyncDisposable {
  readonly paper: PaperExchange
  readonly #folder: string
  readonly #env: Readonly<Record<string, string>>
  readonly #account: string | undefined
  #server: ChildProcess | undefined
  #said = ""
  #url = ""
  #client: OmsClient | undefined

  private constructor(
    paper: PaperExchange,
    folder: string,
    { env, account }: Required<Pick<WorldOptions, "env">> & { readonly account: string | undefined },
  ) {
    this.paper = paper
    this.#folder = folder
    this.#env = env
    this.#account = account
  }

  /** Builds the page when it is older than its sources, then starts exchange and server and waits until orders are taken. */
  static async start({ paper = {}, env = {}, config = {}, account, before }: WorldOptions = {}): Promise<PageWorld> {
    await buildPage()
    const exchange = await startPaperExchange({ market: "scripted", rateLimits: false, ...paper })
    const folder = await mkdtemp(join(tmpdir(), "okx-oms-page-"))
    // A market that stands still is not for that reason too old to trade on.
    await writeFile(
      join(folder, "oms.config.json"),
      JSON.stringify({ limits: { lastPriceMaxAgeMs: 600_000 }, ...config }),
    )
    const world = new PageWorld(exchange, folder, { env, account })
    try {
      await before?.(exchange)
      await world.startServer()
    } catch (error) {
      await world[Symbol.asyncDispose]()
      throw error
    }
    return world
  }

  get url(): string {
    return this.#url
  }

  /** With the admin's token. */
  get client(): OmsClient {
    if (this.#client === undefined) throw new Error("the server is not running")
    return this.#client
  }

  /** Starts the server, on the same port as before where there was one: a page that was open finds it again. */
  async startServer(): Promise<void> {
    const port = this.#url === "" ? "0" : new URL(this.#url).port
    this.#said = ""
    const child = spawn(process.execPath, [SERVER], {
      cwd: this.#folder,
      env: { OMS_PORT: port, OMS_DATA: this.#folder, OMS_PAPER_PORT: String(this.paper.port), ...this.#env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    this.#server = child
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#said += text
      })
    }
    const match = await this.until("the server listens", async () => {
      if (child.exitCode !== null) throw new Error(`the server ended:\n${this.#said}`)
      return /(http:\/\/127\.0\.0\.1:\d+)\/v1/.exec(this.#said) ?? undefined
    })
    this.#url = match[1] ?? ""
    const token = (await readFile(join(this.#folder, "admin.token"), "utf8")).trim()
    this.#client = new OmsClient({
      baseUrl: this.#url,
      token,
      ...(this.#account !== undefined && { account: this.#account }),
    })
    await this.until("orders are taken", async () => (await this.client.getTrading()).ready)
  }

  async stopServer(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#server
    this.#server = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, "exit")
    child.kill(signal)
    const kill = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS)
    await ended
    clearTimeout(kill)
  }

  /** Good once, for one minute. */
  async signInLink(): Promise<string> {
    return this.#url + (await this.client.createOpenLink()).path
  }

  /** One of the paper exchange's own levers: price, trade, faults ... */
  async control(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.paper.url}/paper/${path}`, { method: "POST", body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return await response.json()
  }

  /** Moves the market and waits until the server has heard of it: an order judged in between would be judged by the price before. */
  async movePrice(symbol: string, price: string): Promise<void> {
    await this.control("price", { symbol, price })
    const probe = { symbol, side: "buy", type: "limit", quantity: "1", price } as const
    await this.until(`the server knows the last price ${price} of ${symbol}`, async () => {
      const { lastPrice } = await this.client.previewOrder(probe)
      return lastPrice !== null && Number(lastPrice) === Number(price)
    })
  }

  /** The first answer that is not undefined and not false. */
  async until<Value>(what: string, look: () => Promise<Value | undefined | false>): Promise<Value> {
    const giveUpAt = performance.now() + START_LIMIT_MS
    for (;;) {
      const value = await look()
      if (value !== undefined && value !== false) return value
      if (performance.now() > giveUpAt) throw new Error(`not within ${START_LIMIT_MS} ms: ${what}\n${this.#said}`)
      await new Promise((wait) => setTimeout(wait, 30))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopServer()
    await this.paper.close()
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
