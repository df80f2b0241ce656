// What the arguments and files of `npm run paper` become, and what is said about those that cannot be.

import assert from "node:assert/strict"
import { resolve } from "node:path"
import { test } from "node:test"
import { defaultInstruments } from "../engine/default-instruments.ts"
import { OPTIONS, readCommandLine } from "./command-line.ts"
import { InvalidSettings } from "./reading.ts"
import { usage } from "./usage.ts"

type Files = Readonly<Record<string, unknown>>

function read(line: string, files: Files = {}) {
  return readCommandLine(line === "" ? [] : line.split(" "), (path) => {
    if (!Object.hasOwn(files, path)) throw new Error("no such file")
    const content = files[path]
    return typeof content === "string" ? content : JSON.stringify(content)
  })
}

function options(line: string, files: Files = {}) {
  const asked = read(line, files)
  assert.equal(asked.kind, "start")
  return asked.kind === "start" ? asked : assert.fail()
}

function problems(line: string, files: Files = {}): readonly string[] {
  try {
    read(line, files)
  } catch (error) {
    if (error instanceof InvalidSettings) return error.problems
    throw error
  }
  return []
}

const KEYS = { apiKey: "k1", secret: "s1", passphrase: "p1" }
const ACCOUNT = { ...KEYS, balances: { USDT: "1000" } }

const GOOD: readonly [line: string, expected: object][] = [
  ["", { port: 7071, seed: "1", faults: [] }],
  ["--port 0 --seed 7 --speed 2.5", { port: 0, seed: "7", speed: 2.5 }],
  ["--port=8000", { port: 8000 }],
  ["--scripted", { market: "scripted" }],
  ["--market random-walk", { market: "random-walk" }],
  ["--no-rate-limits --lenient-codes", { rateLimits: false, strictInstIdCode: false }],
  [
    "--retention 0.01",
    { retention: { unfilledMs: 72_000, ordersMs: 6_048_000, fillsMs: 2_592_000, archiveMs: 77_760_000 } },
  ],
  ["--ladder 3", { ladderLevels: 3 }],
  ["--data kept", { dataDirectory: resolve("kept") }],
  ["--fault lost-response=0.05", { faults: [{ fault: "lost-response", rate: 0.05 }] }],
  [
    "--fault silence --fault slow-cancel=0.5",
    {
      faults: [
        { fault: "silence", rate: 1 },
        { fault: "slow-cancel", rate: 0.5 },
      ],
    },
  ],
  ["--latency 50", { latency: { requestMs: [50, 50] } }],
  ["--latency 20-80", { latency: { requestMs: [20, 80] } }],
]

for (const [line, expected] of GOOD) {
  test(`${line === "" ? "no argument" : line}, so the engine is told so`, () => {
    const found: Readonly<Record<string, unknown>> = { ...options(line).options }
    for (const [key, value] of Object.entries(expected)) assert.deepEqual(found[key], value, key)
  })
}

test("instruments by their ids, so only these are listed, futures of the day among them", () => {
  const listed = defaultInstruments(Date.now()).at(-1)
  assert.ok(listed)
  const { instruments } = options(`--instruments BTC-USDT,${listed.instId}`).options
  assert.deepEqual(
    instruments?.map(({ instId }) => instId),
    ["BTC-USDT", listed.instId],
  )
})

test("instruments from a file, so ids and own descriptions stand side by side", () => {
  const own = { instId: "DOGE-USDT", tickSz: "0.00001", lotSz: "1", minSz: "10", startPrice: "0.2" }
  const { instruments } = options("--instruments my.json", { "my.json": ["ETH-USDT", own] }).options
  assert.deepEqual(
    instruments?.map(({ instId }) => instId),
    ["ETH-USDT", "DOGE-USDT"],
  )
  assert.deepEqual(instruments?.[1], own)
})

test("balances on the line or in a file, so the standard account begins with them and no others", () => {
  const { accounts } = options("--balances USDT=1000,BTC=0.5").options
  assert.deepEqual(
    accounts?.map(({ apiKey, balances }) => [apiKey, balances]),
    [["paper-key", { USDT: "1000", BTC: "0.5" }]],
  )
  const fromFile = options("--balances b.json", { "b.json": { USDC: 7 } }).options
  assert.deepEqual(fromFile.accounts?.[0]?.balances, { USDC: "7" })
})

test("accounts of a file, so keys, addresses, fees, tiers, latency and faults are each account's own", () => {
  const reader = { apiKey: "k2", secret: "s2", passphrase: "p2", permissions: ["read_only"], ip: "10.0.0.1, 10.0.0.2" }
  const first = {
    ...ACCOUNT,
    keys: [reader],
    level: "VIP1",
    fees: { spotMaker: "0.0001" },
    latency: { answerMs: [5, 9] },
  }
  const second = {
    ...ACCOUNT,
    apiKey: "k3",
    mainUid: "600000000000000001",
    faults: [{ fault: "lost-cancel", times: 2 }],
  }
  const found = options("--accounts a.json", { "a.json": [first, second] }).options
  assert.deepEqual(found.accounts?.[0]?.keys, [{ ...reader, ip: "10.0.0.1,10.0.0.2" }])
  assert.deepEqual(found.accounts?.[1]?.mainUid, "600000000000000001")
  assert.deepEqual(found.accounts?.[0]?.latency, { answerMs: [5, 9] })
  assert.deepEqual(found.faults, [{ fault: "lost-cancel", times: 2, account: "k3" }])
})

