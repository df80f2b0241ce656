import assert from "node:assert/strict"
import { test } from "node:test"
import { Decimals, decimal, format } from "@okx-oms/core"
import fc from "fast-check"
import { FakeDesk, MARKET } from "./fake-desk.ts"
import { movementOf } from "./grid-book.ts"
import { GridEngine } from "./grid-engine.ts"
import { parseName, runText } from "./grid-ids.ts"
import type { GridNews } from "./grid-news.ts"
import type { GridConfig } from "./grid-plan.ts"
import { CANCEL_REASONS } from "./grid-state.ts"

const CONFIG: GridConfig = {
  strategy: "grid",
  symbol: "BTC-USDT",
  spacing: "arithmetic",
  lines: 5,
  rangePercent: decimal("0.4"),
  quotePerLevel: decimal("1000"),
}

function start(desk: FakeDesk, news: GridNews[] = [], config = CONFIG): GridEngine {
  const tell = (each: GridNews): void => void news.push(each)
  return new GridEngine(desk, config, MARKET, { recentreAfterMs: 3_000, now: () => desk.now, tell })
}

/** Rounds of the engine, with the news delivered and the clock going on. */
async function rounds(engine: GridEngine, desk: FakeDesk, count: number, everyMs = 300): Promise<void> {
  for (let round = 0; round < count; round++) {
    for (const change of desk.takeNews()) engine.hear(change)
    await engine.step()
    desk.now += everyMs
  }
}

/** "1B 91134" for every open order, lowest level first. */
function ladder(desk: FakeDesk): readonly string[] {
  return desk.open
    .map(({ clientOrderId, side, price }) => {
      const name = parseName("grid", clientOrderId)
      return `${name?.level}${side === "buy" ? "B" : "S"} ${format(price)}`
    })
    .sort()
}

/** Open orders per run and level: more than one is a doubled level. */
function assertNoneDoubled(desk: FakeDesk): void {
  const places = desk.open.map(({ clientOrderId }) => {
    const name = parseName("grid", clientOrderId)
    assert.ok(name, clientOrderId)
    return `${runText(name.run)}/${name.level}`
  })
  assert.equal(new Set(places).size, places.length, `a level has two orders: ${places.join(", ")}`)
}

test("a first start, so every level has its one order and the middle line has none", async () => {
  const desk = new FakeDesk("91500")
  await rounds(start(desk), desk, 3)
  assert.deepEqual(ladder(desk), ["1B 91134", "2B 91317", "3S 91683", "4S 91866"])
})

test("a buy and then its sale fill, so the opposite order stands one line away each time and the cycle is counted", async () => {
  const desk = new FakeDesk("91500")
  const news: GridNews[] = []
  const engine = start(desk, news)
  await rounds(engine, desk, 2)
  desk.moveTo("91300")
  await rounds(engine, desk, 2)
  assert.deepEqual(ladder(desk), ["1B 91134", "2S 91500", "3S 91683", "4S 91866"])
  desk.moveTo("91510")
  await rounds(engine, desk, 2)
  assert.deepEqual(ladder(desk), ["1B 91134", "2B 91317", "3S 91683", "4S 91866"])
  const { realised, totals } = engine.status()
  assert.equal(realised.cycles, 1)
  assert.equal(totals.fills, 2)
  assert.equal(news.filter(({ type }) => type === "fill").length, 2)
})

test("the price stays outside, so every order is really cancelled before the next run begins around the price", async () => {
  const desk = new FakeDesk("91500")
  const engine = start(desk)
  await rounds(engine, desk, 2)
  desk.moveTo("92500")
  await rounds(engine, desk, 9)
  assert.deepEqual(ladder(desk), ["1B 91134", "2B 91317"], "it moved too early, or placed orders outside its range")
  await rounds(engine, desk, 8)
  const runs = new Set(desk.open.map(({ clientOrderId }) => parseName("grid", clientOrderId)?.run.number))
  assert.deepEqual([...runs], [2])
  assert.deepEqual(ladder(desk), ["1B 92130", "2B 92315", "3S 92685", "4S 92870"])
  assert.equal(desk.all.filter(({ cancelReason }) => cancelReason === CANCEL_REASONS.recentre).length, 2)
})

test("killed while the range moves, so the next start finishes the move before it places anything", async () => {
  const desk = new FakeDesk("91500")
  await rounds(start(desk), desk, 2)
  const [first] = desk.open
  assert.ok(first)
  await desk.cancel(first.orderId, CANCEL_REASONS.recentre)
  await rounds(start(desk), desk, 6)
  assert.equal(desk.open.length, 4)
  assert.ok(desk.open.every(({ clientOrderId }) => parseName("grid", clientOrderId)?.run.number === 2))
})

test("another configuration, so the orders of the old one are cancelled first and the next run has the new lines", async () => {
  const desk = new FakeDesk("91500")
  await rounds(start(desk), desk, 2)
  await rounds(start(desk, [], { ...CONFIG, lines: 3 }), desk, 8)
  assert.deepEqual(ladder(desk), ["1B 91134", "2S 91866"])
})

