// The command as a process of its own, as a shell starts it: what it prints, how it ends. A process that a test leaves is killed.

import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"

const MAIN = join(import.meta.dirname, "..", "main.ts")
/** A start takes a second; a machine that runs much else beside it needs more. */
const LIMIT_MS = 60_000

const running = new Set<ChildProcess>()

export function killAll(): void {
  for (const child of running) child.kill("SIGKILL")
}

export class OmsProcess {
  readonly #child: ChildProcess
  readonly ended: Promise<number | null>
  stdout = ""
  stderr = ""
  #heard: () => void = () => {}

  constructor(
    words: readonly string[],
    options: { readonly folder: string; readonly env: Readonly<Record<string, string>>; readonly typed?: string },
  ) {
    const { folder, env, typed = "" } = options
    this.#child = spawn(process.execPath, [MAIN, ...words], {
      cwd: folder,
      env: { HOME: folder, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    })
    running.add(this.#child)
    this.ended = once(this.#child, "close").then(([code]) => {
      running.delete(this.#child)
      this.#heard()
      return code as number | null
    })
    this.#child.stdin?.end(typed)
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text
      this.#heard()
    })
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text
      this.#heard()
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  kill(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal)
    return this.ended
  }

  /** The first match of what it prints; throws all of it when that does not come. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    const limit = AbortSignal.timeout(LIMIT_MS)
    for (;;) {
      const match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr)
      if (match !== null) return match
      if (limit.aborted || !running.has(this.#child))
        throw new Error(`${pattern} was not printed:\n${this.stdout}${this.stderr}`)
      await new Promise<void>((resolve) => {
        this.#heard = resolve
        limit.addEventListener("abort", () => resolve(), { once: true })
      })
    }
  }
}
