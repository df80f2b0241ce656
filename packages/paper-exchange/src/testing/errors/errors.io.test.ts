// Every documented error: brought about by a call and asserted by its code, or listed with the reason why no call does it and
// had on demand. The list is compared with the protocol reference where that lies beside the project.

import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { Desk, loginMessage } from "../desk.ts"
import { ACCOUNT_ERRORS } from "./account-errors.ts"
import { ALGO_ERRORS } from "./algo-errors.ts"
import { ATTACHED_ERRORS } from "./attached-errors.ts"
import { documentedCodes } from "./documented-codes.ts"
import { BUY, type ErrorCase, said } from "./error-case.ts"
import { codesOf, ON_DEMAND } from "./on-demand-errors.ts"
import { ORDER_ERRORS } from "./order-errors.ts"
import { REQUEST_ERRORS } from "./request-errors.ts"
import { SOCKET_ERRORS } from "./socket-errors.ts"

const CAUSED: readonly ErrorCase[] = [
  ...REQUEST_ERRORS,
  ...ORDER_ERRORS,
  ...ACCOUNT_ERRORS,
  ...ALGO_ERRORS,
  ...ATTACHED_ERRORS,
  ...SOCKET_ERRORS,
]
const REFERENCE = join(import.meta.dirname, "../../../../../../shared/okx/okx-v5.md")

for (const { code, when, cause, options } of CAUSED) {
  test(`${when}, so ${code}`, () => {
    assert.equal(cause(new Desk(options)), code)
  })
}

test("codes that no call causes, so each still comes on demand", () => {
  for (const code of ON_DEMAND.flatMap(codesOf)) {
    const desk = new Desk({ rateLimits: false })
    if (code.startsWith("5")) {
      desk.fault("unknown-code", { code, times: 1 })
      assert.equal(desk.rest("POST", "/api/v5/trade/order", BUY).code, code)
      desk.fault("unknown-item-code", { code, times: 1 })
      assert.equal(desk.place(BUY).sCode, code)
    } else {
      desk.fault("login-refused", { code })
      desk.connect()
      assert.equal(said(desk, loginMessage(desk.keys, desk.nowMs)), code)
    }
  }
})

test("a code is caused or on demand, so none is in both tables and none twice on demand", () => {
  const caused = new Set(CAUSED.map(({ code }) => code))
  const onDemand = ON_DEMAND.flatMap(codesOf)
  assert.deepEqual(
    onDemand.filter((code) => caused.has(code)),
    [],
  )
  assert.deepEqual(
    onDemand.filter((code, at) => onDemand.indexOf(code) !== at),
    [],
  )
})

test("the codes of the reference, so each is in a table and the tables have no others", (t) => {
  if (!existsSync(REFERENCE)) return t.skip("skipped: the protocol reference is not beside the project")
  const documented = documentedCodes(readFileSync(REFERENCE, "utf8"))
  const listed = new Set([...CAUSED.map(({ code }) => code), ...ON_DEMAND.flatMap(codesOf)])
  assert.deepEqual(
    [...documented].filter((code) => !listed.has(code)),
    [],
    "documented, in no table",
  )
  assert.deepEqual(
    [...listed].filter((code) => !documented.has(code)),
    [],
    "in a table, not documented",
  )
})
