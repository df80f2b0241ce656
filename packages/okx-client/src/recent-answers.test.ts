import assert from "node:assert/strict"
import { test } from "node:test"
import { RecentAnswers } from "./recent-answers.ts"

function setUp(max = 3) {
  const world = { now: 0, asked: 0 }
  const recent = new RecentAnswers({ max, now: () => world.now })
  const ask = async () => ++world.asked
  return { world, recent, ask }
}

test("equal questions at once and within the time, so one is asked; later ones are asked again", async () => {
  const { world, recent, ask } = setUp()
  assert.deepEqual(await Promise.all([recent.get("a", 100, ask), recent.get("a", 100, ask)]), [1, 1])
  world.now = 100
  assert.equal(await recent.get("a", 100, ask), 1)
  world.now = 101
  assert.equal(await recent.get("a", 100, ask), 2)
})

test("an answer that takes long, so its time begins when it has come", async () => {
  const { world, recent } = setUp()
  let arrive = (_answer: string): void => undefined
  const first = recent.get("slow", 100, () => new Promise<string>((resolve) => (arrive = resolve)))
  world.now = 5_000
  arrive("here")
  assert.equal(await first, "here")
  assert.equal(await recent.get("slow", 100, async () => "again"), "here")
})

test("more questions than are kept, so the oldest is forgotten; a failure is kept for nobody", async () => {
  const { recent, ask } = setUp(3)
  for (const key of ["a", "b", "c", "d"]) await recent.get(key, 100, ask)
  assert.equal(recent.size, 3)
  assert.equal(await recent.get("d", 100, ask), 4)
  assert.equal(await recent.get("a", 100, ask), 5)
  await assert.rejects(recent.get("bad", 100, () => Promise.reject(new Error("no"))))
  assert.equal(await recent.get("bad", 100, ask), 6)
})
