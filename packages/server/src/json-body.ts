// Bodies: JSON and nothing else, not too deep, and what is wrong with one is told in the parser's words, which show the place. What the values may be is
// said by the contract's schemas.

import { problemOfDoor } from "@okx-oms/api"
import type { FastifyInstance } from "fastify"
import { ProblemReply } from "./reply.ts"

/** Lists and objects inside each other. The deepest request of the contract has three. */
export const JSON_DEPTH_MAX = 16

export function readJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    const text = String(body)
    if (text === "") return done(null, undefined)
    // Before anything is made of it: what walks a value later may do so by calling itself.
    if (!isShallow(text, JSON_DEPTH_MAX)) {
      const detail = `A body has at most ${JSON_DEPTH_MAX} lists and objects inside each other.`
      return done(new ProblemReply(problemOfDoor("json-too-deep", detail)))
    }
    try {
      done(null, JSON.parse(text))
    } catch (error) {
      const why = error instanceof Error ? error.message : "it cannot be read"
      done(new ProblemReply(problemOfDoor("json-invalid", `The body is not valid JSON: ${why}`)))
    }
  })
}

/** Counts brackets outside of texts; for what is no JSON the answer means nothing and the parser says so. */
export function isShallow(text: string, depthMax: number): boolean {
  let depth = 0
  let inText = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inText) {
      if (code === BACKSLASH) at++
      else if (code === QUOTE) inText = false
    } else if (code === QUOTE) inText = true
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth++
      if (depth > depthMax) return false
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--
  }
  return true
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]
