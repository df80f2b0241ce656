// The channels of the order book as a client keeps them: a copy made of a snapshot and the changes after it is the book
// itself, whatever happens, message after message without a gap.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { Desk, type Json, loginMessage } from "../testing/desk.ts"

const INST_ID = "BTC-USDT"
type Level = readonly [price: string, size: string, zero: string, count: string]

/** What a client makes of the pushes of one channel. */
class Copy {
  readonly asks = new Map<string, Level>()
  readonly bids = new Map<string, Level>()
  seqId = -1
  messages = 0

  take(message: Json): void {
    this.messages++
    const [row] = rowsOf(message)
    assert.ok(row)
    if (message.action === "snapshot") {
      assert.equal(row.prevSeqId, -1)
      this.asks.clear()
      this.bids.clear()
    } else {
      assert.equal(row.prevSeqId, this.seqId, "a message names the one before it")
    }
    this.seqId = Number(row.seqId)
    for (const [side, levels] of [
      [this.asks, row.asks],
      [this.bids, row.bids],
    ] as const) {
      for (const level of levelsOf(levels)) {
        if (level[1] === "0") assert.ok(side.delete(level[0]), `${level[0]} was never shown`)
        else {
          assert.notDeepEqual(side.get(level[0]), level, "what is told is a change")
          side.set(level[0], level)
        }
      }
    }
  }

  sides(depth: number): unknown {
    const sorted = (side: Map<string, Level>, direction: 1 | -1) =>
      [...side.values()].sort((a, b) => direction * (Number(a[0]) - Number(b[0]))).slice(0, depth)
    return { asks: sorted(this.asks, 1), bids: sorted(this.bids, -1) }
  }
}

function rowsOf(message: Json): Json[] {
  return Array.isArray(message.data) ? message.data : []
}

function levelsOf(levels: unknown): Level[] {
  assert.ok(Array.isArray(levels))
  return levels
}

function sidesOf(desk: Desk, depth: number): unknown {
  const row = desk.rest("GET", `/api/v5/market/books?instId=${INST_ID}&sz=${depth}`).data[0]
  return { asks: row?.asks, bids: row?.bids }
}

function listener(channel: string, options = {}): { desk: Desk; copy: Copy } {
  const desk = new Desk({ rateLimits: false, ladderLevels: 5, ...options })
  desk.connect("b", "any")
  desk.say(loginMessage(desk.keys, desk.nowMs), "b")
  desk.say({ op: "subscribe", args: [{ channel, instId: INST_ID }] }, "b")
  return { desk, copy: new Copy() }
}

function hear(desk: Desk, copy: Copy, channel: string): void {
  for (const message of desk.messages()) {
    if (JSON.stringify(message.arg ?? "").includes(`"${channel}"`) && "data" in message) copy.take(message)
  }
  desk.clearFrames()
}

const VIP = { apiKey: "paper-key", secret: "paper-secret", passphrase: "paper-pass", level: "VIP4" }
const ACCOUNTS = [{ ...VIP, balances: { USDT: "1000000000", BTC: "10000" } }]

for (const [channel, depth] of [
  ["books", 400],
  ["books-l2-tbt", 400],
  ["books50-l2-tbt", 50],
] as const) {
  test(`anything happens to the book, so a copy kept by ${channel} is the book of ${depth} levels`, () => {
    const deed = fc.record({
      kind: fc.constantFrom("place", "place", "place", "cancel", "trade", "price"),
      side: fc.constantFrom("buy", "sell"),
      ticks: fc.integer({ min: 1, max: 900 }),
      pick: fc.nat(),
      passMs: fc.constantFrom(0, 5, 20, 120),
    })
    fc.assert(
      fc.property(fc.array(deed, { minLength: 20, maxLength: 120 }), (deeds) => {
        const { desk, copy } = listener(channel, { accounts: ACCOUNTS })
        const placed: string[] = []
        for (const [at, { kind, side, ticks, pick, passMs }] of deeds.entries()) {
          const px = (91_500 + (side === "buy" ? -ticks : ticks) / 10).toFixed(1)
          const clOrdId = `o${at}`
          if (kind === "place" && desk.place({ side, px, sz: "0.01", clOrdId }).sCode === "0") placed.push(clOrdId)
          if (kind === "cancel") desk.change("cancel", { clOrdId: placed[pick % Math.max(1, placed.length)] ?? "none" })
          if (kind === "trade") desk.trade(INST_ID, side === "buy" ? "sell" : "buy", px, "0.05")
          if (kind === "price") desk.price(INST_ID, px)
          desk.pass(passMs)
          hear(desk, copy, channel)
        }
        desk.pass(200)
        hear(desk, copy, channel)
        assert.deepEqual(copy.sides(depth), sidesOf(desk, depth))
      }),
      { numRuns: 15, seed: 3 },
    )
  })
}

