// The page's line to the server: reads, commands and the stream of events. It knows no element of the page; what arrives goes to the
// functions that it was given. Whether the line can be trusted (live, connecting, stale, offline) is decided here and nowhere else.

const POLL_MS = 2_000
const READ_LIMIT_MS = 5_000
const COMPARE_LIMIT_MS = 35_000
/** Events may be this late behind what the server says it has, before the page calls itself stale. */
const LATE_MS = 4_000
/** However fast events come, the tables are read anew at most this often. */
const REFRESH_MS = 300
const RECONNECT_MS = 2_000
const ORDERS_SHOWN = 200
const FILLS_SHOWN = 50
const EVENTS_BEFORE = 50
const INSTRUMENTS_PAGE = 500

/** A refusal or a lack of answer, in words for people. */
export class Refused extends Error {
  constructor(message, status) {
    super(message)
    this.status = status
  }
}

async function request(path, { method = "GET", body, limitMs = READ_LIMIT_MS } = {}) {
  let response
  try {
    const signal = AbortSignal.timeout(limitMs)
    const json =
      body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
    response = await fetch(path, { method, signal, ...json })
  } catch {
    const unknown = method === "GET" ? "" : " Whether it arrived is not known: look before you ask again."
    throw new Refused(`The server does not answer.${unknown}`, 0)
  }
  const told = await response.json().catch(() => undefined)
  if (response.ok && told !== undefined) return told
  throw new Refused(told?.detail ?? `The server answered ${response.status}.`, response.status)
}

/** Asks for the cancel of one order. Resolves when the wish is durable; the cancel itself comes as an event. */
export async function cancelOrder(orderId) {
  const reason = encodeURIComponent("cancelled on the page")
  return await request(`/v1/orders/${encodeURIComponent(orderId)}?reason=${reason}`, { method: "DELETE" })
}

export async function cancelAll() {
  return await request("/v1/orders/cancel", { method: "POST", body: {} })
}

export async function setTrading(action, reason) {
  const body = reason === "" ? { action, reason: "on the page" } : { action, reason }
  return await request("/v1/trading", { method: "POST", body })
}

export async function compareNow() {
  return await request("/v1/reconciliation", { method: "POST", limitMs: COMPARE_LIMIT_MS })
}

export async function resolveBreak(breakId, resolution) {
  return await request(`/v1/reconciliation/breaks/${breakId}/resolve`, { method: "POST", body: { resolution } })
}

export class Line {
  #show
  #view = "open"
  #source
  #lastSeq = 0
  #behindSince
  #refreshTimer
  #reconnectTimer
  #refreshing = false
  #wanted = false

  /** show: { line(state, words), status(trading, stats), instruments(rows), orders(page), fills(page), breaks(answer), event(row), restart() } */
  constructor(show) {
    this.#show = show
  }

  async start() {
    await this.#connect()
    setInterval(() => void this.#poll(), POLL_MS)
  }

  /** Chooses which orders are read: the `state` of GET /v1/orders. */
  view(state) {
    this.#view = state
    this.refresh()
  }

  /** Reads everything anew soon, for what was just changed. */
  refresh() {
    this.#wanted = true
    if (this.#refreshTimer === undefined && !this.#refreshing) {
      this.#refreshTimer = setTimeout(
        () => void this.#refresh(),
        this.#source === undefined ? RECONNECT_MS : REFRESH_MS,
      )
    }
  }

  async #connect() {
    clearTimeout(this.#reconnectTimer)
    this.#source?.close()
    this.#source = undefined
    try {
      await this.#readStatus()
      await this.#readInstruments()
      const seq = await this.#readTables()
      if (seq < this.#lastSeq) this.#show.restart()
      this.#lastSeq = seq
      this.#listen(Math.max(1, seq + 1 - EVENTS_BEFORE))
    } catch (error) {
      this.#lost(error)
    }
  }

  #listen(fromSeq) {
    const source = new EventSource(`/v1/events?fromSeq=${fromSeq}`)
    this.#source = source
    source.onopen = () => {
      this.#show.line("live", "")
      this.refresh()
    }
    source.onmessage = ({ data }) => {
      const event = JSON.parse(data)
      this.#show.event(event)
      if (event.seq <= this.#lastSeq) return
      this.#lastSeq = event.seq
      this.refresh()
    }
    // Events were left out: read everything anew and go on from there.
    source.addEventListener("resync", () => void this.#connect())
    source.onerror = () => {
      if (this.#source === source) this.#lost(new Refused("The line to the server is lost.", 0))
    }
  }

  #lost(error) {
    this.#source?.close()
    this.#source = undefined
    if (error instanceof Refused && error.status === 401) {
      this.#show.line("offline", "Your session has ended. Press Enter where the server runs: it prints a new link.")
      return
    }
    this.#show.line("offline", `${error.message} What you see is old. Connecting again…`)
    clearTimeout(this.#reconnectTimer)
    this.#reconnectTimer = setTimeout(() => void this.#connect(), RECONNECT_MS)
  }

  async #poll() {
    if (this.#source === undefined) return
    try {
      const { seq } = await this.#readStatus()
      const isBehind = seq > this.#lastSeq
      this.#behindSince = isBehind ? (this.#behindSince ?? performance.now()) : undefined
      if (this.#behindSince !== undefined && performance.now() - this.#behindSince > LATE_MS) {
        this.#behindSince = undefined
        this.#show.line("stale", "Events do not arrive; what you see may be old. Connecting again…")
        await this.#connect()
      }
    } catch (error) {
      if (this.#source !== undefined) this.#lost(error)
    }
  }

  async #readStatus() {
    const [trading, stats] = await Promise.all([request("/v1/trading"), request("/v1/stats")])
    this.#show.status(trading, stats)
    return trading
  }

  async #readInstruments() {
    const rows = []
    for (let cursor = ""; ; ) {
      const page = await request(`/v1/instruments?limit=${INSTRUMENTS_PAGE}${cursor}`)
      rows.push(...page.instruments)
      if (page.nextCursor === null) break
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`
    }
    this.#show.instruments(rows)
  }

  /** The sequence number up to which everything shown is complete. */
  async #readTables() {
    const view = this.#view
    const [orders, fills, breaks] = await Promise.all([
      request(`/v1/orders?state=${encodeURIComponent(view)}&limit=${ORDERS_SHOWN}`),
      request(`/v1/fills?limit=${FILLS_SHOWN}`),
      request("/v1/reconciliation"),
    ])
    // The person chose another view meanwhile: its own reading is under way.
    if (view === this.#view) this.#show.orders(orders)
    this.#show.fills(fills)
    this.#show.breaks(breaks)
    return orders.seq
  }

  async #refresh() {
    this.#refreshTimer = undefined
    if (this.#source === undefined) return
    this.#refreshing = true
    this.#wanted = false
    try {
      await Promise.all([this.#readTables(), this.#readStatus()])
    } catch (error) {
      if (this.#source !== undefined) this.#lost(error)
    } finally {
      this.#refreshing = false
      if (this.#wanted) this.refresh()
    }
  }
}
