// What the log must never hold.

import assert from "node:assert/strict"
import { test } from "node:test"
import { openLog } from "./log.ts"
import { HeldSecrets } from "./secrets.ts"

test("secrets in the facts of a line, so they are struck out at any depth that we log", () => {
  const lines: string[] = []
  const log = openLog({ level: "info", sink: { write: (line: string) => void lines.push(line) } })
  const secret = "hush-hush"
  log.info(
    {
      token: secret,
      headers: { authorization: secret, "OK-ACCESS-SIGN": secret },
      keys: { okx: { apiKey: secret, passphrase: secret } },
    },
    "said",
  )
  assert.equal(lines.length, 1)
  assert.doesNotMatch(lines[0] ?? "", /hush/)
  assert.match(lines[0] ?? "", /"msg":"said"/)
})

test("secrets at any depth, in texts, in errors and under names that nobody thought of, so none is written and the line stays JSON", () => {
  const lines: string[] = []
  const secrets = new HeldSecrets()
  const odd = 'with "quotes" and \\ in it'
  secrets.hold("held-by-this-process", odd)
  const log = openLog({ level: "info", secrets, sink: { write: (line: string) => void lines.push(line) } })
  const deep = { a: { b: { c: { d: { apiKey: 'hush "1" hush', Passphrase: "hush-2", "OK-ACCESS-SIGN": "hush-3" } } } } }
  log.info({ ...deep, token: { nested: "hush-4" } }, "deep")
  log.warn({ body: JSON.stringify({ secretKey: "hush-5", symbol: "BTC-USDT" }) }, "a body as text")
  log.error({ err: Object.assign(new Error("GET /open?key=hush-6 authorization: Bearer hush-hush-7"), deep) }, "failed")
  log.error({ note: `x${odd}x` }, "it is held-by-this-process")
  const all = lines.join("")
  assert.doesNotMatch(all, /hush|held-by|quotes/)
  assert.match(all, /BTC-USDT/)
  for (const line of lines) assert.doesNotThrow(() => JSON.parse(line), line)
  assert.equal(lines.length, 4)
})
