// The stream taken apart, however the network cuts it.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { FRAME_LENGTH_MAX, readFrames, StreamFault } from "./event-stream.ts"

const TEXT =
  'retry: 1000\n\n: heartbeat\n\nid: 7\ndata: {"a":"é€"}\n\nevent: resync\r\nid: 9\r\ndata: one\r\ndata: two\r\n\r\ndata\n\nid: 10\n\n'

async function* cut(bytes: Uint8Array, places: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0
  for (const place of [...new Set([...places, bytes.length])].sort((a, b) => a - b)) {
    yield bytes.subarray(from, place)
    from = place
  }
}

test("one stream cut at any places, so the same frames", async () => {
  const bytes = new TextEncoder().encode(TEXT)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (places) => {
      assert.deepEqual(await Array.fromAsync(readFrames(cut(bytes, places))), [
        undefined,
        { event: "message", data: '{"a":"é€"}', id: "7" },
        { event: "resync", data: "one\ntwo", id: "9" },
        { event: "message", data: "", id: "9" },
      ])
    }),
  )
})

test("a frame without end, so it is given up and not kept", async () => {
  async function* endless() {
    const line = new TextEncoder().encode(`data: ${"x".repeat(1024 * 1024)}\n`)
    for (let index = 0; index < 10; index++) yield line
  }
  await assert.rejects(Array.fromAsync(readFrames(endless())), StreamFault)
  async function* oneLine() {
    for (let index = 0; index < 10; index++) yield new Uint8Array(1024 * 1024).fill(120)
  }
  await assert.rejects(Array.fromAsync(readFrames(oneLine())), new RegExp(String(FRAME_LENGTH_MAX)))
})