test("would have taken, so it is placed again farther away under the next cycle, at once and not for ever", async () => {
  const desk = new FakeDesk("91500")
  desk.wouldTake = ({ clientOrderId }) => clientOrderId.includes("-L02-")
  await rounds(start(desk), desk, 12, 100)
  const tries = desk.all.filter(({ clientOrderId }) => clientOrderId.includes("-L02-"))
  assert.equal(tries.length, 5)
  assert.deepEqual(
    tries.map(({ clientOrderId }) => clientOrderId.slice(-6)),
    ["000001", "000002", "000003", "000004", "000005"],
  )
})

test("trading is halted, so one order asks for all, less and less often, and after the halt every level has its order", async () => {
  const desk = new FakeDesk("91500")
  desk.refusal = { kind: "denied", code: "trading-halted" }
  const news: GridNews[] = []
  const engine = start(desk, news)
  await rounds(engine, desk, 100)
  const denied = desk.all.length
  assert.ok(denied >= 4 && denied <= 14, `${denied} orders were denied within half a minute`)
  assert.equal(engine.status().holding, "denied")
  assert.ok(news.some((each) => each.type === "refused" && each.code === "trading-halted"))
  desk.refusal = undefined
  await rounds(engine, desk, 150)
  assert.equal(desk.open.length, 4)
})

test("the manager is not ready, so the same names are asked for again and none is used up", async () => {
  const desk = new FakeDesk("91500")
  desk.refusal = { kind: "refused", code: "not-ready" }
  const engine = start(desk)
  await rounds(engine, desk, 20)
  assert.equal(desk.all.length, 0)
  desk.refusal = undefined
  await rounds(engine, desk, 60)
  assert.deepEqual(ladder(desk), ["1B 91134", "2B 91317", "3S 91683", "4S 91866"])
  assert.ok(desk.open.every(({ clientOrderId }) => clientOrderId.endsWith("000001")))
})

test("somebody cancels an order of the grid, so it comes back after a pause under the next cycle", async () => {
  const desk = new FakeDesk("91500")
  const engine = start(desk)
  await rounds(engine, desk, 2)
  const [first] = desk.open
  assert.ok(first)
  desk.end(first.clientOrderId, { cancelSource: "1" })
  await rounds(engine, desk, 2)
  assert.equal(desk.open.length, 3)
  await rounds(engine, desk, 3)
  assert.equal(desk.open.length, 4)
})

test("told to cancel all, so nothing of the grid is open; the next start puts every level back", async () => {
  const desk = new FakeDesk("91500")
  const engine = start(desk)
  await rounds(engine, desk, 2)
  assert.equal(await engine.cancelAll(1_000), true)
  assert.equal(desk.open.length, 0)
  desk.now += 5_000
  await rounds(start(desk), desk, 3)
  assert.deepEqual(ladder(desk), ["1B 91134", "2B 91317", "3S 91683", "4S 91866"])
})

test("no answer for long, and then the line is back, so what waited is asked for at once and the loss of the line is told once", async () => {
  const desk = new FakeDesk("91500")
  const news: GridNews[] = []
  const engine = start(desk, news)
  desk.fault = () => "before"
  for (let round = 0; round < 8; round++) {
    engine.hear({ type: "disconnected", reason: "nobody listens there" })
    desk.now += await engine.step()
  }
  const pauses = news.flatMap((each) => (each.type === "trouble" ? each.retryInMs : []))
  assert.ok((pauses.at(-1) ?? 0) >= 10_000, `the pauses did not grow: ${pauses.join(", ")}`)
  assert.equal(news.filter(({ type }) => type === "disconnected").length, 1)
  assert.equal(engine.status().troubled, true)
  desk.fault = () => undefined
  // Late in a round that failed: the next pause has only begun.
  desk.now -= 9_000
  engine.hear({ type: "connected" })
  await engine.step()
  assert.equal(desk.open.length, 4)
  assert.equal(engine.status().troubled, false)
})

test("the line was lost and is back while the manager refuses, so the waiting time of the refusal stays", async () => {
  const desk = new FakeDesk("91500")
  desk.refusal = { kind: "refused", code: "not-ready" }
  const engine = start(desk)
  await rounds(engine, desk, 60)
  const asked = desk.asked.length
  engine.hear({ type: "disconnected", reason: "the server closed the stream" })
  engine.hear({ type: "connected" })
  await rounds(engine, desk, 3)
  assert.equal(desk.asked.length, asked)
  assert.equal(engine.status().holding, "not now")
})

test("a read without an answer while every order rests, so the trouble is over with the next answer", async () => {
  const desk = new FakeDesk("91500")
  const engine = start(desk)
  await rounds(engine, desk, 3)
  desk.fault = () => "before"
  engine.hear({ type: "resync" })
  await engine.step()
  assert.equal(engine.status().troubled, true)
  desk.fault = () => undefined
  desk.now += 1_000
  await engine.step()
  assert.equal(engine.status().troubled, false)
})

