// The doors as a process of their own over an order manager that another program's module opens: `node door-process.ts MODULE`. For measurements from outside, by
// programs that may not import the server: MODULE exports `openPort`, which gives an OmsPort. Rate limits are off. Says its address and token in one line of JSON.

import { pino } from "pino"
import { Access } from "../access.ts"
import { HttpServer } from "../http-server.ts"
import type { OmsPort } from "../open-oms.ts"
import { newSecret } from "../secrets.ts"

const OFF = Number.MAX_SAFE_INTEGER
const CONNECTIONS_MAX = 10_000

const [, , address = ""] = process.argv
const { openPort } = (await import(address)) as { openPort: () => Promise<OmsPort> }
const oms = await openPort()
const token = newSecret()
const server = new HttpServer({
  accounts: [oms],
  access: new Access({ token }),
  log: pino({ base: null, level: "warn" }, process.stderr),
  port: 0,
  doors: { connectionsMax: CONNECTIONS_MAX, requestsPerSecond: OFF, requestsBurst: OFF },
})
await server.listen()
console.log(JSON.stringify({ url: server.url, token }))
process.once("disconnect", async () => {
  await server[Symbol.asyncDispose]()
  await oms.close()
  process.exit(0)
})
process.on("message", () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ value: { cpuMs: (user + system) / 1_000 } })
})
