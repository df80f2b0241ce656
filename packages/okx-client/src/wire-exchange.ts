// One request and what came back, as they were on the wire: for whoever keeps them for people. Headers and logins, where secrets stand, are no part of it.

import type { Answer } from "./envelope.ts"

/** What was said in one request, and what came back. */
export interface WireExchange {
  readonly sent: string
  /** The envelope, or in words what came instead. */
  readonly received: unknown
}

/** Of one request; undefined where nothing left. */
export function wireOf(sent: string, answer: Answer): WireExchange | undefined {
  switch (answer.kind) {
    case "envelope":
      return { sent, received: answer.envelope }
    case "no-envelope":
      return { sent, received: `(${answer.reason}) ${answer.detail}` }
    case "not-sent":
      return undefined
  }
}
