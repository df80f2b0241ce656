// The thread of a world: runs one seed after the other as it is told, and sends back what came of each.

import { parentPort } from "node:worker_threads"
import { runSeed } from "./run-seed.ts"
import type { Order } from "./workers.ts"

const port = parentPort
if (port === null) throw new Error("this file is the inside of a worker thread")

port.on("message", async (order: Order) => {
  if (order === undefined) {
    port.close()
    return
  }
  const { seed, plan } = order
  port.postMessage(await runSeed(seed, plan === undefined ? {} : { plan }))
})
