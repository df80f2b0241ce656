// One client in a process of its own, so that no other's work or memory is in its figures. Asked by bench.ts over Node's channel.

import { answerQuestions } from "../peer.ts"
import type { PlacingClient } from "./client.ts"
import { CLIENTS, isClientName } from "./clients.ts"
import { closedLoop, openLoop } from "./load.ts"

const [name = ""] = process.argv.slice(2)
let client: PlacingClient | undefined

function opened(): PlacingClient {
  if (client === undefined) throw new Error(`${name} is not connected`)
  return client
}

answerQuestions(
  {
    connect: async ({ url, wsUrl }) => {
      if (!isClientName(name)) throw new Error(`${name}: no such client`)
      client = await CLIENTS[name]({ url: String(url), wsUrl: String(wsUrl) })
    },
    closed: ({ inFlight, forMs }) => closedLoop(opened(), Number(inFlight), Number(forMs)),
    open: ({ perSecond, forMs }) => openLoop(opened(), Number(perSecond), Number(forMs)),
    ended: () => opened().ended?.(),
  },
  async () => {
    await client?.[Symbol.asyncDispose]()
    // What peers leave behind (timers, agents) must not keep the process.
    process.exit()
  },
)
