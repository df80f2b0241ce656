import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { test } from "node:test"
import { inspect } from "node:util"
import { Secret } from "./secret.ts"
import { SIGNED_REQUESTS, Signer, UnsignableRequest } from "./sign.ts"
import { ENDPOINTS } from "./wire/index.ts"

const KEY = "22582BD0CFF14C41EDBF1AB98506286D"
const signer = new Signer({
  apiKey: new Secret("the-key"),
  secretKey: new Secret(KEY),
  passphrase: new Secret("the-phrase"),
})
const AT = Date.parse("2020-12-08T09:08:57.715Z")

function hmac(text: string): string {
  return createHmac("sha256", KEY).update(text).digest("base64")
}

test("a GET is signed over time, method and target with its query, so OKX finds the same text", () => {
  const headers = signer.headers(
    { method: "GET", path: "/api/v5/account/balance", query: "?ccy=BTC%2CUSDT", body: "" },
    AT,
  )
  assert.deepEqual(headers, {
    "OK-ACCESS-KEY": "the-key",
    "OK-ACCESS-SIGN": hmac("2020-12-08T09:08:57.715ZGET/api/v5/account/balance?ccy=BTC%2CUSDT"),
    "OK-ACCESS-TIMESTAMP": "2020-12-08T09:08:57.715Z",
    "OK-ACCESS-PASSPHRASE": "the-phrase",
  })
})

test("a POST is signed with its body, so a changed body would not verify", () => {
  const body = '{"instId":"BTC-USDT"}'
  const headers = signer.headers({ method: "POST", path: "/api/v5/trade/order", query: "", body }, AT)
  assert.equal(headers["OK-ACCESS-SIGN"], hmac(`2020-12-08T09:08:57.715ZPOST/api/v5/trade/order${body}`))
})

test("a time with a fraction is cut to milliseconds, so the timestamp has exactly three digits", () => {
  const headers = signer.headers({ method: "GET", path: "/api/v5/account/config", query: "", body: "" }, AT + 0.75)
  assert.equal(headers["OK-ACCESS-TIMESTAMP"], "2020-12-08T09:08:57.715Z")
})

test("the login is signed over seconds and the verify target, so OKX accepts it for 30 s", () => {
  assert.deepEqual(signer.login(AT), {
    apiKey: "the-key",
    passphrase: "the-phrase",
    timestamp: "1607418537",
    sign: hmac("1607418537GET/users/self/verify"),
  })
})

test("what is not on the list is never signed, so no mistake can withdraw", () => {
  for (const [method, path] of [
    ["POST", "/api/v5/asset/withdrawal"],
    ["POST", "/api/v5/asset/transfer"],
    ["DELETE", "/api/v5/trade/order"],
    ["POST", "/api/v5/trade/order/"],
    ["POST", "/api/v5/trade/order?x=1"],
  ] as const) {
    const request = { method: method as "POST", path, query: "", body: "" }
    assert.throws(() => signer.headers(request, AT), UnsignableRequest, `${method} ${path}`)
  }
})

test("the list of what may be signed is what wire/ declares as signed, so neither grows alone", () => {
  const declared = Object.values(ENDPOINTS)
    .filter((endpoint) => endpoint.signed)
    .map((endpoint) => `${endpoint.method} ${endpoint.path}`)
  assert.deepEqual([...declared].sort(), [...SIGNED_REQUESTS].sort())
})

test("a signer shows no key when inspected, so a logged object leaks nothing", () => {
  const shown = inspect(signer, { showHidden: true, depth: 9 })
  for (const secret of ["the-key", KEY, "the-phrase"]) assert.ok(!shown.includes(secret))
})
