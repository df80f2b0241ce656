// Who asks: what a token, or a session that was opened with one, may do, which accounts it may see, and until when.

import type { TokenScope } from "@okx-oms/api"
import type { AccountId } from "@okx-oms/core"

export interface Identity {
  /** Names the token in logs and lists; never the secret. */
  readonly tokenId: string
  readonly scope: TokenScope
  /** "all", or only these. */
  readonly accounts: "all" | ReadonlySet<AccountId>
  /** Milliseconds since 1970 on the wall clock: when the token or the session ends. Absent: only when it is taken back. */
  readonly expiresAt?: number
  /** Of what stays open: aborts when the token is revoked or expires, with that word as its reason; then it ends at once. */
  readonly ended?: AbortSignal
}

/** Of what needs no token: it sees nothing. */
export const NOBODY: Identity = { tokenId: "none", scope: "read", accounts: new Set() }
/** Of the token that the first start makes. */
export const ADMIN: Identity = { tokenId: "admin", scope: "admin", accounts: "all" }

export function maySee({ accounts }: Identity, account: AccountId): boolean {
  return accounts === "all" || accounts.has(account)
}

/** Nothing that the second may see is hidden from the first. */
export function covers(one: Identity["accounts"], other: Identity["accounts"]): boolean {
  if (one === "all") return true
  return other !== "all" && [...other].every((account) => one.has(account))
}
