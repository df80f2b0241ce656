// The configuration as a table: what may be, what may not, and what a mistake is answered with.

import assert from "node:assert/strict"
import { test } from "node:test"
import { format, parseSymbol } from "@okx-oms/core"
import { readConfig } from "./config.ts"
import { StartRefused } from "./start-refused.ts"

test("nothing configured, so paper money on this machine with limits on", () => {
  const config = readConfig({})
  const { mode, account, port, paperPort, data, queueMs, inboxLimit, durability, limits } = config
  assert.deepEqual(
    { mode, account, port, paperPort, data, queueMs, inboxLimit, durability },
    {
      mode: "paper",
      account: "paper",
      port: 7070,
      paperPort: 7071,
      data: ".oms",
      queueMs: 10_000,
      inboxLimit: 1_000,
      durability: "full",
    },
  )
  assert.deepEqual([format(limits.maxOrderNotional), format(limits.priceCollarPct)], ["10000", "5"])
})

test("limits of one symbol, so only what is said there differs", () => {
  const config = readConfig({ symbolLimits: { "BTC-USDT": { maxOrderNotional: "500" } } })
  const own = config.symbolLimits.get(parseSymbol("BTC-USDT"))
  assert.equal(own?.maxOrderNotional && format(own.maxOrderNotional), "500")
  assert.equal(own?.maxOpenOrders, undefined)
})

const MISTAKES: readonly [name: string, settings: unknown, key: string, says: RegExp][] = [
  ["an unknown mode", { mode: "real" }, "mode", /"real"; allowed: "paper", "demo", "live"/],
  ["a port out of range", { port: 70_000 }, "port", /70000; allowed: a whole number from 0 to 65535/],
  ["a port as text", { port: "7070" }, "port", /"7070"; allowed: a whole number/],
  [
    "a visibility that no exchange keeps",
    { visibility: { wellMs: 10 } },
    "visibility.wellMs",
    /10; allowed: a whole number from 1000 to 60000/,
  ],
  [
    "a dead-man's switch sooner than OKX takes",
    { deadMan: { timeoutS: 5 } },
    "deadMan.timeoutS",
    /5; allowed: a whole number from 10 to 120/,
  ],
  [
    "a dead-man's switch without its time",
    { deadMan: {} },
    "deadMan.timeoutS",
    /missing; allowed: a whole number from 10 to 120/,
  ],
  ["an unknown word for stopping", { onStop: "sell" }, "onStop", /"sell"; allowed: "keep", "cancel-all"/],
  ["half a millisecond", { queueMs: 100.5 }, "queueMs", /100.5; allowed: a whole number/],
  [
    "an amount as a number",
    { limits: { maxOrderNotional: 1000 } },
    "limits.maxOrderNotional",
    /1000; allowed: a decimal string/,
  ],
  [
    "a negative amount",
    { limits: { maxPosition: "-1" } },
    "limits.maxPosition",
    /"-1"; allowed: a decimal string above zero/,
  ],
  ["a collar above all", { limits: { priceCollarPct: "100.01" } }, "limits.priceCollarPct", /at most 100/],
  ["an unknown key", { ports: 1 }, "ports", /unknown key; allowed: one of the known keys: mode, account, port/],
  ["an unknown key of a group", { okx: { apiKey: "k" } }, "okx.apiKey", /known keys: region, baseUrl/],
  [
    "an unknown limit of a symbol",
    { symbolLimits: { "BTC-USDT": { max: "1" } } },
    "symbolLimits.BTC-USDT.max",
    /maxOrderNotional/,
  ],
  ["limits of no symbol", { symbolLimits: { btc: {} } }, "symbolLimits.btc", /OKX instrument ids/],
  ["a symbol that is none", { symbols: ["BTC-USDT", "btc"] }, "symbols.1", /"btc"; allowed: an OKX instrument id/],
  ["symbols in one text", { symbols: "BTC-USDT" }, "symbols", /a list of at most 50/],
  ["an account in capitals", { account: "Main" }, "account", /"Main"; allowed: 1 to 32 characters of a-z/],
  ["a region that is none", { okx: { region: "mars" } }, "okx.region", /"global", "eea", "us"/],
  [
    "an unencrypted address elsewhere",
    { okx: { baseUrl: "http://okx.example" } },
    "okx.baseUrl",
    /only on this machine/,
  ],
  ["a durability that is none", { durability: "maybe" }, "durability", /"full", "normal"/],
  ["a list in place of the whole", [], "the whole", /allowed/],
]

for (const [name, settings, key, says] of MISTAKES) {
  test(`${name}, so the start is refused and ${key} named`, () => {
    assert.throws(
      () => readConfig(settings, () => "oms.config.json"),
      (error: unknown) => {
        assert.ok(error instanceof StartRefused)
        assert.ok(error.message.includes(`\n  ${key} (oms.config.json) is `), error.message)
        assert.match(error.message, says)
        return true
      },
    )
  })
}

test("two mistakes, so both are told", () => {
  assert.throws(() => readConfig({ mode: "x", port: -1 }), /mode .*\n {2}port /)
})

test("hosts and sites of a door in front, so they are taken in lower case, and what is none is refused by name", () => {
  const http = { hosts: ["OMS.example.com", "oms.lan:8443"], origins: ["https://OMS.example.com"] }
  const config = readConfig({ http })
  assert.deepEqual(config.http.hosts, ["oms.example.com", "oms.lan:8443"])
  assert.deepEqual(config.http.origins, ["https://oms.example.com"])
  assert.deepEqual(readConfig({}).http.hosts, [])
  for (const [key, wrong] of [
    ["http.hosts.0", { hosts: ["*"] }],
    ["http.hosts.0", { hosts: ["https://oms.example.com"] }],
    ["http.hosts.1", { hosts: ["a", "b/c"] }],
    ["http.origins.0", { origins: ["oms.example.com"] }],
    ["http.origins.0", { origins: ["https://oms.example.com/"] }],
    ["http.origins.0", { origins: ["null"] }],
    ["http.hosts", { hosts: Array(17).fill("a") }],
    ["http.requestsPerSecond", { requestsPerSecond: 0 }],
    ["http.connectionsMax", { connectionsMax: 1 }],
    ["http.host", { host: "a" }],
  ] as const) {
    assert.throws(
      () => readConfig({ http: wrong }),
      (error: Error) => error.message.includes(`  ${key} (`),
      `${key} ${JSON.stringify(wrong)}`,
    )
  }
})
