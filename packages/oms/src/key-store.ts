// API keys of OKX accounts, encrypted in one file that only its owner may open: scrypt makes a key of a passphrase, AES-256-GCM seals each entry together with its
// name and environment, so that no entry can be read, changed or exchanged for another unnoticed. The passphrase is never kept; without it nothing can be recovered.

import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto"
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises"
import { dirname } from "node:path"
import type { OkxAccess } from "./settings.ts"

export type KeyEnvironment = "live" | "demo"

/** What may be told of an entry without the passphrase. */
export interface KeyEntry {
  readonly name: string
  readonly environment: KeyEnvironment
  /** ISO 8601, UTC. */
  readonly addedAt: string
}

/** The file cannot be used, or the passphrase does not open an entry. `advice` says what to do. */
export class KeyStoreError extends Error {
  readonly advice: string

  constructor(message: string, options: { advice: string; cause?: unknown }) {
    super(message, options)
    this.name = "KeyStoreError"
    this.advice = options.advice
  }
}

export const PASSPHRASE_LENGTH_MIN = 12
const PASSPHRASE_LENGTH_MAX = 1024
export const ENTRIES_MAX = 64
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/
const FORMAT = 1
/** RFC 7914's parameters; about a third of a second and 128 MiB for each guess. */
const KDF = { N: 131_072, r: 8, p: 1 } as const
const KDF_MEMORY_MAX = 160 * 1024 * 1024
const KEY_BYTES = 32
const SALT_BYTES = 16
const IV_BYTES = 12
const TAG_BYTES = 16
const OTHERS = 0o077
const FILE_BYTES_MAX = 1024 * 1024

interface SealedEntry extends KeyEntry {
  readonly salt: string
  readonly iv: string
  readonly tag: string
  readonly sealed: string
}

export class KeyStore {
  readonly path: string
  #entries: readonly SealedEntry[]

  private constructor(path: string, entries: readonly SealedEntry[]) {
    this.path = path
    this.#entries = entries
  }

  /** Reads the file; a missing one is an empty store. Throws KeyStoreError when others may open it or it is no key store. */
  static async open(path: string): Promise<KeyStore> {
    const text = await readOwnFile(path)
    return new KeyStore(path, text === undefined ? [] : entriesOf(text, path))
  }

  get entries(): readonly KeyEntry[] {
    return this.#entries.map(({ name, environment, addedAt }) => ({ name, environment, addedAt }))
  }

  /** Seals the keys under the passphrase and writes the file. Throws KeyStoreError for a name in use or not allowed, or a passphrase too short. */
  async add(entry: { name: string; environment: KeyEnvironment; keys: OkxAccess; passphrase: string }): Promise<void> {
    const { name, environment, keys, passphrase } = entry
    if (!NAME.test(name))
      throw new KeyStoreError(`"${name}" cannot name keys.`, { advice: "Use 1 to 32 of a-z, 0-9 and -, such as main." })
    if (this.#find(name) !== undefined)
      throw new KeyStoreError(`There are keys named ${name} already.`, {
        advice: "Choose another name, or remove the old ones first.",
      })
    if (this.#entries.length >= ENTRIES_MAX)
      throw new KeyStoreError(`The store holds ${ENTRIES_MAX} entries.`, { advice: "Remove those that are not used." })
    checkPassphrase(passphrase)
    const about: KeyEntry = { name, environment, addedAt: new Date().toISOString() }
    await this.#write([...this.#entries, await seal(about, keys, passphrase)])
  }

  /** Throws KeyStoreError when there is no such entry. */
  async remove(name: string): Promise<void> {
    if (this.#find(name) === undefined) throw this.#missing(name)
    await this.#write(this.#entries.filter((entry) => entry.name !== name))
  }

  /** The keys of one entry. Throws KeyStoreError when there is none, the passphrase is wrong, or the entry was changed. */
  async read(name: string, passphrase: string): Promise<OkxAccess & { readonly environment: KeyEnvironment }> {
    const entry = this.#find(name)
    if (entry === undefined) throw this.#missing(name)
    return { ...(await unseal(entry, passphrase)), environment: entry.environment }
  }

  #find(name: string): SealedEntry | undefined {
    return this.#entries.find((entry) => entry.name === name)
  }

  #missing(name: string): KeyStoreError {
    const known = this.#entries.map((entry) => entry.name).join(", ")
    return new KeyStoreError(`${this.path} has no keys named ${name}.`, {
      advice: known === "" ? 'Add some: "oms keys add".' : `It has: ${known}.`,
    })
  }

  /** Whole or not at all: a new file beside the old one takes its place. */
  async #write(entries: readonly SealedEntry[]): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 })
    const beside = `${this.path}.${randomBytes(6).toString("hex")}.new`
    try {
      await using file = await open(beside, "wx", 0o600)
      await file.writeFile(`${JSON.stringify({ format: FORMAT, kdf: { name: "scrypt", ...KDF }, entries }, null, 2)}\n`)
      await file.sync()
      await rename(beside, this.path)
    } catch (error) {
      await rm(beside, { force: true })
      throw error
    }
    this.#entries = entries
  }
}

