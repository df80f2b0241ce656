// Programs of this project as processes of their own, for tests that kill them: started by the Node that runs the test, listened to line by line, ended by
// their own process id. It relies on each program to say where it listens.

import { type ChildProcess, spawn } from "node:child_process"
import { resolve } from "node:path"

const ROOT = resolve(import.meta.dirname, "../../../..")
const WAIT_MS = 15_000

export class Program implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #ended: Promise<number | null>
  #said = ""
  #heard: (() => void) | undefined

  /** `path` is relative to the project's root. */
  constructor(path: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [resolve(ROOT, path), ...args], {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    })
    const take = (text: string): void => {
      this.#said += text
      this.#heard?.()
    }
    this.#child.stdout?.setEncoding("utf8").on("data", take)
    this.#child.stderr?.setEncoding("utf8").on("data", take)
    this.#ended = new Promise((done) => {
      this.#child.once("close", (code) => {
        done(code)
        this.#heard?.()
      })
    })
  }

  get said(): string {
    return this.#said
  }

  /** What the pattern found in the program's words, once it is there. Throws with all its words when it ends or stays silent before. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const giveUpAt = Date.now() + WAIT_MS
    for (;;) {
      const found = pattern.exec(this.#said)
      if (found !== null) return found
      const isOver = this.#child.exitCode !== null || this.#child.signalCode !== null
      if (isOver || Date.now() > giveUpAt) throw new Error(`it never said ${pattern}, but:\n${this.#said}`)
      await this.#news()
    }
  }

  /** Ends it and gives its exit code; null after a kill. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    this.#child.kill(signal)
    return await this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGKILL")
  }

  #news(): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, 200)
      this.#heard = () => {
        clearTimeout(timer)
        done()
      }
    })
  }
}

/** The answer of `ask` once it is not undefined. Throws after 15 s with `what` it waited for. */
export async function until<Value>(what: string, ask: () => Promise<Value | undefined>): Promise<Value> {
  const giveUpAt = Date.now() + WAIT_MS
  while (Date.now() < giveUpAt) {
    const value = await ask()
    if (value !== undefined) return value
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`waited in vain for ${what}`)
}
