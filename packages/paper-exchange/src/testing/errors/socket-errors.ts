// Errors of the WebSocket (60004 to 64008): logins, messages, channels and operations that deserve them.

import { createHmac } from "node:crypto"
import { DEFAULT_ACCOUNT } from "../../engine/accounts.ts"
import { type Desk, type Json, loginMessage } from "../desk.ts"
import { BUY, type ErrorCase, lastCode, SPOT, said, subscribed } from "./error-case.ts"

/** Logs in with something changed; signed anew where the timestamp changed. */
function login(desk: Desk, change: Json): string {
  desk.connect()
  const timestamp = String(change.timestamp ?? Math.floor(desk.nowMs / 1_000))
  const sign = createHmac("sha256", desk.keys.secret).update(`${timestamp}GET/users/self/verify`).digest("base64")
  const { apiKey, passphrase } = desk.keys
  return said(desk, { op: "login", args: [{ apiKey, passphrase, timestamp, sign, ...change }] })
}

function faultyLogin(desk: Desk, code: string): string {
  desk.fault("login-refused", { code })
  return login(desk, {})
}

function operation(desk: Desk, message: Json): string {
  desk.listen([])
  return said(desk, { id: "1", op: "order", args: [{ ...BUY, instIdCode: 3 }], ...message })
}

const LOGINS: readonly ErrorCase[] = [
  { code: "60004", when: "a login at a time that is none", cause: (desk) => login(desk, { timestamp: "noon" }) },
  {
    code: "60006",
    when: "a login half a minute old",
    cause: (desk) => login(desk, { timestamp: Math.floor(desk.nowMs / 1_000) - 31 }),
  },
  { code: "60007", when: "a login with a wrong signature", cause: (desk) => login(desk, { sign: "wrong" }) },
  { code: "60024", when: "a login with a wrong passphrase", cause: (desk) => login(desk, { passphrase: "wrong" }) },
  { code: "60027", when: "a login without a key", cause: (desk) => login(desk, { apiKey: "" }) },
  { code: "60032", when: "a login with an unknown key", cause: (desk) => login(desk, { apiKey: "nobody" }) },
  ...["60005", "60009", "63999"].map((code) => ({
    code,
    when: `a login under the fault login-refused with ${code}`,
    cause: (desk: Desk) => faultyLogin(desk, code),
  })),
]

const MESSAGES: readonly ErrorCase[] = [
  {
    code: "60011",
    when: "an order before the login",
    cause: (desk) => {
      desk.connect()
      return said(desk, { id: "1", op: "order", args: [BUY] })
    },
  },
  {
    code: "60012",
    when: "a message that is no JSON",
    cause: (desk) => {
      desk.connect()
      return said(desk, "hello")
    },
  },
  { code: "60013", when: "an order without args", cause: (desk) => operation(desk, { args: {} }) },
  {
    code: "60014",
    when: "a four hundred and eighty-first subscription within the hour",
    cause: (desk) => {
      desk.connect("c1", "public")
      const message = { op: "subscribe", args: [{ channel: "tickers", instId: SPOT }] }
      for (let count = 0; count < 480; count++) desk.say(message)
      return said(desk, message)
    },
  },
  {
    code: "60019",
    when: "an operation that does not exist",
    cause: (desk) => {
      desk.connect()
      return said(desk, { id: "1", op: "dance", args: [{}] })
    },
  },
  {
    code: "60028",
    when: "an order on the public path",
    cause: (desk) => {
      desk.connect("c1", "public")
      return said(desk, { id: "1", op: "order", args: [BUY] })
    },
  },
  {
    code: "64007",
    when: "an order that breaks inside",
    cause: (desk) => {
      desk.listen([])
      desk.fault("html-502")
      return said(desk, { id: "1", op: "order", args: [{ ...BUY, instIdCode: 3 }] })
    },
  },
  {
    code: "64008",
    when: "an upgrade that is announced",
    cause: (desk) => {
      desk.listen([])
      desk.control("POST", "/paper/notice", {})
      desk.pass(1)
      return lastCode(desk)
    },
  },
  {
    code: "50014",
    when: "an order by instId, where only codes are taken",
    cause: (desk) => operation(desk, { args: [BUY] }),
  },
]

const CHANNELS: readonly ErrorCase[] = [
  {
    code: "60018",
    when: "a channel that does not exist",
    cause: (desk) => subscribed(desk, "public", { channel: "none" }),
  },
  {
    code: "60033",
    when: "orders of a kind that does not exist",
    cause: (desk) => subscribed(desk, "private", { channel: "orders", instType: "COINS" }),
  },
  {
    code: "64000",
    when: "orders by the underlying of before",
    cause: (desk) => subscribed(desk, "private", { channel: "orders", instType: "SWAP", uly: "BTC-USDT" }),
  },
  {
    code: "64001",
    when: "candles on the public path",
    cause: (desk) => subscribed(desk, "public", { channel: "candle1m", instId: SPOT }),
  },
  {
    code: "64002",
    when: "tickers on the business path",
    cause: (desk) => subscribed(desk, "business", { channel: "tickers", instId: SPOT }),
  },
  {
    code: "64004",
    when: "books beside books tick by tick of the same instrument",
    options: { accounts: [{ ...DEFAULT_ACCOUNT, level: "VIP5" }] },
    cause: (desk) => {
      desk.connect("c1", "any")
      desk.say(loginMessage(desk.keys, desk.nowMs))
      desk.say({ op: "subscribe", args: [{ channel: "books", instId: SPOT }] })
      return said(desk, { op: "subscribe", args: [{ channel: "books-l2-tbt", instId: SPOT }] })
    },
  },
  {
    code: "64003",
    when: "the fills channel below VIP4",
    cause: (desk) => subscribed(desk, "private", { channel: "fills" }),
  },
]

export const SOCKET_ERRORS: readonly ErrorCase[] = [...LOGINS, ...MESSAGES, ...CHANNELS]
