// Symbols: instrument ids that OKX lists, or has listed, with what is read off each; and texts that are none.

import assert from "node:assert/strict"
import { test } from "node:test"
import { InvalidSymbol } from "./errors.ts"
import { parseSymbol, type SymbolParts, symbolParts } from "./symbol.ts"

const KNOWN: readonly (readonly [string, SymbolParts])[] = [
  ["BTC-USDT", { kind: "spot", base: "BTC", quote: "USDT" }],
  ["ETH-BTC", { kind: "spot", base: "ETH", quote: "BTC" }],
  ["1INCH-USDT", { kind: "spot", base: "1INCH", quote: "USDT" }],
  ["USDC-EUR", { kind: "spot", base: "USDC", quote: "EUR" }],
  ["BTC-USDT-SWAP", { kind: "swap", base: "BTC", quote: "USDT" }],
  ["BTC-USD-SWAP", { kind: "swap", base: "BTC", quote: "USD" }],
  ["BTC-USDC-SWAP", { kind: "swap", base: "BTC", quote: "USDC" }],
  ["BTC-USD_UM-SWAP", { kind: "swap", base: "BTC", quote: "USD_UM" }],
  ["1000000BABYDOGE-USDT-SWAP", { kind: "swap", base: "1000000BABYDOGE", quote: "USDT" }],
  ["BTC-USD-260327", { kind: "futures", base: "BTC", quote: "USD", expiry: "260327" }],
  ["BTC-USDT-210806", { kind: "futures", base: "BTC", quote: "USDT", expiry: "210806" }],
  [
    "BTC-USD-260327-50000-C",
    { kind: "option", base: "BTC", quote: "USD", expiry: "260327", strike: "50000", right: "C" },
  ],
  ["ETH-USD-260327-0.5-P", { kind: "option", base: "ETH", quote: "USD", expiry: "260327", strike: "0.5", right: "P" }],
]

for (const [text, parts] of KNOWN) {
  test(`${text}, so ${parts.kind} of ${parts.base} and ${parts.quote}`, () =>
    assert.deepEqual(symbolParts(parseSymbol(text)), parts))
}

test("text that is no instrument id, so InvalidSymbol that shows it", () => {
  const none = [
    "",
    "BTC",
    "btc-usdt",
    "BTC/USDT",
    "BTCUSDT",
    "BTC-",
    "-USDT",
    "BTC-USDT-",
    "BTC--USDT",
    "BTC-USDT-PERP",
    "BTC-USDT-SWAP-X",
  ]
  const wrong = [
    "BTC-USD-2603",
    "BTC-USD-260327-C",
    "BTC-USD-260327-50000-X",
    "BTC-USD-260327-50000",
    " BTC-USDT",
    "BTC-USDT\n",
    "_BTC-USDT",
  ]
  for (const text of [...none, ...wrong, "A".repeat(61), `${"A".repeat(30)}-USDT`, 5, null, undefined, {}]) {
    assert.throws(
      () => parseSymbol(text, "instId"),
      (error) => error instanceof InvalidSymbol && error.field === "instId",
      String(text),
    )
  }
})
