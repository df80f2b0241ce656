// Grids inside the server over a real manager on a paper exchange: they trade, pause, outlive the server, and stop, and their orders are what the exchange has.

import assert from "node:assert/strict"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { type GridStatusRow, OmsProblem } from "@okx-oms/api"
import { Decimals, decimal } from "@okx-oms/core"
import { PaperDoor } from "../testing/paper-door.ts"

const LIMIT = { timeout: 180_000 }
const GRID = {
  strategy: "grid",
  symbol: "BTC-USDT",
  spacing: "arithmetic",
  lines: 5,
  rangePercent: "0.4",
  quotePerLevel: "1000",
} as const

let door: PaperDoor

before(async () => {
  door = await PaperDoor.start()
})
after(async () => await door?.[Symbol.asyncDispose]())

async function working(strategy: string, count: number): Promise<GridStatusRow> {
  return await door.until(`${count} orders of ${strategy} at rest`, async () => {
    const status = await door.client.getGrid(strategy)
    const atRest = status.levels.filter(({ state }) => state === "working")
    return status.openOrders === count && atRest.length === count && status
  })
}

async function problemCode(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof OmsProblem) return error.code
    throw error
  }
  throw new Error("expected a problem")
}

function ids(status: GridStatusRow): readonly (string | null)[] {
  return status.levels.map(({ orderId }) => orderId).sort()
}

/** Somebody trades through everything up to that price. */
async function tradeTo(side: "buy" | "sell", price: string): Promise<void> {
  await door.control("trade", { symbol: GRID.symbol, side, price, size: "5" })
}

test(
  "a plan, then the start, so what rests is what was planned, and a second start changes nothing",
  LIMIT,
  async () => {
    const { client } = door
    const plan = await client.planGrid(GRID)
    assert.equal((await client.getGrids()).grids.length, 0)
    assert.equal((await client.startGrid(GRID)).state, "running")
    const status = await working("grid", 4)
    assert.deepEqual(status.plan, plan)
    assert.deepEqual([status.health, status.holding], ["ok", null])
    const { orders } = await client.getOrders({ state: "open", strategy: "grid" })
    assert.deepEqual(
      orders.map(({ side, price }) => `${side} ${price}`).sort(),
      status.levels.map(({ side, price }) => `${side} ${price}`).sort(),
    )
    assert.ok(orders.every(({ type, quantity }) => type === "post_only" && quantity === plan.orderQuantity))
    assert.deepEqual(ids(await client.startGrid(GRID)), ids(status))
  },
)

test(
  "another grid on the symbol, other terms under the name, a swap, too little money, so each is refused by name",
  LIMIT,
  async () => {
    const { client } = door
    assert.equal(await problemCode(client.startGrid({ ...GRID, strategy: "other" })), "strategy-running")
    assert.equal(await problemCode(client.startGrid({ ...GRID, lines: 7 })), "strategy-running")
    assert.equal(await problemCode(client.planGrid({ ...GRID, symbol: "BTC-USDT-SWAP" })), "plan-impossible")
    assert.equal(await problemCode(client.planGrid({ ...GRID, quotePerLevel: "0.01" })), "plan-impossible")
    assert.equal(await problemCode(client.planGrid({ ...GRID, symbol: "DOGE-NOBODY" })), "instrument-unknown")
    assert.equal(await problemCode(client.pauseGrid("nobody")), "strategy-not-found")
  },
)

test(
  "a fall and a rise through a level, so one trip is booked there and the profit is that of its fills, fees taken off",
  LIMIT,
  async () => {
    const { client } = door
    const { levels } = await client.getGrid("grid")
    const level = levels[1]
    assert.ok(level !== undefined)
    await tradeTo("sell", level.buyPrice)
    // Perhaps a tick above its line, where the price of a moment ago still was.
    const sale = await door.until("the level sells", async () => {
      const now = (await client.getGrid("grid")).levels[1]
      return now?.side === "sell" && now.state === "working" && now
    })
    await tradeTo("buy", sale.price)
    const status = await door.until("the trip", async () => {
      const now = await client.getGrid("grid")
      return now.levels[1]?.trips === 1 && now
    })
    const { fills } = await client.getFills({ strategy: "grid" })
    const quote = fills.map(({ side, price, quantity, fees }) => {
      const value = Decimals.multiply(decimal(price), decimal(quantity))
      const charged = fees.filter(({ currency }) => currency === "USDT").map(({ amount }) => decimal(amount))
      return Decimals.add(side === "buy" ? Decimals.negate(value) : value, Decimals.sum(charged))
    })
    assert.equal(status.trips, 1)
    assert.equal(status.profit, status.levels[1]?.profit)
    assert.ok(Decimals.equals(Decimals.sum(quote), decimal(status.profit)), `${status.profit} ${JSON.stringify(fills)}`)
    assert.equal(status.changed.quote, status.profit)
    await working("grid", 4)
  },
)

