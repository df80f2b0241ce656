// The socket on a clock and a network of the test's own: every moment and every frame is chosen here.

import assert from "node:assert/strict"
import { test } from "node:test"
import { decimal } from "@okx-oms/core"
import { ExchangeClock } from "./exchange-clock.ts"
import type { SocketFrame } from "./frame.ts"
import { RateLimiter } from "./rate-limit.ts"
import { Secret } from "./secret.ts"
import { OkxSocket, type SocketLimits } from "./socket.ts"
import { ManualTiming } from "./testing/manual-timing.ts"
import type { SocketHandlers as TransportHandlers } from "./transport.ts"
import { orderOp } from "./wire/op-order.ts"

/** The server's end of one connection. */
class Peer {
  readonly atMs: number
  readonly sent: string[] = []
  readonly #handlers: TransportHandlers
  closed = false

  constructor(atMs: number, handlers: TransportHandlers) {
    this.atMs = atMs
    this.#handlers = handlers
  }

  open(): void {
    this.#handlers.opened()
  }

  say(frame: object | string): void {
    this.#handlers.message(typeof frame === "string" ? frame : JSON.stringify(frame))
  }

  drop(code = 1006): void {
    this.closed = true
    this.#handlers.closed(code, "")
  }

  frames(op: string): { readonly id?: string; readonly args: { readonly channel?: string }[] }[] {
    return this.sent
      .filter((text) => text !== "ping")
      .map((text) => JSON.parse(text))
      .filter((frame) => frame.op === op)
  }

  acceptLogin(): void {
    this.say({ event: "login", code: "0", msg: "", connId: "x" })
  }

  acceptChannels(): void {
    for (const { id, args } of this.frames("subscribe")) {
      this.say({ id, event: "subscribe", arg: args[0], connId: "x" })
    }
  }

  /** All the way to ready. */
  welcome(): void {
    this.open()
    this.acceptLogin()
    this.acceptChannels()
  }
}

function setUp(options: { limits?: Partial<SocketLimits>; clockKnown?: boolean; buffered?: number } = {}) {
  const timing = new ManualTiming()
  const clock = new ExchangeClock(timing)
  const learn = () =>
    clock.observe({ t0Ms: timing.nowMs, t1Ms: timing.nowMs, serverMs: 1_795_000_000_000 + timing.nowMs })
  if (options.clockKnown !== false) learn()
  const peers: Peer[] = []
  const said: string[] = []
  const frames: SocketFrame[] = []
  let syncs = 0
  const socket = new OkxSocket({
    name: "private",
    url: "ws://test/private",
    transport: {
      open(_url, handlers) {
        const peer = new Peer(timing.nowMs, handlers)
        peers.push(peer)
        return {
          send: (text) => void peer.sent.push(text),
          bufferedBytes: options.buffered ?? 0,
          close: () => {
            peer.closed = true
          },
        }
      },
    },
    timing,
    clock,
    limiter: new RateLimiter(),
    credentials: { apiKey: new Secret("key"), secretKey: new Secret("s3cret"), passphrase: new Secret("phrase") },
    channels: [{ channel: "orders", instType: "ANY" }, { channel: "account" }],
    syncClock: async () => {
      syncs++
      learn()
      return true
    },
    limits: options.limits ?? {},
    on: {
      up: (how) => void said.push(`up ${how}`),
      down: (end) => void said.push(`down ${end.reason}`),
      frame: (frame) => void frames.push(frame),
    },
  })
  const last = () => {
    const peer = peers.at(-1)
    assert.ok(peer !== undefined, "a connection was opened")
    return peer
  }
  return { timing, clock, socket, peers, said, frames, last, syncs: () => syncs }
}

async function connected(options: Parameters<typeof setUp>[0] = {}) {
  const world = setUp(options)
  world.socket.start()
  await world.timing.advance(0)
  world.last().welcome()
  assert.deepEqual(world.said, ["up connected"])
  return world
}

const PLACE = {
  op: orderOp,
  request: {
    instIdCode: 7,
    tdMode: "cash",
    side: "buy",
    ordType: "limit",
    sz: decimal("1"),
    px: decimal("2"),
    clOrdId: "c1",
  },
  operation: "place",
  targets: [{ clOrdId: "c1" }],
} as const

