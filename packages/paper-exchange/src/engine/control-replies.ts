// What the parts of the control door share: how it answers, and how a request names an account.

import type { Account } from "./model.ts"
import { type Parameters, text } from "./parameters.ts"
import type { World } from "./world.ts"

export interface ControlReply {
  readonly status: number
  readonly body: unknown
}

export function bad(error: string, facts: Record<string, unknown> = {}): ControlReply {
  return { status: 400, body: { error, ...facts } }
}

/** An account by uid or key; the first one when none is named. */
export function accountOf(world: World, body: Parameters): Account | undefined {
  const named = text(body, "account")
  if (named === "") return world.accounts.values().next().value
  return world.accounts.get(named) ?? world.accountsByKey.get(named)
}
