// The tokens that people made: kept as SHA-256 digests in one file of the data folder, never as secrets. It relies on access.ts to ask it for every
// request, on its file for what was revoked before a restart, and leaves the first start's token to token-file.ts.

import { randomBytes, timingSafeEqual } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { type NewToken, TOKEN_SCOPES, TOKENS_MAX, type TokenRow, type TokenScope, timeText } from "@okx-oms/api"
import { type AccountId, millis, parseAccountId } from "@okx-oms/core"
import type { Identity } from "./identity.ts"
import { refuseIfOpenToOthers, writeOwnFile } from "./own-file.ts"
import { digestOf, newSecret } from "./secrets.ts"
import { StartRefused } from "./start-refused.ts"

export const TOKENS_FILE = "tokens.json"
const FORMAT = 1
const TOKEN_ID = /^t[0-9a-f]{8}$/
const DIGEST = /^[0-9a-f]{64}$/
const FILE_BYTES_MAX = 1024 * 1024
/** When a token was used is told to the minute: lists are for people. */
const USED_GRAIN_MS = 60_000

/** A token without its secret. Times are milliseconds since 1970. */
export interface Token {
  readonly tokenId: string
  readonly name: string
  readonly scope: TokenScope
  readonly accounts: "all" | ReadonlySet<AccountId>
  /** The token that asked for it. */
  readonly createdBy: string
  readonly createdAt: number
  readonly expiresAt: number | undefined
  readonly revokedAt: number | undefined
  /** SHA-256 of the secret. */
  readonly digest: Buffer
}

export type TokenTerms = Pick<Token, "name" | "scope" | "accounts" | "createdBy" | "expiresAt">

export interface TokenStoreOptions {
  readonly tokens?: readonly Token[]
  /** Resolves once the text is on the disk. */
  readonly save: (text: string) => Promise<void>
  readonly now?: () => number
  readonly newTokenId?: () => string
}

export class TokenStore {
  readonly #byId = new Map<string, Token>()
  /** Hex digest -> token. Looked up by digest: the time that takes tells nothing about any secret. */
  readonly #byDigest = new Map<string, Token>()
  readonly #usedAt = new Map<string, number>()
  readonly #save: (text: string) => Promise<void>
  readonly #now: () => number
  readonly #newTokenId: () => string
  /** One write after the other, each with all that was known when it began. */
  #writing: Promise<void> = Promise.resolve()

  constructor(options: TokenStoreOptions) {
    for (const token of options.tokens ?? []) this.#keep(token)
    this.#save = options.save
    this.#now = options.now ?? Date.now
    this.#newTokenId = options.newTokenId ?? (() => `t${randomBytes(4).toString("hex")}`)
  }

  /** Reads <folder>/tokens.json; a missing file is an empty store. Throws StartRefused when others may open it or it cannot be understood. */
  static async open(folder: string): Promise<TokenStore> {
    const path = join(folder, TOKENS_FILE)
    return new TokenStore({ tokens: await readTokens(path), save: (text) => writeOwnFile(path, text) })
  }

  /** For tests: forgotten with the process. */
  static inMemory(options: Omit<TokenStoreOptions, "save"> = {}): TokenStore {
    return new TokenStore({ ...options, save: async () => undefined })
  }