function bounded(world: { clock: ExchangeClock }) {
  return { ...PLACE, expTimeMs: (world.clock.now() ?? 0) + 2_500 }
}

function reply(id: string | undefined, op = "order") {
  return { id, op, code: "0", msg: "", data: [{ ordId: "9", clOrdId: "c1", tag: "", sCode: "0", sMsg: "" }] }
}

test("it logs in, then subscribes, and is up only when every channel is acknowledged, so no push is missed unnoticed", async () => {
  const world = setUp()
  world.socket.start()
  await world.timing.advance(0)
  const peer = world.last()
  peer.open()
  assert.equal(peer.frames("login").length, 1)
  assert.equal(peer.frames("subscribe").length, 0)
  peer.acceptLogin()
  const asked = peer.frames("subscribe")
  assert.equal(asked.length, 2)
  peer.say({ id: asked[0]?.id, event: "subscribe", arg: asked[0]?.args[0], connId: "x" })
  assert.deepEqual(world.said, [])
  peer.say({ id: asked[1]?.id, event: "subscribe", arg: asked[1]?.args[0], connId: "x" })
  assert.deepEqual(world.said, ["up connected"])
  assert.equal(world.socket.state, "up")
})

test("acknowledgements without an id count by their channel, so older servers work as well", async () => {
  const world = setUp()
  world.socket.start()
  await world.timing.advance(0)
  const peer = world.last()
  peer.open()
  peer.acceptLogin()
  for (const { args } of peer.frames("subscribe")) peer.say({ event: "subscribe", arg: { ...args[0], uid: "9" } })
  assert.equal(world.socket.state, "up")
})

test("every connection logs in with a fresh timestamp, so an old signature is never used twice", async () => {
  const world = await connected()
  await world.timing.advance(15_000)
  world.last().say("pong")
  world.last().drop()
  await world.timing.advance(1_000)
  world.last().open()
  const stamps = world.peers.map((peer) => JSON.parse(peer.sent[0] ?? "{}").args[0].timestamp)
  assert.ok(Number(stamps[1]) - Number(stamps[0]) >= 15, stamps.join(" "))
})

test("pushes before the last acknowledgement are passed on, so nothing between is lost", async () => {
  const world = setUp()
  world.socket.start()
  await world.timing.advance(0)
  world.last().open()
  world.last().acceptLogin()
  world.last().say({ arg: { channel: "account" }, data: [{ details: [] }] })
  assert.ok(world.frames.some((frame) => frame.kind === "account"))
})

test("without OKX's clock it asks for it first, so the login is not refused for its time", async () => {
  const world = setUp({ clockKnown: false })
  world.socket.start()
  await world.timing.advance(0)
  assert.equal(world.syncs(), 1)
  assert.equal(world.peers.length, 1)
})

test("a reply is matched by id whatever the order, so no caller gets another's order", async () => {
  const world = await connected()
  const first = world.socket.command(bounded(world))
  const second = world.socket.command({ ...bounded(world), targets: [{ clOrdId: "c2" }] })
  const [one, two] = world.last().frames("order")
  assert.notEqual(one?.id, two?.id)
  const row = { ordId: "10", clOrdId: "c2", tag: "", sCode: "0", sMsg: "" }
  world.last().say({ ...reply(two?.id), data: [row] })
  world.last().say(reply(one?.id))
  const [a, b] = await Promise.all([first, second])
  assert.equal(a.outcomes[0]?.kind === "accepted" && a.outcomes[0].ack.ordId, "9")
  assert.equal(b.outcomes[0]?.kind === "accepted" && b.outcomes[0].ack.ordId, "10")
})

test("a reply with our id but another op is not ours, so it answers nothing", async () => {
  const world = await connected()
  const sent = world.socket.command(bounded(world))
  world.last().say(reply(world.last().frames("order")[0]?.id, "cancel-order"))
  await world.timing.advance(5_000)
  const { outcomes } = await sent
  assert.equal(outcomes[0]?.kind === "unknown" && outcomes[0].reason, "timeout")
})