test(
  "paused, so fills are counted and nothing is placed; the server restarted, so it is still paused; started again, so it goes on",
  LIMIT,
  async () => {
    const { client } = door
    const before = await working("grid", 4)
    assert.equal((await client.pauseGrid("grid")).state, "paused")
    await tradeTo("sell", before.levels[1]?.price ?? "")
    await door.until("the fill is counted", async () => (await client.getGrid("grid")).fills > before.fills)
    await door.close()
    await door.open()
    const reopened = await door.until("it has read its orders", async () => {
      const status = await door.client.getGrid("grid")
      return status.levels.length > 0 && status
    })
    assert.deepEqual(
      [reopened.state, reopened.health, reopened.openOrders, reopened.trips],
      ["paused", "holding", 3, 1],
    )
    assert.equal(reopened.startedAt, before.startedAt)
    assert.equal((await door.client.startGrid(GRID)).state, "running")
    const after = await working("grid", 4)
    const kept = ids(before).filter((id) => ids(after).includes(id))
    assert.equal(kept.length, 3, "what rested rests")
  },
)

test("the server restarted at work, so the same orders rest and none is doubled", LIMIT, async () => {
  const before = await working("grid", 4)
  await door.close()
  const file = JSON.parse(await readFile(join(door.folder, "grids.json"), "utf8"))
  assert.deepEqual(
    file.grids.map(({ state, terms }: { state: string; terms: object }) => [state, terms]),
    [["running", GRID]],
  )
  await door.open()
  assert.deepEqual(ids(await working("grid", 4)), ids(before))
})

test(
  "paused with its orders cancelled and told at once to go on, so they end first and all four are back",
  LIMIT,
  async () => {
    const { client } = door
    const before = ids(await working("grid", 4))
    const paused = await client.pauseGrid("grid", { cancelOrders: true })
    assert.equal(paused.state, "paused")
    assert.equal((await client.startGrid(GRID)).state, "running")
    const after = ids(await working("grid", 4))
    assert.deepEqual(
      before.filter((id) => after.includes(id)),
      [],
    )
  },
)

test("stopped, so its orders are cancelled and it is over; its name and its symbol are free again", LIMIT, async () => {
  const { client } = door
  assert.ok(["stopping", "stopped"].includes((await client.stopGrid("grid")).state))
  const over = await door.until("stopped", async () => {
    const status = await client.getGrid("grid")
    return status.state === "stopped" && status
  })
  assert.deepEqual([over.openOrders, over.trips], [0, 1])
  assert.deepEqual([over.holding, over.health], [null, "ok"], "what is over is not being stopped any more")
  assert.equal((await client.getOrders({ state: "open" })).orders.length, 0)
  assert.equal(await problemCode(client.pauseGrid("grid")), "strategy-stopped")
  assert.equal((await client.startGrid({ ...GRID, strategy: "next" })).state, "running")
  await working("next", 4)
  const kept = await client.stopGrid("next", { cancelOrders: false })
  assert.deepEqual([kept.state, kept.openOrders], ["stopped", 4])
  assert.equal((await client.getOrders({ state: "open", strategy: "next" })).orders.length, 4)
  await client.startGrid({ ...GRID, strategy: "next" })
  assert.deepEqual(ids(await working("next", 4)).length, 4)
  assert.deepEqual(
    (await client.getGrids()).grids.map(({ strategy, state }) => [strategy, state]),
    [
      ["next", "running"],
      ["grid", "stopped"],
    ],
  )
})

test(
  "a file of grids that cannot be read, so the account trades, its grids say which file and what to do, and mended it goes on",
  LIMIT,
  async () => {
    await door.close()
    const path = join(door.folder, "grids.json")
    const whole = await readFile(path, "utf8")
    for (const [text, wrong] of [
      ["{", /not a JSON object/],
      [
        '{"grids":[{"state":"running","startedAt":"2026-01-31T09:30:00.000Z","terms":{"lines":1}}]}',
        /grids\[0\]\.terms/,
      ],
      [whole.replace("running", "dancing"), /no state/],
    ] as const) {
      await writeFile(path, text)
      await door.open()
      const { client } = door
      for (const ask of [() => client.getGrids(), () => client.startGrid(GRID), () => client.getGrid("next")]) {
        await assert.rejects(ask, (error: unknown) => {
          assert.ok(error instanceof OmsProblem)
          assert.deepEqual([error.code, error.status], ["strategies-unreadable", 409])
          assert.ok(error.message.startsWith(`${path} (the grids of this account)`), error.message)
          assert.match(error.message, wrong)
          assert.match(error.message, /Correct /)
          return true
        })
      }
      assert.match(door.log.join(""), /the account's grids are unreadable/)
      const order = { symbol: GRID.symbol, side: "buy", type: "post_only", price: "80000", quantity: "0.01" } as const
      const { orderId } = await client.placeOrder(order)
      await client.cancelOrder(orderId)
      assert.equal(await readFile(path, "utf8"), text)
      await door.close()
    }
    await writeFile(path, "{")
    await door.open()
    await assert.rejects(door.client.getGrids(), { code: "strategies-unreadable" })
    await writeFile(path, whole)
    await working("next", 4)
  },
)
