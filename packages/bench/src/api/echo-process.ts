// The least that a Fastify server can do with the same request: read its JSON, answer with some of it. As a process of its own, as anyone would start it.

import { fastify } from "fastify"
import { answerQuestions, isRecord } from "../peer.ts"

const app = fastify({ logger: false })
app.post("/v1/orders", async (request, reply) => {
  const body = isRecord(request.body) ? request.body : {}
  reply.code(202)
  return { symbol: body.symbol, side: body.side, price: body.price, quantity: body.quantity }
})
const url = await app.listen({ host: "127.0.0.1", port: 0 })

answerQuestions(
  {
    address: () => ({ url }),
    used() {
      const { user, system } = process.cpuUsage()
      return { cpuMs: (user + system) / 1_000 }
    },
  },
  () => app.close().then(() => process.exit(0)),
)
