// The benches of placing and of pushes with tiny numbers, through real processes and sockets: that every client still connects,
// places and listens. What a reader may conclude from figures is not tested here.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { Bench } from "../bench.ts"
import { pushes } from "../pushes/bench.ts"
import { CONSUMERS } from "../pushes/consumers.ts"
import { type Figure, measure } from "../rounds.ts"
import { place } from "./bench.ts"
import { CLIENTS } from "./clients.ts"
import { COLUMNS, DISK, judge, judgeQuick } from "./verdicts.ts"

async function figuresOf(bench: Bench): Promise<readonly Figure[]> {
  await using open = await bench.open({ quick: true, full: false })
  const figures = await measure(open, 1)
  assert.ok(open.judge !== undefined && open.judge(figures).length > 0)
  return figures
}

test("orders are placed by every client, so each has its row, and the order manager mixes up and loses none", async () => {
  const figures = await figuresOf(place)
  assert.deepEqual(
    figures.map(({ name }) => name),
    [...Object.keys(CLIENTS), DISK],
  )
  for (const { name, median, beside } of figures) {
    assert.ok(median > 0, name)
    if (name !== DISK) assert.ok((beside[COLUMNS.main] ?? 0) > 0, name)
    if (name.startsWith("okx-oms")) assert.deepEqual([beside[COLUMNS.wrong], beside[COLUMNS.lost]], [0, 0], name)
  }
})

test("a flood of pushes, so each listener has its row and nothing of the order manager's is lost", async () => {
  const figures = await figuresOf(pushes)
  assert.deepEqual(
    figures.map(({ name }) => name),
    Object.keys(CONSUMERS),
  )
  assert.equal(figures.find(({ name }) => name === "okx-oms")?.beside["lost %"], 0)
})

function figure(name: string, median: number, beside: Readonly<Record<string, number>> = {}): Figure {
  const common = { unit: "orders/s", better: "higher", goal: undefined, reached: undefined, rounds: [median] } as const
  return { ...common, name, median, least: median, most: median, ratio: 1, beside }
}

test("figures of all, so the floors follow from the peers' of the same run", () => {
  const figures = [
    figure("ccxt createOrder", 8_000, { [COLUMNS.main]: 150 }),
    figure("okx-api WebSocket", 30_000),
    figure("okx-api WebSocket, batches", 60_000),
    figure("raw ws", 50_000, { [COLUMNS.aloneP50]: 120 }),
    figure("okx-oms WebSocket", 24_000, { [COLUMNS.aloneP50]: 480, [COLUMNS.aloneFrame]: 300, [COLUMNS.main]: 1_501 }),
    figure("okx-oms WebSocket, batches", 61_000),
    figure(DISK, 130),
  ]
  assert.deepEqual(
    judge(figures).map(({ wanted, met }) => [wanted, met]),
    [
      [20_000, true],
      [32_000, false],
      [21_000, true],
      [30_000, false],
      [60_000, true],
      [310, true],
      [440, false],
    ],
  )
  assert.deepEqual(
    judgeQuick(figures).map(({ wanted, met }) => [wanted, met]),
    [[1_500, false]],
  )
})
