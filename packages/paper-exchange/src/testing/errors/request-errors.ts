// Errors of the request itself: form, signature, time, permission, rate (50000 to 50122). What the exchange does only by a
// fault is asked for by that fault.

import { signedHeaders } from "../desk.ts"
import { asked, BUY, type ErrorCase, got, placed, posted } from "./error-case.ts"

const JSON_TYPE = { "content-type": "application/json" }

const FORM: readonly ErrorCase[] = [
  { code: "50000", when: "a POST without a body", cause: (desk) => asked(desk, "POST", "trade/order", "", JSON_TYPE) },
  { code: "50002", when: "half of a JSON text", cause: (desk) => asked(desk, "POST", "trade/order", '{"instId":') },
  {
    code: "50006",
    when: "a form instead of JSON",
    cause: (desk) => asked(desk, "POST", "trade/order", BUY, { "content-type": "application/x-www-form-urlencoded" }),
  },
  { code: "50014", when: "an order without a side", cause: (desk) => placed(desk, { side: "" }) },
  {
    code: "50016",
    when: "fill-or-kill with both sides cancelled on a self-trade",
    cause: (desk) => placed(desk, { ordType: "fok", stpMode: "cancel_both" }),
  },
  { code: "50115", when: "a GET where a POST belongs", cause: (desk) => got(desk, "trade/cancel-order") },
]

const FAULTS: readonly ErrorCase[] = [
  ["50001", "unavailable"],
  ["50004", "50004"],
  ["50011", "rate-limit"],
  ["50013", "systems-busy"],
  ["50026", "system-error"],
  ["50061", "account-rate-limit"],
  ["51054", "51054"],
  ["51149", "51149"],
  ["51290", "engine-upgrade"],
].map(([code = "", fault = ""]) => ({
  code,
  when: `a placement under the fault ${fault}`,
  cause: (desk) => {
    desk.fault(fault)
    return placed(desk)
  },
}))

const RATES: readonly ErrorCase[] = [
  {
    code: "50011",
    when: "a sixth look at the configuration within two seconds",
    cause: (desk) => {
      for (let count = 0; count < 5; count++) desk.rest("GET", "/api/v5/account/config")
      return got(desk, "account/config")
    },
  },
  {
    code: "50061",
    when: "a thousand and first order of the account within two seconds",
    options: { rateLimits: true },
    cause: (desk) => {
      const ids = ["BTC-USDT", "ETH-USDT", "SOL-USDT", "BTC-USDT-SWAP", "ETH-USDT-SWAP"]
      // Each refused for its size; attempts count all the same.
      for (let batch = 0; batch < 50; batch++) {
        const instId = ids[batch % ids.length]
        posted(
          desk,
          "trade/batch-orders",
          Array.from({ length: 20 }, () => ({ ...BUY, instId, sz: "0" })),
        )
      }
      return placed(desk)
    },
  },
]

const TIMES: readonly ErrorCase[] = [
  {
    code: "50036",
    when: "an expTime that has passed",
    cause: (desk) => asked(desk, "POST", "trade/order", BUY, { exptime: desk.nowMs - 1 }),
  },
  {
    code: "50102",
    when: "a timestamp half a minute old",
    cause: (desk) => {
      const body = JSON.stringify(BUY)
      const headers = signedHeaders(desk.keys, desk.nowMs - 30_001, "POST", "/api/v5/trade/order", body)
      return asked(desk, "POST", "trade/order", body, headers)
    },
  },
  {
    code: "50112",
    when: "a timestamp that is none",
    cause: (desk) => asked(desk, "GET", "account/config", undefined, { "ok-access-timestamp": "today" }),
  },
]

const KEYS: readonly ErrorCase[] = [
  ["50103", { "ok-access-key": "" }, "no key"],
  ["50104", { "ok-access-passphrase": "" }, "no passphrase"],
  ["50106", { "ok-access-sign": "" }, "no signature"],
  ["50107", { "ok-access-timestamp": "" }, "no timestamp"],
  ["50105", { "ok-access-passphrase": "wrong" }, "a wrong passphrase"],
  ["50111", { "ok-access-key": "nobody" }, "an unknown key"],
  ["50113", { "ok-access-sign": "wrong" }, "a wrong signature"],
].map(([code, headers, what]) => ({
  code: String(code),
  when: `a request with ${String(what)}`,
  cause: (desk) => asked(desk, "GET", "account/config", undefined, Object(headers)),
}))

const ADDRESSES: readonly ErrorCase[] = [
  {
    code: "50110",
    when: "a key bound to another address",
    cause: (desk) => {
      desk.fault("ip-refused")
      return got(desk, "account/config")
    },
  },
  ...["50100", "50114", "50119"].map((code) => ({
    code,
    when: `a key that was withdrawn with ${code}`,
    cause: (desk: Parameters<ErrorCase["cause"]>[0]) => {
      desk.fault("key-revoked", { code })
      return got(desk, "account/config")
    },
  })),
  {
    code: "50120",
    when: "a placement by a key that may only read",
    cause: (desk) => {
      desk.fault("trade-forbidden")
      return placed(desk)
    },
  },
]

export const REQUEST_ERRORS: readonly ErrorCase[] = [...FORM, ...FAULTS, ...RATES, ...TIMES, ...KEYS, ...ADDRESSES]
