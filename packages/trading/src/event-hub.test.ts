import assert from "node:assert/strict"
import { test } from "node:test"
import type { OmsEvent } from "@okx-oms/core"
import { SampleBook } from "./contract/sample-book.ts"
import { ACCOUNT, TestManager } from "./contract/test-manager.ts"
import { EventHub, type Published } from "./event-hub.ts"

const RING_LENGTH = 16_384

async function take(from: AsyncIterator<Published>, count: number): Promise<(number | string)[]> {
  const seen: (number | string)[] = []
  while (seen.length < count) {
    const { done, value } = await from.next()
    if (done === true) return [...seen, "end"]
    seen.push(value.type === "event" ? value.event.seq : `resync ${value.seq}`)
  }
  return seen
}

function book(): { hub: EventHub; journal: OmsEvent[]; publish: (count: number) => void; reads: () => number } {
  const journal: OmsEvent[] = []
  const sample = new SampleBook("test")
  let open = 0
  const hub = new EventHub(ACCOUNT, {
    async *read(_account, fromSeq) {
      open++
      try {
        for (const event of [...journal]) if (event.seq >= fromSeq) yield [event]
      } finally {
        open--
      }
    },
  })
  const publish = (count: number): void => {
    const events = Array.from({ length: count }, () => sample.start()).flat()
    journal.push(...events)
    hub.publish(events)
  }
  return { hub, journal, publish, reads: () => open }
}

test("subscribed from now, so every event that follows, in order and without a gap", async () => {
  const { hub, publish } = book()
  hub.startAt(0)
  publish(3)
  const stream = hub.subscribe()
  publish(2)
  publish(1)
  assert.deepEqual(await take(stream, 3), [4, 5, 6])
})

test("subscribed from a past event, so the journal gives what the ring has not, and both meet without a gap", async () => {
  const { journal, publish } = book()
  publish(5)
  const later = book()
  later.journal.push(...journal)
  const sample = new SampleBook("test", { seq: 5 })
  later.hub.startAt(5)
  const stream = later.hub.subscribe({ fromSeq: 2 })
  assert.deepEqual(await take(stream, 2), [2, 3])
  const next = [sample.start(), sample.start()].flat()
  later.journal.push(...next)
  later.hub.publish(next)
  assert.deepEqual(await take(stream, 4), [4, 5, 6, 7])
})

test("a subscriber that waits is woken by the next event, and by the end", async () => {
  const { hub, publish } = book()
  const stream = hub.subscribe()
  const waiting = take(stream, 2)
  publish(1)
  await Promise.resolve()
  hub.close()
  assert.deepEqual(await waiting, [1, "end"])
})

test("further behind than it bears, so told to resync and the stream ends", async () => {
  const { hub, publish } = book()
  const stream = hub.subscribe({ queueLengthMax: 3 })
  publish(3)
  assert.deepEqual(await take(stream, 1), [1])
  publish(2)
  assert.deepEqual(await take(stream, 2), ["resync 5", "end"])
})

test("fallen off the ring, so told to resync; the other subscribers are not held up", async () => {
  const { hub, publish } = book()
  const slow = hub.subscribe()
  const fast = hub.subscribe()
  publish(10)
  assert.deepEqual((await take(fast, 10)).length, 10)
  publish(RING_LENGTH)
  assert.deepEqual(await take(slow, 2), [`resync ${RING_LENGTH + 10}`, "end"])
  assert.deepEqual(await take(fast, 1), [11])
})

test("the hub closes, so what is in the ring is still given and then the end", async () => {
  const { hub, publish } = book()
  const stream = hub.subscribe()
  publish(2)
  hub.close()
  assert.deepEqual(await take(stream, 3), [1, 2, "end"])
})

test("a subscriber leaves in the middle of the past, so the journal's reading ends with it", async () => {
  const first = book()
  first.publish(5)
  const later = book()
  later.journal.push(...first.journal)
  later.hub.startAt(5)
  const stream = later.hub.subscribe({ fromSeq: 1 })
  await take(stream, 2)
  assert.equal(later.reads(), 1)
  await stream.return?.()
  assert.equal(later.reads(), 0)
  assert.deepEqual(await take(stream, 1), ["end"])
})

test("the manager's own stream from the first event, so the journal's sequence, dense, and each event durable when told", async () => {
  const desk = await TestManager.start()
  const stream = desk.manager.subscribeEvents({ fromSeq: 1 })
  await desk.resting()
  const { seq } = desk.manager.status()
  const seen: number[] = []
  for (let count = 0; count < seq; count++) {
    const { value } = await stream.next()
    if (value?.type === "event") seen.push(value.event.seq)
  }
  assert.deepEqual(
    seen,
    Array.from({ length: seq }, (_, at) => at + 1),
  )
})

test("after a restart from the sequence number last seen, so nothing is missed and nothing comes twice", async () => {
  const desk = await TestManager.start()
  await desk.resting()
  const seen = desk.manager.status().seq
  const again = await TestManager.start({ after: desk })
  await again.resting()
  const stream = again.manager.subscribeEvents({ fromSeq: seen + 1 })
  const { seq } = again.manager.status()
  assert.deepEqual(
    await take(stream, seq - seen),
    Array.from({ length: seq - seen }, (_, at) => seen + 1 + at),
  )
})
