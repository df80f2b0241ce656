// Files that hold secrets: readable by their owner alone, and replaced whole or not at all. It relies on the file system's permissions and on rename
// being one step; what is in the files is others' business.

import { randomBytes } from "node:crypto"
import { open, rename, rm, stat } from "node:fs/promises"
import { dirname } from "node:path"
import { StartRefused } from "./start-refused.ts"

const OTHERS = 0o077

/** A new file beside the old one takes its place once it is on the disk. Rejects with the system's error; the old file is then as it was. */
export async function writeOwnFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomBytes(6).toString("hex")}.new`
  try {
    {
      await using file = await open(beside, "wx", 0o600)
      await file.writeFile(text)
      await file.sync()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** Throws StartRefused when the group or others may read or write the file. Windows has no such bits: nothing is checked there. */
export async function refuseIfOpenToOthers(path: string, what: string): Promise<void> {
  if (process.platform === "win32") return
  const { mode } = await stat(path)
  if ((mode & OTHERS) === 0) return
  throw new StartRefused(`${path} holds ${what} and other users of this machine may open it (mode ${octal(mode)}).`, {
    advice: `Run: chmod 600 ${path}`,
  })
}

/** The new name is on the disk, too. Windows opens no folders. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return
  await using folder = await open(path, "r")
  await folder.sync()
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(3, "0")
}
