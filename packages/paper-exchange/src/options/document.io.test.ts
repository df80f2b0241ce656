// What docs/paper-exchange.md says of options and of the configuration file is what there is.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { createExchange } from "../engine/exchange.ts"
import { OPTIONS, readCommandLine } from "./command-line.ts"

const DOCUMENT = readFileSync(new URL("../../../../docs/paper-exchange.md", import.meta.url), "utf8")

test("the example of a configuration file, so it is read and an exchange is made of it", () => {
  const example = /^```json\n([\s\S]*?)^```/m.exec(DOCUMENT)?.[1] ?? ""
  const asked = readCommandLine(["--config", "paper.json"], () => example)
  assert.ok(asked.kind === "start")
  const { port, seed = 1, dataDirectory, now, ...options } = asked.options
  assert.equal(port, 7071)
  const { world } = createExchange({ ...options, seed, startedAtMs: 1_790_000_000_000 })
  assert.deepEqual([...world.keys.keys()], ["bot", "dashboard", "second"])
  assert.deepEqual([...world.markets.keys()], ["BTC-USDT", "BTC-USDT-SWAP", "DOGE-USDT"])
  const [first, second] = [...world.accounts.values()]
  assert.equal(second?.mainUid, first?.uid)
  assert.equal(world.faults.active(world.nowMs).length, 2)
  assert.equal(world.latency.set, true)
})

test("every option, so it has its row", () => {
  const missing = Object.keys(OPTIONS).filter((name) => name !== "help" && !DOCUMENT.includes(`\`--${name}`))
  assert.deepEqual(missing, [])
})

test("every command of the document, so its options can be read", () => {
  const commands = [...DOCUMENT.matchAll(/^npm run paper -- (.*?)(?: +#.*)?$/gm)].map(([, line]) => line ?? "")
  assert.ok(commands.length >= 4)
  for (const line of commands) assert.equal(readCommandLine(line.split(" "), () => "{}").kind, "start", line)
})
