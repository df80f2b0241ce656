// One line of the log for each request: which operation, who asked (the token's id, never the token), what came of it and how long it took. Bodies, addresses
// and headers are not told: what a request did is in the journal, and what it was refused for is in the problem's code.

import type { FastifyInstance } from "fastify"
import type { Logger } from "pino"
import { operationOf } from "./metrics.ts"

declare module "fastify" {
  interface FastifyReply {
    /** Of the problem that it answers with. */
    problemCode: string | undefined
  }
}

/** What went well is in the journal, and pages ask all day. That it is not ready is what a health check asks for, and no failure. */
function levelOf(operationId: string, status: number): "debug" | "info" | "error" {
  if (status < 400 || operationId === "getReady") return "debug"
  return status < 500 ? "info" : "error"
}

export function addRequestLog(app: FastifyInstance, log: Logger): void {
  app.decorateReply("problemCode")
  app.addHook("onResponse", async (request, reply) => {
    const { method, token, query } = request
    const { statusCode: status, problemCode } = reply
    const operationId = operationOf(request)
    const level = levelOf(operationId, status)
    // Built only where it is written.
    if (!log.isLevelEnabled(level)) return
    const account = (query as { readonly account?: unknown } | undefined)?.account
    const facts = {
      operationId,
      method,
      status,
      ...(problemCode !== undefined && { code: problemCode }),
      tokenId: token?.tokenId ?? "none",
      // Checked by then, or refused: a name that is none is not repeated.
      ...(typeof account === "string" && status < 400 && { account }),
      durationMs: Math.round(reply.elapsedTime * 1000) / 1000,
    }
    log[level](facts, "request")
  })
}
