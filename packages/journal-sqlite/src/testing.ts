// Small helps of this package's tests: a directory that goes away, a log that can be read, a flipped bit.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Log } from "@okx-oms/trading"

export interface TemporaryDirectory extends Disposable {
  readonly path: string
  remove(): void
}

export function temporaryDirectory(): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), "okx-oms-journal-"))
  const remove = (): void => rmSync(path, { recursive: true, force: true })
  return { path, remove, [Symbol.dispose]: remove }
}

/** A log that keeps its lines, each with its level in front. */
export function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  const keep = (level: string) => (message: string, facts?: Readonly<Record<string, unknown>>) => {
    lines.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`)
  }
  return { lines, info: keep("info"), warn: keep("warn"), error: keep("error") }
}

export const SILENT_LOG: Log = { info() {}, warn() {}, error() {} }

/** Flips one bit of a file in place. */
export function flipBit(file: string, offset: number, bit = 0): void {
  const bytes = readFileSync(file)
  bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit)
  writeFileSync(file, bytes)
}