/** What may happen between two rounds. */
const happening = fc.oneof(
  fc.record({ type: fc.constant("move" as const), price: fc.integer({ min: 910_500, max: 919_500 }) }),
  fc.record({ type: fc.constant("part" as const), pick: fc.nat(7) }),
  fc.record({ type: fc.constant("cancel" as const), pick: fc.nat(7) }),
  fc.record({ type: fc.constant("kill" as const), lag: fc.nat(12) }),
  fc.record({
    type: fc.constant("faults" as const),
    faults: fc.array(fc.constantFrom("before", "after", undefined), { maxLength: 6 }),
  }),
  fc.record({ type: fc.constant("deaf" as const) }),
  fc.record({ type: fc.constant("rounds" as const), count: fc.integer({ min: 1, max: 6 }) }),
)

test("any life with kills, lost answers, lagging pages and lost news, so no level is ever doubled and none is missing in the end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (story) => {
      const desk = new FakeDesk("91500")
      const faults: ("before" | "after" | undefined)[] = []
      desk.fault = () => faults.shift()
      let engine = start(desk)
      for (const step of story) {
        const open = desk.open
        if (step.type === "move") desk.moveTo(format({ coefficient: BigInt(step.price), scale: 1 }))
        else if (step.type === "kill") {
          engine = start(desk)
          desk.takeNews()
          desk.lag = step.lag
        } else if (step.type === "faults") faults.push(...step.faults)
        else if (step.type === "deaf") desk.takeNews()
        else if (step.type === "part") {
          const order = open[step.pick % Math.max(1, open.length)]
          const left = order && Decimals.subtract(order.quantity, order.filled)
          if (order && left && Decimals.greaterThan(left, decimal("0.001")))
            desk.fill(order.clientOrderId, "0.00100001")
        } else if (step.type === "cancel") {
          const order = open[step.pick % Math.max(1, open.length)]
          if (order) desk.end(order.clientOrderId, { cancelSource: "1" })
        }
        await rounds(engine, desk, step.type === "rounds" ? step.count : 1)
        // A missing answer or a stale page may make the engine ask twice; what the order manager holds is one order per level.
        assertNoneDoubled(desk)
      }
      faults.length = 0
      desk.lag = 0
      await rounds(engine, desk, 110, 1_000)
      assertNoneDoubled(desk)
      assert.equal(desk.open.length, 4, `a level is missing: ${ladder(desk).join(", ")}`)
      const { totals } = engine.status()
      let quote = Decimals.ZERO
      let base = Decimals.ZERO
      for (const fill of desk.fillsNow) {
        const moved = movementOf(fill, MARKET)
        quote = Decimals.add(quote, moved.quote)
        base = Decimals.add(base, moved.base)
      }
      assert.deepEqual([format(totals.quote), format(totals.base)], [format(quote), format(base)])
      assert.equal(totals.fills, desk.fillsNow.length)
    }),
    { numRuns: 150 },
  )
})

test("a hold, so nothing is placed and nothing is cancelled, fills are still counted, and its end places what is missing", async () => {
  const desk = new FakeDesk("91500")
  const engine = start(desk)
  await rounds(engine, desk, 3)
  await engine.hold("a person paused it")
  desk.moveTo("91317")
  await rounds(engine, desk, 6)
  assert.deepEqual(ladder(desk), ["1B 91134", "3S 91683", "4S 91866"])
  assert.equal(engine.status().holding, "a person paused it")
  assert.equal(engine.status().totals.fills, 1)
  engine.release()
  await rounds(engine, desk, 6)
  assert.deepEqual(ladder(desk), ["1B 91134", "2S 91500", "3S 91683", "4S 91866"])
  assert.equal(engine.status().holding, undefined)
})

test("a hold while a round places, so the placements that had not begun stay away", async () => {
  const desk = new FakeDesk("91500")
  const engine = start(desk)
  let held: Promise<void> | undefined
  desk.fault = () => {
    held ??= engine.hold("at once")
    return undefined
  }
  await rounds(engine, desk, 2)
  await held
  const placed = desk.asked.length
  assert.ok(placed <= 4, `${placed} placements had begun`)
  await rounds(engine, desk, 4)
  assert.equal(desk.asked.length, placed)
})

test("cycles completed on one level, so the profit is told of that level and is the grid's whole profit", async () => {
  const desk = new FakeDesk("91500")
  const engine = start(desk)
  await rounds(engine, desk, 3)
  desk.moveTo("91317")
  await rounds(engine, desk, 4)
  desk.moveTo("91510")
  await rounds(engine, desk, 4)
  const { realised, realisedByLevel } = engine.status()
  assert.deepEqual([...realisedByLevel.keys()], [2])
  assert.deepEqual(realisedByLevel.get(2), realised)
  assert.equal(realised.cycles, 1)
  assert.ok(Decimals.isPositive(realised.quote))
})
