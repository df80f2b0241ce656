// The server as its own process over a folder, as npm run serve starts it, for tests: what it prints, how it ends, requests with its token. A process
// that a test leaves is killed.

import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { join } from "node:path"

import type { AskOptions } from "./open-door.ts"

const MAIN = join(import.meta.dirname, "..", "main.ts")
/** A start takes a second; a machine that runs much else beside it needs more. */
const START_LIMIT_MS = 30_000

const running = new Set<ChildProcess>()

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export class ServerProcess {
  readonly #child: ChildProcess
  readonly #folder: string
  readonly ended: Promise<Ended>
  /** Everything printed so far, on stdout and on stderr. */
  stdout = ""
  stderr = ""
  #heard: () => void = () => {}

  /** For the end of a test file: a test that ran out of time leaves its processes without a word. */
  static killAll(): void {
    for (const child of running) child.kill("SIGKILL")
  }

  /** Only `env` and the folder say what is configured; nothing of the shell's own environment does. */
  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#folder = folder
    this.#child = spawn(process.execPath, [MAIN], {
      cwd: folder,
      env: { OMS_PORT: "0", OMS_DATA: folder, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    running.add(this.#child)
    this.ended = once(this.#child, "close").then(([code, signal]) => {
      running.delete(this.#child)
      return { code, signal }
    })
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text
      this.#heard()
    })
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text
      this.#heard()
    })
  }

  /** The first match in what was printed; throws what was printed when it does not come or the process ends before. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    const limit = AbortSignal.timeout(START_LIMIT_MS)
    let isOver = false
    void this.ended.then(() => {
      isOver = true
      this.#heard()
    })
    for (;;) {
      const match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr)
      if (match !== null) return match
      if (isOver || limit.aborted) throw new Error(`${pattern} was not printed:\n${this.stdout}${this.stderr}`)
      await new Promise<void>((resolve) => {
        this.#heard = resolve
        limit.addEventListener("abort", () => resolve(), { once: true })
      })
    }
  }

  /** "http://127.0.0.1:12345", once requests are taken. */
  async url(): Promise<string> {
    await this.said(/page {5}http\S+/)
    return (await this.said(/(http:\/\/127\.0\.0\.1:\d+)\/v1/))[1] ?? ""
  }

  /** The admin token; there once the server started. */
  async token(): Promise<string> {
    return (await readFile(join(this.#folder, "admin.token"), "utf8")).trim()
  }

  /** Undefined header values take a default header away. */
  async ask(method: string, path: string, options: AskOptions = {}) {
    const { body, headers, text = body === undefined ? undefined : JSON.stringify(body) } = options
    const url = await this.url()
    const wanted = {
      authorization: `Bearer ${await this.token()}`,
      ...(text !== undefined && { "content-type": "application/json" }),
      ...headers,
    }
    const given = new Headers()
    for (const [name, value] of Object.entries(wanted)) if (value !== undefined) given.set(name, value)
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: given,
      ...(text !== undefined && { body: text }),
    })
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> }
  }

  kill(signal: NodeJS.Signals): Promise<Ended> {
    this.#child.kill(signal)
    return this.ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill("SIGKILL")
  }
}
