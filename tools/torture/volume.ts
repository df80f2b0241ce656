// A file system of its own in a file, mounted by the kernel, so that a power cut or a full disk is a real one and meets nobody else. Linux and root only;
// who may not mount is told why. Every volume is unmounted when the run ends, however it ends.

import { execFile, execFileSync, spawnSync } from "node:child_process"
import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { promisify } from "node:util"

const run = promisify(execFile)
const COMMAND_LIMIT_MS = 30_000
const UNMOUNT_TRIES = 50
const UNMOUNT_EVERY_MS = 200

const mounted = new Set<string>()

/** FS_IOC_SHUTDOWN with "nothing more reaches the disk, not even the file system's own log": what a power cut is to ext4. */
const SHUTDOWN_REQUEST = 0x8004587d
const SHUTDOWN_NO_LOG_FLUSH = 2

/** Ways to issue the request, for Node has none; the path is the last argument. The first one present is used. */
const CUTTERS: readonly (readonly [string, ...string[]])[] = [
  ["xfs_io", "-x", "-c", "shutdown"],
  [
    "perl",
    "-e",
    `sysopen(F, $ARGV[0], 0) or die "$!"; my $how = pack("L", ${SHUTDOWN_NO_LOG_FLUSH}); ioctl(F, ${SHUTDOWN_REQUEST}, $how) or die "$!"`,
  ],
  [
    "python3",
    "-c",
    `import fcntl, os, struct, sys; fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), ${SHUTDOWN_REQUEST}, struct.pack("I", ${SHUTDOWN_NO_LOG_FLUSH}))`,
  ],
]

export class Volume implements AsyncDisposable {
  /** Where it is mounted. */
  readonly path: string
  readonly #image: string

  private constructor(image: string, path: string) {
    this.#image = image
    this.path = path
  }

  /** Makes and mounts one below the folder, or says why that cannot be done here. */
  static async make(folder: string, bytes: number): Promise<Volume | string> {
    if (process.platform !== "linux") return "loop mounts are Linux's"
    if (process.getuid?.() !== 0) return "only root may mount a file system"
    const missing = ["mkfs.ext4", "mount", "umount"].find((command) => !isPresent(command))
    if (missing !== undefined) return `${missing} is not installed`
    const image = join(folder, "volume.img")
    const path = join(folder, "volume")
    if (!existsSync(image)) {
      const file = openSync(image, "w")
      ftruncateSync(file, bytes)
      closeSync(file)
    }
    mkdirSync(path, { recursive: true })
    const volume = new Volume(image, path)
    try {
      await run("mkfs.ext4", ["-q", "-F", image], { timeout: COMMAND_LIMIT_MS })
      await volume.mount()
      return volume
    } catch (error) {
      return `a loop mount is not permitted here: ${reason(error)}`
    }
  }

  async mount(): Promise<void> {
    await run("mount", ["-o", "loop", this.#image, this.path], { timeout: COMMAND_LIMIT_MS })
    mounted.add(this.path)
  }

  /** Its processes must have ended. Throws when it stays busy. */
  async unmount(): Promise<void> {
    for (let tried = 1; ; tried++) {
      try {
        await run("umount", [this.path], { timeout: COMMAND_LIMIT_MS })
        mounted.delete(this.path)
        return
      } catch (error) {
        if (tried >= UNMOUNT_TRIES) throw error
        await wait(UNMOUNT_EVERY_MS)
      }
    }
  }

  async sync(): Promise<void> {
    await run("sync", ["-f", this.path], { timeout: COMMAND_LIMIT_MS })
  }

  /** From here on nothing reaches the disk and every file operation fails; what was not synced is gone. */
  async cutPower(): Promise<void> {
    const cutter = cutterHere()
    if (cutter === undefined) throw new Error("Invariant: looked for before")
    const [command, ...args] = cutter
    await run(command, [...args, this.path], { timeout: COMMAND_LIMIT_MS })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (mounted.has(this.path)) await this.unmount()
  }
}

/** Why no power can be cut here, or undefined. */
export function powerCutMissing(): string | undefined {
  return cutterHere() === undefined ? "none of xfs_io, perl and python3 is here to issue the request" : undefined
}

export function isPresent(command: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${command}`], { timeout: COMMAND_LIMIT_MS }).status === 0
}

/** Lets go of every volume at once, for the end of the process. */
export function releaseVolumes(): void {
  for (const path of mounted) {
    try {
      // Detached: the kernel finishes when the last process that was ended is gone.
      execFileSync("umount", ["-l", path], { timeout: COMMAND_LIMIT_MS, stdio: "ignore" })
    } catch {
      console.error(`still mounted: ${path}`)
    }
  }
  mounted.clear()
}

function cutterHere(): readonly [string, ...string[]] | undefined {
  return CUTTERS.find(([command]) => isPresent(command))
}

function reason(error: unknown): string {
  if (error instanceof Error && "stderr" in error && typeof error.stderr === "string" && error.stderr !== "") {
    return error.stderr.trim()
  }
  return error instanceof Error ? error.message : String(error)
}
