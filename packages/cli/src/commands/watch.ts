// The command `oms watch`: the account's working orders and last events, drawn in place as they change. It follows the event stream, and an event says only that there
// is something new to read: the lists are read again, at most twice a second. Where nobody watches a terminal it prints events as lines.

import type { EventRow, OmsClient } from "@okx-oms/api"
import { command } from "../command.ts"
import type { ExitCode } from "../exit-codes.ts"
import { Precision } from "../precision.ts"
import type { Session } from "../session.ts"
import { heightOf, isTerminal, print, widthOf } from "../terminal.ts"
import { type WatchModel, watchLines } from "../watch-screen.ts"
import { showEvent, streamEnd } from "./order-looks.ts"

/** Ages tick once a second; what changed is read and drawn at most twice a second. */
const TICK_MS = 1_000
const READ_EVERY_MS = 500
const EVENTS_KEPT = 50
const ORDERS_MAX = 500

const SCREEN_ON = "\u001b[?1049h\u001b[?25l"
const SCREEN_OFF = "\u001b[?25h\u001b[?1049l"

export const watchCommand = command({
  name: "watch",
  group: "trading",
  summary: "working orders and last events, live, until Ctrl+C",
  details: [
    "On a terminal the picture is drawn in place: mode, feeds, doubts and breaks above, working orders, the last events. Into a file or pipe it prints every event as a line; with --json as a line of JSON.",
  ],
  takes: ["rows", "server"],
  run: async (session) => {
    const isLive =
      isTerminal(session.terminal.out) && session.options.form === "table" && session.terminal.env.TERM !== "dumb"
    return isLive ? await drawn(session) : await lines(session)
  },
})

async function lines(session: Session): Promise<ExitCode> {
  const { signal } = session.terminal
  const client = await session.client()
  // Whether it is let in is known before the first line is waited for.
  const { account, mode } = await client.getTrading()
  await session.note(`following account ${account} (${mode}); Ctrl+C ends it`, "dim")
  for await (const item of client.events({ signal })) {
    if (item.type === "event") await showEvent(session, item.event)
    if (item.type === "disconnected")
      await session.note(`connection lost (${item.reason}); again in ${item.retryInMs} ms`, "warning")
    if (item.type === "resync") await session.note(`too far behind: events up to ${item.seq} were left out`, "warning")
  }
  return streamEnd(signal)
}

async function drawn(session: Session): Promise<ExitCode> {
  const client = await session.client()
  const screen = new Screen(session, client)
  await screen.read()
  await print(session.terminal.out, SCREEN_ON)
  try {
    await Promise.all([screen.follow(), screen.draw()])
  } finally {
    screen.stop()
    await print(session.terminal.out, SCREEN_OFF)
  }
  return streamEnd(session.terminal.signal)
}

class Screen {
  readonly #session: Session
  readonly #client: OmsClient
  readonly #precision = new Precision()
  readonly #stopped = new AbortController()
  #model: WatchModel | undefined
  #events: readonly EventRow[] = []
  #offline: string | undefined
  #isStale = false
  #wake: () => void = () => {}

  constructor(session: Session, client: OmsClient) {
    this.#session = session
    this.#client = client
    session.terminal.signal.addEventListener("abort", () => this.stop(), { once: true })
  }

  stop(): void {
    this.#stopped.abort()
    this.#wake()
  }

  /** Everything anew. Throws OmsProblem. */
  async read(): Promise<void> {
    const [trading, stats, open] = await Promise.all([
      this.#client.getTrading(),
      this.#client.getStats(),
      this.#client.getOrders({ state: "open", limit: ORDERS_MAX }),
    ])
    await this.#precision.learn(
      this.#client,
      open.orders.map(({ symbol }) => symbol),
    )
    const readAtMs = this.#session.terminal.now()
    this.#model = { trading, stats, orders: open.orders, events: this.#events, offline: this.#offline, readAtMs }
  }

  /** Until it is stopped. */
  async follow(): Promise<void> {
    // A few of what happened before, so that the picture does not begin empty.
    const since = Math.max(0, (this.#model?.stats.seq ?? 0) - EVENTS_KEPT)
    try {
      for await (const item of this.#client.events({
        signal: this.#stopped.signal,
        lastEventId: since,
      })) {
        if (item.type === "event") this.#events = [item.event, ...this.#events].slice(0, EVENTS_KEPT)
        this.#offline = item.type === "disconnected" ? item.reason : undefined
        this.#isStale = true
        this.#wake()
      }
    } finally {
      this.stop()
    }
  }

  async draw(): Promise<void> {
    const { signal } = this.#stopped
    let readAt = performance.now()
    const resized = (): void => this.#wake()
    process.on("SIGWINCH", resized)
    try {
      while (!signal.aborted) {
        // Ages of feeds and budgets have no event: they are read again at every second tick.
        if (this.#isStale || performance.now() - readAt >= 2 * TICK_MS) {
          this.#isStale = false
          readAt = performance.now()
          await this.read().catch((error: unknown) => {
            this.#offline = error instanceof Error ? error.message : String(error)
          })
        }
        await this.#paint()
        await this.#rest(this.#isStale ? READ_EVERY_MS : TICK_MS, READ_EVERY_MS)
      }
    } finally {
      process.off("SIGWINCH", resized)
    }
  }

  async #paint(): Promise<void> {
    if (this.#model === undefined || this.#stopped.signal.aborted) return
    const { out, now } = this.#session.terminal
    const model = { ...this.#model, events: this.#events, offline: this.#offline }
    const lines = watchLines(model, {
      paint: this.#session.paint,
      precision: this.#precision,
      columns: widthOf(out) ?? 80,
      rows: heightOf(out),
      nowMs: now(),
    })
    // Over the old picture, each line cleared to its end: nothing flickers.
    await print(out, `\u001b[H${lines.map((line) => `${line}\u001b[K`).join("\r\n")}\u001b[J`)
  }

  /** Until something happens, at most `longestMs`, and at least `leastMs` after the last picture. */
  async #rest(longestMs: number, leastMs: number): Promise<void> {
    const pause = (ms: number, isWoken: boolean): Promise<void> =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        this.#wake = () => {
          if (!isWoken && !this.#stopped.signal.aborted) return
          clearTimeout(timer)
          resolve()
        }
      })
    await pause(leastMs, false)
    if (!this.#isStale && !this.#stopped.signal.aborted) await pause(Math.max(0, longestMs - leastMs), true)
  }
}
