// The help of `npm run paper`: every option in one line, and examples that work as they stand. It relies on command-line.ts
// for what options there are.

import { OPTIONS } from "./command-line.ts"

const WIDTH = 26

const EXAMPLES: readonly (readonly [line: string, says: string])[] = [
  ["npm run paper", "port 7071, five instruments, one account"],
  ["npm run paper -- --port 0 --seed 7 --speed 10", "a free port, a market ten times as fast"],
  ["npm run paper -- --instruments BTC-USDT,BTC-USDT-SWAP --balances USDT=5000", ""],
  ["npm run paper -- --scripted --no-rate-limits", "for tests: nothing moves by itself"],
  ["npm run paper -- --fault lost-response=0.05 --latency 20-80", "a bad day"],
  ["npm run paper -- --replay BTC-USDT-trades.csv --data ./paper-data", ""],
  ["npm run paper -- --config paper.json", "accounts, fees, keys: docs/paper-exchange.md"],
]

export function usage(): string {
  const options = Object.entries(OPTIONS).map(([name, { takes, says }]) => {
    const named = `  --${name}${takes === "" ? "" : ` ${takes}`}`
    return named.length < WIDTH ? `${named.padEnd(WIDTH)}${says}` : `${named}\n${" ".repeat(WIDTH)}${says}`
  })
  const examples = EXAMPLES.map(([line, says]) => (says === "" ? `  ${line}` : `  ${line}   # ${says}`))
  return [
    "usage: npm run paper -- [options]",
    "An exchange on this machine that speaks OKX's v5 protocol. No money, no connection to OKX.",
    "",
    ...options,
    "",
    "examples:",
    ...examples,
  ].join("\n")
}
