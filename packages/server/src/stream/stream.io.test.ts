// The WebSocket stream over loopback: snapshot and changes, coming back, choosing, slow readers, tokens that end, a server that stops.

import assert from "node:assert/strict"
import { once } from "node:events"
import { test } from "node:test"
import { setTimeout as wait } from "node:timers/promises"
import type { StreamItem } from "@okx-oms/api"
import { parseAccountId } from "@okx-oms/core"
import { AccountPlace } from "../account-slot.ts"
import { MemoryOms } from "../testing/memory-oms.ts"
import type { Door } from "../testing/open-door.ts"
import { changesUpTo, clientOf, closed, listening, next, placed, plain, raw } from "../testing/stream-readers.ts"

const LIMIT = { timeout: 8_000 }

test(
  "a reader, so it gets the open orders as they are and then every change, each frame with account and mode",
  LIMIT,
  async () => {
    const door = await listening()
    const first = await placed(door)
    const items = clientOf(door).stream()
    const snapshot = await next(items, "snapshot")
    assert.deepEqual([snapshot.account, snapshot.mode, snapshot.seq, snapshot.more], ["paper", "paper", 2, false])
    assert.deepEqual(
      snapshot.orders?.map(({ orderId, state }) => [orderId, state]),
      [[first, "Validated"]],
    )
    assert.deepEqual([snapshot.status?.ready, snapshot.status?.trading.mode, snapshot.breaks], [true, "open", []])
    door.oms.acknowledge(first)
    door.oms.fillAll(first)
    door.oms.findBreak()
    const [frame, ...more] = await changesUpTo(items, door.oms.events.length)
    assert.deepEqual([frame?.fromSeq, frame?.account, frame?.mode, more.length], [3, "paper", "paper", 0])
    // What came within one frame's time is one row: the newest.
    assert.deepEqual(
      frame?.orders?.map(({ orderId, state }) => [orderId, state]),
      [[first, "Filled"]],
    )
    assert.deepEqual([frame?.fills?.length, frame?.fills?.[0]?.seq, frame?.breaks?.length], [1, 5, 1])
    assert.equal(frame?.events, undefined)
    await items.return(undefined)
    await closed(door)
  },
)

test("a line that is lost, so the reader goes on without a snapshot and without a gap, fills once", LIMIT, async () => {
  const door = await listening()
  const opened: WebSocket[] = []
  const items = clientOf(door).stream({
    kinds: ["fills", "events"],
    openSocket: (url, headers) => {
      const socket = new WebSocket(url, { headers })
      opened.push(socket)
      return socket
    },
  })
  assert.equal((await next(items, "snapshot")).orders, undefined)
  const orderId = await placed(door)
  door.oms.acknowledge(orderId)
  const before = await changesUpTo(items, 4)
  opened[0]?.close(3001)
  door.oms.fillAll(orderId)
  const again = await next(items, "resumed", "snapshot")
  assert.deepEqual([again.type, again.seq, opened.length], ["resumed", 4, 2])
  const rest = await changesUpTo(items, 5)
  const seqs = [...before, ...rest].flatMap(({ events = [] }) => events.map(({ seq }) => seq))
  assert.deepEqual(seqs, [1, 2, 3, 4, 5])
  assert.equal([...before, ...rest].flatMap(({ fills = [] }) => fills).length, 1)
  await items.return(undefined)
  await closed(door)
})

test(
  "from_seq of another journal or of too long ago, so a resync says which, and a snapshot follows",
  LIMIT,
  async () => {
    const door = await listening({ socketLimits: { keptEvents: 4 } })
    for (let index = 0; index < 10; index++) await placed(door)
    for (const [known, because] of [
      [99, "other-journal"],
      [3, "too-old"],
    ] as const) {
      const items = clientOf(door).stream({ known: { paper: known } })
      const resync = await next(items, "resync")
      assert.deepEqual([resync.because, resync.missedFrom, resync.seq], [because, known, 20])
      assert.deepEqual([(await next(items, "snapshot")).orders?.length], [10])
      await items.return(undefined)
    }
    await closed(door)
  },
)