  /** Newest first. */
  get all(): readonly Token[] {
    return [...this.#byId.values()].toReversed()
  }

  get(tokenId: string): Token | undefined {
    return this.#byId.get(tokenId)
  }

  /** The token that the secret opens, unless it was revoked or has expired. */
  find(digest: Buffer): Token | undefined {
    const token = this.#byDigest.get(digest.toString("hex"))
    // Compared again, whole and in constant time: a match of the map alone is never the answer.
    return token !== undefined && timingSafeEqual(token.digest, digest) && this.isLive(token) ? token : undefined
  }

  isLive({ revokedAt, expiresAt }: Token): boolean {
    return revokedAt === undefined && (expiresAt === undefined || expiresAt > this.#now())
  }

  noteUse(tokenId: string): void {
    this.#usedAt.set(tokenId, Math.floor(this.#now() / USED_GRAIN_MS) * USED_GRAIN_MS)
  }

  /** To the minute, since this start. */
  usedAt(tokenId: string): number | undefined {
    return this.#usedAt.get(tokenId)
  }

  /** The secret is in the answer and nowhere else. Undefined when there are too many live tokens. Rejects when it cannot be written: then there is none. */
  async create(terms: TokenTerms): Promise<{ readonly secret: string; readonly token: Token } | undefined> {
    if (!this.#madeRoom()) return undefined
    const secret = newSecret()
    const token: Token = {
      ...terms,
      tokenId: this.#freeId(),
      createdAt: this.#now(),
      revokedAt: undefined,
      digest: digestOf(secret),
    }
    this.#keep(token)
    try {
      await this.#write()
    } catch (error) {
      this.#drop(token)
      throw error
    }
    return { secret, token }
  }

  /** In force when this returns its promise; rejects when it could not be written, and then holds until the process ends. */
  async revoke(token: Token): Promise<Token> {
    const known = this.#byId.get(token.tokenId) ?? token
    if (known.revokedAt === undefined) this.#keep({ ...known, revokedAt: this.#now() })
    await this.#write()
    return this.#byId.get(token.tokenId) ?? known
  }

  #keep(token: Token): void {
    this.#byId.set(token.tokenId, token)
    this.#byDigest.set(token.digest.toString("hex"), token)
  }

  #drop({ tokenId, digest }: Token): void {
    this.#byId.delete(tokenId)
    this.#byDigest.delete(digest.toString("hex"))
    this.#usedAt.delete(tokenId)
  }

  /** What opens nothing any more is forgotten first, oldest first. */
  #madeRoom(): boolean {
    if (this.#byId.size < TOKENS_MAX) return true
    const dead = [...this.#byId.values()].find((token) => !this.isLive(token))
    if (dead !== undefined) this.#drop(dead)
    return dead !== undefined
  }

  #freeId(): string {
    for (;;) {
      const tokenId = this.#newTokenId()
      if (!this.#byId.has(tokenId)) return tokenId
    }
  }

  #write(): Promise<void> {
    const written = this.#writing.then(() => this.#save(textOf([...this.#byId.values()])))
    this.#writing = written.catch(() => undefined)
    return written
  }
}

export function identityOf({ tokenId, scope, accounts, expiresAt }: Token): Identity {
  return { tokenId, scope, accounts, ...(expiresAt !== undefined && { expiresAt }) }
}

/** As lists show it. */
export function tokenRow(token: Omit<Token, "digest">, usedAt: number | undefined): TokenRow {
  const at = (time: number | undefined): string | null => (time === undefined ? null : timeText(millis(time)))
  return {
    tokenId: token.tokenId,
    name: token.name,
    scope: token.scope,
    accounts: token.accounts === "all" ? null : [...token.accounts].sort(),
    createdBy: token.createdBy,
    createdAt: timeText(millis(token.createdAt)),
    expiresAt: at(token.expiresAt),
    revokedAt: at(token.revokedAt),
    lastUsedAt: at(usedAt),
  }
}

export function newTokenRow(secret: string, token: Token): NewToken {
  return { token: secret, ...tokenRow(token, undefined) }
}

function textOf(tokens: readonly Token[]): string {
  const rows = tokens.map(({ accounts, digest, ...rest }) => ({
    ...rest,
    accounts: accounts === "all" ? "all" : [...accounts],
    sha256: digest.toString("hex"),
  }))
  return `${JSON.stringify({ format: FORMAT, tokens: rows }, null, 2)}\n`
}

async function readTokens(path: string): Promise<readonly Token[]> {
  let text: string
  try {
    text = await readFile(path, "utf8")
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return []
    throw new StartRefused(`${path} cannot be read.`, { advice: "See to it that this user may read it.", cause: error })
  }
  await refuseIfOpenToOthers(path, "the digests of tokens")
  const file = text.length > FILE_BYTES_MAX ? undefined : parsed(text)
  if (!isRecord(file) || file.format !== FORMAT || !Array.isArray(file.tokens)) throw notTokens(path)
  return file.tokens.map((row: unknown) => tokenOf(row) ?? refuse(path))
}

/** Undefined for what this program does not write: a token that is half understood might open more than was meant. */
function tokenOf(row: unknown): Token | undefined {
  if (!isRecord(row)) return undefined
  const { tokenId, name, scope, createdBy, createdAt, sha256 } = row
  const known = TOKEN_SCOPES.find((word) => word === scope)
  const accounts = accountsOf(row.accounts)
  const expiresAt = optionalTime(row.expiresAt)
  const revokedAt = optionalTime(row.revokedAt)
  if (known === undefined || accounts === undefined || expiresAt === null || revokedAt === null) return undefined
  if (typeof tokenId !== "string" || !TOKEN_ID.test(tokenId)) return undefined
  if (typeof sha256 !== "string" || !DIGEST.test(sha256) || !isTime(createdAt)) return undefined
  if (typeof name !== "string" || typeof createdBy !== "string") return undefined
  const digest = Buffer.from(sha256, "hex")
  return { tokenId, name, scope: known, accounts, createdBy, createdAt, expiresAt, revokedAt, digest }
}

function accountsOf(value: unknown): Token["accounts"] | undefined {
  if (value === "all") return "all"
  if (!Array.isArray(value) || value.length === 0) return undefined
  try {
    return new Set(value.map((name) => parseAccountId(name)))
  } catch {
    return undefined
  }
}

/** Null for what is no time. */
function optionalTime(value: unknown): number | undefined | null {
  if (value === undefined) return undefined
  return isTime(value) ? value : null
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refuse(path: string): never {
  throw notTokens(path)
}

function notTokens(path: string): StartRefused {
  return new StartRefused(`${path} does not hold the tokens of this program.`, {
    advice: "Put back a copy of it, or delete it: then every token but the admin token has to be made anew.",
  })
}
