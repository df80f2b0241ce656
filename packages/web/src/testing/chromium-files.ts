// Where the tests' browser lies, unpacked once per version for all processes of this machine. It relies on @sparticuz/chromium, whose own unpacking lets a second
// process start what the first has half written; here a folder is whole from the moment it has its name.

import { execFile } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { mkdtemp, rename, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const UNPACK_LIMIT_MS = 120_000

export interface ChromiumFiles {
  readonly executablePath: string
  /** What a machine needs besides that has no libraries and fonts of a desktop. */
  readonly ownLibraries: Readonly<Record<string, string>>
}

/** Unpacks it into the system's temporary folder when it is not there yet: about 250 MB, which stay for the next run. */
export async function chromiumFiles(): Promise<ChromiumFiles> {
  const folder = join(tmpdir(), `okx-oms-chromium-${version()}`)
  if (!existsSync(folder)) await unpackInto(folder)
  return {
    executablePath: join(folder, "chromium"),
    ownLibraries: { LD_LIBRARY_PATH: join(folder, "al2023", "lib"), FONTCONFIG_PATH: join(folder, "fonts") },
  }
}

async function unpackInto(folder: string): Promise<void> {
  const making = await mkdtemp(`${folder}-`)
  try {
    const script = join(import.meta.dirname, "unpack-chromium.ts")
    const env = { ...process.env, TMPDIR: making, TMP: making, TEMP: making }
    await promisify(execFile)(process.execPath, [script], { env, timeout: UNPACK_LIMIT_MS })
    await rename(making, folder)
  } catch (error) {
    await rm(making, { recursive: true, force: true })
    // Another process was first: its folder is as good.
    if (!existsSync(folder)) throw error
  }
}

function version(): string {
  const entry = fileURLToPath(import.meta.resolve("@sparticuz/chromium"))
  const manifest = join(dirname(entry), "..", "package.json")
  return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version
}