test("more levels than a channel shows, so a level comes into sight when one before it goes", () => {
  const { desk, copy } = listener("books50-l2-tbt", { accounts: ACCOUNTS, ladderLevels: 0 })
  for (let at = 0; at < 60; at++) desk.place({ px: (91_000 - at).toFixed(1), sz: "0.01", clOrdId: `o${at}` })
  desk.pass(100)
  hear(desk, copy, "books50-l2-tbt")
  assert.equal(copy.bids.size, 50)
  for (let at = 0; at < 5; at++) desk.change("cancel", { clOrdId: `o${at}` })
  desk.pass(100)
  hear(desk, copy, "books50-l2-tbt")
  assert.deepEqual(copy.sides(50), sidesOf(desk, 50))
  assert.ok(copy.bids.has("90947"))
})

test("a trade after which the market quotes as before, so nothing is pushed", () => {
  const { desk, copy } = listener("books", { accounts: ACCOUNTS })
  desk.pass(200)
  hear(desk, copy, "books")
  desk.trade(INST_ID, "sell", "91500", "0.05")
  desk.pass(200)
  hear(desk, copy, "books")
  assert.equal(copy.messages, 1)
  desk.trade(INST_ID, "sell", "91499.9", "0.05")
  desk.pass(200)
  hear(desk, copy, "books")
  assert.equal(copy.messages, 2)
  assert.deepEqual(copy.sides(400), sidesOf(desk, 400))
})

test("a second subscriber, so the first is told the changes and not a snapshot, and both go on alike", () => {
  const { desk, copy } = listener("books")
  desk.place({ px: "91000", sz: "0.01" })
  desk.connect("c", "public")
  const second = new Copy()
  desk.say({ op: "subscribe", args: [{ channel: "books", instId: INST_ID }] }, "c")
  desk.place({ px: "91001", sz: "0.01" })
  desk.pass(100)
  for (const { connectionId, text } of desk.frames) {
    const message: Json = JSON.parse(text)
    if ("data" in message) (connectionId === "b" ? copy : second).take(message)
  }
  assert.deepEqual(copy.sides(400), second.sides(400))
  assert.deepEqual([copy.messages, second.messages], [3, 2])
})

test("a quiet minute, so a message without levels names the same number twice", () => {
  const { desk } = listener("books", { ladderLevels: 1 })
  desk.clearFrames()
  for (let second = 0; second < 61; second += 20) {
    desk.pass(20_000)
    desk.say("ping", "b")
  }
  const [beat] = desk
    .messages()
    .filter((message) => message.action === "update")
    .flatMap(rowsOf)
  assert.deepEqual([beat?.asks, beat?.bids], [[], []])
  assert.equal(beat?.seqId, beat?.prevSeqId)
})

test("bbo-tbt and books5 while deep orders come and go, so nothing is pushed; at the touch, so it is within their time", () => {
  const desk = new Desk({ ladderLevels: 8 })
  desk.connect("b", "public")
  const args = ["bbo-tbt", "books5"].map((channel) => ({ channel, instId: INST_ID }))
  desk.say({ op: "subscribe", args }, "b")
  desk.pass(500)
  desk.clearFrames()
  desk.place({ px: "88000", sz: "0.01" })
  desk.pass(500)
  assert.equal(desk.frames.length, 0)
  desk.place({ px: "91500", sz: "0.01" })
  desk.pass(10)
  assert.equal(desk.pushed("bbo-tbt").length, 1)
  assert.equal(desk.pushed("books5").length, 0)
  desk.pass(90)
  assert.equal(desk.pushed("books5").length, 1)
})

test("an ordinary account and one that is not logged in, so the channels tick by tick are for VIP4; not beside books", () => {
  const desk = new Desk()
  desk.connect("b", "public")
  const arg = { channel: "books-l2-tbt", instId: INST_ID }
  const code = (): unknown => desk.messages().at(-1)?.code
  desk.say({ op: "subscribe", args: [arg] }, "b")
  assert.equal(code(), "60011")
  const vip = listener("books", { accounts: ACCOUNTS }).desk
  vip.clearFrames()
  vip.say({ op: "subscribe", args: [arg] }, "b")
  assert.equal(vip.messages().at(-1)?.code, "64004")
  const plain = listener("books-l2-tbt").desk
  assert.equal(plain.messages().at(-1)?.code, "64003")
})
