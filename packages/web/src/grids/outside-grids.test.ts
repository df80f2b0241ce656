// Grids that run elsewhere, told by the names of their working orders alone.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { OrderEntry } from "../live/order-entry.ts"
import { gridOrderName } from "./grid-names.ts"
import { outsideGrids } from "./outside-grids.ts"

interface Given {
  readonly strategy: string
  readonly clientOrderId: string | null
  readonly side: "buy" | "sell"
  readonly price: string
}

/** Only what is looked at. */
function entries(...orders: readonly Given[]): readonly OrderEntry[] {
  return orders.map((order, index) => {
    const row = { ...order, symbol: "BTC-USDT" } as OrderEntry["row"]
    return {
      key: `main/o${index}`,
      orderId: `o${index}`,
      account: "main",
      state: "Acknowledged",
      inDoubt: false,
      createdAt: 1_000 - index,
      seq: 1,
      row,
    }
  })
}

const name = (strategy: string, run: number, level: number) => `${strategy}-${run}.915003.1f0c99ab-L0${level}-B-000012`

test("the name of a grid's order, so strategy, run, level and side are read from it; any other id is no name", () => {
  assert.deepEqual(gridOrderName("my-grid-3.915003.1f0c99ab-L07-S-000012"), {
    strategy: "my-grid",
    run: 3,
    level: 7,
    side: "sell",
  })
  for (const other of [null, "", "mine-1", "grid-3.915003.1f0c99ab-L07-X-000012"])
    assert.equal(gridOrderName(other), undefined)
})

test("orders of two grids and of nobody's, so those that the server does not run are told, with their inner prices", () => {
  const found = outsideGrids(
    entries(
      { strategy: "far", clientOrderId: name("far", 4, 1), side: "buy", price: "99.5" },
      { strategy: "far", clientOrderId: name("far", 4, 2), side: "buy", price: "100" },
      { strategy: "far", clientOrderId: name("far", 4, 3), side: "sell", price: "1000" },
      { strategy: "own", clientOrderId: name("own", 1, 1), side: "buy", price: "90" },
      { strategy: "hand", clientOrderId: null, side: "buy", price: "80" },
      { strategy: "liar", clientOrderId: name("far", 4, 1), side: "buy", price: "70" },
    ),
    (_account, strategy) => strategy === "own",
  )
  assert.deepEqual(found, [
    {
      id: "main/far",
      account: "main",
      strategy: "far",
      symbol: "BTC-USDT",
      run: 4,
      buys: 2,
      sells: 1,
      highestBuy: "100",
      lowestSell: "1000",
      newestAt: 1_000,
    },
  ])
})
