// The one place where the doors meet the order manager: from the checked configuration to an open oms. Everything else of this package knows the
// interface in open-oms.ts only.

import { type Decimal, Decimals, decimal, type SymbolLimits } from "@okx-oms/core"
import { ExchangeUnavailable, type OmsOptions, openOms } from "@okx-oms/oms"
import type { Logger } from "pino"
import type { LoadedConfig } from "./config-file.ts"
import type { OmsPort } from "./open-oms.ts"
import { StartRefused } from "./start-refused.ts"

const PERCENT = decimal("0.01")

/** Opens the journal and the connection. Throws JournalUnavailable or ExchangeUnavailable, whose advice says what to do. */
export async function composeOms(
  loaded: LoadedConfig,
  options: { log: Logger; onStopped: (why: string) => void },
): Promise<OmsPort> {
  try {
    return await openOms(omsOptions(loaded, options))
  } catch (error) {
    const isPaper = loaded.config.mode === "paper" && error instanceof ExchangeUnavailable
    if (!isPaper) throw error
    const { restUrl } = loaded.addresses
    throw new StartRefused(`The paper exchange at ${restUrl} cannot be used: ${error.message}.`, {
      advice: 'Start it in another terminal with "npm run paper", or name its port: OMS_PAPER_PORT.',
      cause: error,
    })
  }
}

/** The configuration in the words of the package oms. */
export function omsOptions(
  { config, keys, addresses }: LoadedConfig,
  { log, onStopped }: { log: Logger; onStopped: (why: string) => void },
): OmsOptions {
  const { limits } = config
  return {
    mode: config.mode,
    account: config.account,
    directory: config.data,
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
