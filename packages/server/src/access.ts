// Who may come in: the admin token, the session that a browser gets for it, and the one-time link that starts such a session.
// It relies on its caller for the time and the token's text; only digests are kept, and everything is compared in constant time.

import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto"

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

  /** True for the admin token itself. */
  isToken(presented: string): boolean {
    return timingSafeEqual(sha256(presented), this.#digest)
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

  /** True for a session that openLink gave and that has not ended. */
  isSession(presented: string): boolean {
    const [, end = "", signature = ""] = SESSION.exec(presented) ?? []
    if (end === "") return false
    const genuine = timingSafeEqual(sha256(signature), sha256(this.#signature(end).toString("base64url")))
    return genuine && Number(end) > this.#now()
  }

  #signature(end: string): Buffer {
    return createHmac("sha256", this.#sessionKey).update(end).digest()
  }
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest()
}
