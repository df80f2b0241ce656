// One paper exchange on a free port for one test, with its control door and a way to wait for what comes by itself.
// It relies on the paper exchange's own front door only; the clients are opened beside it (testing/ccxt-client.ts, testing/okx-api-client.ts).

import { type PaperExchange, type PaperExchangeOptions, startPaperExchange } from "@okx-oms/paper-exchange"

export interface Stand extends AsyncDisposable {
  readonly paper: PaperExchange
  /** A request at the control door; throws what it answers when that is a refusal. */
  control(target: string, body: Record<string, unknown>): Promise<Record<string, unknown>>
  /** A taker from outside, at the market when no price is given. */
  trade(instId: string, side: "buy" | "sell", size: string, price?: string): Promise<void>
}

/** A scripted market without rate limits, unless told otherwise: nothing moves but by the test. */
export async function openStand(options: PaperExchangeOptions = {}): Promise<Stand> {
  const paper = await startPaperExchange({ market: "scripted", rateLimits: false, ...options })
  const control = async (target: string, body: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const response = await fetch(paper.url + target, { method: "POST", body: JSON.stringify(body) })
    const answer = await response.text()
    if (!response.ok) throw new Error(`${target}: ${answer}`)
    return JSON.parse(answer)
  }
  return {
    paper,
    control,
    async trade(symbol, side, size, price) {
      await control("/paper/trade", { symbol, side, size, ...(price === undefined ? {} : { price }) })
    },
    [Symbol.asyncDispose]: () => paper.close(),
  }
}

/** Waits until somebody has subscribed to the channel, since what happens before is not told on it. */
export async function subscribed(stand: Stand, channel: string): Promise<void> {
  await until(`a subscription to ${channel}`, () =>
    [...stand.paper.exchange.world.connections.values()].some(({ subscriptions }) =>
      [...subscriptions.values()].some((subscription) => subscription.channel === channel),
    ),
  )
}

const POLL_MS = 10

/** What `look` finds, as soon as it finds something. Throws after timeoutMs. */
export async function until<T>(what: string, look: () => T | undefined | false, timeoutMs = 10_000): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const found = look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

/** Throws when the promise takes longer, so that a client that waits for ever fails the test with a name. */
export async function within<T>(what: string, promise: Promise<T>, timeoutMs = 10_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