test(
  "a subscribe frame, so what was chosen before is replaced; a wrong one is told and changes nothing",
  LIMIT,
  async () => {
    const door = await listening()
    const reader = plain(door, "?kinds=orders")
    assert.equal((await reader.until("snapshot")).status, undefined)
    reader.socket.send('{"type":"subscribe","kinds":["colours"],"from":[{"account":"paper"}]}')
    const { problem } = await reader.until("problem")
    assert.deepEqual(
      [problem.code, problem.errors.map(({ path }) => path)],
      ["request-invalid", ["kinds[0]", "from[0].seq"]],
    )
    reader.socket.send('{"type":"subscribe","accounts":["nobody"]}')
    assert.equal((await reader.until("problem")).problem.code, "account-unknown")
    reader.socket.send("not json")
    assert.equal((await reader.until("problem")).problem.code, "json-invalid")
    await placed(door)
    assert.equal((await reader.until("changes")).orders?.length, 1)
    reader.socket.send('{"type":"subscribe","kinds":["status"]}')
    assert.deepEqual((await reader.until("hello")).kinds, ["status"])
    const snapshot = await reader.until("snapshot")
    assert.deepEqual([snapshot.orders, snapshot.status?.ready], [undefined, true])
    reader.socket.close()
    await closed(door)
  },
)

test("a status that changes without an event, so it is told within a look", LIMIT, async () => {
  const door = await listening({ socketLimits: { sweepMs: 20 } })
  const items = clientOf(door).stream()
  await next(items, "snapshot")
  Object.assign(door.oms.changes, { ready: false, why: "the private feed is not up" })
  const { status, mode } = await next(items, "status")
  assert.deepEqual([status.ready, status.why, mode], [false, "the private feed is not up", "paper"])
  await items.return(undefined)
  await closed(door)
})

test(
  "a line without news, so heartbeats say where each account stands; a reader that does not pong is let go",
  LIMIT,
  async () => {
    const door = await listening({ socketLimits: { heartbeatMs: 60, sweepMs: 20 } })
    await placed(door)
    const reader = plain(door)
    assert.deepEqual((await reader.until("heartbeat")).accounts, [{ account: "paper", mode: "paper", seq: 2 }])
    await reader.until("heartbeat")
    reader.socket.close()
    const { socket, bytes } = await raw(door, "/v1/stream")
    await once(socket, "close")
    // A close frame with 4006 is the last thing that it is sent.
    assert.ok(bytes().includes("silent"))
    await closed(door)
  },
)

test(
  "a reader that takes nothing, so it is let go, others read on, and what waited for it is bounded",
  LIMIT,
  async () => {
    const door = await listening({
      socketLimits: { stallMs: 300, sweepMs: 50, bytesMax: 64 * 1024, keptEvents: 100_000 },
    })
    const { socket } = await raw(door, "/v1/stream?kinds=events")
    socket.pause()
    const items = clientOf(door).stream({ kinds: ["events"] })
    await next(items, "snapshot")
    const reason = "a long reason ".repeat(700)
    for (let index = 0; index < 2_000; index++) door.oms.emit("command", { type: "TradingResumed", reason })
    await changesUpTo(items, 2_000)
    let metrics = ""
    while (!/^oms_event_subscribers\{stream="websocket"\} 1$/m.test(metrics)) {
      await wait(20)
      metrics = await clientOf(door).getMetrics()
    }
    socket.destroy()
    await items.return(undefined)
    await closed(door)
  },
)

test(
  "a reader that falls behind what is kept, so it is told why and from where, and goes on from a snapshot",
  LIMIT,
  async () => {
    const door = await listening({
      socketLimits: { bytesMax: 32 * 1024, keptEvents: 50, frameEventsMax: 10, stallMs: 60_000 },
    })
    const { socket, bytes } = await raw(door, "/v1/stream?kinds=events")
    socket.pause()
    const reason = "a long reason ".repeat(5_000)
    for (let index = 0; index < 400; index++) {
      door.oms.emit("command", { type: "TradingResumed", reason })
      if (index % 10 === 0) await wait(5)
    }
    await wait(150)
    socket.resume()
    while (!bytes().includes('"because":"slow-reader"')) await once(socket, "data")
    while (bytes().lastIndexOf('"type":"snapshot"') < bytes().indexOf("slow-reader")) await once(socket, "data")
    socket.destroy()
    await closed(door)
  },
)

test(
  "what cannot be followed, so it is refused over HTTP before the upgrade, and the client says so once",
  LIMIT,
  async () => {
    const door = await listening()
    const ask = (query: string) => askPlainly(door, query)
    assert.deepEqual(await ask(""), [426, "upgrade-required"])
    assert.deepEqual(await ask("?account=nobody"), [404, "account-unknown"])
    assert.deepEqual(await ask("?kinds=colours"), [400, "query-invalid"])
    await assert.rejects(clientOf(door, "wrong").stream().next().then(failed), { name: "OmsProblem", status: 401 })
    const unknown = clientOf(door).stream({ accounts: ["nobody"] })
    await assert.rejects(next(unknown, "snapshot"), { name: "OmsProblem", code: "account-unknown" })
    await closed(door)
  },
)