test("no reply in time leaves the order unknown and nothing is sent again, so there is no second order", async () => {
  const world = await connected()
  const sent = world.socket.command(bounded(world))
  await world.timing.advance(5_000)
  const { outcomes } = await sent
  assert.equal(outcomes[0]?.kind === "unknown" && outcomes[0].reason, "timeout")
  assert.equal(world.last().frames("order").length, 1)
})

test("requests sent one after another share a timer, so each is still given its whole time and no more", async () => {
  const world = await connected()
  const timersBefore = world.timing.waiting
  const settledAtMs: number[] = []
  const startedAtMs = world.timing.nowMs
  for (let index = 0; index < 3; index++) {
    void world.socket.command(bounded(world)).then(() => settledAtMs.push(world.timing.nowMs - startedAtMs))
    await world.timing.advance(1_000)
  }
  assert.equal(world.timing.waiting, timersBefore + 1)
  world.last().say(reply(world.last().frames("order")[0]?.id))
  await world.timing.advance(6_000)
  assert.deepEqual(settledAtMs, [3_000, 6_000, 7_000])
  assert.equal(world.timing.waiting, timersBefore)
})

test("a late reply is passed on as a frame, so what it says is not lost", async () => {
  const world = await connected()
  const sent = world.socket.command(bounded(world))
  await world.timing.advance(5_000)
  await sent
  world.last().say(reply(world.last().frames("order")[0]?.id))
  assert.equal(world.frames.at(-1)?.kind, "reply")
})

test("a connection lost with a frame handed over counts as sent, so the order is unknown and not 'not sent'", async () => {
  const world = await connected({ buffered: 5_000 })
  const sent = world.socket.command(bounded(world))
  world.last().drop()
  const { outcomes } = await sent
  assert.equal(outcomes[0]?.kind === "unknown" && outcomes[0].reason, "closed")
  assert.match(world.said[1] ?? "", /^down closed/)
})

test("without a connection, past the deadline, or with a clogged socket nothing is sent, and that is proven", async () => {
  const down = setUp()
  assert.equal((await down.socket.command(bounded(down))).outcomes[0]?.kind, "not-sent")
  const late = await connected()
  const expTimeMs = (late.clock.now() ?? 0) - 1
  assert.equal((await late.socket.command({ ...PLACE, expTimeMs })).outcomes[0]?.kind, "not-sent")
  assert.equal(late.last().frames("order").length, 0)
  const clogged = await connected({ buffered: 2_000_000 })
  assert.equal((await clogged.socket.command(bounded(clogged))).outcomes[0]?.kind, "not-sent")
  assert.equal(clogged.last().frames("order").length, 0)
})

test("an error event that carries the request's id answers it, so a malformed frame is refused and not in doubt", async () => {
  const world = await connected()
  const sent = world.socket.command(bounded(world))
  world.last().say({ event: "error", id: world.last().frames("order")[0]?.id, code: "60012", msg: "Invalid request" })
  const { outcomes } = await sent
  assert.equal(outcomes[0]?.kind === "refused" && outcomes[0].okx.code, "60012")
})

test("one missed pong ends the connection, so a dead one is noticed within 20 s", async () => {
  const world = await connected()
  await world.timing.advance(15_000)
  assert.equal(world.last().sent.at(-1), "ping")
  world.last().say({ arg: { channel: "account" }, data: [{ details: [] }] })
  await world.timing.advance(4_999)
  assert.equal(world.socket.state, "up")
  await world.timing.advance(1)
  assert.match(world.said[1] ?? "", /no pong/)
  assert.equal(world.peers[0]?.closed, true)
})

test("a pong in time keeps it up for good, so nothing is torn down without cause", async () => {
  const world = await connected()
  for (let round = 0; round < 50; round++) {
    await world.timing.advance(15_000)
    world.last().say("pong")
  }
  assert.deepEqual(world.said, ["up connected"])
  assert.equal(world.last().sent.filter((text) => text === "ping").length, 50)
})

test("a connection that never gets ready is given up, so nothing waits for ever", async () => {
  const world = setUp({ limits: { readyTimeoutMs: 1_000 } })
  world.socket.start()
  await world.timing.advance(1_000)
  assert.match(world.said[0] ?? "", /^down not ready within 1000 ms \(opening\)/)
  await world.timing.advance(1_000)
  assert.equal(world.peers.length, 2)
})

