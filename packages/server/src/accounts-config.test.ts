// Several accounts in one configuration: what each inherits, and what is refused because two could be taken for each other.

import assert from "node:assert/strict"
import { test } from "node:test"
import { format } from "@okx-oms/core"
import { readAccounts } from "./accounts-config.ts"

const from = () => "oms.config.json"

function mistakesOf(settings: Record<string, unknown>): string {
  try {
    readAccounts(settings, from)
  } catch (error) {
    assert.ok(error instanceof Error)
    return error.message
  }
  return "none"
}

test("three kinds of money beside each other, so each has its mode, name and folder, what all share, and its own where it says so", () => {
  const { server, accounts } = readAccounts(
    {
      port: 7100,
      data: "books",
      queueMs: 5_000,
      limits: { maxOrderNotional: "2000", maxOpenOrders: 50 },
      accounts: {
        main: { mode: "live", confirmLive: "main", limits: { maxOrderNotional: "500" }, okx: { keyName: "main" } },
        trial: { mode: "demo", data: "of-trial", queueMs: 700 },
        play: { mode: "paper", data: "/elsewhere" },
      },
    },
    from,
  )
  assert.deepEqual([server.port, server.data], [7100, "books"])
  assert.deepEqual(
    accounts.map(({ account, mode, data, queueMs, limits }) => [
      account,
      mode,
      data,
      queueMs,
      format(limits.maxOrderNotional),
      limits.maxOpenOrders,
    ]),
    [
      ["main", "live", "books/main", 5_000, "500", 50],
      ["trial", "demo", "books/of-trial", 700, "2000", 50],
      ["play", "paper", "/elsewhere", 5_000, "2000", 50],
    ],
  )
})

test("a live account without its second word, or the word where there is none to say, so refused by name", () => {
  assert.match(
    mistakesOf({ accounts: { main: { mode: "live" } } }),
    /accounts\.main\.confirmLive .* is missing; allowed: "main"/,
  )
  assert.match(
    mistakesOf({ accounts: { other: { mode: "live", confirmLive: "main" } } }),
    /accounts\.other\.confirmLive .* is "main"; allowed: "other"/,
  )
  assert.match(
    mistakesOf({ accounts: { main: { mode: "live", confirmLive: true } } }),
    /accounts\.main\.confirmLive .* is true; allowed: the account's name/,
  )
  assert.match(
    mistakesOf({ accounts: { main: { mode: "demo", confirmLive: "main" } } }),
    /accounts\.main\.confirmLive .* unless the mode is live/,
  )
  assert.match(mistakesOf({ accounts: { main: {} } }), /accounts\.main\.mode .* is missing/)
})

test("a mode, keys or a tag for all accounts, so refused: there is no common answer", () => {
  const text = mistakesOf({ mode: "live", tag: "same", okx: { keyName: "main" }, accounts: { one: { mode: "paper" } } })
  for (const key of ["mode", "tag", "okx"])
    assert.ok(text.includes(`only inside of accounts: accounts.<name>.${key}`), text)
})

test("two accounts in one folder, a name that is none, a port inside, no account: so each is refused with its place", () => {
  const both = { a: { mode: "paper", data: "same" }, b: { mode: "demo", data: "x/../same" } }
  assert.match(mistakesOf({ accounts: both }), /accounts\.b\.data .* a folder of its own: a has this one/)
  assert.match(mistakesOf({ accounts: { "Main Account": { mode: "paper" } } }), /1 to 32 characters of a-z 0-9 -/)
  assert.match(mistakesOf({ accounts: { a: { mode: "paper", port: 1 } } }), /accounts\.a\.port .* the server's/)
  assert.match(mistakesOf({ accounts: {} }), /an object of 1 to 32 accounts/)
  assert.match(mistakesOf({ accounts: { a: { mode: "paper", colour: "red" } } }), /accounts\.a\.colour .* unknown key/)
  assert.match(
    mistakesOf({
      accounts: { a: { mode: "live", confirmLive: "a", paperKeys: { apiKey: "k", secretKey: "s", passphrase: "p" } } },
    }),
    /accounts\.a\.paperKeys .* unless the mode is paper/,
  )
})
