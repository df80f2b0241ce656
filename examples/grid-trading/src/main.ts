// The command `npm run grid`: opens a desk (HTTP API or library), runs the engine on it and tells what happens, until it is told to stop. Its orders stay
// in the market then, unless --cancel-on-stop says otherwise; the next start goes on with them.

import { OmsClient, OmsProblem } from "@okx-oms/api"
import { type Desk, DeskUnavailable, GridEngine, type GridMarket, PlanImpossible } from "@okx-oms/grid"
import { ExchangeUnavailable, JournalUnavailable } from "@okx-oms/oms"
import { type GridOptions, OptionMistake, readOptions, readToken, USAGE } from "./grid-options.ts"
import { HttpDesk } from "./http-desk.ts"
import { openLibraryDesk } from "./library-desk.ts"
import { clockText, newsText, painter, statusText } from "./status-text.ts"

const RETRY_MS = 1_000
const CANCEL_TIMEOUT_MS = 8_000
const OKX_URL = "https://www.okx.com"

const paint = painter(process.stdout.isTTY === true && process.env.NO_COLOR === undefined)

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options === "help") return say(USAGE)
  const stop = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort())
  await using desk = await openDesk(options, stop.signal)
  const market = await untilAnswered(() => desk.instrument(), stop.signal)
  if (market === undefined) return
  await trade({ desk, market, options, signal: stop.signal })
}

async function trade(work: {
  desk: Desk
  market: GridMarket
  options: GridOptions
  signal: AbortSignal
}): Promise<void> {
  const { desk, market, options, signal } = work
  const { config, recentreAfterMs, statusEveryMs } = options
  const engine: GridEngine = new GridEngine(desk, config, market, {
    ...(recentreAfterMs !== undefined && { recentreAfterMs }),
    tell: (news) => line(newsText(news, engine.status(), paint)),
  })
  line(`${paint("bold", `grid on ${config.symbol}`)} through ${desk.name}, strategy "${config.strategy}"`)
  const timer = setInterval(() => line(statusText(engine.status(), paint)), statusEveryMs)
  try {
    await engine.run(signal)
    if (options.cancelOnStop) {
      const done = await engine.cancelAll(CANCEL_TIMEOUT_MS)
      line(done ? "every order of the grid is cancelled" : "some orders of the grid are still open")
    } else {
      line("stopped; the orders stay in the market, the next start goes on with them")
    }
  } finally {
    clearInterval(timer)
    line(statusText(engine.status(), paint))
  }
}

async function openDesk({ where, config, paperUrl }: GridOptions, signal: AbortSignal): Promise<Desk> {
  const { symbol, strategy } = config
  if (where.kind === "library") {
    const oms = { directory: where.directory, tag: "okxgrid", baseUrl: paperUrl }
    return await openLibraryDesk({ oms, symbol, strategy })
  }
  const token = readToken(where.dataFolder, process.env)
  const client = new OmsClient({ baseUrl: where.url, token })
  const trading = await untilAnswered(() => client.getTrading(), signal)
  const marketUrl = where.marketUrl ?? (trading?.mode === "paper" ? paperUrl : OKX_URL)
  return new HttpDesk({ baseUrl: where.url, token, marketUrl, symbol, strategy })
}

/** Asks until there is an answer, since the order manager may still be starting; undefined when the signal aborts before. */
async function untilAnswered<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer | undefined> {
  while (!signal.aborted) {
    try {
      return await ask()
    } catch (error) {
      const passes = error instanceof DeskUnavailable || (error instanceof OmsProblem && error.retryable)
      if (!passes) throw error
      line(paint("yellow", `waiting for the order manager: ${error.message}`))
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
  return undefined
}

function line(text: string): void {
  say(`${paint("grey", clockText(Date.now()))}  ${text}`)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function explain(error: unknown): string {
  if (error instanceof OptionMistake) return `${error.message}\n${USAGE}`
  if (error instanceof PlanImpossible) return `this grid cannot be drawn: ${error.message}`
  if (error instanceof OmsProblem && error.status === 401) {
    return `${error.message} The token does not fit the server: set OMS_TOKEN, or OMS_DATA to the server's folder.`
  }
  if (error instanceof ExchangeUnavailable || error instanceof JournalUnavailable) {
    return `${error.message} ${error.advice}`
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

main().catch((error: unknown) => {
  process.stderr.write(`grid: ${explain(error)}\n`)
  process.exitCode = 1
})
