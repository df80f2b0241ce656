// The live stream over loopback, read by the typed client and by a reader that does not read.

import assert from "node:assert/strict"
import { connect } from "node:net"
import { test } from "node:test"
import { setTimeout as wait } from "node:timers/promises"
import { eventFromRow, type LiveEvent, OmsClient, readFrames } from "@okx-oms/api"
import { encodeEvent, parseOrderId } from "@okx-oms/core"
import { JournalUnavailable } from "@okx-oms/trading"
import { type Door, ORDER, openDoor } from "./testing/open-door.ts"

const LIMIT = { timeout: 10_000 }

async function listening(options: Parameters<typeof openDoor>[0] = {}): Promise<Door> {
  const door = openDoor({ ...options, port: 0 })
  await door.server.listen()
  return door
}

async function closed(door: Door): Promise<void> {
  await door.server[Symbol.asyncDispose]()
  await door.oms.close()
}

async function placed(client: OmsClient) {
  return parseOrderId((await client.placeOrder(ORDER)).orderId)
}

/** The next `count` events of the stream; what is said of the line is left out. */
async function events(stream: AsyncGenerator<LiveEvent>, count: number): Promise<readonly LiveEvent[]> {
  const taken: LiveEvent[] = []
  while (taken.length < count) {
    const { value, done } = await stream.next()
    if (done === true) break
    if (value.type === "event" || value.type === "resync") taken.push(value)
  }
  return taken
}

function seqs(items: readonly LiveEvent[]): readonly number[] {
  return items.map((item) => (item.type === "event" ? item.event.seq : -1))
}

test(
  "events from the first on, so they come without a gap and fold back into the very same events",
  LIMIT,
  async () => {
    const door = await listening()
    const client = new OmsClient({ baseUrl: door.server.url, token: door.token })
    door.oms.acknowledge(await placed(client))
    const orderId = await placed(client)
    door.oms.doubt(orderId)
    const stream = client.events({ lastEventId: 0 })
    const taken = await events(stream, door.oms.events.length)
    const decoded = taken.map((item) => (item.type === "event" ? encodeEvent(eventFromRow(item.event)) : ""))
    assert.deepEqual(decoded, door.oms.events.map(encodeEvent))
    await stream.return(undefined)
    await closed(door)
  },
)

test("a lost line, so the reader goes on after the last event that it saw", LIMIT, async () => {
  const door = await listening()
  const client = new OmsClient({ baseUrl: door.server.url, token: door.token })
  await placed(client)
  const stream = client.events({ lastEventId: 0 })
  assert.deepEqual(seqs(await events(stream, 2)), [1, 2])
  door.server.app.server.closeAllConnections()
  const next = events(stream, 2)
  await placed(client)
  assert.deepEqual(seqs(await next), [3, 4])
  await stream.return(undefined)
  await closed(door)
})

test("the frame on the wire, so id is the sequence and heartbeats are comments", LIMIT, async () => {
  const door = await listening({ streamLimits: { heartbeatMs: 20 } })
  await placed(new OmsClient({ baseUrl: door.server.url, token: door.token }))
  const response = await fetch(`${door.server.url}/v1/events?fromSeq=2`, {
    headers: { authorization: `Bearer ${door.token}` },
  })
  assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8")
  assert.equal(response.headers.get("x-content-type-options"), "nosniff")
  const frames = readFrames(response.body ?? new ReadableStream())
  const first = (await frames.next()).value
  assert.equal(first?.id, "2")
  assert.equal(JSON.parse(first?.data ?? "").type, "OrderValidated")
  assert.equal((await frames.next()).value, undefined, "a heartbeat")
  await frames.return(undefined)
  await closed(door)
})

test("a reader behind more than its queue, so resync with the newest sequence and the end", LIMIT, async () => {
  const door = await listening({ streamLimits: { queueLengthMax: 4 } })
  const client = new OmsClient({ baseUrl: door.server.url, token: door.token })
  for (let index = 0; index < 5; index++) await placed(client)
  const stream = client.events({ lastEventId: 0 })
  assert.deepEqual(await events(stream, 1), [{ type: "resync", seq: 10 }])
  // After the resync it goes on from there.
  const next = events(stream, 1)
  await placed(client)
  assert.deepEqual(seqs(await next), [11])
  await stream.return(undefined)
  await closed(door)
})

test("a reader from another journal's future, so resync and not silence", LIMIT, async () => {
  const door = await listening()
  const client = new OmsClient({ baseUrl: door.server.url, token: door.token })
  const stream = client.events({ lastEventId: 99 })
  assert.deepEqual(await events(stream, 1), [{ type: "resync", seq: 0 }])
  await stream.return(undefined)
  await closed(door)
})

