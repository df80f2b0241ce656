// The live store: every account that the session may see, followed by one stream, and the line itself. What comes is folded at once; whoever looks is told at
// most once per frame of the screen. It changes nothing by itself: what a person asks for changes an order when its event comes.

import type { FillRow, OmsClient, StreamItem, StreamSocket } from "@okx-oms/api"
import { BooksBroken, OmsProblem } from "@okx-oms/api"
import type { OrderStats } from "@okx-oms/core"
import { LINE_DETAILS, type Line, type LineState, STALE_AFTER_MS } from "./line.ts"
import { LiveAccount } from "./live-account.ts"
import { accountOfKey, type OrderEntry } from "./order-entry.ts"
import { type OrderTab, OrderTabs } from "./order-tabs.ts"

/** A hidden page draws no frames; its title still counts what is wrong. */
const HIDDEN_FRAME_MS = 500
const WATCH_MS = 1_000
const BEGIN_ANEW_MS = 1_000
/** An address that knows no session while the stream has one must not keep the stream from living. */
const DOUBT_EVERY_MS = 30_000
const NO_ORDERS: readonly OrderEntry[] = []
const KINDS = ["books", "fills", "status"] as const

export type Scope = "all" | (string & {})

export class LiveAccounts {
  readonly #client: OmsClient
  readonly #accounts = new Map<string, LiveAccount>()
  readonly #together = new OrderTabs()
  readonly #listeners = new Set<() => void>()
  readonly #lists = new Map<
    string,
    { readonly from: readonly (readonly unknown[])[]; readonly list: readonly unknown[] }
  >()
  #line: Line = { state: "connecting", detail: LINE_DETAILS.connecting, since: Date.now() }
  #names: readonly string[] = []
  #version = 0
  #isDue = false
  #heardAt = 0
  #doubtedAt = 0
  #ending = new AbortController()

  constructor(client: OmsClient) {
    this.#client = client
  }

