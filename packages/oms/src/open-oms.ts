// openOms: puts journal, OKX gateway and manager together from a few settings, starts them in order and gives back one thing to use and to close. What
// was opened is closed again when a later step fails; the error says what to do (JournalUnavailable, ExchangeUnavailable).

import { type Symbol as InstrumentSymbol, InvalidValue, parseAccountId, parseSymbol, parseTag } from "@okx-oms/core"
import { openSqliteJournal } from "@okx-oms/journal-sqlite"
import { OkxGateway, type OkxGatewayOptions, Secret } from "@okx-oms/okx-client"
import { ExchangeUnavailable, type Log, OrderManager, type OrderManagerConfig } from "@okx-oms/trading"
import { Oms } from "./oms.ts"
import {
  DEFAULT_LIMITS,
  limitsOf,
  type Mode,
  type OkxAccess,
  type OmsOptions,
  PAPER_KEYS,
  PAPER_URL,
  silentLog,
} from "./settings.ts"
import { systemClock } from "./system-clock.ts"
import { newTag } from "./tag.ts"

const READY_TIMEOUT_MS = 15_000
const DEFAULT_SYMBOLS = ["BTC-USDT", "ETH-USDT"]

/**
 * Opens the journal, connects to OKX and settles what a crash left behind. Resolves when orders may be placed, or when readyTimeoutMs is over: then
 * status() says what is missing, and orders wait at most their queue time for it.
 */
export async function openOms(options: OmsOptions = {}): Promise<Oms> {
  const mode = options.mode ?? "paper"
  const log = options.log ?? silentLog
  const config = managerConfig(mode, options)
  const symbols = (options.symbols ?? DEFAULT_SYMBOLS).map((symbol) => parseSymbol(symbol, "symbols"))
  const gatewayOptions = gatewayOptionsOf(mode, options, log)
  const { account } = config
  const { directory = ".oms", durability = "full" } = options
  const owner = { account, mode, alone: options.soleAccount ?? false }
  const journal = await openSqliteJournal({ directory, durability, log, owner })
  await using undo = new AsyncDisposableStack()
  undo.defer(() => journal.close())
  const gateway = new OkxGateway({ ...gatewayOptions, onAccount: ({ uid }) => journal.claimUid(account, uid) })
  undo.defer(() => gateway.close())
  const manager = new OrderManager(config, { journal, gateway, clock: systemClock, log })
  undo.defer(() => manager.close())
  await manager.start()
  gateway.watch(symbols)
  await manager.whenReady(options.readyTimeoutMs ?? READY_TIMEOUT_MS)
  undo.move()
  const limits = { common: { ...DEFAULT_LIMITS, ...options.limits }, symbols: symbolsOf(symbols, options) }
  return new Oms({ mode, durability: journal.durability, manager, journal, gateway, limits })
}

/** Those that are followed and those with limits of their own. */
function symbolsOf(
  followed: readonly InstrumentSymbol[],
  { symbolLimits = {} }: OmsOptions,
): readonly InstrumentSymbol[] {
  const limited = Object.keys(symbolLimits).map((symbol) => parseSymbol(symbol, "symbolLimits"))
  return [...new Set([...followed, ...limited])]
}

function managerConfig(mode: Mode, options: OmsOptions): OrderManagerConfig {
  const { patience, visibility, inbox, batchMax, reconcileEveryMs, deadMan, onStop, onStopped } = options
  return {
    account: parseAccountId(options.account ?? mode),
    ...(options.tag !== undefined && { tag: parseTag(options.tag) }),
    newTag,
    limits: limitsOf(options),
    ...(patience && { patience }),
    ...(visibility && { visibility }),
    ...(inbox && { inbox }),
    ...(batchMax !== undefined && { batchMax }),
    ...(reconcileEveryMs !== undefined && { reconcileEveryMs }),
    ...(deadMan && { deadMan }),
    ...(onStop && { onStop }),
    ...(onStopped && { onStopped }),
  }
}

function gatewayOptionsOf(mode: Mode, options: OmsOptions, log: Log): OkxGatewayOptions {
  const { apiKey, secretKey, passphrase } = keysOf(mode, options.keys)
  const restUrl = options.baseUrl ?? (mode === "paper" ? PAPER_URL : undefined)
  const socketUrl = options.wsUrl ?? (mode === "paper" ? paperSocketUrl(restUrl ?? PAPER_URL) : undefined)
  return {
    credentials: { apiKey: new Secret(apiKey), secretKey: new Secret(secretKey), passphrase: new Secret(passphrase) },
    // The paper exchange has no demo trading: its own account is play money already.
    environment: mode === "demo" ? "demo" : "live",
    region: options.region ?? "global",
    ...(restUrl !== undefined && { restUrl }),
    ...(socketUrl !== undefined && { socketUrl }),
    ...loopbackOptions(options, restUrl, socketUrl),
    clock: systemClock,
    log,
  }
}

/** Other rate limits than OKX's are for exchanges that cannot be OKX: both addresses have to be this machine's. */
function loopbackOptions(
  { onLoopback = {} }: OmsOptions,
  ...addresses: readonly (string | undefined)[]
): NonNullable<OmsOptions["onLoopback"]> {
  const isHere = (address = ""): boolean => URL.parse(address)?.hostname === "127.0.0.1"
  if (Object.keys(onLoopback).length > 0 && !addresses.every(isHere)) {
    throw new InvalidValue("onLoopback", addresses.join(" "), "baseUrl and wsUrl on 127.0.0.1")
  }
  return onLoopback
}

function keysOf(mode: Mode, keys: OkxAccess | undefined): OkxAccess {
  if (keys !== undefined) return keys
  if (mode === "paper") return PAPER_KEYS
  throw new ExchangeUnavailable(`no API key is given for ${mode} trading`, {
    advice:
      "Give key, secret and passphrase: keys in the options, or for the server OKX_API_KEY, OKX_SECRET and OKX_PASSPHRASE or a secrets file.",
    isLasting: true,
  })
}

function paperSocketUrl(restUrl: string): string {
  return `${restUrl.replace(/^http/, "ws").replace(/\/+$/, "")}/ws/v5`
}
