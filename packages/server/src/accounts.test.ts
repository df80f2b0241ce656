// Several accounts behind one door, and tokens that may not do or see everything: which account a request means, and what is refused.

import assert from "node:assert/strict"
import { test } from "node:test"
import { mayUse, type RouteScope, TOKEN_SCOPES } from "@okx-oms/api"
import { type AccountId, parseAccountId } from "@okx-oms/core"
import { Accounts } from "./accounts.ts"
import { ADMIN, type Identity, NOBODY } from "./identity.ts"
import type { OmsPort } from "./open-oms.ts"
import { ProblemReply } from "./reply.ts"
import { MemoryOms } from "./testing/memory-oms.ts"

const PAPER = parseAccountId("paper")
const LIVE = parseAccountId("live-2")

function both(): { accounts: Accounts; paper: OmsPort; live: OmsPort } {
  const paper = new MemoryOms()
  const live: OmsPort = Object.assign(new MemoryOms(), { account: LIVE })
  return { accounts: new Accounts([paper, live]), paper, live }
}

function onlyFor(...accounts: AccountId[]): Identity {
  return { tokenId: "t1", scope: "read", accounts: new Set(accounts) }
}

function codeOf(find: () => unknown): string {
  try {
    find()
    return "found"
  } catch (error) {
    if (error instanceof ProblemReply) return error.problem.code
    throw error
  }
}

test("two accounts, so a request must name one, and gets the one that it names", () => {
  const { accounts, paper, live } = both()
  assert.equal(accounts.of(PAPER, ADMIN), paper)
  assert.equal(accounts.of(LIVE, ADMIN), live)
  assert.equal(
    codeOf(() => accounts.of(undefined, ADMIN)),
    "account-required",
  )
  assert.equal(
    codeOf(() => accounts.of(parseAccountId("nobody"), ADMIN)),
    "account-unknown",
  )
})

test("a token for one of two accounts, so that one is meant and the other is refused like one that is not there", () => {
  const { accounts, live } = both()
  assert.equal(accounts.of(undefined, onlyFor(LIVE)), live)
  assert.equal(
    codeOf(() => accounts.of(PAPER, onlyFor(LIVE))),
    "account-not-allowed",
  )
  assert.equal(
    codeOf(() => accounts.of(parseAccountId("nobody"), onlyFor(LIVE))),
    "account-not-allowed",
  )
  assert.equal(
    codeOf(() => accounts.of(undefined, NOBODY)),
    "account-not-allowed",
  )
})

test("two accounts of one name, so the server does not begin", () => {
  assert.throws(() => new Accounts([new MemoryOms(), new MemoryOms()]), /two accounts are called paper/)
})

test("scopes, so each may do what those before it may, and only the open routes are for everybody", () => {
  const routes: readonly RouteScope[] = ["open", "read", "cancel", "trade", "admin"]
  const allowed = TOKEN_SCOPES.map((token) => routes.filter((route) => mayUse(token, route)).length)
  assert.deepEqual(allowed, [2, 3, 4, 5])
})
