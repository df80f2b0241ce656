// What a command sees of the world: three streams, the environment, the clock. It answers who is watching (a person at a terminal or a program), and asks
// a person. Tests give streams of their own.

import { once } from "node:events"
import { createInterface } from "node:readline"
import type { Readable, Writable } from "node:stream"
import { UsageError } from "./faults.ts"

export interface Terminal {
  readonly input: Readable
  readonly out: Writable
  readonly error: Writable
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where relative paths begin. */
  readonly folder: string
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number
  /** Aborts when the person has had enough (Ctrl+C). */
  readonly signal: AbortSignal
}

const COLUMNS_DEFAULT = 80
const ROWS_DEFAULT = 24
/** A secret is a line; more is a wrong file. */
const SECRET_LENGTH_MAX = 4_096

export function isTerminal(stream: Readable | Writable): boolean {
  return "isTTY" in stream && stream.isTTY === true
}

/** Undefined where nobody looks: a file or a pipe takes lines of any length. */
export function widthOf(stream: Writable): number | undefined {
  if (!isTerminal(stream)) return undefined
  return "columns" in stream && typeof stream.columns === "number" && stream.columns > 0
    ? stream.columns
    : COLUMNS_DEFAULT
}

export function heightOf(stream: Writable): number {
  return "rows" in stream && typeof stream.rows === "number" && stream.rows > 0 ? stream.rows : ROWS_DEFAULT
}

/** By https://no-color.org and FORCE_COLOR; otherwise colour is for terminals. */
export function wantsColour(stream: Writable, env: Terminal["env"]): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "" && env.FORCE_COLOR !== "0") return true
  return isTerminal(stream) && env.TERM !== "dumb"
}

/** Waits for a slow reader, so that what is printed is never kept in memory. */
export async function print(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, "drain")
}

/** One line from a person; undefined when the input ends before. */
export async function askLine(terminal: Terminal, question: string): Promise<string | undefined> {
  await print(terminal.error, question)
  const lines = createInterface({ input: terminal.input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY })
  try {
    for await (const line of lines) return line.trim()
    return undefined
  } finally {
    lines.close()
  }
}

/**
 * Secrets, one a line. At a terminal each is asked for by its name and not shown; from a pipe they are the lines in the order of the names. Never from
 * arguments: those are in the shell's history and in the list of processes. Throws UsageError when one is missing.
 */
export async function readSecrets(terminal: Terminal, names: readonly string[]): Promise<readonly string[]> {
  if (isTerminal(terminal.input)) {
    const values: string[] = []
    for (const name of names) values.push(await askHidden(terminal, name))
    return values
  }
  const lines: string[] = []
  for await (const line of createInterface({ input: terminal.input, crlfDelay: Number.POSITIVE_INFINITY })) {
    lines.push(line)
    if (lines.length === names.length) break
  }
  for (const [index, name] of names.entries()) {
    if ((lines[index] ?? "") === "") {
      throw new UsageError(`${name} is missing: line ${index + 1} of the input should hold it (${names.join(", ")})`)
    }
  }
  return lines
}

async function askHidden(terminal: Terminal, name: string): Promise<string> {
  const { input, error } = terminal
  const raw = "setRawMode" in input && typeof input.setRawMode === "function" ? input.setRawMode.bind(input) : undefined
  if (raw === undefined) throw new UsageError(`${name} cannot be read without being shown here; give it on stdin`)
  await print(error, `${name} (not shown): `)
  raw(true)
  let value = ""
  try {
    for (;;) {
      const [chunk] = await once(input, "data", { signal: terminal.signal })
      for (const key of String(chunk)) {
        if (key === "\r" || key === "\n") return valued(value, name)
        if (key === "\u0003" || key === "\u0004") throw new UsageError("nothing was entered; nothing was changed")
        if (key === "\u007f" || key === "\b") value = value.slice(0, -1)
        else if (key >= " ") value += key
        if (value.length > SECRET_LENGTH_MAX)
          throw new UsageError(`${name} is longer than ${SECRET_LENGTH_MAX} characters`)
      }
    }
  } finally {
    raw(false)
    input.pause()
    await print(error, "\n")
  }
}

function valued(value: string, name: string): string {
  if (value === "") throw new UsageError(`${name} is empty; nothing was changed`)
  return value
}
