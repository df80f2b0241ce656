// Who asks: what a token, or a session that was opened with one, may do and which accounts it may see.

import type { TokenScope } from "@okx-oms/api"
import type { AccountId } from "@okx-oms/core"

export interface Identity {
  /** Names the token in logs and lists; never the secret. */
  readonly tokenId: string
  readonly scope: TokenScope
  /** "all", or only these. */
  readonly accounts: "all" | ReadonlySet<AccountId>
  /** Aborts when the token is revoked or expires, with that word as its reason: what is still open ends at once. Absent: it never ends. */
  readonly ended?: AbortSignal
}

/** Of what needs no token: it sees nothing. */
export const NOBODY: Identity = { tokenId: "none", scope: "read", accounts: new Set() }
/** Of the token that the first start makes. */
export const ADMIN: Identity = { tokenId: "admin", scope: "admin", accounts: "all" }

export function maySee({ accounts }: Identity, account: AccountId): boolean {
  return accounts === "all" || accounts.has(account)
}
