// Who may come in: the admin token, the session that a browser gets for it, and the one-time link that starts such a session.
// It relies on its caller for the time and the token's text; only digests are kept, and everything is compared in constant time.

import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import { ADMIN, type Identity } from "./identity.ts"

/** A link printed at start is good for one minute and one use. */
export const LINK_LIFETIME_MS = 60_000
/** A browser session lasts a working day. */
export const SESSION_LIFETIME_MS = 12 * 60 * 60_000
const LINKS_MAX = 16
const SECRET_BYTES = 32
const SESSION = /^(\d{13})\.([A-Za-z0-9_-]{43})$/

/** 256 random bits as base64url text: 43 characters. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url")
}

export class Access {
  readonly #digest: Buffer
  readonly #sessionKey: Buffer
  readonly #now: () => number
  /** Digest of the key -> when it ends. */
  readonly #links = new Map<string, number>()

  constructor(options: { token: string; now?: () => number }) {
    this.#digest = sha256(options.token)
    // Sessions follow from the token: they outlive a restart and end when the token is replaced.
    this.#sessionKey = createHmac("sha256", options.token).update("okx-oms session").digest()
    this.#now = options.now ?? Date.now
  }

  /** Whose token it is; undefined for a text that is none. */
  identityOfToken(presented: string): Identity | undefined {
    return timingSafeEqual(sha256(presented), this.#digest) ? ADMIN : undefined
  }

  /** A key for one visit. More than 16 unused ones push out the oldest. */
  newLink(): { readonly key: string; readonly expiresAt: number } {
    const key = newSecret()
    const expiresAt = this.#now() + LINK_LIFETIME_MS
    for (const [digest, end] of this.#links) if (end <= this.#now()) this.#links.delete(digest)
    const [oldest] = this.#links.keys()
    if (this.#links.size >= LINKS_MAX && oldest !== undefined) this.#links.delete(oldest)
    this.#links.set(sha256(key).toString("hex"), expiresAt)
    return { key, expiresAt }
  }

  /** Uses the key up. The session's text for the cookie, or undefined when the key is unknown, used or too old. */
  openLink(key: string): string | undefined {
    // Looked up by digest: the time that takes tells nothing about any key.
    const digest = sha256(key).toString("hex")
    const expiresAt = this.#links.get(digest)
    this.#links.delete(digest)
    if (expiresAt === undefined || expiresAt <= this.#now()) return undefined
    const end = String(this.#now() + SESSION_LIFETIME_MS)
    return `${end}.${this.#signature(end).toString("base64url")}`
  }

  /** Who opened the session; undefined for a text that is none, or a session that has ended. */
  identityOfSession(presented: string): Identity | undefined {
    const [, end = "", signature = ""] = SESSION.exec(presented) ?? []
    if (end === "") return undefined
    const genuine = timingSafeEqual(sha256(signature), sha256(this.#signature(end).toString("base64url")))
    return genuine && Number(end) > this.#now() ? ADMIN : undefined
  }

  #signature(end: string): Buffer {
    return createHmac("sha256", this.#sessionKey).update(end).digest()
  }
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest()
}
