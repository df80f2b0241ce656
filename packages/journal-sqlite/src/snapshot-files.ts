// Snapshots as files beside the journal: one line about the text, then the text. They are written away from the manager's turn and out of the
// journal's log, because losing one costs time and never truth. Each says on which link of the chain it stands; one that does not prove itself is skipped.

import { createHash } from "node:crypto"
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { InvalidValue } from "@okx-oms/core"

/** Snapshots kept per account. */
const KEPT = 2
const FORMAT = 1
const SUFFIX = ".snapshot"
const SEQ_DIGITS = 16
const NEWLINE = 10
const NO_SHA256 = "0".repeat(64)

export interface Snapshot {
  readonly file: string
  readonly seq: number
  /** Hash of the turn that holds `seq`. */
  readonly chainHash: string
  readonly text: string
}

interface Heading {
  readonly format: number
  readonly account: string
  readonly seq: number
  readonly chainHash: string
  readonly sha256: string
}

/** A file that is no snapshot any more. */
export interface BadSnapshot {
  readonly file: string
  readonly problem: string
}

export class SnapshotFiles {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  /** Writes one, piece by piece, and removes all but the newest two up to it; later ones belong to a history that was given up. */
  async save(account: string, seq: number, chainHash: string, pieces: readonly string[]): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 })
    const file = join(this.#directory, `${account}.${String(seq).padStart(SEQ_DIGITS, "0")}${SUFFIX}`)
    const unfinished = `${file}.new`
    const handle = await open(unfinished, "w", 0o600)
    try {
      const headingOf = (sha256: string): Buffer => {
        const heading: Heading = { format: FORMAT, account, seq, chainHash, sha256 }
        return Buffer.from(`${JSON.stringify(heading)}\n`)
      }
      // The heading names the hash of what follows it: its place is kept until that is known.
      let at = headingOf(NO_SHA256).length
      const hash = createHash("sha256")
      for (const piece of pieces) {
        const bytes = Buffer.from(piece)
        hash.update(bytes)
        // Each write lets the manager have the thread: all at once held it up for as long as fifty orders take.
        await writeAll(handle, bytes, at)
        at += bytes.length
      }
      await writeAll(handle, headingOf(hash.digest("hex")), 0)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
    const upToThis = (await this.#names(account)).filter((name) => join(this.#directory, name) <= file)
    const kept = new Set(upToThis.slice(0, KEPT))
    for (const name of await this.#names(account)) {
      if (!kept.has(name)) await rm(join(this.#directory, name), { force: true })
    }
  }

  /** Newest first, each read and checked by itself; whether it fits the chain is the caller's question. */
  async *newestFirst(account: string): AsyncGenerator<Snapshot | BadSnapshot> {
    for (const name of await this.#names(account)) yield await read(join(this.#directory, name), account)
  }

  /** Names of the account's snapshots, newest first. */
  async #names(account: string): Promise<string[]> {
    const names = await readdir(this.#directory).catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return []
      throw error
    })
    return names
      .filter((name) => name.startsWith(`${account}.`) && name.endsWith(SUFFIX))
      .sort()
      .reverse()
  }
}

/** A write may take less than it was given. */
async function writeAll(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}

async function read(file: string, account: string): Promise<Snapshot | BadSnapshot> {
  try {
    const bytes = await readFile(file)
    const end = bytes.indexOf(NEWLINE)
    const heading: Heading = JSON.parse(bytes.toString("utf8", 0, Math.max(0, end)))
    if (heading.format !== FORMAT) throw new InvalidValue("format", heading.format, String(FORMAT))
    if (heading.account !== account) throw new InvalidValue("account", heading.account, account)
    const body = bytes.subarray(end + 1)
    if ((await sha256(body)) !== heading.sha256) return { file, problem: "its SHA-256 does not match" }
    return { file, seq: heading.seq, chainHash: heading.chainHash, text: body.toString() }
  } catch (error) {
    return { file, problem: error instanceof Error ? error.message : String(error) }
  }
}

/** In the thread pool: a snapshot may be many megabytes. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex")
}
