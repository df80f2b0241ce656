// Which choices fit what was typed.

import assert from "node:assert/strict"
import { test } from "node:test"
import { fittingChoices } from "./fitting-choices.ts"

const CHOICES = [
  { value: "ETH-BTC" },
  { value: "BTC-USDT" },
  { value: "BTC-USDT-SWAP", more: "swap" },
  { value: "SOL-USDT" },
]

function values(typed: string): readonly string[] {
  return fittingChoices(CHOICES, typed).map(({ value }) => value)
}

test("nothing typed, so all stand there in their order", () => {
  assert.deepEqual(values(" "), ["ETH-BTC", "BTC-USDT", "BTC-USDT-SWAP", "SOL-USDT"])
})

test("words in any case, so every one of them must be there and what begins with the first comes first", () => {
  assert.deepEqual(values("btc"), ["BTC-USDT", "BTC-USDT-SWAP", "ETH-BTC"])
  assert.deepEqual(values("swap btc"), ["BTC-USDT-SWAP"])
  assert.deepEqual(values("doge"), [])
})
