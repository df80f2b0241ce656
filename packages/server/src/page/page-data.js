// The page's line to the server: reads, cancels and the stream of events. It knows no element of the page; what arrives goes to the
// functions that it was given. Whether the line can be trusted (live, connecting, stale, offline) is decided here and nowhere else.

const POLL_MS = 2_000
const READ_LIMIT_MS = 5_000
/** Events may be this late behind what the server says it has, before the page calls itself stale. */
const LATE_MS = 4_000
/** However fast events come, the tables are read anew at most this often. */
const REFRESH_MS = 300
const RECONNECT_MS = 2_000
const ORDERS_SHOWN = 500
const FILLS_SHOWN = 50

/** A refusal or a lack of answer, in words for people. */
export class Refused extends Error {
  constructor(message, status) {
    super(message)
    this.status = status
  }
}

async function request(path, method = "GET") {
  let response
  try {
    response = await fetch(path, { method, signal: AbortSignal.timeout(READ_LIMIT_MS) })
  } catch {
    const unknown = method === "GET" ? "" : " Whether it arrived is not known: look at the order before you ask again."
    throw new Refused(`The server did not answer.${unknown}`, 0)
  }
  const body = await response.json().catch(() => undefined)
  if (response.ok && body !== undefined) return body
  throw new Refused(body?.detail ?? `The server answered ${response.status}.`, response.status)
}

/** Asks for the cancel of one order. Resolves when the wish is durable; the cancel itself comes as an event. */
export async function cancelOrder(orderId) {
  const reason = encodeURIComponent("cancelled on the page")
  return await request(`/v1/orders/${encodeURIComponent(orderId)}?reason=${reason}`, "DELETE")
}

export class Line {
  #show
  #source
  #lastSeq = 0
  #behindSince
  #refreshTimer
  #refreshing = false
  #wanted = false

  /** show: { line(state, words), status(trading, stats), orders(page), fills(page), event(row) } */
  constructor(show) {
    this.#show = show
  }

  async start() {
    await this.#connect()
    setInterval(() => void this.#poll(), POLL_MS)
  }

  async #connect() {
    this.#source?.close()
    this.#source = undefined
    try {
      await this.#readStatus()
      const seq = await this.#readTables()
      this.#lastSeq = seq
      this.#listen(seq)
    } catch (error) {
      this.#lost(error)
    }
  }

  #listen(seq) {
    const source = new EventSource(`/v1/events?fromSeq=${seq + 1}`)
    this.#source = source
    source.onopen = () => this.#show.line("live", "")
    source.onmessage = ({ data }) => {
      const event = JSON.parse(data)
      this.#lastSeq = event.seq
      this.#show.event(event)
      this.#refreshSoon()
    }
    // Events were left out: read everything anew and go on from there.
    source.addEventListener("resync", () => void this.#connect())
    source.onerror = () => {
      if (this.#source !== source) return
      if (source.readyState === EventSource.CLOSED) this.#lost(new Refused("The stream of events was refused.", 0))
      else this.#show.line("offline", "The line to the server is lost; what you see may be old. Connecting again…")
    }
  }

  #lost(error) {
    this.#source?.close()
    this.#source = undefined
    if (error instanceof Refused && error.status === 401) {
      this.#show.line("offline", "Your session has ended. Press Enter where the server runs: it prints a new link.")
      return
    }
    this.#show.line("offline", `${error.message} What you see may be old. Connecting again…`)
    setTimeout(() => void this.#connect(), RECONNECT_MS)
  }

  async #poll() {
    if (this.#source === undefined) return
    try {
      const { seq } = await this.#readStatus()
      const isBehind = seq > this.#lastSeq
      this.#behindSince = isBehind ? (this.#behindSince ?? Date.now()) : undefined
      if (this.#behindSince !== undefined && Date.now() - this.#behindSince > LATE_MS) {
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

  async #readTables() {
    const [orders, fills] = await Promise.all([
      request(`/v1/orders?state=open&limit=${ORDERS_SHOWN}`),
      request(`/v1/fills?limit=${FILLS_SHOWN}`),
    ])
    this.#show.orders(orders)
    this.#show.fills(fills)
    return orders.seq
  }

  #refreshSoon() {
    this.#wanted = true
    if (this.#refreshTimer === undefined && !this.#refreshing) {
      this.#refreshTimer = setTimeout(() => void this.#refresh(), REFRESH_MS)
    }
  }

  async #refresh() {
    this.#refreshTimer = undefined
    this.#refreshing = true
    this.#wanted = false
    try {
      await Promise.all([this.#readTables(), this.#readStatus()])
    } catch (error) {
      if (this.#source !== undefined) this.#lost(error)
    } finally {
      this.#refreshing = false
      if (this.#wanted) this.#refreshSoon()
    }
  }
}
