// What an account's setup at OKX allows: said before anything is sent, in words that name the way out.

import assert from "node:assert/strict"
import { test } from "node:test"
import { parseSymbol } from "@okx-oms/core"
import { type AccountSetup, barredSymbol } from "./account-setup.ts"

const CASES: readonly (readonly [setup: AccountSetup, spot: RegExp | undefined, swap: RegExp | undefined])[] = [
  [{ acctLv: "1", posMode: "net_mode" }, undefined, /Spot mode; set it to Futures mode/],
  [{ acctLv: "1", posMode: "long_short_mode" }, undefined, /Spot mode; set it to Futures mode/],
  [{ acctLv: "2", posMode: "net_mode" }, undefined, undefined],
  [{ acctLv: "2", posMode: "long_short_mode" }, undefined, /long\/short mode; set it to net mode/],
  [{ acctLv: "3", posMode: "net_mode" }, /set it to Spot or Futures mode/, undefined],
  [{ acctLv: "4", posMode: "long_short_mode" }, /set it to Spot or Futures mode/, /long\/short mode/],
  // A mode that is not known yet is for OKX to judge.
  [{ acctLv: "9", posMode: "net_mode" }, undefined, undefined],
]

for (const [setup, spot, swap] of CASES) {
  test(`an account of mode ${setup.acctLv} in ${setup.posMode}, so what OKX would refuse is known before it is sent`, () => {
    for (const [symbol, why] of [
      ["BTC-USDT", spot],
      ["BTC-USDT-SWAP", swap],
    ] as const) {
      const barred = barredSymbol(setup, parseSymbol(symbol))
      if (why === undefined) assert.equal(barred, undefined)
      else assert.match(barred ?? "", why)
    }
  })
}
