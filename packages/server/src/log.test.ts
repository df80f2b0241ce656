// What the log must never hold.

import assert from "node:assert/strict"
import { test } from "node:test"
import { openLog } from "./log.ts"

test("secrets in the facts of a line, so they are struck out at any depth that we log", () => {
  const lines: string[] = []
  const log = openLog("info", { write: (line: string) => void lines.push(line) })
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