test("a refused key is reported with its code and tried again slowly, so OKX is not hammered", async () => {
  const world = setUp()
  world.socket.start()
  await world.timing.advance(0)
  world.last().open()
  world.last().say({ event: "error", code: "60005", msg: "Invalid apiKey", connId: "x" })
  assert.match(world.said[0] ?? "", /login refused: 60005/)
  await world.timing.advance(29_999)
  assert.equal(world.peers.length, 1)
  await world.timing.advance(1)
  assert.equal(world.peers.length, 2)
})

test("an error that echoes the login shows no credential, so reasons and frames may be logged", async () => {
  const world = setUp()
  world.socket.start()
  await world.timing.advance(0)
  world.last().open()
  world.last().say({ event: "error", code: "60012", msg: `Invalid request: ${world.last().sent[0]}`, connId: "x" })
  world.socket.close()
  const shown = JSON.stringify([world.said, world.frames])
  assert.match(shown, /login refused: 60012/)
  assert.doesNotMatch(shown, /apiKey\W+key\W/)
  assert.doesNotMatch(shown, /passphrase\W+phrase\W/)
})

test("a login refused for its time takes fresh samples first, so the next one succeeds", async () => {
  const world = setUp()
  world.socket.start()
  await world.timing.advance(0)
  world.last().open()
  world.last().say({ event: "error", code: "60006", msg: "Timestamp request expired", connId: "x" })
  await world.timing.advance(1_000)
  assert.equal(world.syncs(), 1)
  assert.equal(world.peers.length, 2)
})

test("a refused channel that is needed ends the connection, so 'up' always means all of them", async () => {
  const world = setUp()
  world.socket.start()
  await world.timing.advance(0)
  world.last().open()
  world.last().acceptLogin()
  const [asked] = world.last().frames("subscribe")
  world.last().say({ event: "error", id: asked?.id, code: "60018", msg: "wrong", connId: "x" })
  assert.match(world.said[0] ?? "", /channel orders refused: 60018/)
})

test("too many connections with a channel end this one, so it does not serve half deaf", async () => {
  const world = await connected()
  world.last().say({ event: "channel-conn-count-error", channel: "orders", connCount: "30", connId: "x" })
  assert.match(world.said[1] ?? "", /too many connections with channel orders/)
})

test("a refused extra channel is only reported, so one wrong symbol does not take the feed down", async () => {
  const world = await connected()
  world.socket.subscribe({ channel: "tickers", instId: "NO-SUCH" })
  const asked = world.last().frames("subscribe").at(-1)
  world.last().say({ event: "error", id: asked?.id, code: "60018", msg: "doesn't exist", connId: "x" })
  assert.equal(world.socket.state, "up")
  assert.ok(world.frames.some((frame) => frame.kind === "event" && frame.event.event === "error"))
})

test("extra channels are asked for again on the next connection, so a price feed survives a reconnect", async () => {
  const world = await connected()
  world.socket.subscribe({ channel: "tickers", instId: "BTC-USDT" })
  world.socket.subscribe({ channel: "tickers", instId: "BTC-USDT" })
  assert.equal(world.last().frames("subscribe").length, 3)
  world.last().drop()
  await world.timing.advance(1_000)
  world.last().welcome()
  assert.equal(world.last().frames("subscribe").length, 3)
  assert.deepEqual(world.said.slice(-1), ["up connected"])
})

test("waits between attempts grow and stay bounded, so an outage is neither hammered nor slept through", async () => {
  const world = setUp()
  world.socket.start()
  await world.timing.advance(0)
  for (let round = 0; round < 12; round++) {
    world.last().drop()
    const before = world.peers.length
    for (let step = 0; step < 400 && world.peers.length === before; step++) await world.timing.advance(100)
  }
  const gaps = world.peers.slice(1).map((peer, index) => peer.atMs - (world.peers[index]?.atMs ?? 0))
  assert.ok((gaps[0] ?? 0) <= 1_500 && (gaps[7] ?? 0) > 10_000, gaps.join(" "))
  assert.ok(
    gaps.every((gap) => gap <= 30_500),
    gaps.join(" "),
  )
})

