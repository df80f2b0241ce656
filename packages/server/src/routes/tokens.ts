// The handlers of tokens: make one, list them, take one back. They see to it that nobody hands out more than they have: no other accounts, and no
// later end.

import { problemOfDoor, TOKENS_MAX } from "@okx-oms/api"
import type { AccountId } from "@okx-oms/core"
import type { Access } from "../access.ts"
import type { Accounts } from "../accounts.ts"
import { ADMIN, covers, type Identity } from "../identity.ts"
import { ProblemReply, refuseFields } from "../reply.ts"
import type { Handlers } from "../serve-route.ts"
import { newTokenRow, tokenRow } from "../token-store.ts"

export function tokenHandlers({
  access,
  accounts,
  now = Date.now,
}: {
  access: Access
  accounts: Accounts
  now?: () => number
}) {
  const { tokens } = access
  return {
    createToken: async ({ body, token }) => {
      const terms = {
        name: body.name,
        scope: body.scope,
        accounts: accountsFor(body.accounts, { accounts, token }),
        // A session's end is not its token's.
        expiresAt: expiryFor(body.expiresAt, { latest: tokens.get(token.tokenId)?.expiresAt, now: now() }),
        createdBy: token.tokenId,
      }
      const made = await tokens.create(terms)
      if (made !== undefined) return newTokenRow(made.secret, made.token)
      const detail = `At most ${TOKENS_MAX} tokens are kept; revoke one that is not needed.`
      throw new ProblemReply(problemOfDoor("tokens-above-limit", detail, { facts: { limit: TOKENS_MAX } }))
    },

    getTokens: ({ token }) => {
      const seen = tokens.all.filter((one) => covers(token.accounts, one.accounts))
      const rows = seen.map((one) => tokenRow(one, tokens.usedAt(one.tokenId)))
      return { tokens: token.accounts === "all" ? [access.adminRow, ...rows] : rows }
    },

    revokeToken: async ({ params: { tokenId }, token }) => {
      if (tokenId === ADMIN.tokenId && token.accounts === "all") {
        const detail = "The first start's token is replaced by a start: stop, delete admin.token, start."
        throw new ProblemReply(problemOfDoor("token-not-revocable", detail))
      }
      const known = tokens.get(tokenId)
      // Of accounts that the asker may not see: not there.
      const row =
        known !== undefined && covers(token.accounts, known.accounts) ? await access.revoke(tokenId) : undefined
      if (row !== undefined) return row
      throw new ProblemReply(problemOfDoor("token-not-found", "No token of this id is known here."))
    },
  } satisfies Partial<Handlers>
}

function accountsFor(
  wanted: readonly AccountId[] | undefined,
  { accounts, token }: { accounts: Accounts; token: Identity },
): Identity["accounts"] {
  if (wanted === undefined) {
    // Not widened in silence, and not narrowed either.
    if (token.accounts === "all") return "all"
    const own = [...token.accounts].join(", ")
    const detail = `This token is for some accounts only; name them in accounts: ${own}.`
    throw new ProblemReply(problemOfDoor("account-not-allowed", detail))
  }
  accounts.slotsOf(wanted, token)
  return new Set(wanted)
}

function expiryFor(
  wanted: number | undefined,
  { latest, now }: { latest: number | undefined; now: number },
): number | undefined {
  if (wanted === undefined) return latest
  if (wanted <= now) refuseFields([{ path: "expiresAt", message: "expiresAt: expected a time to come" }])
  if (latest !== undefined && wanted > latest) {
    const message = "expiresAt: expected a time before the end of the token that asks"
    refuseFields([{ path: "expiresAt", message }])
  }
  return wanted
}
