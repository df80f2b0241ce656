// The one place where the doors meet the order manager: from the checked configuration to an open oms. Everything else of this package knows the
// interface in open-oms.ts only.

import { once } from "node:events"
import { connect } from "node:net"
import { setTimeout as wait } from "node:timers/promises"
import { type Decimal, Decimals, decimal, type SymbolLimits } from "@okx-oms/core"
import { type OmsOptions, openOms } from "@okx-oms/oms"
import type { Logger } from "pino"
import type { LoadedConfig } from "./config-file.ts"
import type { OmsPort } from "./open-oms.ts"
import { StartRefused } from "./start-refused.ts"

const PERCENT = decimal("0.01")

/** The paper exchange may be starting beside us: so long it is waited for. */
const PAPER_WAIT_MS = 3_000
const PAPER_ASK_EVERY_MS = 100
const REPORT_EVERY_MS = 4_000

export interface ComposeOptions {
  readonly log: Logger
  readonly onStopped: (why: string) => void
  /** A further try to open it. */
  readonly isRetry?: boolean
  /** For tests. */
  readonly paperWaitMs?: number
  readonly reportEveryMs?: number
}

/** Opens the journal and the connection. Throws JournalUnavailable, ExchangeUnavailable or StartRefused, whose advice says what to do. */
export async function composeOms(loaded: LoadedConfig, options: ComposeOptions): Promise<OmsPort> {
  const { restUrl } = loaded.addresses
  // Asked first: a missing paper exchange is by far the likeliest reason on a first day, and it can be told at once.
  if (loaded.config.mode === "paper" && restUrl !== undefined) {
    await paperExchangeListens(restUrl, options.paperWaitMs ?? PAPER_WAIT_MS)
  }
  const opening = openOms(omsOptions(loaded, options))
  return options.isRetry === true ? await opening : await reportWaiting(opening, loaded, options)
}

/** Says every few seconds what is being tried, for a start that takes long looks like one that hangs. */
export async function reportWaiting<Value>(
  opening: Promise<Value>,
  { config, addresses }: LoadedConfig,
  { log, reportEveryMs = REPORT_EVERY_MS }: Pick<ComposeOptions, "log" | "reportEveryMs">,
): Promise<Value> {
  const startedAt = performance.now()
  const where = addresses.restUrl ?? `OKX (${config.okx.region}${config.mode === "demo" ? ", demo trading" : ""})`
  const report = setInterval(() => {
    const waitedMs = Math.round(performance.now() - startedAt)
    log.info({ waitedMs }, `still starting: journal in ${config.data}, then clock, key and instruments at ${where}`)
  }, reportEveryMs)
  try {
    return await opening
  } finally {
    clearInterval(report)
  }
}

async function paperExchangeListens(restUrl: string, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs
  while (!(await connects(restUrl))) {
    if (performance.now() >= deadline) {
      throw new StartRefused(`Nothing answers at ${restUrl}, where the paper exchange should be.`, {
        advice: 'Start it in another terminal with "npm run paper", or name its port: OMS_PAPER_PORT.',
      })
    }
    await wait(PAPER_ASK_EVERY_MS)
  }
}

async function connects(restUrl: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(restUrl)
  const host = hostname.replace(/^\[|\]$/g, "")
  const socket = connect({ host, port: Number(port === "" ? (protocol === "https:" ? 443 : 80) : port) })
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(1_000) })
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** The configuration in the words of the package oms. */
export function omsOptions(
  { config, keys, addresses, isOneOfSeveral = false }: LoadedConfig,
  { log, onStopped }: { log: Logger; onStopped: (why: string) => void },
): OmsOptions {
  const { limits } = config
  return {
    mode: config.mode,
    account: config.account,
    directory: config.data,
    soleAccount: isOneOfSeveral,
    durability: config.durability,
    keys,
    region: config.okx.region,
    ...(addresses.restUrl !== undefined && { baseUrl: addresses.restUrl }),
    ...(addresses.socketUrl !== undefined && { wsUrl: addresses.socketUrl }),
    ...(config.tag !== undefined && { tag: config.tag }),
    symbols: config.symbols,
    limits: { ...symbolLimits(limits), lastPriceMaxAgeMs: limits.lastPriceMaxAgeMs },
    symbolLimits: Object.fromEntries([...config.symbolLimits].map(([symbol, own]) => [symbol, symbolLimits(own)])),
    patience: { queueMs: config.queueMs },
    inbox: { commands: config.inboxLimit },
    visibility: config.visibility,
    ...(config.deadMan && { deadMan: config.deadMan }),
    onStop: config.onStop,
    log: {
      info: (message, facts) => log.info(facts ?? {}, message),
      warn: (message, facts) => log.warn(facts ?? {}, message),
      error: (message, facts) => log.error(facts ?? {}, message),
    },
    onStopped,
  }
}

function symbolLimits(limits: {
  readonly maxOrderNotional?: Decimal | undefined
  readonly maxPosition?: Decimal | undefined
  readonly maxOpenOrders?: number | undefined
  readonly priceCollarPct?: Decimal | undefined
}): Partial<SymbolLimits> {
  const { maxOrderNotional, maxPosition, maxOpenOrders, priceCollarPct } = limits
  return {
    ...(maxOrderNotional !== undefined && { maxOrderNotional }),
    ...(maxPosition !== undefined && { maxPositionNotional: maxPosition }),
    ...(maxOpenOrders !== undefined && { maxOpenOrders }),
    ...(priceCollarPct !== undefined && { priceCollar: Decimals.multiply(priceCollarPct, PERCENT) }),
  }
}
