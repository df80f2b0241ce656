// Accounts with several keys, sub-accounts, and what each key may do and from where: the answers of reference section 2.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json, KEYS, type Keys, loginMessage } from "../testing/desk.ts"
import type { AccountOptions } from "./accounts.ts"

const READER: Keys = { apiKey: "reader-key", secret: "reader-secret", passphrase: "reader-pass" }
const OTHER: Keys = { apiKey: "other-key", secret: "other-secret", passphrase: "other-pass" }
const FAR: Keys = { apiKey: "far-key", secret: "far-secret", passphrase: "far-pass" }
const MAIN_UID = "600000000000000001"
const BUY = { instIdCode: 3, tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.001" }

const ACCOUNTS: readonly AccountOptions[] = [
  {
    ...KEYS,
    label: "bot",
    balances: { USDT: "100000" },
    keys: [
      { ...READER, label: "dashboard", permissions: ["read_only"] },
      { ...FAR, ip: "10.0.0.7,10.0.0.8" },
    ],
  },
  { ...OTHER, label: "second", mainUid: MAIN_UID, level: "Lv3", balances: { USDT: "5000" } },
]

function desk(keys: Keys = KEYS): Desk {
  const made = new Desk({ accounts: ACCOUNTS })
  made.keys = keys
  return made
}

function config(at: Desk): Json {
  return at.rest("GET", "/api/v5/account/config").data[0] ?? {}
}

test("two keys of one account, so both see its orders and each its own label and permissions", () => {
  const trader = desk()
  assert.equal(trader.place({ sz: "0.001" }).sCode, "0")
  const own = config(trader)
  assert.deepEqual([own.label, own.perm, own.ip, own.uid], ["bot", "read_only,trade", "", MAIN_UID])
  trader.keys = READER
  assert.equal(trader.rest("GET", "/api/v5/trade/orders-pending").data.length, 1)
  const read = config(trader)
  assert.deepEqual([read.label, read.perm, read.uid], ["dashboard", "read_only", MAIN_UID])
})

test("a key that may only read, so writes of any kind get 50120 by both doors and nothing is done", () => {
  const at = desk(READER)
  assert.equal(at.place({}).sCode, "50120")
  const lever = { instId: "BTC-USDT-SWAP", lever: "5", mgnMode: "cross" }
  assert.equal(at.rest("POST", "/api/v5/account/set-leverage", lever).code, "50120")
  at.listen([{ channel: "orders", instType: "ANY" }])
  at.say({ id: "1", op: "order", args: [BUY] })
  assert.deepEqual(
    at.messages().map(({ id, code, data }) => [id, code, data]),
    [["1", "50120", []]],
  )
  assert.equal(at.rest("GET", "/api/v5/trade/orders-pending").data.length, 0)
})

test("a key bound to other addresses, so requests get 50110 with HTTP 401 and logins 60009, and its neighbours work", () => {
  const at = desk(FAR)
  const refused = at.rest("GET", "/api/v5/account/config")
  assert.deepEqual([refused.status, refused.code], [401, "50110"])
  assert.match(refused.msg, /127\.0\.0\.1/)
  at.connect()
  at.say(loginMessage(FAR, at.exchangeMs))
  assert.deepEqual(
    at.messages().map(({ event, code }) => [event, code]),
    [["error", "60009"]],
  )
  at.keys = KEYS
  assert.equal(config(at).label, "bot")
})

test("a key with a secret of another one, so 50113; with another passphrase, so 50105", () => {
  assert.equal(desk({ ...KEYS, secret: READER.secret }).rest("GET", "/api/v5/account/config").code, "50113")
  assert.equal(desk({ ...KEYS, passphrase: READER.passphrase }).rest("GET", "/api/v5/account/config").code, "50105")
})

test("a sub-account, so it names its main account and its tier, and keeps its own orders and balances", () => {
  const at = desk(OTHER)
  const sub = config(at)
  assert.deepEqual([sub.mainUid, sub.type, sub.level, sub.uid !== MAIN_UID], [MAIN_UID, "1", "Lv3", true])
  assert.equal(at.place({ sz: "0.001" }).sCode, "0")
  at.keys = KEYS
  assert.equal(at.rest("GET", "/api/v5/trade/orders-pending").data.length, 0)
  assert.equal(config(at).type, "0")
})

test("keys of one account, so they share its rate limits; another account has its own", () => {
  const at = desk()
  const ask = (keys: Keys): string => {
    at.keys = keys
    return at.rest("GET", "/api/v5/account/trade-fee?instType=SPOT").code
  }
  for (let count = 0; count < 5; count++) assert.equal(ask(count % 2 === 0 ? KEYS : READER), "0")
  assert.equal(ask(READER), "50011")
  assert.equal(ask(OTHER), "0")
})

test("a key or a uid that is used twice, so no exchange is made of it", () => {
  const twice = { ...OTHER, balances: {}, keys: [READER] }
  assert.throws(() => new Desk({ accounts: [...ACCOUNTS.slice(0, 1), twice] }), /reader-key is used twice/)
  const same = { ...OTHER, balances: {}, uid: MAIN_UID }
  assert.throws(() => new Desk({ accounts: [...ACCOUNTS.slice(0, 1), same] }), /uid is used twice/)
})
