// Accounts whose start failed: which are tried again, how often, and what is told of it.

import assert from "node:assert/strict"
import { test } from "node:test"
import { ExchangeUnavailable } from "@okx-oms/trading"
import { pino } from "pino"
import { readConfig } from "./config.ts"
import type { LoadedConfig, LoadedServer } from "./config-file.ts"
import { OpenAccounts, type OpenOne } from "./open-accounts.ts"
import { MemoryOms } from "./testing/memory-oms.ts"

const WAITS = { firstMs: 4, longestMs: 20 }

function loadedServer(...names: readonly string[]): LoadedServer {
  const accounts = names.map((account) => {
    const config = readConfig({ account })
    const keys = { apiKey: `${account}-key`, secretKey: "s", passphrase: "p" }
    return { config, load: async (): Promise<LoadedConfig> => ({ config, keys, addresses: {} }) }
  })
  return { server: readConfig({}), hasOne: false, accounts }
}

interface Line {
  readonly msg: string
  readonly account: string
  readonly why?: string
}

/** The accounts good (which opens) and ill (which opens as `openIll` says), and the lines of their log. */
async function opened(openIll: () => Promise<MemoryOms>) {
  const lines: Line[] = []
  const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) })
  const openOms: OpenOne = async ({ config: { account } }) =>
    account === "ill" ? await openIll() : new MemoryOms(account)
  const options = { log, openOms, hold: () => undefined, onStopped: () => undefined, retry: WAITS }
  const accounts = await OpenAccounts.open({ ...options, loaded: loadedServer("good", "ill") })
  return { accounts, lines, ill: () => accounts.slots[1] }
}

async function until(what: string, look: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 10_000
  while (!look()) {
    assert.ok(performance.now() < giveUpAt, `not within 10 s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

test("OKX is away at the start of one of two accounts, so it is tried again until it opens, and each change is told once", async () => {
  const whys = ["OKX does not answer", "OKX does not answer", "OKX does not answer", "the disk is full"]
  const tried: number[] = []
  const { accounts, lines, ill } = await opened(async () => {
    tried.push(performance.now())
    const why = whys.shift()
    if (why !== undefined) throw new ExchangeUnavailable(why, { advice: "Wait." })
    return new MemoryOms("ill")
  })
  await using _ = accounts
  assert.match(ill()?.why ?? "", /^OKX does not answer\. Wait; tried again at \d\d:\d\d:\d\d UTC$/)
  await until("open", () => ill()?.oms !== undefined)
  assert.equal(ill()?.why, undefined)
  assert.equal(tried.length, 5)
  const [, second = 0, third = 0, fourth = 0] = tried
  assert.ok(third - second >= 7 && fourth - third >= 15, `the waits did not grow: ${tried.join(", ")}`)
  assert.deepEqual(
    lines.map(({ msg, account, why }) => [msg, account, why]),
    [
      ["account did not start", "ill", "OKX does not answer. Wait"],
      ["account did not start", "ill", "the disk is full. Wait"],
      ["account open", "ill", undefined],
    ],
  )
})

test("a key that may withdraw, so the account waits for a person and is not tried again", async () => {
  let tries = 0
  const { accounts, ill } = await opened(async () => {
    tries++
    throw new ExchangeUnavailable("the API key may withdraw funds", { advice: "Make another.", isLasting: true })
  })
  await using _ = accounts
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal(tries, 1)
  assert.equal(ill()?.why, "the API key may withdraw funds. Make another")
})

test("the server stops while an account waits for its next try, so it is not tried any more", async () => {
  let tries = 0
  const { accounts } = await opened(async () => {
    tries++
    throw new Error("not today")
  })
  await accounts[Symbol.asyncDispose]()
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal(tries, 1)
})

test("every account fails, so the start is refused, none is tried again, and no time of a next try is told", async () => {
  let tries = 0
  const openOms: OpenOne = async () => {
    tries++
    throw new Error("not today")
  }
  const options = { log: pino({ level: "silent" }), openOms, hold: () => undefined, onStopped: () => undefined }
  await assert.rejects(OpenAccounts.open({ ...options, loaded: loadedServer("one", "two"), retry: WAITS }), {
    name: "StartRefused",
    message: /one \(paper\): not today\n {2}two \(paper\): not today$/,
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal(tries, 2)
})
