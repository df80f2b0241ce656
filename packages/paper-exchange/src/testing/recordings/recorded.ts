// Recorded payloads of the real exchange, read where they lie beside the project: single answers, sequences, and the index
// that says what each is. Without them there is nothing to compare with, and the tests say so.

import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Json } from "../desk.ts"

const ROOT = join(import.meta.dirname, "../../../../../..")

export const FOLDER: string | undefined = [
  join(ROOT, "shared/okx/fixtures/open"),
  join(ROOT, "shared/okx/fixtures"),
].find((folder) => existsSync(join(folder, "doc_rest_balance.json")))

export const SKIPPED = "skipped: the recorded payloads are not beside the project"

export type RecordedClass = "REAL" | "REAL-DERIVED" | "DOC-EXAMPLE" | "SYNTHETIC"

function read(file: string): string {
  return readFileSync(join(FOLDER ?? "", file), "utf8")
}

export function recording(file: string): Json {
  return JSON.parse(read(file))
}

/** A sequence, one message a line. */
export function recordedSequence(file: string): Json[] {
  return read(file)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line): Json => JSON.parse(line))
}

/** The class of every file, as the index beside the recordings has it. */
export function recordedClasses(): ReadonlyMap<string, RecordedClass> {
  const classes = new Map<string, RecordedClass>()
  const index = [join(FOLDER ?? "", "INDEX.md"), join(FOLDER ?? "", "../INDEX.md")].find(existsSync) ?? ""
  for (const [, file = "", kind] of readFileSync(index, "utf8").matchAll(/^\| (\S+\.jsonl?) \| ([A-Z-]+) \|/gm)) {
    if (kind === "REAL" || kind === "REAL-DERIVED" || kind === "DOC-EXAMPLE" || kind === "SYNTHETIC") {
      classes.set(file, kind)
    }
  }
  return classes
}

let names: ReadonlySet<string> | undefined

/** Every field name that occurs in any recording that somebody did not make up. */
export function recordedNames(): ReadonlySet<string> {
  if (names !== undefined) return names
  const found = new Set<string>()
  const classes = recordedClasses()
  for (const file of readdirSync(FOLDER ?? "")) {
    const kind = classes.get(file)
    if (kind === undefined || kind === "SYNTHETIC") continue
    for (const [, name = ""] of read(file).matchAll(/"([A-Za-z][A-Za-z0-9]*)"\s*:/g)) found.add(name)
  }
  names = found
  return found
}
