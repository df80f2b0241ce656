// Command lines as people type them: what is understood, and what is answered when it is not.

import assert from "node:assert/strict"
import { test } from "node:test"
import { COMMANDS } from "./commands/index.ts"
import { UsageError } from "./faults.ts"
import { meant, parseLine } from "./parse.ts"

function parsed(line: string) {
  return parseLine(line.split(" ").filter(Boolean), COMMANDS)
}

function given(line: string) {
  const found = parsed(line)
  assert.equal(found.kind, "run", line)
  if (found.kind !== "run") throw new Error(line)
  const options = Object.fromEntries(
    Object.entries(found.given.options).filter(
      ([, value]) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0),
    ),
  )
  return { name: found.command.name, args: found.given.args, options }
}

const UNDERSTOOD: readonly (readonly [string, string, readonly unknown[], Record<string, unknown>])[] = [
  ["order place BTC-USDT buy 0.01 --price 60000", "order place", ["BTC-USDT", "buy", "0.01"], { price: "60000" }],
  [
    "order place --type market BTC-USDT sell 1 -n -c x-1",
    "order place",
    ["BTC-USDT", "sell", "1"],
    { type: "market", "dry-run": true, "client-id": "x-1" },
  ],
  ["place_order BTC-USDT buy 1 --price=2", "order place", ["BTC-USDT", "buy", "1"], { price: "2" }],
  [
    "order place BTC-USDT-SWAP sell 3 --price 1 --reduce-only --wait-ms 0",
    "order place",
    ["BTC-USDT-SWAP", "sell", "3"],
    { price: "1", "reduce-only": true, "wait-ms": 0 },
  ],
  ["order cancel a b c --reason enough", "order cancel", [["a", "b", "c"]], { reason: "enough" }],
  ["cancel_order a", "order cancel", [["a"]], {}],
  ["order cancel -- -a", "order cancel", [["-a"]], {}],
  ["cancel_all_orders -y --symbol BTC-USDT", "order cancel-all", [], { yes: true, symbol: "BTC-USDT" }],
  ["get_open_orders", "order list", [], { state: "open" }],
  ["get_order_history -l 5", "order list", [], { state: "closed", limit: 5 }],
  ["get_positions", "positions", [], {}],
  ["get_trades", "fills", [], {}],
  ["get_account_balance --json", "balances", [], { json: true }],
  ["get_order_book BTC-USDT --depth 5", "book", ["BTC-USDT"], { depth: 5 }],
  ["order watch", "order watch", [undefined], {}],
  ["halt", "halt", [undefined], {}],
  ["reconcile resolve b1 it was me", "reconcile resolve", ["b1", ["it", "was", "me"]], {}],
  ["token create wall --only a --only b", "token create", ["wall"], { only: ["a", "b"] }],
  ["doctor --account main -p desk", "doctor", [], { account: "main", profile: "desk" }],
]

for (const [line, name, args, options] of UNDERSTOOD) {
  test(`"${line}" is understood, so ${name}`, () => assert.deepEqual(given(line), { name, args, options }))
}

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ["ordr list", /there is no command "ordr"/],
  ["order plcae BTC-USDT", /there is no command "order plcae" \(did you mean order place\?\)/],
  ["order place BTC-USDT buy", /^QUANTITY is missing: in base currency/],
  ["order place BTC-USDT hold 1", /^SIDE hold: expected buy or sell/],
  ["order place BTC-USDT buy 1 2", /^"2" is one word too many/],
  ["order place BTC-USDT buy 1 --prise 2", /^there is no option --prise \(did you mean --price\?\)/],
  ["order place BTC-USDT buy 1 --price", /^--price needs a value: --price PRICE/],
  ["order place BTC-USDT buy 1 --price 1 --price 2", /^--price was given 2 times/],
  ["order place BTC-USDT buy 1 --price=", /^--price is empty/],
  [
    "order place BTC-USDT buy 1 --type limti",
    /^--type limti: expected limit, market, post_only, ioc or fok \(did you mean limit\?\)/,
  ],
  ["order list --limit 0", /^--limit 0: expected a whole number from 1 to 1000000/],
  ["order list --limit 1e3", /^--limit 1e3: expected a whole number/],
  ["order list --json --csv", /^--json or --csv, not both/],
  ["order list --json=yes", /json/],
  ["order list -z", /^there is no option -z/],
  ["order list --__proto__ x", /^there is no option --__proto__/],
  ["get_open_orders --state all", /^--state was given 2 times/],
  ["help nothing", /there is no command "nothing"/],
]

for (const [line, says] of REFUSED) {
  test(`"${line}" is not understood, so it says ${says.source}`, () => {
    assert.throws(
      () => parsed(line),
      (error: unknown) => error instanceof UsageError && says.test(error.message),
    )
  })
}

test("help is asked for in any way, so it is given, even in a line that is wrong otherwise", () => {
  for (const line of ["", "--help", "-h", "help"]) assert.deepEqual(parsed(line), { kind: "help", of: "" })
  for (const line of ["order", "order --help", "help order"])
    assert.deepEqual(parsed(line), { kind: "help", of: "order" })
  for (const line of ["order place --help", "help order place", "order place --nonsense -h", "place_order -h"])
    assert.deepEqual(parsed(line), { kind: "help", of: "order place" })
})

test("what follows `paper` belongs to the exchange, so it is not read here", () => {
  const found = parsed("paper --speed 3 --help")
  assert.ok(found.kind === "pass")
  assert.deepEqual(found.rest, ["--speed", "3", "--help"])
})

test("every command has a name of one or two words and no two share one, so each line means one thing", () => {
  const names = COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases])
  assert.equal(new Set(names).size, names.length)
  for (const name of names) assert.match(name, /^[a-z_-]+( [a-z-]+)?$/)
  for (const { name, args } of COMMANDS) {
    assert.ok(
      args.every((one, index) => one.many !== true || index === args.length - 1),
      name,
    )
  }
})

test("a word far from all known ones, so nothing is guessed", () => {
  assert.equal(meant("xyzzy", ["order", "halt"]), "")
  assert.equal(meant("hatl", ["order", "halt"]), " (did you mean halt?)")
})
