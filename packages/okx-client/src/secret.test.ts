import assert from "node:assert/strict"
import { test } from "node:test"
import { format, inspect } from "node:util"
import { Secret } from "./secret.ts"

test("a secret turned into text in any usual way says [secret], so no log or error shows it", () => {
  const secret = new Secret("hunter2")
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ deep: { secret } }, { showHidden: true, depth: 9 }),
    format("%s %o %O", secret, secret, secret),
    JSON.stringify({ ...secret }),
    new Error(`failed with ${secret}`).message,
  ]
  for (const text of shown) assert.doesNotMatch(text, /hunter2/)
  assert.equal(String(secret), "[secret]")
  assert.equal(secret.reveal(), "hunter2")
})
