import assert from "node:assert/strict"
import { test } from "node:test"
import { addressesOf, socketAddress } from "./region.ts"

test("every region has its own hosts, so a key is not sent to another region's address", () => {
  const rest = (["global", "eea", "us"] as const).map((region) => addressesOf({ region, environment: "live" }))
  assert.equal(new Set(rest.map((addresses) => addresses.rest)).size, 3)
  assert.equal(new Set(rest.map((addresses) => addresses.socket)).size, 3)
})

test("demo has other sockets than live and the same REST host, so only the header tells them apart there", () => {
  const live = addressesOf({ environment: "live" })
  const demo = addressesOf({ environment: "demo" })
  assert.equal(live.rest, demo.rest)
  assert.equal(socketAddress(live, "private"), "wss://ws.okx.com/ws/v5/private")
  assert.equal(socketAddress(demo, "public"), "wss://wspap.okx.com/ws/v5/public")
})

test("no socket asks for a port of its own, so none goes to 8443, which OKX no longer serves", () => {
  for (const region of ["global", "eea", "us"] as const) {
    for (const environment of ["live", "demo"] as const) {
      assert.equal(new URL(addressesOf({ region, environment }).socket).port, "", `${region} ${environment}`)
    }
  }
})

test("both addresses can be overridden, so a local exchange or a new port needs no release", () => {
  const addresses = addressesOf({
    environment: "demo",
    restUrl: "http://127.0.0.1:8080",
    socketUrl: "ws://127.0.0.1:8081/ws/v5/",
  })
  assert.deepEqual(addresses, { rest: "http://127.0.0.1:8080", socket: "ws://127.0.0.1:8081/ws/v5" })
})

test("an address with a path, a query, a user or another scheme is refused, so what is signed is what is sent", () => {
  const bad = ["ftp://okx.com", "https://okx.com/api", "https://okx.com/?a=b", "https://u:p@okx.com", "okx.com"]
  for (const restUrl of bad) assert.throws(() => addressesOf({ environment: "live", restUrl }), restUrl)
  assert.throws(() => addressesOf({ environment: "live", socketUrl: "https://okx.com" }))
  assert.throws(() => addressesOf({ region: "tr", environment: "live" }), /configure one/)
})
