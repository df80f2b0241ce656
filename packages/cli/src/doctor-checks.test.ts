// What the doctor thinks, case by case: each finding's level for facts on both sides of its line, and that what is not well always says what to do.

import assert from "node:assert/strict"
import { test } from "node:test"
import { type AccountRow, ROUTES, type Stats, type Trading } from "@okx-oms/api"
import type { KeyFacts } from "@okx-oms/oms"
import {
  accountFindings,
  diskFinding,
  keyFindings,
  keysUnaskedFinding,
  type Level,
  nodeFinding,
  roundTripFinding,
  versionFinding,
} from "./doctor-checks.ts"

const TRADING: Trading = {
  ...(ROUTES.getTrading.example.reply as Trading),
  trading: { mode: "open", reason: "", since: null },
}
const STATS = ROUTES.getStats.example.reply as Stats
const ACCOUNT: AccountRow = { account: "main", mode: "live", ready: true, why: null, seq: 1 }
const KEY = {
  label: "oms",
  permissions: ["read_only", "trade"],
  boundAddresses: ["192.0.2.7"],
  accountMode: "2",
  positionMode: "net_mode",
  barred: {},
} as const

function levels(
  change: { account?: Partial<AccountRow>; trading?: Partial<Trading>; stats?: Partial<Stats> } = {},
): Record<string, Level> {
  const findings = accountFindings(
    { ...ACCOUNT, ...change.account },
    { ...TRADING, ...change.trading },
    { ...STATS, ...change.stats },
  )
  for (const { level, advice, check } of findings)
    assert.equal(level !== "ok", advice !== "", `${check} is ${level} and says "${advice}"`)
  return Object.fromEntries(findings.map(({ check, level }) => [check, level]))
}

test("an account that is well, so everything is ok but the dead man of a live one that is off", () => {
  const { "dead man": deadMan, ...rest } = levels()
  assert.equal(deadMan, "warn")
  assert.deepEqual(new Set(Object.values(rest)), new Set(["ok"]))
  assert.equal(levels({ account: { mode: "paper" } })["dead man"], "ok")
})

const CASES: readonly (readonly [name: string, change: Parameters<typeof levels>[0], check: string, level: Level])[] = [
  ["not ready", { account: { ready: false, why: "starting" } }, "ready", "fail"],
  ["a clock that is half a second off", { trading: { clockOffsetMs: -500 } }, "clock", "ok"],
  ["a clock that is two seconds off", { trading: { clockOffsetMs: -2_000 } }, "clock", "warn"],
  ["a clock that OKX will refuse soon", { trading: { clockOffsetMs: 26_000 } }, "clock", "fail"],
  ["a clock that nobody compared", { trading: { clockOffsetMs: null } }, "clock", "warn"],
  ["the private feed down", { trading: { feeds: { ...TRADING.feeds, private: "down" } } }, "private feed", "fail"],
  [
    "the private feed suspect",
    {
      trading: {
        feeds: { ...TRADING.feeds, private: "suspect", suspicion: { reason: "kept a fill", forMs: 1, reconnects: 0 } },
      },
    },
    "private feed",
    "warn",
  ],
  [
    "the public feed connecting",
    { trading: { feeds: { ...TRADING.feeds, public: "connecting" } } },
    "public feed",
    "warn",
  ],
  [
    "the public feed silent",
    { trading: { feeds: { ...TRADING.feeds, lastPublicMessageAgoMs: 61_000 } } },
    "public feed",
    "warn",
  ],
  [
    "a budget nearly used up",
    { trading: { rateBudget: { "place BTC-USDT": { left: 11, limit: 60 } } } },
    "rate budget",
    "warn",
  ],
  [
    "a budget used up",
    { trading: { rateBudget: { a: { left: 9, limit: 10 }, b: { left: 0, limit: 60 } } } },
    "rate budget",
    "fail",
  ],
  [
    "a dead man that is armed",
    { trading: { deadMan: { state: "armed", timeoutS: 30, lastConfirmedAgoMs: 900, triggersAt: null, why: null } } },
    "dead man",
    "ok",
  ],
  [
    "a dead man that fails",
    {
      trading: {
        deadMan: { state: "failing", timeoutS: 30, lastConfirmedAgoMs: 19_000, triggersAt: null, why: "no answer" },
      },
    },
    "dead man",
    "fail",
  ],
  ["books never compared", { trading: { lastReconciledAgoMs: null } }, "books", "fail"],
  ["books compared an hour ago", { trading: { lastReconciledAgoMs: 3_600_000 } }, "books", "warn"],
  ["an open break", { stats: { breaks: 1 } }, "open questions", "warn"],
  ["an order in doubt", { stats: { inDoubt: 1 } }, "open questions", "warn"],
  ["trading halted", { trading: { trading: { mode: "halt", reason: "lunch", since: null } } }, "trading", "warn"],
  ["a line before the journal", { trading: { inbox: { length: 600, limit: 1_000 } } }, "journal", "warn"],
  ["trouble at OKX", { trading: { troubled: true } }, "OKX", "warn"],
]
for (const [name, change, check, level] of CASES) {
  test(`${name}, so ${check} is ${level}`, () => assert.equal(levels(change)[check], level))
}

