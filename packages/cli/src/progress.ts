// How far a long piece of work is, in one line that is written over itself. Only a terminal shows it: in a file it would be noise.

import { isTerminal, print, type Terminal, widthOf } from "./terminal.ts"

const EVERY_MS = 100
const BAR_WIDTH = 24

export class Progress {
  readonly #terminal: Terminal
  readonly #what: string
  readonly #total: number
  readonly #startedAt = performance.now()
  #shownAt = Number.NEGATIVE_INFINITY
  #isShown = false

  constructor(terminal: Terminal, options: { readonly what: string; readonly total: number }) {
    this.#terminal = terminal
    this.#what = options.what
    this.#total = options.total
  }

  /** Cheap enough for every row. */
  async at(done: number): Promise<void> {
    const now = performance.now()
    if (now - this.#shownAt < EVERY_MS || !isTerminal(this.#terminal.error)) return
    this.#shownAt = now
    this.#isShown = true
    const line = progressLine({ what: this.#what, done, total: this.#total, elapsedMs: now - this.#startedAt })
    await print(this.#terminal.error, `\r${line.slice(0, widthOf(this.#terminal.error))}\u001b[K`)
  }

  /** Takes the line away: what was done is said by the command. */
  async end(): Promise<void> {
    if (this.#isShown) await print(this.#terminal.error, "\r\u001b[K")
    this.#isShown = false
  }
}

/** "export  [=======>      ]  54 %  1,200 of 2,222  9,800/s". */
export function progressLine({
  what,
  done,
  total,
  elapsedMs,
}: {
  what: string
  done: number
  total: number
  elapsedMs: number
}): string {
  const part = total <= 0 ? 1 : Math.min(1, done / total)
  const filled = Math.floor(part * BAR_WIDTH)
  const bar = `${"=".repeat(filled)}${filled < BAR_WIDTH ? ">" : ""}`.padEnd(BAR_WIDTH)
  const rate = elapsedMs < 500 ? "" : `  ${Math.round((done * 1_000) / elapsedMs).toLocaleString("en")}/s`
  return `${what}  [${bar}] ${String(Math.floor(part * 100)).padStart(3)} %  ${done.toLocaleString("en")} of ${total.toLocaleString("en")}${rate}`
}
