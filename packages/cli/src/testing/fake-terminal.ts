// A terminal for tests: what is typed is given, what is printed is kept as text, the clock stands. It may be a person's (with a width) or a pipe.

import { PassThrough, Readable, Writable } from "node:stream"
import { runLine } from "../run.ts"
import type { Terminal } from "../terminal.ts"

export const NOW_MS = Date.parse("2026-01-31T09:31:00.250Z")

export interface FakeTerminalOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly folder?: string
  /** Lines that a pipe gives. */
  readonly typed?: string
  /** A person's terminal of so many columns; without it all three streams are pipes. */
  readonly columns?: number
  readonly nowMs?: number
  readonly signal?: AbortSignal
}

export class FakeTerminal implements Terminal {
  readonly input: Readable
  readonly out: Writable
  readonly error: Writable
  readonly env: Readonly<Record<string, string>>
  readonly folder: string
  readonly signal: AbortSignal
  readonly now: () => number
  printed = ""
  noted = ""

  constructor(options: FakeTerminalOptions = {}) {
    const { env = {}, folder = "/nowhere", typed = "", columns, nowMs = NOW_MS, signal } = options
    const own = columns === undefined ? {} : { isTTY: true, columns, rows: 24 }
    const input = columns === undefined ? Readable.from([typed]) : new PassThrough()
    if (input instanceof PassThrough) input.end(typed)
    this.input = Object.assign(input, columns === undefined ? {} : { isTTY: true, setRawMode: () => input })
    this.out = Object.assign(
      writer((text) => {
        this.printed += text
      }),
      own,
    )
    this.error = Object.assign(
      writer((text) => {
        this.noted += text
      }),
      own,
    )
    // Profiles of whoever runs the tests are not theirs.
    this.env = { HOME: folder, ...env }
    this.folder = folder
    this.now = () => nowMs
    this.signal = signal ?? new AbortController().signal
  }
}

export interface Ran {
  readonly exit: number
  readonly printed: string
  readonly noted: string
}

/** One command line, as words or as one text without quotes. */
export async function ran(line: string | readonly string[], options: FakeTerminalOptions = {}): Promise<Ran> {
  const terminal = new FakeTerminal(options)
  const exit = await runLine(typeof line === "string" ? line.split(" ").filter((word) => word !== "") : line, terminal)
  return { exit, printed: terminal.printed, noted: terminal.noted }
}

/** Of an example that has one. */
export function first<Row>(rows: readonly Row[]): Row {
  const [row] = rows
  if (row === undefined) throw new Error("the example has no row")
  return row
}

function writer(take: (text: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      take(String(chunk))
      done()
    },
  })
}
