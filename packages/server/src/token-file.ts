// The admin token on disk: made at the first start, read at every later one. It relies on the file system's permissions to keep it from
// other users of the machine and refuses to go on when they do not.

import { mkdir, open, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { refuseIfOpenToOthers } from "./own-file.ts"
import { newSecret } from "./secrets.ts"
import { StartRefused } from "./start-refused.ts"

export const TOKEN_FILE = "admin.token"
const TOKEN = /^[A-Za-z0-9_-]{43}$/

export interface AdminToken {
  readonly token: string
  readonly path: string
  /** True when this start made it. */
  readonly isNew: boolean
  /** Milliseconds since 1970: when the file was written. */
  readonly createdAt: number
}

/** Reads <folder>/admin.token, or makes folder (0700) and file (0600). Throws StartRefused when others may read it or it is no token. */
export async function adminToken(folder: string): Promise<AdminToken> {
  const path = join(folder, TOKEN_FILE)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const made = newSecret()
  try {
    // "wx": of two first starts one makes the file, the other reads it.
    await using file = await open(path, "wx", 0o600)
    await file.writeFile(`${made}\n`)
    await file.sync()
    return { token: made, path, isNew: true, createdAt: Math.floor((await file.stat()).mtimeMs) }
  } catch (error) {
    if (!isExists(error)) throw error
  }
  await refuseIfOpenToOthers(path, "the admin token")
  const token = (await readFile(path, "utf8")).trim()
  if (TOKEN.test(token)) return { token, path, isNew: false, createdAt: Math.floor((await stat(path)).mtimeMs) }
  throw new StartRefused(`${path} does not hold a token.`, {
    advice: "Delete the file; the next start makes a new token, and programs that use the old one need the new one.",
  })
}

function isExists(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST"
}
