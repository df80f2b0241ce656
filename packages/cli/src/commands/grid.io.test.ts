// What the commands of the grid ask of the server, and what they ask a person before.

import assert from "node:assert/strict"
import { test } from "node:test"
import { FakeServer } from "../testing/fake-server.ts"
import { ran } from "../testing/fake-terminal.ts"

function bodies(server: FakeServer): readonly unknown[] {
  return server.of("pauseGrid").map(({ body }) => JSON.parse(body) as unknown)
}

test("a pause, so its orders stay and nobody is asked", async () => {
  await using server = await FakeServer.start()
  const { exit, noted } = await ran("grid pause alpha", { env: server.env })
  assert.equal(exit, 0, noted)
  assert.deepEqual(bodies(server), [{ strategy: "alpha" }])
})

test("a pause with --cancel, so it says how many orders go, and only the grid's name does it", async () => {
  await using server = await FakeServer.start()
  const wrong = await ran("grid pause alpha --cancel", { env: server.env, columns: 120, typed: "yes\n" })
  assert.deepEqual([wrong.exit, bodies(server)], [1, []])
  assert.match(wrong.noted, /Pause grid alpha and cancel its \d+ open orders\?/)
  const right = await ran("grid pause alpha --cancel", { env: server.env, columns: 120, typed: "alpha\n" })
  assert.equal(right.exit, 0, right.noted)
  assert.equal((await ran("grid pause alpha --cancel --yes", { env: server.env })).exit, 0)
  const cancelling = { strategy: "alpha", cancelOrders: true }
  assert.deepEqual(bodies(server), [cancelling, cancelling])
})
