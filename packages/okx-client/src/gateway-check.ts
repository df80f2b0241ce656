// What must be true before anything is traded: OKX answers, its clock is known, the key is of this environment and may
// trade, the account is set up as the manager expects. Each failure says what to do about it. It relies on rest.ts and
// changes nothing at OKX.

import type { Instrument, Symbol } from "@okx-oms/core"
import { ExchangeUnavailable, type Log } from "@okx-oms/trading"
import { type AccountSetup, barredBy, barredWords } from "./account-setup.ts"
import { instrumentFrom } from "./gateway-from-wire.ts"
import type { OkxRead } from "./okx-read.ts"
import type { OkxRestClient } from "./rest.ts"
import type { OkxAccountConfig } from "./wire/account-config.ts"

/** What to do when OKX refuses the key, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  "50100": "Ask OKX why the API is frozen for this account.",
  "50101": "The key belongs to the other environment: use a demo key with demo and a live key with live.",
  "50102": "Set this machine's clock; OKX allows 30 seconds of difference.",
  "50105": "Check the passphrase: it is the one chosen when the key was made.",
  "50110": "Add this machine's address to the key's list at OKX, or run where the key is bound to.",
  "50111": "Check the API key for typing errors.",
  "50113": "Check the secret key for typing errors.",
  "50119": "The key does not exist here: check the key and the region (global, eea, us, tr).",
  "50120": "Give the key the permission to read and trade.",
}
/** Those that another try will not end: the key, or what OKX allows it, must be changed. A clock may come right by itself. */
const OF_THE_KEY: ReadonlySet<string> = new Set(Object.keys(ADVICE).filter((code) => code !== "50102"))
const ADVICE_UNREACHABLE = "Check the network and https://www.okx.com/status, and the configured address and region."

/** OKX does not answer, which may pass: worth another try. */
export class ExchangeNotYet extends ExchangeUnavailable {}

/** Throws ExchangeUnavailable when the key is refused, may not trade, or may do what no order manager needs: withdraw. */
export async function checkAccount(rest: OkxRestClient, log: Log): Promise<OkxAccountConfig> {
  const config = firstRow(await rest.getAccountConfig({ priority: "resolve" }), "the account's configuration")
  if (!config.permissions.includes("trade")) {
    const advice = "Give the key the permission to trade."
    throw new ExchangeUnavailable("the API key may not trade", { advice, isLasting: true })
  }
  if (config.permissions.includes("withdraw")) {
    throw new ExchangeUnavailable("the API key may withdraw funds, which an order manager never needs", {
      advice: "Make a key at OKX with the permissions to read and trade, without withdrawal, and use that one.",
      isLasting: true,
    })
  }
  if (config.boundAddresses.length === 0) {
    log.warn("the API key is not bound to an IP address: OKX lets it expire after 14 days without use", {
      label: config.label,
    })
  }
  warnOfSetup(config, log)
  return config
}

function warnOfSetup({ acctLv, posMode }: AccountSetup, log: Log): void {
  const spot = barredBy({ acctLv, posMode }, "spot")
  const swap = barredBy({ acctLv, posMode }, "swap")
  if (spot !== undefined) log.warn(barredWords(spot), { acctLv })
  // An account in Spot mode was meant for SPOT: that it has no swaps is no trouble.
  if (swap !== undefined) log[acctLv === "1" ? "info" : "warn"](barredWords(swap), { acctLv, posMode })
}

/** Every spot and swap instrument that the account may trade. Throws ExchangeUnavailable. */
export async function loadInstruments(rest: OkxRestClient, log: Log): Promise<Map<Symbol, Instrument>> {
  const instruments = new Map<Symbol, Instrument>()
  for (const instType of ["SPOT", "SWAP"] as const) {
    const result = await rest.getAccountInstruments({ instType })
    if (result.kind !== "rows") throw unavailable(result, `the ${instType} instruments`)
    if (result.malformed.length > 0) {
      log.warn("instruments that could not be read", {
        instType,
        count: result.malformed.length,
        first: result.malformed[0],
      })
    }
    for (const row of result.rows) {
      const instrument = instrumentFrom(row)
      if (instrument !== undefined) instruments.set(instrument.symbol, instrument)
    }
  }
  if (instruments.size === 0) {
    throw new ExchangeUnavailable("OKX lists no instrument for this account", { advice: ADVICE_UNREACHABLE })
  }
  return instruments
}

export function clockUnavailable(): ExchangeNotYet {
  return new ExchangeNotYet("OKX does not answer", { advice: ADVICE_UNREACHABLE })
}

function firstRow<Row>(result: OkxRead<Row>, what: string): Row {
  if (result.kind !== "rows") throw unavailable(result, what)
  const [row] = result.rows
  if (row === undefined) {
    const message = `OKX answered without ${what}: ${result.malformed[0] ?? "no data"}`
    throw new ExchangeNotYet(message, { advice: ADVICE_UNREACHABLE })
  }
  return row
}

function unavailable(result: Exclude<OkxRead<unknown>, { kind: "rows" }>, what: string): ExchangeUnavailable {
  if (result.kind === "failed") {
    return new ExchangeNotYet(`${what} could not be read: ${result.detail}`, { advice: ADVICE_UNREACHABLE })
  }
  const message = `OKX refused to tell ${what}: ${result.code} ${result.says}`
  const advice = ADVICE[result.code] ?? `OKX says: ${result.message}`
  return new ExchangeUnavailable(message, { advice, isLasting: OF_THE_KEY.has(result.code) })
}