test("a reader that takes nothing, so it is let go while others read on and memory stays bounded", LIMIT, async () => {
  const door = await listening({ streamLimits: { stallMs: 100, queueLengthMax: 1_000_000 } })
  const { port, hostname } = new URL(door.server.url)
  const slow = connect(Number(port), hostname)
  slow.on("error", () => {})
  const gone = new Promise((resolve) => slow.once("close", resolve))
  slow.write(
    `GET /v1/events?fromSeq=1 HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${door.token}\r\n\r\n`,
  )
  slow.pause()
  const reason = "a long reason ".repeat(2_000)
  for (let index = 0; index < 1_000; index++) door.oms.emit("command", { type: "TradingResumed", reason })
  const client = new OmsClient({ baseUrl: door.server.url, token: door.token })
  const stream = client.events({ lastEventId: 999 })
  assert.deepEqual(seqs(await events(stream, 1)), [1000])
  await stream.return(undefined)
  let metrics = ""
  while (!/^oms_event_resyncs_total\{stream="sse"\} 1$/m.test(metrics)) {
    await wait(20)
    metrics = (await door.ask("GET", "/metrics", { headers: { host: `${hostname}:${port}` } })).text
  }
  slow.resume()
  await gone
  await closed(door)
})

test(
  "damage in the past that is asked for, so the stream ends with an error that says what to do, and the log has no stack",
  LIMIT,
  async () => {
    const door = await listening()
    const client = new OmsClient({ baseUrl: door.server.url, token: door.token })
    await placed(client)
    const advice = "Run npm run journal -- verify."
    door.oms.damagedAt = { seq: 2, error: new JournalUnavailable("the journal is damaged at seq 2", { advice }) }
    const response = await fetch(`${door.server.url}/v1/events?fromSeq=1`, {
      headers: { authorization: `Bearer ${door.token}` },
    })
    const text = await response.text()
    assert.match(text, /^id: 1$/m)
    assert.match(
      text,
      /retry: 60000\nevent: error\ndata: \{"code":"events-unreadable","detail":"the journal is damaged at seq 2\. Run npm run journal -- verify\./,
    )
    assert.match(text, /ask with fromSeq=3/)
    const told = door.log.filter((line) => line.includes("met damage"))
    assert.equal(told.length, 1)
    assert.ok(told.every((line) => line.includes(advice) && !line.includes("stack") && !line.includes(".ts:")))
    // A reader by the client is told the same, and is not connected again and again.
    const stream = client.events({ lastEventId: 0 })
    assert.deepEqual(seqs(await events(stream, 1)), [1])
    await assert.rejects(stream.next(), { name: "OmsProblem", code: "events-unreadable", message: /damaged at seq 2/ })
    // What comes now can be followed all the same.
    const now = client.events({ lastEventId: 2 })
    const next = events(now, 1)
    await placed(client)
    assert.deepEqual(seqs(await next), [3])
    await now.return(undefined)
    await closed(door)
  },
)

test("more readers than the limit, so the next is refused and a place that is left is free again", LIMIT, async () => {
  const door = await listening({ streamLimits: { subscribersMax: 1 } })
  const headers = { authorization: `Bearer ${door.token}` }
  const leave = new AbortController()
  const first = await fetch(`${door.server.url}/v1/events`, { headers, signal: leave.signal })
  assert.equal(first.status, 200)
  const second = await fetch(`${door.server.url}/v1/events`, { headers })
  assert.equal(second.status, 503)
  assert.equal(((await second.json()) as { code: string }).code, "subscribers-above-limit")
  leave.abort()
  for (;;) {
    const third = await fetch(`${door.server.url}/v1/events`, { headers, signal: AbortSignal.timeout(5_000) })
    await third.body?.cancel()
    if (third.status === 200) break
    await wait(10)
  }
  await closed(door)
})

test("a server that stops, so open streams end with a farewell and it stops at once", LIMIT, async () => {
  const door = await listening()
  const response = await fetch(`${door.server.url}/v1/events`, { headers: { authorization: `Bearer ${door.token}` } })
  const reader = response.body?.getReader()
  await reader?.read()
  const startedAt = performance.now()
  await closed(door)
  const last = await reader?.read()
  assert.equal(new TextDecoder().decode(last?.value), 'event: farewell\ndata: {"because":"stopping"}\n\n')
  assert.equal((await reader?.read())?.done, true)
  assert.ok(performance.now() - startedAt < 2_000)
})

test(
  "a wrong sequence or a wrong token, so the stream is refused and the client does not ask for ever",
  LIMIT,
  async () => {
    const door = await listening()
    const headers = { authorization: `Bearer ${door.token}`, "last-event-id": "abc" }
    assert.equal((await fetch(`${door.server.url}/v1/events`, { headers })).status, 400)
    const stranger = new OmsClient({ baseUrl: door.server.url, token: "wrong" })
    await assert.rejects(stranger.events().next(), { name: "OmsProblem", status: 401 })
    await closed(door)
  },
)
