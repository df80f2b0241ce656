// Which callers are this machine's own, and which pages of a browser are kept from the control door.

import assert from "node:assert/strict"
import { test } from "node:test"
import { isLocalHost, mayControl } from "./peers.ts"

const HOSTS: readonly [host: string | undefined, local: boolean][] = [
  ["127.0.0.1:7071", true],
  ["127.0.0.1", true],
  ["localhost:7071", true],
  ["LOCALHOST:7071", true],
  ["[::1]:7071", true],
  ["[::1]", true],
  ["evil.example", false],
  ["evil.example:7071", false],
  ["127.0.0.1.evil.example:7071", false],
  ["localhost.evil.example", false],
  ["127.0.0.1@evil.example", false],
  ["", false],
  [undefined, false],
]

for (const [host, local] of HOSTS) {
  test(`the host is ${host}, so it ${local ? "is this machine" : "is refused"}`, () => {
    assert.equal(isLocalHost({ headers: host === undefined ? {} : { host } }), local)
  })
}

const HOST = { host: "127.0.0.1:7071" }
const CALLERS: readonly [name: string, headers: Record<string, string>, address: string | undefined, may: boolean][] = [
  ["a program on this machine", HOST, "127.0.0.1", true],
  ["a program over IPv6", { host: "[::1]:7071" }, "::1", true],
  ["a mapped address", HOST, "::ffff:127.0.0.1", true],
  ["another loopback address", HOST, "127.8.0.1", true],
  [
    "the status page itself",
    { ...HOST, origin: "http://127.0.0.1:7071", "sec-fetch-site": "same-origin" },
    "127.0.0.1",
    true,
  ],
  ["a person who typed the address", { ...HOST, "sec-fetch-site": "none" }, "127.0.0.1", true],
  ["another machine", HOST, "192.168.1.7", false],
  ["an unknown address", HOST, undefined, false],
  ["a site that named this machine", { host: "evil.example:7071" }, "127.0.0.1", false],
  ["a page of a site", { ...HOST, origin: "https://evil.example" }, "127.0.0.1", false],
  ["a page without an origin", { ...HOST, origin: "null" }, "127.0.0.1", false],
  ["a page of another port", { ...HOST, origin: "http://127.0.0.1:3000" }, "127.0.0.1", false],
  ["an image on a site", { ...HOST, "sec-fetch-site": "cross-site" }, "127.0.0.1", false],
]

for (const [name, headers, remoteAddress, may] of CALLERS) {
  test(`${name}, so the control door ${may ? "answers" : "is closed"}`, () => {
    assert.equal(mayControl({ headers, socket: { remoteAddress } }), may)
  })
}
