import assert from "node:assert/strict"
import { test } from "node:test"
import { NotDeterministic, withoutRealTime } from "./guard.ts"
import { Chance } from "./random.ts"
import { Timeline } from "./timeline.ts"

async function told(seed: string): Promise<string[]> {
  const line = new Timeline(new Chance(seed))
  const said: string[] = []
  const say = (word: string) => () => void said.push(`${line.nowMs} ${word}`)
  line.after(5, say("b"))
  line.after(0.2, async () => {
    say("a")()
    await Promise.resolve()
    line.after(1, say("after a"))
    for (let turn = 0; turn < 50; turn++) await undefined
    say("a settled")()
  })
  line.after(1, say("x"))
  line.after(1, say("y"))
  const off = line.after(3, say("never"))
  off()
  await line.run(10)
  assert.equal(line.nowMs, 10)
  assert.equal(line.waiting, 0)
  return said
}

test("a happening's promises settle before the next one, so that no world depends on how fast they do", async () => {
  const said = await told("one")
  assert.equal(said.indexOf("1 a settled"), said.indexOf("1 a") + 1, said.join(", "))
  assert.deepEqual(said.slice(-2), ["2 after a", "5 b"])
  assert.ok(!said.some((line) => line.includes("never")))
})

test("the same seed orders one instant alike and some other seed does not, so that orders are drawn", async () => {
  assert.deepEqual(await told("one"), await told("one"))
  const orders = new Set<string>()
  for (let seed = 0; seed < 10; seed++) orders.add((await told(String(seed))).join())
  assert.ok(orders.size > 1)
})

test("what a happening throws ends the run, so that nothing fails unheard", async () => {
  const line = new Timeline(new Chance("x"))
  line.after(1, () => {
    throw new Error("broken")
  })
  await assert.rejects(line.run(2), /broken/)
})

test("a fork has draws of its own, so that a draw more in one place changes nothing in another", () => {
  const one = new Chance("seed")
  const before = one.fork("market").word()
  one.word()
  assert.equal(one.fork("market").word(), before)
  assert.notEqual(one.fork("network").word(), before)
  const drawn = Array.from({ length: 1_000 }, () => one.whole(1, 6))
  for (const face of [1, 2, 3, 4, 5, 6]) assert.ok(drawn.filter((each) => each === face).length > 100)
})

test("real time in a world is an error with its name, so that a world never differs from run to run", async () => {
  const uses = [
    () => Date.now(),
    () => Math.random(),
    () => setTimeout(() => {}, 0),
    () => new Date(),
    () => crypto.randomUUID(),
  ]
  for (const use of uses) {
    await assert.rejects(
      withoutRealTime(async () => use()),
      NotDeterministic,
    )
    // Swallowed by whoever asked: found all the same.
    const swallowed = async () => {
      try {
        use()
      } catch {}
    }
    await assert.rejects(withoutRealTime(swallowed), NotDeterministic)
  }
  assert.equal(new Date(0).toISOString(), "1970-01-01T00:00:00.000Z")
  assert.equal(await withoutRealTime(async () => new Date(0).getTime()), 0)
  assert.ok(Date.now() > 0)
})