test("a configuration file and options on the line, so the line wins and the file's paths begin at the file", () => {
  const config = {
    port: 9000,
    seed: 5,
    data: "kept",
    replay: ["a.csv"],
    accounts: [ACCOUNT],
    faults: [{ fault: "silence", rate: 0 }],
  }
  const asked = options("--port 0 --config conf/paper.json", { "conf/paper.json": config })
  assert.deepEqual([asked.options.port, asked.options.seed], [0, "5"])
  assert.equal(asked.options.dataDirectory, resolve("conf/kept"))
  assert.deepEqual(asked.replayFiles, [resolve("conf/a.csv")])
  assert.deepEqual(asked.options.faults, [{ fault: "silence", rate: 0 }])
})

test("several replay files, so all are followed", () => {
  assert.deepEqual(options("--replay a.csv --replay b.csv").replayFiles, [resolve("a.csv"), resolve("b.csv")])
})

const BAD: readonly [line: string, files: Files, expected: RegExp][] = [
  ["--prot 1", {}, /^--prot: unknown; allowed: --port /],
  ["7071", {}, /^7071: unexpected/],
  ["--port", {}, /^--port: expected N/],
  ["--port --seed 1", {}, /^--port: expected N/],
  ["--port 70000", {}, /^--port: expected a whole number from 0 to 65535, got 70000/],
  ["--port 1e3", {}, /^--port: expected a whole number from 0 to 65535, got "1e3"/],
  ["--speed 0", {}, /^--speed: expected a number from 0.01 to 1000, got 0/],
  ["--quiet=yes", {}, /^--quiet: takes no value/],
  ["--market calm", {}, /^--market: expected one of random-walk, scripted, replay, got "calm"/],
  ["--market replay", {}, /^market: replay needs the files/],
  ["--scripted --replay a.csv", {}, /^replay: the market is scripted/],
  ["--instruments BTC-EUR", {}, /^--instruments\[0\]: expected one of BTC-USDT, .*got "BTC-EUR"/],
  ["--instruments BTC-USDT,BTC-USDT", {}, /^instruments: BTC-USDT is listed twice/],
  ["--balances USDT", {}, /^--balances.USDT: expected a decimal/],
  ["--balances USDT=-5", {}, /^--balances.USDT: expected a decimal at or above 0 .*got "-5"/],
  ["--balances usdt=5", {}, /^--balances: expected an object such as .*got "usdt"/],
  ["--fault nonsense", {}, /^--fault: expected one of 50004, .*got "nonsense"/],
  ["--fault silence=2", {}, /^--fault: expected a number from 0 to 1, got 2/],
  ["--latency fast", {}, /^--latency.requestMs: expected a whole number/],
  ["--latency 80-20", {}, /^--latency.requestMs: expected two delays/],
  ["--accounts a.json", {}, /^--accounts: a.json cannot be read: no such file/],
  ["--accounts a.json", { "a.json": "[" }, /^--accounts: a.json is no JSON/],
  ["--accounts a.json", { "a.json": [] }, /^accounts: expected a list of 1 to 1000 entries, got "0 entries"/],
  [
    "--accounts a.json",
    { "a.json": [{ ...ACCOUNT, secret: 5 }] },
    /^accounts\[0\].secret: expected text, got "something else"/,
  ],
  ["--accounts a.json", { "a.json": [{ ...KEYS }] }, /^accounts\[0\].balances: expected an object .*got nothing/],
  ["--accounts a.json", { "a.json": [{ ...ACCOUNT, fee: {} }] }, /^accounts\[0\].fee: unknown; allowed: apiKey, /],
  ["--accounts a.json", { "a.json": [ACCOUNT, ACCOUNT] }, /^accounts: the apiKey k1 is used twice/],
  [
    "--accounts a.json",
    { "a.json": [{ ...ACCOUNT, permissions: ["all"] }] },
    /permissions\[0\]: expected one of read_only, trade, withdraw/,
  ],
  ["--accounts a.json", { "a.json": [{ ...ACCOUNT, ip: "home" }] }, /ip\[0\]: expected an address/],
  ["--config c.json", { "c.json": { ports: 1 } }, /^c.json: ports: unknown; allowed: port, seed/],
  ["--config c.json", { "c.json": [] }, /^c.json: expected an object with port, seed/],
  [
    "--config c.json",
    { "c.json": { faults: [{ fault: "silence", account: "x" }] } },
    /^faults\[0\].account: no account has the key or uid x/,
  ],
]

for (const [line, files, expected] of BAD) {
  test(`${line} with ${JSON.stringify(files).slice(0, 70)}, so it says ${String(expected).slice(0, 60)}`, () => {
    const found = problems(line, files)
    assert.ok(
      found.some((problem) => expected.test(problem)),
      JSON.stringify(found),
    )
  })
}

test("many mistakes at once, so all of them are said", () => {
  assert.equal(problems("--port x --speed 0 --prot 3 --market calm").length, 5)
})

test("help is asked for, so nothing else counts and every option has its line", () => {
  assert.deepEqual(read("--help"), { kind: "help" })
  assert.deepEqual(read("-h --port x"), { kind: "help" })
  for (const name of Object.keys(OPTIONS)) assert.match(usage(), new RegExp(`^ {2}--${name}\\b`, "m"))
})

test("the examples of the help, so each can be read", () => {
  const lines = [...usage().matchAll(/^ {2}npm run paper -- (.*?)(?: {3}#.*)?$/gm)].map(([, line]) => line ?? "")
  assert.ok(lines.length >= 5)
  for (const line of lines) assert.equal(options(line, { "paper.json": {} }).kind, "start")
})