/** Without an upgrade: status and code of the problem. */
async function askPlainly(door: Door, query: string): Promise<readonly unknown[]> {
  const headers = { authorization: `Bearer ${door.token}` }
  const answer = await fetch(`${door.server.url}/v1/stream${query}`, { headers })
  return [answer.status, ((await answer.json()) as { code: string }).code]
}

test("more readers than the limit, so the next is refused and a place that is left is free again", LIMIT, async () => {
  const door = await listening({ socketLimits: { readersMax: 1 } })
  const one = plain(door)
  await one.until("snapshot")
  assert.deepEqual(await askPlainly(door, ""), [503, "subscribers-above-limit"])
  one.socket.close()
  while ((await askPlainly(door, ""))[0] !== 426) await wait(10)
  await closed(door)
})

/** The first item is not what is expected here. */
async function failed(first: IteratorResult<StreamItem>): Promise<void> {
  throw new Error(`it came to ${JSON.stringify(first)}`)
}

test(
  "bytes, a frame too long, frames without end, no subscribe frame: so each is closed with its own code",
  LIMIT,
  async () => {
    const door = await listening({ socketLimits: { subscribeMs: 50, sweepMs: 20 } })
    const bytes = plain(door)
    await bytes.opened
    bytes.socket.send(new Uint8Array([1, 2, 3]))
    assert.equal((await bytes.ended).code, 1003)
    const long = plain(door)
    await long.opened
    long.socket.send(" ".repeat(17 * 1024))
    assert.equal((await long.ended).code, 1009)
    const many = plain(door)
    await many.opened
    for (let index = 0; index < 40; index++) many.socket.send("{}")
    assert.equal((await many.ended).code, 4005)
    const late = plain(door, "?wait=true")
    assert.deepEqual(await late.ended, { code: 4004, reason: "subscribe-late" })
    assert.deepEqual(
      late.frames.map(({ type }) => type),
      ["farewell"],
    )
    await closed(door)
  },
)

test(
  "a token that is revoked, so its stream ends at once with the reason and the client does not come back",
  LIMIT,
  async () => {
    const door = await listening()
    const made = await clientOf(door).createToken({ name: "reader", scope: "read" })
    const reader = plain(door, "", made.token)
    const items = clientOf(door, made.token).stream()
    await Promise.all([reader.until("snapshot"), next(items, "snapshot")])
    await clientOf(door).revokeToken(made.tokenId)
    assert.deepEqual(await reader.ended, { code: 4001, reason: "token-revoked" })
    assert.equal(reader.frames.at(-1)?.type, "farewell")
    await next(items, "farewell")
    await assert.rejects(items.next(), { name: "OmsProblem", code: "token-invalid", status: 401 })
    await closed(door)
  },
)

test("a server that stops, so every reader gets a farewell and 1001, and it stops at once", LIMIT, async () => {
  const door = await listening()
  const readers = [plain(door), plain(door)]
  for (const reader of readers) await reader.until("snapshot")
  const startedAt = performance.now()
  await closed(door)
  assert.ok(performance.now() - startedAt < 2_000)
  for (const reader of readers) {
    assert.equal((await reader.ended).code, 1001)
    assert.equal((await reader.until("farewell")).because, "stopping")
  }
})

test(
  "two accounts, one of them not open, so the open one is followed and the other told; it is followed once it opens",
  LIMIT,
  async () => {
    const account = parseAccountId("second")
    const place = new AccountPlace({ account, mode: "paper" })
    place.shut("the key is refused")
    const door = await listening({ accounts: [place], socketLimits: { sweepMs: 20 } })
    const items = clientOf(door).stream()
    const first = await next(items, "unavailable", "snapshot")
    const other = await next(items, "unavailable", "snapshot")
    assert.deepEqual(new Set([first.type, other.type]), new Set(["unavailable", "snapshot"]))
    const told = first.type === "unavailable" ? first : other
    assert.deepEqual(told.type === "unavailable" && [told.account, told.mode, told.why], [
      "second",
      "paper",
      "the key is refused",
    ])
    const second = new MemoryOms("second")
    place.open(second)
    assert.equal((await next(items, "snapshot")).account, "second")
    second.emit("command", { type: "TradingHalted", mode: "halt", reason: "why not" })
    assert.equal((await next(items, "changes")).account, "second")
    await items.return(undefined)
    await closed(door)
  },
)
