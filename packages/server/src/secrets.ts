// What must never be told: new secrets, their digests, and the texts that are struck out of everything that leaves the process by the log.

import { hash, randomBytes, timingSafeEqual } from "node:crypto"

const SECRET_BYTES = 32
/** Shorter texts are found in ordinary words; no secret worth the name is so short. */
const STRUCK_LENGTH_MIN = 8
const STRUCK = "[secret]"
/** Fields that hold secrets wherever they are; compared without regard to case. */
export const SECRET_FIELDS = [
  "authorization",
  "cookie",
  "set-cookie",
  "token",
  "apiKey",
  "secretKey",
  "secret",
  "passphrase",
  "password",
  "signature",
  "sign",
  "OK-ACCESS-KEY",
  "OK-ACCESS-SIGN",
  "OK-ACCESS-PASSPHRASE",
] as const
const NAMES = SECRET_FIELDS.join("|")
/** As a field of JSON at any depth, and of JSON that stands as text in JSON. */
const FIELD = new RegExp(`"(${NAMES})":"(?:[^"\\\\]|\\\\.)*"`, "gi")
const FIELD_IN_TEXT = new RegExp(`\\\\"(${NAMES})\\\\" *: *\\\\"[^"\\\\]*\\\\"`, "gi")
/** As libraries write headers into texts, and the key of a one-time link. */
const BEARER = /\bbearer +[A-Za-z0-9._~+/=-]{8,}/gi
const LINK_KEY = /([?&]key=)[^&"\s\\]+/gi

/** 256 random bits as base64url text: 43 characters. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url")
}

export function digestOf(text: string): Buffer {
  return hash("sha256", text, "buffer")
}

/** In the same time for every pair of texts. */
export function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digestOf(one), digestOf(other))
}

/** The secrets that this process holds in plain text, to be struck out wherever they turn up. */
export class HeldSecrets {
  readonly #texts = new Set<string>()

  hold(...texts: readonly string[]): void {
    for (const text of texts) {
      if (text.length < STRUCK_LENGTH_MIN) continue
      this.#texts.add(text)
      // Lines of the log are JSON: a secret with a quote in it looks different there.
      this.#texts.add(JSON.stringify(text).slice(1, -1))
    }
  }

  /** A line of JSON without them, and without whatever stands in a field that is named like a secret. */
  strike(line: string): string {
    let struck = line
      .replaceAll(FIELD, `"$1":"${STRUCK}"`)
      .replaceAll(FIELD_IN_TEXT, `\\"$1\\":\\"${STRUCK}\\"`)
      .replaceAll(BEARER, `Bearer ${STRUCK}`)
      .replaceAll(LINK_KEY, `$1${STRUCK}`)
    for (const text of this.#texts) struck = struck.replaceAll(text, STRUCK)
    return struck
  }
}
