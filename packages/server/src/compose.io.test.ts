// From the configuration to the order manager: each setting arrives in its own words, and a missing paper exchange is told as such.

import assert from "node:assert/strict"
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { format } from "@okx-oms/core"
import { pino } from "pino"
import { composeOms, omsOptions, reportWaiting } from "./compose.ts"
import { loadConfig } from "./config-file.ts"

const options = { log: pino({ level: "silent" }), onStopped: () => undefined }

test("limits in percent and per symbol, so they arrive as fractions of each symbol", async () => {
  const { config, ...rest } = await loadConfig({ env: { OMS_INBOX_LIMIT: "7", OMS_QUEUE_MS: "500" }, folder: tmpdir() })
  const own = new Map([...config.symbolLimits])
  for (const symbol of config.symbols) own.set(symbol, { maxOpenOrders: 3 })
  const { limits, symbolLimits, inbox, patience, tag } = omsOptions(
    { config: { ...config, symbolLimits: own }, ...rest },
    options,
  )
  assert.equal(limits?.priceCollar && format(limits.priceCollar), "0.05")
  assert.equal(limits?.maxPositionNotional && format(limits.maxPositionNotional), "50000")
  assert.deepEqual(symbolLimits?.["BTC-USDT"], { maxOpenOrders: 3 })
  assert.deepEqual([inbox, patience, tag], [{ commands: 7 }, { queueMs: 500 }, undefined])
})

test("no paper exchange, so the refusal says how to start one", { timeout: 10_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "oms-compose-"))
  const port = await freePort()
  const loaded = await loadConfig({ env: { OMS_PAPER_PORT: String(port) }, folder })
  await assert.rejects(composeOms(loaded, { ...options, paperWaitMs: 150 }), (error: Error & { advice?: string }) => {
    assert.match(error.message, new RegExp(`^Nothing answers at http://127.0.0.1:${port}`))
    assert.match(error.advice ?? "", /npm run paper/)
    return true
  })
  // Nothing was opened: no journal is left behind.
  assert.deepEqual(await readdir(folder), [])
  await rm(folder, { recursive: true })
})

test("a start that takes long, so the log tells every while what is tried and where, and no longer once it is done", async () => {
  const env = { OMS_MODE: "demo", OKX_API_KEY: "k", OKX_SECRET: "s", OKX_PASSPHRASE: "p", OKX_REGION: "eea" }
  const loaded = await loadConfig({ env, folder: tmpdir() })
  const lines: string[] = []
  const second = Promise.withResolvers<void>()
  const log = pino({ base: null }, { write: (line: string) => void (lines.push(line) === 2 && second.resolve()) })
  assert.equal(
    await reportWaiting(
      second.promise.then(() => "open"),
      loaded,
      { log, reportEveryMs: 5 },
    ),
    "open",
  )
  const told = lines.length
  assert.match(lines[0] ?? "", /still starting: .*instruments at OKX \(eea, demo trading\)/)
  await new Promise((resolve) => setTimeout(resolve, 30))
  assert.equal(lines.length, told)
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === "object" && address !== null ? address.port : 0
}
