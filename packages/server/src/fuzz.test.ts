// Any request of any served operation, right, wrong or hostile: there is an answer, soon, and it is never our own fault. What is told of a mistake is a
// problem of the contract's form, and what is taken is a reply of it.

import assert from "node:assert/strict"
import { test } from "node:test"
import { answerFaults, ProblemSchema, type Route } from "@okx-oms/api"
import fc from "fast-check"
import { SERVED_ROUTES } from "./routes/served.ts"
import { type WildRequest, wildRequest } from "./testing/arbitrary-request.ts"
import { prepare } from "./testing/example-world.ts"
import { type Door, openDoor } from "./testing/open-door.ts"

const RUNS = 120
const ANSWER_LIMIT_MS = 5_000

async function ask(door: Door, { method, path }: Route, { query, params, body }: WildRequest) {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(wellFormed(params[name])))
  const given = new URLSearchParams(Object.entries(query).map(([name, value]) => [wellFormed(name), wellFormed(value)]))
  const url = given.size === 0 ? filled : `${filled}?${given}`
  const late = AbortSignal.timeout(ANSWER_LIMIT_MS)
  const hangs = new Promise<never>((_, reject) => {
    late.addEventListener("abort", () => reject(new Error(`no answer to ${method} ${url}`)), { once: true })
  })
  return await Promise.race([door.ask(method, url, { ...(body !== undefined && { body }) }), hangs])
}

/** Of pino. */
const LEVEL_INFO = 30

/** Text as an address can carry it. */
function wellFormed(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "")
  return text.toWellFormed().slice(0, 300)
}

for (const route of SERVED_ROUTES.filter(({ media }) => media === "application/json")) {
  test(`${route.operationId} asked in any way, so an answer of the contract's form and never a fault of ours`, async () => {
    const door = openDoor()
    await prepare(route, door)
    const seen = { taken: 0, refused: 0 }
    const property = fc.asyncProperty(wildRequest(route), async (wild) => {
      const told = await ask(door, route, wild)
      const place = `${told.status} ${told.text.slice(0, 500)}`
      assert.ok(told.status < 500, place)
      const isTaken = told.status < 400
      seen[isTaken ? "taken" : "refused"]++
      if (isTaken && told.status === route.status) assert.deepEqual(answerFaults(route.reply, told.body), [], place)
      if (!isTaken) {
        assert.deepEqual(answerFaults(ProblemSchema, told.body), [], place)
        assert.equal(told.body.outcome, "refused", place)
        assert.ok(told.text.length < 64 * 1024, "an answer is not larger than the largest question")
      }
    })
    await fc.assert(property, { numRuns: RUNS, seed: 11 })
    assert.ok(seen.taken > 0 && seen.refused > 5, JSON.stringify(seen))
    assert.equal(Reflect.get({}, "polluted"), undefined)
    // A line for each request that was refused, and none above.
    const complaints = door.log.filter((line) => JSON.parse(line).level > LEVEL_INFO)
    assert.deepEqual(complaints, [])
  })
}
