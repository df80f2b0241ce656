// The dead-man's switch on OKX's wire: a process is killed without a word, and the exchange cancels what that process had placed, and nothing else.

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { parseOrderId } from "@okx-oms/core"
import { eventually, TestMarket } from "./testing/market.ts"

const RESTING = { symbol: "BTC-USDT", side: "buy", type: "post_only", price: "89000", quantity: "0.02" } as const

test("the process is killed, so the exchange cancels the orders of its tag after ten seconds and no other's, and a restart finds it said so", async () => {
  await using market = await TestMarket.start()
  const theirs = mkdtempSync(join(tmpdir(), "oms-killed-"))
  const script = join(import.meta.dirname, "testing/dead-man-child.ts")
  const child = spawn(process.execPath, [script, market.paper.url, theirs, "killedone"], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  try {
    await using other = await market.open({ tag: "otherone" })
    const placed = await other.placeOrder(RESTING)
    assert.ok(placed.ok)
    await eventually(
      "the other's order rests",
      async () => (await other.getOrder(placed.value))?.state === "Acknowledged",
    )
    const [line] = await once(child.stdout, "data")
    const { orderId } = JSON.parse(String(line)) as { orderId: string }
    // It beats while it lives: longer than the switch would take from the first beat alone is tried in the manager's own tests.
    child.kill("SIGKILL")
    await once(child, "exit")
    const killedAt = performance.now()
    await eventually("the exchange cancelled it", async () => (await other.getStats()).active === 1, 14_000)
    const tookMs = performance.now() - killedAt
    assert.ok(tookMs > 7_500, `cancelled after ${Math.round(tookMs)} ms`)
    assert.equal((await other.getOrder(placed.value))?.state, "Acknowledged")
    await using again = await market.open({ directory: theirs, tag: "killedone" })
    const order = await again.getOrder({ orderId: parseOrderId(orderId) })
    assert.equal(order?.state, "Cancelled")
    assert.match(order?.reason ?? "", /cancel all after/i)
    assert.equal(again.status().deadMan.state, "off")
  } finally {
    child.kill("SIGKILL")
    rmSync(theirs, { recursive: true, force: true })
  }
})

test("closed on purpose, so the switch is off at the exchange and the order lives on past its time", async () => {
  await using market = await TestMarket.start()
  const oms = await market.open({ deadMan: { timeoutS: 10 } })
  const placed = await oms.placeOrder(RESTING)
  assert.ok(placed.ok)
  await eventually("armed", async () => oms.status().deadMan.state === "armed")
  await oms.close()
  const words = (await market.log()).filter((record) => JSON.stringify(record).includes("cancel-all-after"))
  assert.ok(words.length >= 2, `${words.length} words to the switch`)
  await using again = await market.open()
  assert.equal((await again.getOrder(placed.value))?.state, "Acknowledged")
})