test("keys: one that may withdraw fails, one that is bound to no address is warned about, one that may not trade fails", () => {
  const found = (change: object): readonly Level[] =>
    keyFindings("main", { ...KEY, ...change }).map(({ level }) => level)
  assert.deepEqual(found({}), ["ok", "ok", "ok"])
  assert.deepEqual(found({ permissions: ["read_only", "trade", "withdraw"] }), ["fail", "ok", "ok"])
  assert.deepEqual(found({ permissions: ["read_only"] }), ["fail", "ok", "ok"])
  assert.deepEqual(found({ boundAddresses: [] }), ["ok", "warn", "ok"])
  assert.deepEqual([keysUnaskedFinding("paper").level, keysUnaskedFinding("live").level], ["ok", "warn"])
})

test("the account's mode: what it cannot trade here is told with the way out, so nobody learns it from a refused order", () => {
  const swap = { why: "the account is in long/short mode", advice: "set it to net mode at OKX" }
  const spot = { why: "the account is in a margin mode", advice: "set it to Spot mode at OKX" }
  const found = (change: Partial<KeyFacts>) => keyFindings("main", { ...KEY, ...change }).at(-1)
  const check = "account mode"
  assert.deepEqual(found({}), { check, level: "ok", found: "Futures mode, net positions", advice: "" })
  assert.deepEqual(found({ accountMode: "1", barred: { swap } }), {
    ...{ check, level: "ok", found: "Spot mode, net positions: swaps cannot be traded here", advice: "" },
  })
  assert.deepEqual(found({ positionMode: "long_short_mode", barred: { swap } }), {
    ...{ check, level: "warn", found: "Futures mode, long/short positions: swaps cannot be traded here" },
    advice: "Set it to net mode at OKX",
  })
  assert.deepEqual(found({ accountMode: "4", barred: { spot, swap } }), {
    ...{ check, level: "warn" },
    found: "Portfolio margin mode, net positions: SPOT and swaps cannot be traded here",
    advice: "Set it to Spot mode at OKX; set it to net mode at OKX",
  })
  assert.equal(found({ accountMode: "5" })?.found, "mode 5, net positions")
})

test("the machine: an old node, a full disk, another version, a slow answer", () => {
  assert.deepEqual([nodeFinding("26.10.0").level, nodeFinding("22.1.0").level], ["ok", "fail"])
  const gib = 1024 ** 3
  assert.deepEqual(
    [diskFinding("d", 3 * gib).level, diskFinding("d", gib).level, diskFinding("d", gib / 8).level],
    ["ok", "warn", "fail"],
  )
  assert.deepEqual([versionFinding("1", "1").level, versionFinding("1", "2").level], ["ok", "warn"])
  assert.deepEqual(
    [roundTripFinding("u", 0.4).found, roundTripFinding("u", 1_500).level],
    ["u answers in 1 ms", "warn"],
  )
})
