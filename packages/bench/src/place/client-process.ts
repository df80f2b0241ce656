// Clients in a process apart from the mock's and the bench's: one in each, so that no other's work or memory is in its figures;
// in a quick run, where figures mean nothing, all in one. Asked by bench.ts over Node's channel.

import { answerQuestions } from "../peer.ts"
import type { PlacingClient } from "./client.ts"
import { CLIENTS, isClientName } from "./clients.ts"
import { closedLoop, openLoop } from "./load.ts"

const clients = new Map<string, PlacingClient>()

function clientOf(name: unknown): PlacingClient {
  const client = clients.get(String(name))
  if (client === undefined) throw new Error(`${String(name)} is not connected`)
  return client
}

answerQuestions(
  {
    connect: async ({ name, url, wsUrl }) => {
      if (typeof name !== "string" || !isClientName(name)) throw new Error(`${String(name)}: no such client`)
      clients.set(name, await CLIENTS[name]({ url: String(url), wsUrl: String(wsUrl) }))
    },
    closed: ({ name, inFlight, forMs }) => closedLoop(clientOf(name), Number(inFlight), Number(forMs)),
    open: ({ name, perSecond, forMs }) => openLoop(clientOf(name), Number(perSecond), Number(forMs)),
    ended: ({ name }) => clientOf(name).ended?.(),
  },
  async () => {
    for (const client of clients.values()) await client[Symbol.asyncDispose]()
    // What peers leave behind (timers, agents) must not keep the process.
    process.exit()
  },
)
