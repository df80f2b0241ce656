// Code and output as documents show them, for the tests that run documents: the blocks of a page, what a shown output stands for, and a paper exchange as the
// page tells the reader to start it. Running is the tests' own.

import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { join, resolve } from "node:path"

export const ROOT = resolve(import.meta.dirname, "../../../..")

export interface Block {
  /** What stands behind the opening fence: "ts", "sh", "text"; its last word where there are more ("sh curl" is "curl"). */
  readonly language: string
  readonly code: string
  /** The heading above it. */
  readonly heading: string
}

export async function blocksOf(document: string): Promise<readonly Block[]> {
  const lines = (await readFile(join(ROOT, document), "utf8")).split("\n")
  const blocks: Block[] = []
  let heading = ""
  let open: { readonly language: string; readonly lines: string[] } | undefined
  for (const line of lines) {
    const fence = /^ *```(?:.* )?(\S*)$/.exec(line)
    if (open !== undefined) {
      if (fence === null) open.lines.push(line)
      else {
        blocks.push({ language: open.language, code: `${open.lines.join("\n")}\n`, heading })
        open = undefined
      }
    } else if (fence !== null) open = { language: fence[1] ?? "", lines: [] }
    else heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading
  }
  return blocks
}

/** A shown output as a pattern of the real one: "..." within a line stands for any text, a line of "..." alone for any lines. */
export function patternOf(shown: string): RegExp {
  const lines = shown.trimEnd().split("\n")
  const patterns = lines.map((line) =>
    line === "..." ? "(?:.*\\n)*?" : `${line.split("...").map(escaped).join(".*")}\\n`,
  )
  return new RegExp(`^${patterns.join("")}$`)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
}

/** A program of this repository until it is disposed of; what it prints is kept. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly ended: Promise<number | null>
  output = ""
  #heard: () => void = () => {}

  constructor(args: readonly string[], options: { cwd?: string; env?: Readonly<Record<string, string>> } = {}) {
    const { cwd = ROOT, env = {} } = options
    this.#child = spawn(process.execPath, args, { cwd, env: { PATH: process.env.PATH ?? "", ...env } })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output += text
        this.#heard()
      })
    }
    this.ended = once(this.#child, "close").then(([code]) => {
      this.#heard()
      return code
    })
  }

  /** The first match in what it printed. Throws what it printed when it ends, or after the limit. */
  async said(pattern: RegExp, limitMs = 60_000): Promise<RegExpExecArray> {
    const limit = AbortSignal.timeout(limitMs)
    let isOver = false
    void this.ended.then(() => {
      isOver = true
      this.#heard()
    })
    for (;;) {
      const match = pattern.exec(this.output)
      if (match !== null) return match
      if (isOver || limit.aborted) throw new Error(`${pattern} was not printed:\n${this.output}`)
      await new Promise<void>((wake) => {
        this.#heard = wake
        limit.addEventListener("abort", () => wake(), { once: true })
      })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL")
    await this.ended
  }
}

/** `npm run paper -- --scripted` on a free port, and its address. */
export async function scriptedPaper(): Promise<{ readonly paper: Program; readonly url: string }> {
  const paper = new Program([join(ROOT, "packages/paper-exchange/src/main.ts"), "--scripted", "--port", "0"])
  const [url] = await paper.said(/http:\/\/127\.0\.0\.1:\d+/)
  return { paper, url }
}