async function seal(about: KeyEntry, keys: OkxAccess, passphrase: string): Promise<SealedEntry> {
  const salt = randomBytes(SALT_BYTES)
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv("aes-256-gcm", await deriveKey(passphrase, salt), iv)
  cipher.setAAD(boundTo(about))
  const { apiKey, secretKey, passphrase: okxPassphrase } = keys
  const plain = JSON.stringify({ apiKey, secretKey, passphrase: okxPassphrase })
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()])
  return {
    ...about,
    salt: salt.toString("base64"),
    iv: iv.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    sealed: sealed.toString("base64"),
  }
}

async function unseal(entry: SealedEntry, passphrase: string): Promise<OkxAccess> {
  const key = await deriveKey(passphrase, Buffer.from(entry.salt, "base64"))
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(entry.iv, "base64"), { authTagLength: TAG_BYTES })
  decipher.setAAD(boundTo(entry))
  try {
    decipher.setAuthTag(Buffer.from(entry.tag, "base64"))
    const plain = Buffer.concat([decipher.update(Buffer.from(entry.sealed, "base64")), decipher.final()])
    return JSON.parse(plain.toString("utf8"))
  } catch {
    // The cause would say no more: a wrong passphrase and a changed entry look the same, which is the point of the seal.
    throw new KeyStoreError(`The keys named ${entry.name} cannot be opened.`, {
      advice:
        "The passphrase is wrong, or the entry was changed. Nothing opens it without the right one; keys can be made anew at OKX.",
    })
  }
}

/** What the seal also covers, so that demo keys cannot be passed off as live ones by an edit of the file. */
function boundTo({ name, environment, addedAt }: KeyEntry): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, name, environment, addedAt]), "utf8")
}

function deriveKey(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFKC"), salt, KEY_BYTES, { ...KDF, maxmem: KDF_MEMORY_MAX }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}

function checkPassphrase(passphrase: string): void {
  const { length } = passphrase
  if (length >= PASSPHRASE_LENGTH_MIN && length <= PASSPHRASE_LENGTH_MAX) return
  throw new KeyStoreError(`The passphrase has ${length} characters.`, {
    advice: `Use ${PASSPHRASE_LENGTH_MIN} to ${PASSPHRASE_LENGTH_MAX}, such as five words drawn at random.`,
  })
}

async function readOwnFile(path: string): Promise<string | undefined> {
  let facts: Awaited<ReturnType<typeof stat>>
  try {
    facts = await stat(path)
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
    throw error
  }
  if (process.platform !== "win32" && (facts.mode & OTHERS) !== 0)
    throw new KeyStoreError(`${path} holds keys and other users of this machine may open it.`, {
      advice: `Run: chmod 600 ${path}`,
    })
  if (facts.size > FILE_BYTES_MAX) throw notAStore(path)
  return readFile(path, "utf8")
}

function entriesOf(text: string, path: string): readonly SealedEntry[] {
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch (error) {
    throw notAStore(path, error)
  }
  if (!isRecord(file) || file.format !== FORMAT || !isOurKdf(file.kdf) || !Array.isArray(file.entries))
    throw notAStore(path)
  const entries: SealedEntry[] = []
  for (const entry of file.entries) {
    if (!isSealedEntry(entry)) throw notAStore(path)
    entries.push(entry)
  }
  return entries
}

/** Weaker parameters than ours are not taken from a file. */
function isOurKdf(kdf: unknown): boolean {
  return isRecord(kdf) && kdf.name === "scrypt" && kdf.N === KDF.N && kdf.r === KDF.r && kdf.p === KDF.p
}

function isSealedEntry(value: unknown): value is SealedEntry {
  if (!isRecord(value) || typeof value.name !== "string" || !NAME.test(value.name)) return false
  if (value.environment !== "live" && value.environment !== "demo") return false
  return ["addedAt", "salt", "iv", "tag", "sealed"].every((field) => typeof value[field] === "string")
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function notAStore(path: string, cause?: unknown): KeyStoreError {
  return new KeyStoreError(`${path} is not a key store of this program.`, {
    advice: "Name another file, or move this one away and add the keys again.",
    ...(cause !== undefined && { cause }),
  })
}
