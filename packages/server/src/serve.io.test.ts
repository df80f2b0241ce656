// Starting and stopping the whole server over a manager in memory.

import assert from "node:assert/strict"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { pino } from "pino"
import { type ServeOptions, serve } from "./serve.ts"
import { MemoryOms } from "./testing/memory-oms.ts"

let folder = ""
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "oms-serve-"))
})
after(() => rm(folder, { recursive: true }))

function options(oms: MemoryOms, env: Record<string, string> = {}): ServeOptions {
  return {
    env: { OMS_PORT: "0", ...env },
    folder,
    openOms: async () => oms,
    onStopped: () => undefined,
    log: pino({ level: "silent" }),
  }
}

test("a start, so the printed link opens the page and the token the API; a stop closes doors and manager", async () => {
  const oms = new MemoryOms()
  await using serving = await serve(options(oms))
  const { url } = serving.http
  const opened = await fetch(serving.newLink(), { redirect: "manual" })
  const [cookie = ""] = (opened.headers.get("set-cookie") ?? "").split(";", 1)
  const page = await fetch(`${url}/`, { headers: { cookie } })
  assert.match(await page.text(), /<title>okx-oms/)
  const stats = await fetch(`${url}/v1/stats`, { headers: { authorization: `Bearer ${serving.token.token}` } })
  assert.equal(stats.status, 200)
  await serving[Symbol.asyncDispose]()
  assert.equal(oms.closed, true)
  await assert.rejects(fetch(`${url}/livez`))
})

test("a taken port, so the start is refused in words and the manager closed again", async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve))
  const address = other.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const oms = new MemoryOms()
  await assert.rejects(serve(options(oms, { OMS_PORT: String(port) })), {
    name: "StartRefused",
    message: `Port ${port} on 127.0.0.1 is taken by another process.`,
  })
  assert.equal(oms.closed, true)
  other.close()
})
