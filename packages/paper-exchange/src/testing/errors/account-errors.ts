// Errors of positions, leverage, margin, modes and closing (51004 to 51206, 51521, 51522, 59000 to 59112), by accounts that
// deserve them.

import { DEFAULT_ACCOUNT } from "../../engine/accounts.ts"
import type { Desk, Json } from "../desk.ts"
import { type ErrorCase, placed, placedSwap, posted, SPOT, SWAP } from "./error-case.ts"

const MARKET = { ordType: "market", px: "" }
const REDUCE = { side: "sell", px: "93000", reduceOnly: "true" }
const INVERSE = "BTC-USD-SWAP"

/** A long position of two contracts in the standard SWAP. */
function long(desk: Desk, order: Json = {}): Desk {
  placedSwap(desk, { ...MARKET, sz: "2", ...order })
  return desk
}

function leverage(desk: Desk, body: Json): string {
  return posted(desk, "account/set-leverage", { instId: SWAP, lever: "5", mgnMode: "cross", ...body })
}

function ofLevel(acctLv: "1" | "2" | "3", balances: Record<string, string> = DEFAULT_ACCOUNT.balances) {
  return { accounts: [{ ...DEFAULT_ACCOUNT, acctLv, balances }] }
}

const HEDGED = { accounts: [{ ...DEFAULT_ACCOUNT, posMode: "long_short_mode" as const }] }
const RICH = { accounts: [{ ...DEFAULT_ACCOUNT, balances: { USDT: "100000000000" } }] }

const OPENING: readonly ErrorCase[] = [
  {
    code: "51004",
    when: "more contracts than the leverage's tier allows",
    options: RICH,
    cause: (desk) => {
      leverage(desk, { lever: "100" })
      return placedSwap(desk, { sz: "900000" })
    },
  },
  {
    code: "51010",
    when: "a swap in an account for SPOT only",
    options: ofLevel("1"),
    cause: (desk) => placedSwap(desk),
  },
  {
    code: "51007",
    when: "half a contract where whole ones are traded",
    cause: (desk) => placedSwap(desk, { instId: INVERSE, sz: "0.5" }),
  },
  {
    code: "51101",
    when: "more contracts than one limit order may have",
    options: RICH,
    cause: (desk) => placedSwap(desk, { sz: "999999999999" }),
  },
  {
    code: "51008",
    when: "contracts without the margin for them",
    options: { accounts: [{ ...DEFAULT_ACCOUNT, balances: { USDT: "10" } }] },
    cause: (desk) => placedSwap(desk),
  },
]

const REDUCING: readonly ErrorCase[] = [
  {
    code: "51148",
    when: "a reduce-only order larger than the position",
    cause: (desk) => placedSwap(long(desk), { ...REDUCE, sz: "3" }),
  },
  { code: "51169", when: "a reduce-only order without a position", cause: (desk) => placedSwap(desk, REDUCE) },
  {
    code: "51170",
    when: "a reduce-only order in the direction of the position",
    cause: (desk) => placedSwap(long(desk), { reduceOnly: "true" }),
  },
  {
    code: "51112",
    when: "the closing of more than a side has",
    options: HEDGED,
    cause: (desk) =>
      placedSwap(long(desk, { posSide: "long" }), { side: "sell", px: "93000", posSide: "long", sz: "3" }),
  },
  {
    code: "51139",
    when: "a reduce-only SPOT order in an account for SPOT only",
    options: ofLevel("1"),
    cause: (desk) => placed(desk, { reduceOnly: true }),
  },
  { code: "51205", when: "a reduce-only SPOT order", cause: (desk) => placed(desk, { reduceOnly: true }) },
  {
    code: "51133",
    when: "a reduce-only SPOT order in a multi-currency account",
    options: ofLevel("3"),
    cause: (desk) => placed(desk, { tdMode: "cross", reduceOnly: true }),
  },
  {
    code: "51206",
    when: "a margin order that would turn the position around beside one that reduces it",
    cause: (desk) => {
      const margin = { tdMode: "cross", ccy: "USDT", side: "sell", px: "93000" }
      placed(desk, { tdMode: "cross", ccy: "USDT", ordType: "market", px: "", sz: "2000" })
      placed(desk, { ...margin, reduceOnly: true, sz: "0.02" })
      return placed(desk, { ...margin, sz: "0.05" })
    },
  },
]

const CLOSING: readonly ErrorCase[] = [
  {
    code: "51023",
    when: "the closing of a position that is not there",
    cause: (desk) => posted(desk, "trade/close-position", { instId: SWAP, mgnMode: "cross" }),
  },
  {
    code: "51115",
    when: "the closing of a position that an order is to close already",
    cause: (desk) => {
      placedSwap(long(desk), { ...REDUCE, sz: "1" })
      return posted(desk, "trade/close-position", { instId: SWAP, mgnMode: "cross" })
    },
  },
]

const SETTINGS: readonly ErrorCase[] = [
  {
    code: "59000",
    when: "another position mode while an order is open",
    cause: (desk) => {
      placedSwap(desk)
      return posted(desk, "account/set-position-mode", { posMode: "long_short_mode" })
    },
  },
  {
    code: "59101",
    when: "another isolated leverage while such an order is open",
    cause: (desk) => {
      placedSwap(desk, { tdMode: "isolated" })
      return leverage(desk, { mgnMode: "isolated" })
    },
  },
  {
    code: "59107",
    when: "another cross leverage while such an order is open",
    cause: (desk) => {
      placedSwap(desk)
      return leverage(desk, {})
    },
  },
  {
    code: "59112",
    when: "another leverage of a pair while a margin order is open",
    cause: (desk) => {
      placed(desk, { tdMode: "cross", ccy: "USDT", sz: "0.01" })
      return leverage(desk, { instId: SPOT })
    },
  },
  { code: "59102", when: "a leverage above the highest", cause: (desk) => leverage(desk, { lever: "1000" }) },
  { code: "59105", when: "a leverage below one", cause: (desk) => leverage(desk, { lever: "0.5" }) },
  {
    code: "59108",
    when: "a leverage so low that the margin does not suffice",
    options: { accounts: [{ ...DEFAULT_ACCOUNT, balances: { USDT: "400" } }] },
    cause: (desk) => {
      leverage(desk, { lever: "10" })
      return leverage(long(desk), { lever: "1" })
    },
  },
]

export const ACCOUNT_ERRORS: readonly ErrorCase[] = [...OPENING, ...REDUCING, ...CLOSING, ...SETTINGS]