test("a notice of an upgrade opens the next connection before the old one goes, so the feed has no gap", async () => {
  const world = await connected()
  const old = world.last()
  const inFlight = world.socket.command(bounded(world))
  old.say({ event: "notice", code: "64008", msg: "The connection will soon be closed", connId: "x" })
  await world.timing.advance(1_000)
  assert.equal(world.peers.length, 2)
  assert.equal(old.closed, false)
  world.last().welcome()
  assert.deepEqual(world.said, ["up connected", "up moved"])
  old.say(reply(old.frames("order")[0]?.id))
  assert.equal((await inFlight).outcomes[0]?.kind, "accepted")
  await world.timing.advance(5_000)
  assert.equal(old.closed, true)
  void world.socket.command(bounded(world))
  assert.equal(world.last().frames("order").length, 1)
})

test("the connection is replaced on demand, so the old one serves until the new one is ready, and once only", async () => {
  const world = await connected()
  const old = world.last()
  const inFlight = world.socket.command(bounded(world))
  world.socket.replace()
  world.socket.replace()
  await world.timing.advance(1_000)
  assert.deepEqual([world.peers.length, old.closed, world.socket.state], [2, false, "up"])
  world.last().welcome()
  assert.deepEqual(world.said, ["up connected", "up moved"])
  old.say(reply(old.frames("order")[0]?.id))
  assert.equal((await inFlight).outcomes[0]?.kind, "accepted")
  world.socket.close()
  world.socket.replace()
  await world.timing.advance(1_000)
  assert.equal(world.peers.length, 2)
})

test("closed just after a move with a request under way, so it is unknown and no timer is left", async () => {
  const world = await connected()
  const inFlight = world.socket.command(bounded(world))
  world.last().say({ event: "notice", code: "64008", msg: "", connId: "x" })
  await world.timing.advance(1_000)
  world.last().welcome()
  assert.deepEqual(world.said, ["up connected", "up moved"])
  world.socket.close()
  assert.equal((await inFlight).outcomes[0]?.kind, "unknown")
  assert.equal(world.timing.waiting, 0)
})

test("a move that fails at first is tried again while the old connection serves, so there is no needless downtime", async () => {
  const world = await connected()
  world.last().say({ event: "notice", code: "64008", msg: "", connId: "x" })
  await world.timing.advance(1_000)
  world.last().drop()
  assert.equal(world.socket.state, "up")
  await world.timing.advance(2_000)
  world.last().welcome()
  assert.deepEqual(world.said, ["up connected", "up moved"])
})

test("at most two connections a second are opened, so OKX's limit of three is kept", async () => {
  const world = setUp({ limits: { backoff: { baseMs: 1, maxMs: 1 } } })
  world.socket.start()
  for (let step = 0; step < 300; step++) {
    await world.timing.advance(10)
    if (!world.last().closed) world.last().drop()
  }
  for (const peer of world.peers) {
    const within = world.peers.filter(({ atMs }) => atMs >= peer.atMs && atMs < peer.atMs + 1_000)
    assert.ok(within.length <= 2, `${within.length}`)
  }
  assert.ok(world.peers.length >= 5)
})

test("closing reports what was in flight as unknown and stays closed, so nothing comes back by itself", async () => {
  const world = await connected()
  const sent = world.socket.command(bounded(world))
  world.socket.close()
  const { outcomes } = await sent
  assert.equal(outcomes[0]?.kind === "unknown" && outcomes[0].reason, "closed")
  await world.timing.advance(120_000)
  assert.equal(world.peers.length, 1)
  assert.equal(world.socket.state, "closed")
})

test("requests beyond the limit are refused unsent, so the table of open questions cannot grow without end", async () => {
  const world = await connected({ limits: { pendingMax: 3 } })
  const all = Array.from({ length: 5 }, () => world.socket.command(bounded(world)))
  assert.equal(world.last().frames("order").length, 3)
  await world.timing.advance(5_000)
  const kinds = (await Promise.all(all)).map(({ outcomes }) => outcomes[0]?.kind)
  assert.deepEqual(kinds, ["unknown", "unknown", "unknown", "not-sent", "not-sent"])
})
