// Who may come in: tokens, the session that a browser gets for one, and the one-time link that starts such a session. It relies on token-store.ts for
// the tokens that people made; only digests are kept, everything is compared in constant time, and who is let in stays in only while the token holds.

import { createHmac, timingSafeEqual } from "node:crypto"
import type { TokenRow } from "@okx-oms/api"
import { ADMIN, type Identity } from "./identity.ts"
import { digestOf, isSame, newSecret } from "./secrets.ts"
import { identityOf, TokenStore, tokenRow } from "./token-store.ts"

/** A link printed at start is good for one minute and one use. */
export const LINK_LIFETIME_MS = 60_000
/** A browser session lasts a working day. */
export const SESSION_LIFETIME_MS = 12 * 60 * 60_000
const LINKS_MAX = 16
const SESSION = /^(\d{13})\.(admin|t[0-9a-f]{8})\.([A-Za-z0-9_-]{43})$/
/** The wall clock may be set while a stream is open: what is left is looked at anew this often. */
const EXPIRY_LOOK_MS = 60_000

/** Why somebody who was let in has to go. */
export type Ending = "revoked" | "expired"

/** While it is held: the signal aborts, with an Ending as its reason, as soon as the token or session opens nothing any more. */
export interface Validity extends Disposable {
  readonly signal: AbortSignal
}

export interface AccessOptions {
  /** The token of the first start. */
  readonly token: string
  /** When it was made; default now. */
  readonly createdAt?: number
  /** Default: none but the first start's, and new ones are forgotten with the process. */
  readonly tokens?: TokenStore
  readonly now?: () => number
}

export class Access {
  readonly tokens: TokenStore
  readonly #digest: Buffer
  readonly #createdAt: number
  readonly #sessionKey: Buffer
  readonly #now: () => number
  /** Digest of the key -> when it ends, and whose visit it begins. */
  readonly #links = new Map<string, { readonly expiresAt: number; readonly tokenId: string }>()
  /** Token -> what to do when it is taken back. */
  readonly #watches = new Map<string, Set<(ending: Ending) => void>>()

  constructor(options: AccessOptions) {
    this.#digest = digestOf(options.token)
    // Sessions follow from the token: they outlive a restart and end when the token is replaced.
    this.#sessionKey = createHmac("sha256", options.token).update("okx-oms session").digest()
    this.#now = options.now ?? Date.now
    this.#createdAt = options.createdAt ?? this.#now()
    this.tokens = options.tokens ?? TokenStore.inMemory({ now: this.#now })
  }

  /** Whose token it is; undefined for a text that is none, and for a token that was revoked or has expired. */
  identityOfToken(presented: string): Identity | undefined {
    const digest = digestOf(presented)
    if (timingSafeEqual(digest, this.#digest)) return this.#used(ADMIN)
    const token = this.tokens.find(digest)
    return token === undefined ? undefined : this.#used(identityOf(token))
  }

  /** A key for one visit with what the token may do. More than 16 unused ones push out the oldest. */
  newLink({ tokenId }: Pick<Identity, "tokenId"> = ADMIN): { readonly key: string; readonly expiresAt: number } {
    const key = newSecret()
    const expiresAt = this.#now() + LINK_LIFETIME_MS
    for (const [digest, link] of this.#links) if (link.expiresAt <= this.#now()) this.#links.delete(digest)
    const [oldest] = this.#links.keys()
    if (this.#links.size >= LINKS_MAX && oldest !== undefined) this.#links.delete(oldest)
    this.#links.set(hexDigest(key), { expiresAt, tokenId })
    return { key, expiresAt }
  }

  /** Uses the key up. The session's text for the cookie, or undefined when the key is unknown, used or too old, or its token is gone. */
  openLink(key: string): string | undefined {
    // Looked up by digest: the time that takes tells nothing about any key.
    const digest = hexDigest(key)
    const link = this.#links.get(digest)
    this.#links.delete(digest)
    if (link === undefined || link.expiresAt <= this.#now() || this.#live(link.tokenId) === undefined) return undefined
    const head = `${this.#now() + SESSION_LIFETIME_MS}.${link.tokenId}`
    return `${head}.${this.#signature(head)}`
  }

  /** Who opened the session; undefined for a text that is none, a session that has ended, or one whose token opens nothing any more. */
  identityOfSession(presented: string): Identity | undefined {
    const [, end = "", tokenId = "", signature = ""] = SESSION.exec(presented) ?? []
    if (end === "" || !isSame(signature, this.#signature(`${end}.${tokenId}`))) return undefined
    const endsAt = Number(end)
    const identity = endsAt > this.#now() ? this.#live(tokenId) : undefined
    if (identity === undefined) return undefined
    return this.#used({ ...identity, expiresAt: Math.min(endsAt, identity.expiresAt ?? endsAt) })
  }

  /** Dispose of it when the stream is over; until then it costs a timer and an entry. */
  validity(identity: Identity): Validity {
    const { tokenId, expiresAt } = identity
    const controller = new AbortController()
    const watches = this.#watches.get(tokenId) ?? new Set()
    this.#watches.set(tokenId, watches)
    let timer: NodeJS.Timeout | undefined
    const over = (): void => {
      clearTimeout(timer)
      watches.delete(end)
      if (watches.size === 0 && this.#watches.get(tokenId) === watches) this.#watches.delete(tokenId)
    }
    const end = (ending: Ending): void => {
      over()
      controller.abort(ending)
    }
    const look = (): void => {
      if (expiresAt === undefined) return
      const leftMs = expiresAt - this.#now()
      if (leftMs <= 0) end("expired")
      else timer = setTimeout(look, Math.min(leftMs, EXPIRY_LOOK_MS)).unref()
    }
    watches.add(end)
    look()
    return { signal: controller.signal, [Symbol.dispose]: over }
  }

  /** How many streams the token holds open. */
  watched(tokenId: string): number {
    return this.#watches.get(tokenId)?.size ?? 0
  }

  /** From now on the token opens nothing, and what it had opened ends. Rejects when that could not be written down: then it holds until the process ends. */
  async revoke(tokenId: string): Promise<TokenRow | undefined> {
    const token = this.tokens.get(tokenId)
    if (token === undefined) return undefined
    const written = this.tokens.revoke(token)
    // At once: an open stream is not kept waiting for a disk.
    for (const end of this.#watches.get(tokenId) ?? []) end("revoked")
    return tokenRow(await written, this.tokens.usedAt(tokenId))
  }

  /** What lists show of the first start's token. */
  get adminRow(): TokenRow {
    const about = { ...ADMIN, name: "made by the first start", createdBy: "start", createdAt: this.#createdAt }
    return tokenRow({ ...about, expiresAt: undefined, revokedAt: undefined }, this.tokens.usedAt(ADMIN.tokenId))
  }

  #live(tokenId: string): Identity | undefined {
    if (tokenId === ADMIN.tokenId) return ADMIN
    const token = this.tokens.get(tokenId)
    return token !== undefined && this.tokens.isLive(token) ? identityOf(token) : undefined
  }

  #used(identity: Identity): Identity {
    this.tokens.noteUse(identity.tokenId)
    return identity
  }

  #signature(head: string): string {
    return createHmac("sha256", this.#sessionKey).update(head).digest("base64url")
  }
}

function hexDigest(text: string): string {
  return digestOf(text).toString("hex")
}
