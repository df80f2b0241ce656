// The processes under test, started as a user starts them: the server and the paper exchange by their main.ts, each with its output kept and its end
// awaited. Only what was started here is ever ended, by its id; nothing is left when the torture ends.

import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readdir, readFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { setTimeout as wait } from "node:timers/promises"

const ROOT = resolve(import.meta.dirname, "..", "..")
const SERVER = join(ROOT, "packages/server/src/main.ts")
const PAPER = join(ROOT, "packages/paper-exchange/src/main.ts")
const JOURNAL = join(ROOT, "packages/journal-sqlite/src/main.ts")

/** A start takes a second; a machine that runs much else beside it needs more. */
const START_LIMIT_MS = 60_000
const LOOK_EVERY_MS = 15
/** From the signal to the end of the longest system call under way. */
const STAND_LIMIT_MS = 10_000
const DUMP_LIMIT_MS = 90_000
/** Of each stream, the newest part. */
const OUTPUT_KEPT = 20_000
const DUMP_LENGTH_MAX = 1_000_000_000

const running = new Set<ChildProcess>()

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Spawned {
  readonly command: readonly [string, ...string[]]
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
}

/** Ends every process that was started here and still lives. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL")
}

export class Process {
  readonly #child: ChildProcess
  readonly ended: Promise<Ended>
  readonly pid: number
  #hasEnded = false
  #output = ""

  /** Nothing of the shell's environment but PATH decides anything. */
  constructor({ command: [program, ...args], folder, env = {} }: Spawned) {
    this.#child = spawn(program, args, {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    this.pid = this.#child.pid ?? 0
    running.add(this.#child)
    const gone = once(this.#child, "close").then(
      ([code, signal]) => ({ code, signal }),
      () => ({ code: null, signal: null }),
    )
    this.ended = gone.then((how) => {
      running.delete(this.#child)
      this.#hasEnded = true
      return how
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-OUTPUT_KEPT)
      })
    }
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** The newest of what it printed. */
  get output(): string {
    return this.#output
  }

  /** The first match in what was printed; undefined when it ended or the limit passed before. */
  async said(pattern: RegExp, limitMs = START_LIMIT_MS): Promise<RegExpExecArray | undefined> {
    for (const giveUpAt = performance.now() + limitMs; ; await wait(LOOK_EVERY_MS)) {
      const match = pattern.exec(this.#output)
      if (match !== null) return match
      if (this.#hasEnded || performance.now() > giveUpAt) return undefined
    }
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<Ended> {
    if (!this.#hasEnded) this.#child.kill(signal)
    return await this.ended
  }

  /**
   * Does something while every thread of the process stands outside the kernel, as when a machine loses its power: processor and disk stop in one moment, so
   * no system call can come back from a disk that is gone. Linux only. Throws when it does not come to a stand in time.
   */
  async whileItStandsStill(act: () => Promise<void>): Promise<void> {
    this.#child.kill("SIGSTOP")
    try {
      const giveUpAt = performance.now() + STAND_LIMIT_MS
      while (!this.#hasEnded && !(await standsStill(this.pid))) {
        if (performance.now() > giveUpAt)
          throw new Error(`process ${this.pid} did not stop within ${STAND_LIMIT_MS} ms`)
        await wait(LOOK_EVERY_MS)
      }
      await act()
    } finally {
      this.#child.kill("SIGCONT")
    }
  }

  /** How it ended, or undefined when it still lives after the limit. */
  async endsWithin(limitMs: number): Promise<Ended | undefined> {
    return await Promise.race([this.ended, wait(limitMs, undefined, { ref: false })])
  }
}

/** Every thread is stopped: one that waits for the disk is not before its call has ended. */
async function standsStill(pid: number): Promise<boolean> {
  const tasks = `/proc/${pid}/task`
  for (const thread of await readdir(tasks)) {
    const status = await readFile(join(tasks, thread, "status"), "utf8")
    if (!/^State:\s+[Tt]/m.test(status)) return false
  }
  return true
}

/** The exchange of its own: a scripted market, so that it stands still when nobody moves it. */
export async function startPaper(folder: string, seed: string): Promise<{ process: Process; url: string }> {
  const args = ["--port", "0", "--scripted", "--seed", seed]
  const started = new Process({ command: [process.execPath, PAPER, ...args], folder })
  const url = (await started.said(/paper exchange on (http:\/\/127\.0\.0\.1:\d+)\n/))?.[1]
  if (url === undefined) throw new Error(`the paper exchange did not start:\n${started.output}`)
  return { process: started, url }
}

export interface ServerOptions {
  readonly folder: string
  readonly data: string
  readonly paperUrl: string
  /** A command that runs the server: a tracer, or a shell with limits. Its process must become the server's own. */
  readonly through?: readonly string[]
}

export function spawnServer({ folder, data, paperUrl, through = [] }: ServerOptions): Process {
  const [program = process.execPath, ...args] = [...through, process.execPath, SERVER]
  const env = { OMS_MODE: "paper", OMS_PORT: "0", OMS_DATA: data, OMS_PAPER_PORT: new URL(paperUrl).port }
  return new Process({ command: [program, ...args], folder, env })
}

/** Its address once it takes requests; undefined when it ended or stayed silent for the limit. */
export async function servedUrl(server: Process, limitMs = START_LIMIT_MS): Promise<string | undefined> {
  return (await server.said(/API +(http:\/\/127\.0\.0\.1:\d+)\/v1/, limitMs))?.[1]
}

/** Runs `npm run journal` with these arguments to its end. */
export async function runJournal(
  args: readonly string[],
  folder: string,
): Promise<{ readonly code: number | null; readonly out: string; readonly error: string }> {
  const child = spawn(process.execPath, [JOURNAL, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] })
  running.add(child)
  const limit = setTimeout(() => child.kill("SIGKILL"), DUMP_LIMIT_MS)
  const out: string[] = []
  let length = 0
  let error = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    length += text.length
    if (length <= DUMP_LENGTH_MAX) out.push(text)
    else child.kill("SIGKILL")
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    error = (error + text).slice(-OUTPUT_KEPT)
  })
  const [code] = await once(child, "close")
  clearTimeout(limit)
  running.delete(child)
  return { code, out: out.join(""), error }
}