  /** Follows the stream until stop is called. */
  start(): void {
    this.#ending = new AbortController()
    void this.#follow(this.#ending.signal)
    const watch = setInterval(() => this.#watch(), WATCH_MS)
    this.#ending.signal.addEventListener("abort", () => clearInterval(watch), { once: true })
  }

  stop(): void {
    this.#ending.abort()
  }

  /** An answer said that the session has ended: the stream is opened anew, and its word counts. */
  doubtSession(): void {
    if (this.#line.state !== "live" && this.#line.state !== "stale") return
    if (Date.now() - this.#doubtedAt < DOUBT_EVERY_MS) return
    this.#doubtedAt = Date.now()
    this.#setLine("connecting", "The server asks who we are. Connecting again…")
    this.stop()
    this.start()
  }

  /** Somebody may have signed in: one attempt. */
  knock(): void {
    if (this.#line.state !== "signed-out") return
    this.stop()
    this.start()
  }

  /** For useSyncExternalStore: called at most once per frame. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Counts the frames in which something changed. */
  get version(): number {
    return this.#version
  }

  get line(): Line {
    return this.#line
  }

  get names(): readonly string[] {
    return this.#names
  }

  account(name: string): LiveAccount | undefined {
    return this.#accounts.get(name)
  }

  /** Those in the scope, in the order of their names. */
  inScope(scope: Scope): readonly LiveAccount[] {
    if (scope !== "all") return [this.#accounts.get(scope)].filter((one) => one !== undefined)
    return [...this.#accounts.values()]
  }

  /** Newest first; the same array until one of them changes. */
  orders(tab: OrderTab, scope: Scope): readonly OrderEntry[] {
    return (scope === "all" ? this.#together : this.#accounts.get(scope)?.tabs)?.list(tab) ?? NO_ORDERS
  }

  order(key: string): OrderEntry | undefined {
    return this.#accounts.get(accountOfKey(key))?.tabs.get(key)
  }

  /** The newest that came while the page was open, newest first. */
  fills(scope: Scope): readonly FillRow[] {
    const lists = this.inScope(scope).map(({ fills }) => fills)
    if (lists.length === 1 && lists[0] !== undefined) return lists[0]
    return this.#kept(`fills ${scope}`, lists, () => lists.flat().sort((a, b) => (a.at < b.at ? 1 : -1)))
  }

  /** Counts of all orders since the journals began, summed over the scope; undefined before the books are complete. */
  stats(scope: Scope): OrderStats | undefined {
    const all = this.inScope(scope).flatMap(({ stats }) => (stats === undefined ? [] : [stats]))
    const [first, ...others] = all
    if (first === undefined || others.length === 0) return first
    return this.#kept(
      `stats ${scope}`,
      all.map((one) => [one]),
      () => [others.reduce(addStats, first)],
    )[0]
  }

  // ---- the stream ------------------------------------------------------------------------------------------------------------

  /** Over lost lines, and over books that could not be folded: those begin anew with a snapshot. */
  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const items = this.#client.stream({ signal, kinds: KINDS, openSocket: (url) => this.#openSocket(url) })
        for await (const item of items) this.#take(item)
      } catch (error) {
        if (signal.aborted) return
        const isOut = error instanceof OmsProblem && error.status === 401
        if (isOut) return this.#setLine("signed-out")
        const message = error instanceof Error ? error.message : String(error)
        if (error instanceof BooksBroken) this.#setLine("resyncing", `${LINE_DETAILS.resyncing} (${message})`)
        else this.#setLine("offline", `${message} Trying again…`)
      }
      await new Promise((again) => setTimeout(again, BEGIN_ANEW_MS))
    }
  }

  /** Every message counts as a sign of life, heartbeats too, which the client keeps to itself. */
  #openSocket(url: string): StreamSocket {
    const socket = new WebSocket(url)
    socket.addEventListener("message", () => {
      this.#heardAt = Date.now()
      if (this.#line.state === "stale") this.#settle()
    })
    return socket
  }

  #take(item: StreamItem): void {
    switch (item.type) {
      case "connected":
        this.#heardAt = Date.now()
        this.#setLine("connecting", "Connected. The state is being read…")
        return
      case "disconnected": {
        for (const account of this.#accounts.values()) account.take(item)
        const seconds = Math.max(1, Math.round(item.retryInMs / 1000))
        this.#setLine("offline", `${LINE_DETAILS.offline} Connecting again in ${seconds} s.`)
        return
      }
      case "farewell":
        for (const account of this.#accounts.values()) account.take(item)
        this.#setLine("offline", `The server says farewell: ${item.detail}`)
        return
      default:
        this.#accountOf(item.account).take(item)
        this.#settle(item.type === "resync" ? item.detail : undefined)
        this.#changed()
    }
  }

  #settle(detail?: string): void {
    const waits = [...this.#accounts.values()].filter(({ isWhole }) => !isWhole)
    if (waits.length === 0) this.#setLine("live")
    else if (detail !== undefined) this.#setLine("resyncing", `${LINE_DETAILS.resyncing} (${detail})`)
  }

  #watch(): void {
    const silentMs = Date.now() - this.#heardAt
    if (this.#line.state === "live" && silentMs > STALE_AFTER_MS) this.#setLine("stale")
  }

  #accountOf(name: string): LiveAccount {
    const known = this.#accounts.get(name)
    if (known !== undefined) return known
    const made = new LiveAccount(name, this.#together)
    this.#accounts.set(name, made)
    this.#names = [...this.#accounts.keys()].sort()
    return made
  }

  // ---- who looks -------------------------------------------------------------------------------------------------------------

  #setLine(state: LineState, detail = LINE_DETAILS[state]): void {
    if (this.#line.state === state && this.#line.detail === detail) return
    const since = this.#line.state === state ? this.#line.since : Date.now()
    this.#line = { state, detail, since }
    this.#changed()
  }

  #changed(): void {
    if (this.#isDue) return
    this.#isDue = true
    const tell = (): void => {
      this.#isDue = false
      this.#version++
      for (const listener of this.#listeners) listener()
    }
    if (document.hidden) setTimeout(tell, HIDDEN_FRAME_MS)
    else requestAnimationFrame(tell)
  }

  /** A derived list, the same one until one of those that it is made of is another. */
  #kept<Item>(name: string, from: readonly (readonly Item[])[], make: () => readonly Item[]): readonly Item[] {
    const known = this.#lists.get(name)
    const isSame =
      known !== undefined &&
      known.from.length === from.length &&
      from.every((one, index) => isSameList(one, known.from[index]))
    if (isSame) return known.list as readonly Item[]
    const list = make()
    this.#lists.set(name, { from, list })
    return list
  }
}

/** The same list, or two lists of the same one thing. */
function isSameList(a: readonly unknown[], b: readonly unknown[] | undefined): boolean {
  return a === b || (a.length === 1 && b?.length === 1 && a[0] === b[0])
}

function addStats(a: OrderStats, b: OrderStats): OrderStats {
  const breaksFound = { ...a.breaksFound }
  for (const kind of Object.keys(breaksFound) as (keyof typeof breaksFound)[]) breaksFound[kind] += b.breaksFound[kind]
  return {
    total: a.total + b.total,
    created: a.created + b.created,
    submitted: a.submitted + b.submitted,
    acknowledged: a.acknowledged + b.acknowledged,
    active: a.active + b.active,
    filled: a.filled + b.filled,
    cancelled: a.cancelled + b.cancelled,
    rejected: a.rejected + b.rejected,
    failed: a.failed + b.failed,
    expired: a.expired + b.expired,
    inDoubt: a.inDoubt + b.inDoubt,
    breaks: a.breaks + b.breaks,
    breaksFound,
  }
}
